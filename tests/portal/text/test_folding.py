"""Texts and words without case and diacritics, in every script of the 24 languages."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from portal.text.folding import fold, fold_word
from rights.importer import decoding

WORDS = [
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
    ("Þing", "thing"),
    ("d'accord", "daccord"),
]
TEXTS = [
    ("  Victims’\u00a0RIGHTS,\n in brief ", "victims' rights, in brief"),
    ("ŁÓDŹ — Ørsted", "lodz — orsted"),
    ("Διαμεσολάβησης", "διαμεσολαβησησ"),
    ("Straße 5 ½ …", "strasse 5 ½ …"),  # signs are no letters: they stay as they are
    ("", ""),
]


def test_a_word_is_folded_in_every_script():
    composed = [(word, fold_word(word)) for word, _form in WORDS]
    assert composed == WORDS
    assert [(word, fold_word(unicodedata.normalize("NFD", word))) for word, _form in WORDS] == WORDS


def test_a_text_is_folded_with_one_space_between_its_words():
    assert [(text, fold(text)) for text, _folded in TEXTS] == TEXTS
    assert [decoding.fold(text) for text, _folded in TEXTS] == [folded for _text, folded in TEXTS]


@given(text=st.text(max_size=40))
def test_what_is_folded_stays_as_it_is(text):
    """Confirmed headings are stored folded and folded again when they are compared."""
    assert fold(fold(text)) == fold(text)
