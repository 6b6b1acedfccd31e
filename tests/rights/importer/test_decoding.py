"""Bytes of any encoding and any line end become lines, or the reason why not."""

import pytest

from rights.importer.decoding import Unreadable, decode, fold, lines_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1257"])
def test_a_latvian_text_is_read_in_any_encoding_it_may_have(encoding):
    text = "Cietušo tiesības kriminālprocesā, un kā ziņot par noziegumu policijai."
    assert decode(text.encode(encoding), "lv") == text


def test_a_broken_byte_in_utf8_loses_one_letter_and_not_the_text():
    data = "Cietušo tiesības kriminālprocesā".encode().replace("ā".encode(), b"\xe0", 1)
    assert decode(data, "lv").startswith("Cietušo tiesības")


@pytest.mark.parametrize(("data", "kind"), [(b"\x00\x01\x02" * 99, "binary"), (b"a" * 9_000_000, "too-long")])
def test_what_is_no_text_says_so(data, kind):
    with pytest.raises(Unreadable) as raised:
        decode(data, "en")
    assert raised.value.kind == kind


def test_lines_end_in_any_way_and_blank_texts_are_empty():
    assert lines_of("a\r\nb\rc\u2028d\n") == ["a", "b", "c", "d", ""]
    with pytest.raises(Unreadable):
        lines_of("\n \n\ufeff\n")


@pytest.mark.parametrize(
    ("text", "folded"), [("ŁÓDŹ", "lodz"), ("Διαμεσολάβησης", "διαμεσολαβησησ"), ("Għajnuna", "ghajnuna")]
)
def test_folding_leaves_no_case_and_no_marks(text, folded):
    assert fold(text) == folded
