"""What may not be published, and the sentence that says so: placeholders, broken encoding, bad links, emptiness."""

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from portal.text import richtext
from portal.text.richtext import LONGEST, LONGEST_PLAIN

SUMMARY_LIMIT = 300
# "TODO" is also Spanish and Portuguese for "all", "TBC" tuberculosis in half of Europe: they are notes where they stand
# as sentences of their own, not within one, nor where one in capitals or with emphasis begins.
PLACEHOLDERS = re.compile(
    r"""(?i:please\s+delete\s+when\s+inserting\s+data|lorem\s+ipsum)
    | \bXXXX+\b
    | \bTODO:(?!\s*[A-ZÀ-Ý]{2})
    | (?:^|[.!?…:;>([])\s{0,9}\bTODO\b
      (?!\s+[A-ZÀ-Ý]+\b | \s+(?:el|lo|o|un|um|su|tu|seu|teu|este|ese|esse|aquele?|esto|isto|isso)\b)
    | (?:(?:^|[.!?…])\s{0,9}\(?|\[)\bTBC\b(?=\s*(?:[.)\]]|$))
    """,
    re.MULTILINE | re.VERBOSE,
)


def _misread(low: int, high: int) -> str:
    """What bytes from `low` up to `high` look like in Latin-1, Windows-1252 and Windows-1250, for a regex set."""
    found = {chr(byte) for byte in range(low, high)}
    for encoding in ("cp1252", "cp1250"):
        found |= {bytes([byte]).decode(encoding, errors="ignore") for byte in range(low, high)}
    return "".join(re.escape(sign) for sign in sorted(found) if sign)


_LEAD = "ÂÃÄÅÈĂĹČÎÏÐÑĐŃ"  # the bytes C2 to C5, C8 and CE to D1, with which a letter of the 24 languages begins
_SIGNS = "\xa0«»‘’“”‚„…–—‹›"  # also stand after a word in capitals ("VICTIMĂ”", "PÅ »"): then the letter is right
_UPPER = "".join(chr(n) for n in range(0x41, 0x250) if chr(n).isupper())
_REST = _misread(0x80, 0xC0)
# UTF-8 read as another encoding ("Ã©", "Å‘", "â€™"), and letters lost to "?" inside a word ("?ldozatseg?tÅ"): a letter
# that begins a misread pair, before a sign that no word of the 24 languages has after it.
MOJIBAKE = re.compile(
    rf"�|(?<![{_UPPER}])[{_LEAD}][{_SIGNS}]|[{_LEAD}](?![{_SIGNS}])[{_REST}]|â[{_REST}]{{2}}|â€"
    r"|[^\W\d_]\?[^\W\d_](?!\w*=)"
)
EMPTY_LINK_TEXT = {
    "here", "click here", "this link", "link", "more", "read more", "šeit", "šī saite", "hier", "ici", "cliquez ici",
    "aquí", "qui", "aqui", "siin", "čia", "tutaj", "zde", "tu", "itt", "aici", "тук", "εδώ", "tässä", "här", "her",
    "ovdje", "tukaj", "hawn", "anseo",
}  # fmt: skip
TELEPHONE = re.compile(
    r"""(?<![\w/.,-])(?<!\d[ \xa0])(?:
        (?:\+|00)[1-9][\d \xa0().-]{6,}\d                                   # +372 612 1360, 0032 2 123 45 67
        | 0[1-9]\d{0,3}[ \xa0/-]\d{2,}(?:[ \xa0.-]\d{2,})*\b                # 0800 12 345, 02/555 12 34, 044/201.00.00
        | (?:tel|tél|tlf|phone|telephone|telef[oóô]n\w*|puh|tālr|tālrunis|тел|телефон|τηλ|τηλέφωνο)
          \.?[ \xa0:]*\+?\d[\d \xa0().-]{4,}\d                             # tel. 67047700
    )""",
    re.IGNORECASE | re.VERBOSE,
)
DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
NUMBERED = re.compile(r"\d{1,12}[/-](?:(?:19|20)\d\d|\d\d)(?:-\d\d)?")  # a case and its year ("0123/2021"), some months


def telephone_in(text: str) -> str | None:
    """The first telephone number that is typed into a plain text."""
    for match in TELEPHONE.finditer(text):
        is_named = match[0][0].isalpha()
        if is_named or (len(re.sub(r"\D", "", match[0])) >= 7 and not _is_a_date_or_case(match[0])):
            return match[0]
    return None


def _is_a_date_or_case(number: str) -> bool:
    return bool(DATE.match(number) or NUMBERED.fullmatch(number))


def max_length(model: type[models.Model], field: str) -> int:
    """The number of characters that a field of a model holds; 0 where it has no limit."""
    return getattr(model._meta.get_field(field), "max_length", None) or 0


@dataclass(frozen=True)
class TextProblem:
    """Something that keeps a text from being published, as a sentence that says what to do, and the words concerned."""

    kind: str
    sentence: str
    found: str = ""

    def __str__(self):
        return self.sentence


def problems(summary: str, body: str, kind: str = "text", legal_basis: str = "") -> list[TextProblem]:
    """What keeps a clean text (`body` HTML, the others plain) from being published; empty where nothing does.

    An answer that says "no such right" or "does not apply" needs its one sentence In brief, but no body.
    """
    text = f"{summary}\n{richtext.plain(body)}\n{legal_basis}"
    # With its own white space: half of a misread pair may be a no-break space.
    raw = f"{summary}\n{richtext.raw(body)}\n{legal_basis}"
    found = []
    if not summary.strip():
        found.append(
            TextProblem("empty-summary", _("“In brief” is empty: write the answer in one to three sentences."))
        )
    if kind == "text" and not richtext.plain(body):
        found.append(TextProblem("empty-body", _("The answer is empty: write it, or say that no such right exists.")))
    if len(summary) > SUMMARY_LIMIT:
        found.append(
            TextProblem(
                "long-summary",
                _("“In brief” has %(length)d characters; shorten it to %(limit)d at most.")
                % {"length": len(summary), "limit": SUMMARY_LIMIT},
            )
        )
    if "<" in summary and re.search(r"</?[a-zA-Z]", summary):
        found.append(TextProblem("markup-in-summary", _("“In brief” is plain text: take the HTML out.")))
    if match := PLACEHOLDERS.search(text):
        found.append(
            TextProblem(
                "placeholder",
                _("A note of the template is left in the text: “%(note)s”.") % {"note": match[0].strip(" \n.!?…:;>([")},
            )
        )
    if match := MOJIBAKE.search(raw):
        around = raw[max(0, match.start() - 12) : match.end() + 12].replace("\n", " ")
        found.append(
            TextProblem("encoding", _("Letters were lost: “…%(around)s…”. Type them again.") % {"around": around})
        )
    if number := telephone_in(text):
        found.append(
            TextProblem(
                "telephone",
                _("A telephone number stands in the text (%(number)s): link to the service's record instead.")
                % {"number": number},
                number,
            )
        )
    found += link_problems(body)
    return found


def too_much(**texts: str) -> list[TextProblem]:
    """Why texts may not even be kept, whoever or whatever wrote them: they are larger than `richtext` allows.

    `texts` are any of summary, body, legal_basis and comment; the body need not be clean. To be asked before anything
    else reads them.
    """
    plain = [_too_long(LONGEST_PLAIN) for name in texts if name != "body" and len(texts[name]) > LONGEST_PLAIN]
    try:
        richtext.clean(texts.get("body", ""))
    except richtext.TooMuch as much:
        return [*plain, said_of(much)]
    return plain


def said_of(much: richtext.TooMuch) -> TextProblem:
    if much.kind == "length":
        return _too_long(LONGEST)
    sentence = _("The text has too many paragraphs, lists, links or table cells, or too many within each other.")
    return TextProblem("too-much-markup", sentence)


def _too_long(limit: int) -> TextProblem:
    sentence = _("The text is too long: it may have %(limit)d characters at most, with its formatting.")
    return TextProblem("too-long", sentence % {"limit": limit})


def link_problems(body: str) -> list[TextProblem]:
    found = []
    for attributes, inner in richtext.LINK.findall(body):
        text = richtext.plain(inner)
        if 'href="' not in attributes:
            found.append(TextProblem("link-address", _("The link “%(text)s” has no safe address.") % {"text": text}))
        if not text or text.casefold().strip(" .") in EMPTY_LINK_TEXT:
            found.append(
                TextProblem(
                    "link-text", _("A link reads “%(text)s”: let it say where it leads.") % {"text": text or "—"}
                )
            )
    return found
