"""Text as it arrives: bytes of any encoding and any line end → numbered lines, or the sentence that says why not."""

import re
import unicodedata
from functools import lru_cache

from portal.text import folding

MAX_CHARACTERS = 1_000_000  # the longest published factsheet has about 100,000
MAX_LINES = 50_000
BYTE_ORDER_MARKS = [
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
# What a file of the language was written in before UTF-8.
LEGACY_ENCODINGS = {
    **dict.fromkeys(["et", "lt", "lv"], "cp1257"),
    **dict.fromkeys(["cs", "hr", "hu", "pl", "ro", "sk", "sl"], "cp1250"),
    "bg": "cp1251",
    "el": "cp1253",
    "mt": "iso8859-3",
}
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


class Unreadable(ValueError):
    """The input is no text that could be a factsheet; `kind` says why."""

    def __init__(self, kind: str, detail: str = ""):
        super().__init__(kind)
        self.kind = kind
        self.detail = detail


def decode(data: bytes | str, language: str) -> str:
    """The text of `data`: by its byte order mark, as UTF-8, or in what the language was written in before UTF-8.

    Of UTF-8 with a few broken bytes, each such byte becomes "�", which is reported as a lost letter later.
    """
    if isinstance(data, str):
        return _readable(data)
    if len(data) > 4 * MAX_CHARACTERS:
        raise Unreadable("too-long", str(len(data)))
    return _readable(_decoded(data, language))


def _decoded(data: bytes, language: str) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if encoding := _utf16_without_mark(data):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        repaired = data.decode("utf-8", errors="replace")
    lost = repaired.count("�")
    letters = sum(1 for sign in repaired if sign > "\x7f" and sign != "�")
    if lost * 2 <= letters:  # mostly valid sequences of several bytes, which other encodings hardly ever form
        return repaired
    return data.decode(LEGACY_ENCODINGS.get(language, "cp1252"), errors="replace")


def _utf16_without_mark(data: bytes) -> str:
    """Text in an alphabet of up to 256 signs has its zero bytes (or its page's byte) at every second place."""
    sample = data[:4000]
    if len(sample) < 40:
        return ""
    even, odd = sample[::2], sample[1::2]
    if odd.count(0) > 0.3 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.3 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return ""


def _readable(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("too-long", str(len(text)))
    controls = len(CONTROL.findall(text))
    if controls > max(5, len(text) // 100):
        raise Unreadable("binary")
    return text


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them; invisible signs and control characters are gone, tabs stay."""
    text = LINE_ENDS.sub("\n", text)
    text = CONTROL.sub("", INVISIBLE.sub("", text))
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n")]
    filled = sum(1 for line in lines if line)
    if filled > MAX_LINES:
        raise Unreadable("too-long", str(filled))
    if not filled:
        raise Unreadable("empty")
    return lines


fold = lru_cache(maxsize=4096)(folding.fold)  # the lines of a text are compared many times
