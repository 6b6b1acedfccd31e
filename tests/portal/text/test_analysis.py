"""Words, folded forms and stems, in every script of the 24 languages. Pure: no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.i18n import languages
from portal.text import analysis, stemmers
from portal.text.folding import NOT_IN_A_WORD, fold_word


@pytest.mark.parametrize("language", languages.CODES)
@given(text=st.text(max_size=40))
def test_whatever_the_text_its_tokens_are_letters_and_digits(language, text):
    for word in analysis.words(text, language):
        for token in (fold_word(word), analysis.stem(word, language), analysis.rough_stem(word, language)):
            assert token == "" or token.isalnum() or not NOT_IN_A_WORD.search(token)
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


def test_the_forms_of_a_word_have_one_stem():
    apart = [
        (language, forms)
        for language, words in MEET.items()
        for forms in words
        if len({analysis.stem(word.lower(), language) for word in forms.split()}) != 1
    ]
    assert apart == []


APART = [
    ("lv", "tiesa", "tiesības"),
    ("lv", "policija", "palīdzība"),
    ("bg", "помощ", "полиция"),
    ("hr", "pravo", "prijava"),
    ("sl", "sodišče", "sodnik"),
    ("sk", "právo", "pravda"),
    ("mt", "qorti", "qatt"),
]


def test_different_words_stay_apart():
    met = [each for each in APART if analysis.stem(each[1], each[0]) == analysis.stem(each[2], each[0])]
    assert met == []


def test_every_language_has_one_stemmer():
    stemmed = [*analysis.SNOWBALL, *stemmers.OF]
    assert sorted(stemmed) == sorted(languages.CODES)


@pytest.mark.parametrize("language", stemmers.OF)
@given(word=st.text(alphabet="abcdeijkmnorstuvzабвгеитняъ", min_size=1, max_size=12))
def test_a_light_stemmer_leaves_a_beginning_of_the_word(language, word):
    stem = stemmers.OF[language](word)
    assert stem
    assert stem[:2] == word[:2]


TYPED = ["compensação", "odškodnění", "kompensācijas", "hüvitist", "πληρωμής", "помощта", "għajnuna", "rättshjälp"]


def test_the_rough_stem_is_the_same_without_diacritics():
    differ = [
        (language, word)
        for language in languages.CODES
        for word in TYPED
        if analysis.rough_stem(word, language) != analysis.rough_stem(fold_word(word), language)
    ]
    assert differ == []


def test_a_text_has_the_stems_of_its_words():
    assert analysis.stems("Legal aids!", "en") == (analysis.stem("legal", "en"), analysis.stem("aids", "en"))
    assert analysis.rough_stems("Odškodnění", "cs") == (analysis.rough_stem("odskodneni", "cs"),)
