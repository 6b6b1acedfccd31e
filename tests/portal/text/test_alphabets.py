"""Words in the order of each language's dictionaries."""

import pytest

from portal.i18n import languages
from portal.text import alphabets

ORDERED = {
    "bg": "адвокат жалба съд щета ям",
    "cs": "cena čas hlas chata imunita řízení soud škoda",
    "da": "sag zone ære øre ånd",
    "de": "ächten Anzeige Opfer Urteil",
    "el": "άδεια απόφαση δίκη έφεση ήττα ωράριο",
    "es": "nube ñame ocio",
    "et": "süüdi šokk zoo žest tunnistaja võlg väärtus öö üür",
    "fi": "syyttäjä todistaja åland äiti öljy",
    "hr": "cilj čast ćup dan džep đak lav ljubav nada njega sud šteta",
    "hu": "cukor csend dal gaz gyám óra ölni ős sors szó ügy vád zár zseb",
    "lt": "byla čekis yda ieškinys jėga šalis teismas žala",
    "lv": "cena čeks garš ģimene kods ķēde liecinieks ļaunums sods šķīrējs tiesa žēlums",
    "mt": "ċaħda ceda ġurija gost għajnuna ħaqq ilma żvilupp zokk",
    "pl": "areszt ąb czas ćma łup sąd ślad świadek zeznanie źle żal",
    "ro": "apel ăsta cauză sat șase tata țară",
    "sk": "advokát čas hlas chata imunita súd škoda",
    "sl": "cena čas sodba škoda žrtev",
    "sv": "rätt zon åklagare äga överklagande",
}


def test_words_stand_in_the_order_of_their_language():
    wrong = {}
    for language, words in ORDERED.items():
        found = sorted(words.split(), key=lambda word: alphabets.place(word, language))
        if found != words.split():
            wrong[language] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("language", "word", "first"),
    [("cs", "Chata", "ch"), ("en", "élite", "e"), ("hu", "ügy", "ü"), ("hr", "Ljubav", "lj"), ("el", "Έφεση", "ε")],
)
def test_the_first_letter_is_the_language_s_own(language, word, first):
    assert alphabets.letters(word, language)[0] == first


def test_every_language_has_an_alphabet_without_a_letter_twice():
    for language in languages.CODES:
        letters = alphabets.ALPHABETS.get(language, alphabets.LATIN).split()
        assert len(set(letters)) == len(letters) > 20, language
