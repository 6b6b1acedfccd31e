"""Words, folded forms and stems, in every script of the 24 languages. Pure: no database."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import languages
from rights.search import analysis, stemmers


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Kompensācija", "kompensacija"),
        ("ODŠKODNĚNÍ", "odskodneni"),
        ("Hüvitis", "huvitis"),
        ("ΑΠΟΖΗΜΊΩΣΗΣ", "αποζημιωσησ"),  # tonos and final sigma, in capitals
        ("αποζημίωσης", "αποζημιωσησ"),
        ("δικηγόρος", "δικηγοροσ"),
        ("ΐ", "ι"),
        ("Полицай", "полицаи"),  # й
        ("ѝ", "и"),
        ("żołnierz", "zolnierz"),
        ("đak", "dak"),
        ("għajnuna", "ghajnuna"),
        ("Ħaddiem", "haddiem"),
        ("Ørsted", "orsted"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Œuvre", "oeuvre"),
        ("cæsar", "caesar"),
        ("ĳs", "ijs"),  # the ligature of Dutch
        ("Ĳsland", "ijsland"),
        ("ﬁn", "fin"),
        ("țară", "tara"),
        ("ţară", "tara"),  # the cedilla that stood in for the comma
        ("İzmir", "izmir"),
        ("½", "12"),
    ],
)
def test_a_word_is_folded_in_every_script(written, form):
    assert analysis.fold(written) == form
    assert analysis.fold(unicodedata.normalize("NFD", written)) == form


@pytest.mark.parametrize("language", languages.CODES)
@given(text=st.text(max_size=40))
def test_whatever_the_text_its_tokens_are_letters_and_digits(language, text):
    for word in analysis.words(text, language):
        for token in (analysis.fold(word), analysis.stem(word, language), analysis.rough(word, language)):
            assert token == "" or token.isalnum() or not analysis.NOT_IN_A_WORD.search(token)
            assert not set(token) & set("'\"\\ \0")


def test_marks_of_direction_soft_hyphens_and_composition_make_no_difference():
    assert analysis.words("\u202ecom\u00adpen\u200bsation\u200f", "en") == ["compensation"]
    assert analysis.words("kompensa\u0304cija", "lv") == ["kompensācija"]


def test_single_letters_are_no_words_and_digits_are():
    assert analysis.words("l'aide d'un avocat, victim's 7 days", "fr") == [
        "aide",
        "un",
        "avocat",
        "victim",
        "7",
        "days",
    ]


def test_the_maltese_article_is_no_word():
    assert analysis.words("il-vittma, tal-pulizija u l-għajnuna", "mt") == ["vittma", "pulizija", "għajnuna"]


def test_a_word_of_any_length_has_a_bounded_token():
    assert len(analysis.words("a" * 10_000, "en")[0]) == analysis.LONGEST


# Forms of one word meet

MEET = {
    "bg": ["обезщетение обезщетението обезщетения обезщетенията", "адвокат адвоката адвокатът адвокати адвокатите",
           "жертва жертвата жертви жертвите", "полиция полицията", "безплатен безплатна безплатно безплатният",
           "съд съдът съда", "право правото права правата", "преводач преводача преводачът преводачи"],
    "hr": ["naknada naknade naknadi naknadu naknadom", "odvjetnik odvjetnika odvjetnici odvjetnicima",
           "besplatan besplatna besplatnog", "žrtva žrtve žrtvama", "sud suda sudu sudovi",
           "prijaviti prijava prijave"],
    "lv": ["kompensācija kompensāciju kompensācijas kompensācijai kompensācijā",
           "cietušais cietušo cietušajam cietušie", "advokāts advokāta advokātam advokāti",
           "ziņot ziņo ziņoju ziņošana", "tiesības tiesību tiesībām",
           "juridiskā juridisko juridiskās juridiskajai", "bērns bērna bērniem"],
    "mt": ["vittma vittmi", "dritt drittijiet", "deċiżjoni deċiżjonijiet", "interpretu interpreti"],
    "sk": ["odškodnenie odškodnenia odškodneniu odškodnením", "advokát advokáta advokátovi", "obeť obete obetiam",
           "tlmočník tlmočníka tlmočníci", "bezplatný bezplatná bezplatného", "polícia polície políciou"],
    "sl": ["odškodnina odškodnine odškodnino odškodninam", "odvetnik odvetnika odvetniki", "žrtev žrtve žrtvam",
           "brezplačen brezplačna brezplačno", "policija policijo"],
    "de": ["Entschädigung Entschädigungen", "Opfer Opfern"],
    "en": ["compensation compensations", "lawyer lawyers"],
    "fr": ["indemnisation indemnisations", "avocat avocats"],
    "cs": ["odškodnění odškodněním", "náhrada náhrady náhradou náhradách"],
    "el": ["αποζημίωση αποζημίωσης ΑΠΟΖΗΜΙΩΣΗ", "δικηγόρος δικηγόρου"],
    "ga": ["cúiteamh chúiteamh gcúiteamh"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "forms"), [(code, forms) for code, some in MEET.items() for forms in some])
def test_the_forms_of_a_word_have_one_stem(language, forms):
    assert len({analysis.stem(word.lower(), language) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("lv", "tiesa", "tiesības"),
        ("lv", "policija", "palīdzība"),
        ("bg", "помощ", "полиция"),
        ("hr", "pravo", "prijava"),
        ("sl", "sodišče", "sodnik"),
        ("sk", "právo", "pravda"),
        ("mt", "qorti", "qatt"),
    ],
)
def test_different_words_stay_apart(language, one, other):
    assert analysis.stem(one, language) != analysis.stem(other, language)


@pytest.mark.parametrize("language", languages.CODES)
def test_every_language_has_a_stemmer(language):
    assert (language in analysis.SNOWBALL) != (language in stemmers.OF)


@pytest.mark.parametrize("language", stemmers.OF)
@given(word=st.text(alphabet="abcdeijkmnorstuvzабвгеитняъ", min_size=1, max_size=12))
def test_a_light_stemmer_leaves_a_beginning_of_the_word(language, word):
    stem = stemmers.OF[language](word)
    assert stem
    assert stem[:2] == word[:2]


@pytest.mark.parametrize("language", languages.CODES)
def test_the_rough_stem_is_the_same_without_diacritics(language):
    for word in (
        "compensação",
        "odškodnění",
        "kompensācijas",
        "hüvitist",
        "πληρωμής",
        "помощта",
        "għajnuna",
        "rättshjälp",
    ):
        assert analysis.rough(word, language) == analysis.rough(analysis.fold(word), language)
