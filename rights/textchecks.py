"""What may not be published, and the sentence that says so: placeholders, broken encoding, bad links, emptiness."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rights import richtext

SUMMARY_LIMIT = 300
PLACEHOLDERS = re.compile(r"(?i:please\s+delete\s+when\s+inserting\s+data|lorem\s+ipsum)|\bTODO\b|\bTBC\b|\bXXXX+\b")


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
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
TELEPHONE = re.compile(
    r"""(?<![\w/.,-])(?<!\d[ \xa0])(?:
        (?:\+|00)[1-9][\d \xa0().-]{6,}\d                                   # +372 612 1360, 0032 2 123 45 67
        | 0[1-9]\d{0,3}[ \xa0/-]\d{2,}(?:[ \xa0.-]?\d{2,})*\b               # 0800 12 345, 02/555 12 34, 044/201.00.00
        | (?:tel|tél|tlf|phone|telephone|telef[oóô]n\w*|puh|tālr|tālrunis|тел|телефон|τηλ|τηλέφωνο)
          \.?[ \xa0:]*\+?\d[\d \xa0().-]{4,}\d                             # tel. 67047700
    )""",
    re.IGNORECASE | re.VERBOSE,
)
DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")


def telephone_in(text: str) -> str | None:
    """The first telephone number that is typed into a plain text."""
    for match in TELEPHONE.finditer(text):
        is_named = match[0][0].isalpha()
        if is_named or (len(re.sub(r"\D", "", match[0])) >= 7 and not DATE.match(match[0])):
            return match[0]
    return None


@dataclass(frozen=True)
class Problem:
    """Something that keeps a text from being published, as a sentence that says what to do, and the words concerned."""

    kind: str
    sentence: str
    found: str = ""

    def __str__(self):
        return self.sentence


def problems(summary: str, body: str, kind: str = "text", legal_basis: str = "") -> list[Problem]:
    """What keeps a clean text (`body` HTML, the others plain) from being published; empty where nothing does.

    An answer that says "no such right" or "does not apply" needs its one sentence In brief, but no body.
    """
    text = f"{summary}\n{richtext.plain(body)}\n{legal_basis}"
    # With its own white space: half of a misread pair may be a no-break space.
    raw = f"{summary}\n{richtext.raw(body)}\n{legal_basis}"
    found = []
    if not summary.strip():
        found.append(Problem("empty-summary", _("“In brief” is empty: write the answer in one to three sentences.")))
    if kind == "text" and not richtext.plain(body):
        found.append(Problem("empty-body", _("The answer is empty: write it, or say that no such right exists.")))
    if len(summary) > SUMMARY_LIMIT:
        found.append(
            Problem(
                "long-summary",
                _("“In brief” has %(length)d characters; shorten it to %(limit)d at most.")
                % {"length": len(summary), "limit": SUMMARY_LIMIT},
            )
        )
    if "<" in summary and re.search(r"</?[a-zA-Z]", summary):
        found.append(Problem("markup-in-summary", _("“In brief” is plain text: take the HTML out.")))
    if match := PLACEHOLDERS.search(text):
        found.append(
            Problem("placeholder", _("A note of the template is left in the text: “%(note)s”.") % {"note": match[0]})
        )
    if match := MOJIBAKE.search(raw):
        around = raw[max(0, match.start() - 12) : match.end() + 12].replace("\n", " ")
        found.append(Problem("encoding", _("Letters were lost: “…%(around)s…”. Type them again.") % {"around": around}))
    if number := telephone_in(text):
        found.append(
            Problem(
                "telephone",
                _("A telephone number stands in the text (%(number)s): link to the service's record instead.")
                % {"number": number},
                number,
            )
        )
    found += link_problems(body)
    return found


def link_problems(body: str) -> list[Problem]:
    found = []
    for attributes, inner in LINK.findall(body):
        text = richtext.plain(inner)
        if 'href="' not in attributes:
            found.append(Problem("link-address", _("The link “%(text)s” has no safe address.") % {"text": text}))
        if not text or text.casefold().strip(" .") in EMPTY_LINK_TEXT:
            found.append(
                Problem("link-text", _("A link reads “%(text)s”: let it say where it leads.") % {"text": text or "—"})
            )
    return found
