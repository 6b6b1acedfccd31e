"""What may not be published, and the sentence that says so: placeholders, broken encoding, bad links, emptiness."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rights import richtext

SUMMARY_LIMIT = 300
PLACEHOLDERS = re.compile(r"please delete when inserting data|lorem ipsum|\bTODO\b|\bTBC\b|\bXXX+\b", re.IGNORECASE)
# UTF-8 read as Latin-1 or Windows-1252 ("Ã©", "Å‘", "â€™"), and letters lost to "?" inside a word ("?ldozatseg?tÅ").
# The first letter of such a pair is one that no word of an EU language has before such a sign.
MOJIBAKE = re.compile(r"�|[ÂÃÄÅĂĹÎÏÐÑ][\x80-\xbf‘’“”•–—€™š›œžŸ¡-¿]|â€|\w\?\w(?!\w*=)")
EMPTY_LINK_TEXT = {
    "here", "click here", "this link", "link", "more", "read more", "šeit", "šī saite", "hier", "ici", "cliquez ici",
    "aquí", "qui", "aqui", "siin", "čia", "tutaj", "zde", "tu", "itt", "aici", "тук", "εδώ", "tässä", "här", "her",
    "ovdje", "tukaj", "hawn", "anseo",
}  # fmt: skip
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
TELEPHONE = re.compile(r"(?<![\w/-])(?:\+|00)\d[\d\s().-]{6,}\d")


@dataclass(frozen=True)
class Problem:
    """Something that keeps a text from being published, as a sentence that says what to do."""

    kind: str
    sentence: str

    def __str__(self):
        return self.sentence


def problems(summary: str, body: str, kind: str = "text") -> list[Problem]:
    """What keeps a clean text (`summary` plain, `body` HTML) from being published; empty where nothing does.

    An answer that says "no such right" or "does not apply" needs its one sentence In brief, but no body.
    """
    text = f"{summary}\n{richtext.plain(body)}"
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
    if match := MOJIBAKE.search(text):
        around = text[max(0, match.start() - 12) : match.end() + 12].replace("\n", " ")
        found.append(Problem("encoding", _("Letters were lost: “…%(around)s…”. Type them again.") % {"around": around}))
    if match := TELEPHONE.search(text):
        found.append(
            Problem(
                "telephone",
                _("A telephone number stands in the text (%(number)s): link to the service's record instead.")
                % {"number": match[0]},
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
