"""What the importer understood of a published text, for an editor to choose from; and its JSON."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape

from django.utils.translation import gettext_lazy as _

from portal.text import richtext
from rights.importer.pages import ImportProblem

SENTENCES = {
    "empty": _("There is no text."),
    "binary": _("This is no text: save the page as plain text."),
    "too-large": _("This part is longer, or has more lists and tables, than an answer may have: it was left out."),
    "too-long": _("The text is far longer than any factsheet: bring one country in at a time."),
    "not-a-factsheet": _("The text has none of the questions that the factsheets' templates ask."),
    "encoding": _("Letters were lost: type them again."),
    "placeholder": _("An instruction of the template was left in the text; it is not brought in."),
    "notice": _("A notice of the site, as it seems; it is not brought in."),
    "date": _("The date of the page does not exist."),
    "inner-heading": _("A question that the template does not ask; it is kept as part of the answer above it."),
}


def sentence_of(problem: ImportProblem) -> str:
    """What a problem means for the editor."""
    return str(SENTENCES.get(problem.kind, problem.kind))


@dataclass(frozen=True)
class PageNote:
    """A page of the text: its title as published, when it was updated, whether a newer one supersedes it."""

    section_title: str
    updated: date | None
    superseded: bool


@dataclass(frozen=True)
class Suggestion:
    question: str
    confidence: float


@dataclass(frozen=True)
class MatchedText:
    """An answer under a heading that is surely enough a question's."""

    question: str
    heading: str
    html: str
    confidence: float
    line: int
    page: PageNote

    @property
    def words(self) -> int:
        return richtext.words(self.html)


@dataclass(frozen=True)
class UnmatchedText:
    """A text for the editor to place: the best three suggestions, below the threshold."""

    heading: str
    html: str
    line: int
    page: PageNote
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def words(self) -> int:
        return richtext.words(self.html)


@dataclass(frozen=True)
class UnansweredHeading:
    """A heading without a text under it. `question` is empty for "More information" and for unmatched headings."""

    question: str
    heading: str
    line: int
    page: PageNote


@dataclass(frozen=True)
class NamedOrganisation:
    """An organisation with its contacts; telephone numbers in international form."""

    name: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
    page: PageNote | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ImportedAnswer:
    """What would become one draft: the text of one question, joined from every heading that asks it."""

    question: str
    html: str
    confidence: float
    updated: date | None
    superseded: bool
    headings: tuple[str, ...]
    pages: tuple[PageNote, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """Everything that a published text yields. `template` is five-part, four-part, both, defendants or unknown.

    `publisher` is there only where the text itself says who published it.
    """

    country: str
    language: str
    template: str = "unknown"
    pages: tuple[PageNote, ...] = ()
    matched: tuple[MatchedText, ...] = ()
    superseded: tuple[MatchedText, ...] = ()  # answers of superseded pages that current ones answer too
    unmatched: tuple[UnmatchedText, ...] = ()
    unanswered: tuple[UnansweredHeading, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    services: tuple[NamedOrganisation, ...] = field(default=())
    publisher: str = ""

    def parts(self) -> dict[str, MatchedText | UnmatchedText]:
        """Every text that may be brought in, in the text's order, by a key that names it as long as the text stays."""
        parts: list[MatchedText | UnmatchedText] = [*self.matched, *self.unmatched]
        found: dict[str, MatchedText | UnmatchedText] = {}
        count: Counter[int] = Counter()
        for part in sorted(parts, key=lambda part: part.line):
            count[part.line] += 1
            found[f"{part.line}.{count[part.line]}"] = part
        return found

    def placed(self, places: Mapping[str, str]) -> "ImportReport":
        """The report with texts where an editor put them: key → question, "" to leave a text out."""
        matched, unmatched = [], []
        for key, part in self.parts().items():
            question = places.get(key, getattr(part, "question", ""))
            if not question:
                unmatched.append(_unplaced(part))
            elif isinstance(part, MatchedText) and part.question == question:
                matched.append(part)
            else:
                matched.append(MatchedText(question, part.heading, part.html, 1.0, part.line, part.page))
        return replace(self, matched=tuple(matched), unmatched=tuple(unmatched))

    def answers(self) -> list[ImportedAnswer]:
        """One answer for each question; where several headings ask it, each part under its page's title.

        A text of a superseded page never joins one of a current page.
        """
        by_question = defaultdict(list)
        for match in self.matched:
            by_question[match.question].append(match)
        return [_joined(question, _newest(matches)) for question, matches in by_question.items()]

    def as_json(self) -> dict:
        return {
            "country": self.country,
            "language": self.language,
            "template": self.template,
            "pages": [
                {
                    "section_title": page.section_title,
                    "updated": page.updated.isoformat() if page.updated else None,
                    "superseded": page.superseded,
                }
                for page in self.pages
            ],
            "matched": [
                {
                    "question": match.question,
                    "heading": match.heading,
                    "words": match.words,
                    "confidence": match.confidence,
                }
                for match in self.matched
            ],
            "unmatched": [{"heading": text.heading, "words": text.words} for text in self.unmatched],
            "unanswered": [{"question": none.question, "heading": none.heading} for none in self.unanswered],
            "problems": [
                {"kind": problem.kind, "line": problem.line, "text": problem.text} for problem in self.problems
            ],
            "services": [
                {
                    "name": service.name,
                    "phones": list(service.phones),
                    "emails": list(service.emails),
                    "urls": list(service.urls),
                }
                for service in self.services
            ],
        }


def _unplaced(part: MatchedText | UnmatchedText) -> UnmatchedText:
    return part if isinstance(part, UnmatchedText) else UnmatchedText(part.heading, part.html, part.line, part.page)


def _newest(matches: list[MatchedText]) -> list[MatchedText]:
    return [match for match in matches if not match.page.superseded] or matches


def _joined(question: str, matches: list[MatchedText]) -> ImportedAnswer:
    pages = tuple(dict.fromkeys(match.page for match in matches))
    dates = [page.updated for page in pages if page.updated]
    return ImportedAnswer(
        question,
        _joined_html(matches, pages),
        min(match.confidence for match in matches),
        min(dates, default=None),  # the oldest part says how old the answer may be
        any(page.superseded for page in pages),
        tuple(match.heading for match in matches),
        pages,
    )


def _joined_html(matches: list[MatchedText], pages: tuple[PageNote, ...]) -> str:
    """The text alone; of several pages, each under its title; of several headings of a page, the later ones under them.

    Sub-headings of a part begin at level 3 (blocks.render): one level higher where no title stands above them.
    """
    if len(matches) == 1:
        return _raised(matches[0].html)
    parts = []
    for page in pages:
        own = [match for match in matches if match.page == page]
        titles = [stage_title(page) if len(pages) > 1 else "", *(match.heading for match in own[1:])]
        for level, title, match in zip("2" + "3" * len(own), titles, own, strict=False):
            level = level if len(pages) > 1 else "2"
            parts.append((f"<h{level}>{escape(title, quote=False)}</h{level}>" if title else "") + match.html)
    return "".join(parts)


def _raised(html: str) -> str:
    return re.sub(r"<(/?)h3>", r"<\1h2>", html)


def stage_title(page: PageNote) -> str:
    """A page's title as a sub-heading: without its number, and not in capitals."""
    title = page.section_title.lstrip("0123456789 .-–—)")
    return title.capitalize() if title.isupper() else title
