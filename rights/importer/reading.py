"""Published factsheet text of a country → the report of what it answers. The way in for the command and the admin."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.text import richtext
from rights.importer import blocks, boilerplate, contacts, heading_keywords, matching, pages
from rights.importer.blocks import Line
from rights.importer.decoding import Unreadable, decode
from rights.importer.matching import Alignment, Heading, HeadingMatch, Matcher
from rights.importer.pages import ImportProblem, SourcePage
from rights.importer.report import (
    ImportReport,
    MatchedText,
    NamedOrganisation,
    PageNote,
    Suggestion,
    UnansweredHeading,
    UnmatchedText,
)
from rights.importer.template import FIVE_PART, FOUR_PART, Questionnaire, TemplateQuestion

MAX_HEADINGS = 2_000  # of a text; beyond them it is no factsheet, and every heading costs
GROUP_WORDS = 10
SAYS = 0.75  # similarity of a line that is a heading by what it says, whatever its form
GROUPS = {"support-who": {"support", "victim"}, "protection-types": {"protection", "danger"}}
LETTERED = re.compile(r"^(?P<letter>[A-D])\.\s+\S")
DEFENDANTS = {"A": "defence-court", "B": "defence-charges", "C": "defence-rights", "D": "defence-penalties"}
SURELY = 0.95  # what a template answers with a whole page
PAGES_OF_A_FACTSHEET = 40
PASTED_ALONE = 4  # headings that must be sure before a text without any section's number counts as one


def report_on(
    data: bytes | str,
    country: str,
    language: str,
    questionnaire: Questionnaire,
    confirmed: Mapping[str, str] | None = None,
) -> ImportReport:
    """What a published text answers. `confirmed` are headings that an editor matched before, with their questions.

    Any input yields a report; one that is no factsheet yields its problems.
    """
    try:
        text = decode(data, language)
        document = pages.read(text)
    except Unreadable as unreadable:
        return ImportReport(country, language, problems=(ImportProblem(unreadable.kind, 0, unreadable.detail),))
    report = _Reading(document, country, language, Matcher(questionnaire, language, confirmed)).report()
    return replace(report, publisher=boilerplate.publisher_of(text))


@dataclass
class _Part:
    """A heading of a page with the lines below it."""

    heading: Heading
    at: int  # its place among the page's headings
    line: Line
    lines: list[Line]


class _Reading:
    """One text on its way to a report."""

    def __init__(self, document: pages.Document, country: str, language: str, matcher: Matcher):
        self.document = document
        self.country = country
        self.matcher = matcher
        self.language = language
        self.problems = list(document.problems)
        self.matched: list[MatchedText] = []
        self.unmatched: list[UnmatchedText] = []
        self.unanswered: list[UnansweredHeading] = []
        self.support: list[tuple[SourcePage, list[Line]]] = []
        self.templates: set[str] = set()

    def report(self) -> ImportReport:
        found = self.document.pages
        if len(found) > PAGES_OF_A_FACTSHEET or sum(self._candidates(page) for page in found) > MAX_HEADINGS:
            self.problems.append(ImportProblem("not-a-factsheet", 0, ""))
            return self._finished()
        alignments = self._alignments()
        for page in found:
            self._read(page, alignments.get(id(page)))
        if not self.templates:
            self.problems.append(ImportProblem("not-a-factsheet", 0, ""))
        return self._finished()

    def _candidates(self, page: SourcePage) -> int:
        return sum(pages.is_question(line) for line in page.lines)

    def _finished(self) -> ImportReport:
        current = {match.question for match in self.matched if not match.page.superseded}
        beaten = [match for match in self.matched if match.page.superseded and match.question in current]
        return ImportReport(
            self.country,
            self.language,
            self._template(),
            tuple(_note(page) for page in self.document.pages),
            tuple(match for match in self.matched if match not in beaten),
            tuple(beaten),
            tuple(self.unmatched),
            tuple(self.unanswered),
            tuple(sorted(self.problems, key=lambda problem: problem.line)),
            self._services(),
        )

    def _services(self) -> tuple[NamedOrganisation, ...]:
        """The organisations of the current pages; those of superseded ones where there are no others."""
        current = [(page, lines) for page, lines in self.support if not page.superseded] or self.support
        page_of = {line.number: _note(page) for page, lines in current for line in lines}
        found = contacts.services_in([line for _page, lines in current for line in lines], self.country)
        return tuple(replace(service, page=page_of.get(service.line)) for service in found)

    def _template(self) -> str:
        if {FIVE_PART, FOUR_PART} <= self.templates:
            return "both"
        return next(iter(sorted(self.templates)), "unknown")

    # Which template ---------------------------------------------------------------------------------------------

    def _alignments(self) -> dict[int, Alignment]:
        """Each page on the section that it is, by its number and by what its headings ask."""
        chosen: dict[int, Alignment] = {}
        for superseded in (False, True):
            numbered = [page for page in self.document.pages if page.number and page.superseded == superseded]
            scored = [self._scored(page) for page in numbered]
            templates = matching.choose_templates([(five[0], four[0]) for five, four in scored])
            for page, template, (five, four) in zip(numbered, templates, scored, strict=True):
                chosen[id(page)] = five[1] if template == FIVE_PART else four[1]
        for page in self.document.pages:
            if not page.number and not self._lettered(page) and (alignment := self._of_unnumbered(page)):
                chosen[id(page)] = alignment
        return chosen

    def _scored(self, page: SourcePage) -> tuple[tuple[float, Alignment], tuple[float, Alignment]]:
        headings = [heading for _line, heading in self._headings(page)]
        evidence = self.matcher.title_evidence(page.title, page.number)
        # Contents at the beginning of a page are the four-part template's.
        evidence -= matching.TITLE_EVIDENCE if page.contents else 0
        five = self.matcher.align(headings, FIVE_PART, page.number)
        four = self.matcher.align(headings, FOUR_PART, page.number)
        return (five.score + max(evidence, 0), five), (four.score + max(-evidence, 0), four)

    def _of_unnumbered(self, page: SourcePage) -> Alignment | None:
        """A page without a number may be a section that was pasted alone: the one that half of its headings say."""
        headings = [heading for _line, heading in self._headings(page)]
        questions = sum(heading.is_question for heading in headings)
        if not questions:
            return None
        places = [(FIVE_PART, number) for number in range(1, 6)] + [(FOUR_PART, number) for number in range(1, 4)]
        best = max((self.matcher.align(headings, *place) for place in places), key=lambda one: one.score)
        sure = [found for found in best.found.values() if found.confidence >= matching.THRESHOLD]
        return best if len(sure) >= PASTED_ALONE and 2 * len(sure) >= questions else None

    # A page -----------------------------------------------------------------------------------------------------

    def _headings(self, page: SourcePage) -> list[tuple[Line, Heading]]:
        """The lines that could head an answer; "More information" heads none, nor does what groups questions."""
        following = [*page.lines[1:], None]
        headings = {}
        for at, (line, after) in enumerate(zip(page.lines, following, strict=False)):
            if boilerplate.is_additional(line.plain):
                continue
            listed = pages.in_contents(line, page)
            asks = pages.is_question(line) or listed
            if asks or (pages.could_head(line) and not (after and pages.is_question(after))):
                headings[at] = Heading(line.source, asks, listed)
        if page.contents and any(heading.listed for heading in headings.values()):
            headings = {at: heading for at, heading in headings.items() if heading.is_question}
        else:
            headings |= self._loose_headings(page, headings)
        return [(page.lines[at], headings[at]) for at in sorted(headings)]

    def _loose_headings(self, page: SourcePage, headings: dict[int, Heading]) -> dict[int, Heading]:
        """Lines in the form of no heading that say what a question asks, if no heading does: "victim hotline:"."""
        titled = {slug for heading in headings.values() for slug in self._says(heading.text, page)}
        return {
            at: Heading(line.source, False)
            for at, line in enumerate(page.lines)
            if pages.stands_alone(line)
            and not pages.could_head(line)
            and not titled.issuperset(self._says(line.plain, page))
        }

    def _says(self, text: str, page: SourcePage) -> list[str]:
        questions = [*self._asked(FIVE_PART, page), *self._asked(FOUR_PART, page)]
        return [question.slug for question in questions if self.matcher.similarity(text, question) >= SAYS]

    def _asked(self, template: str, page: SourcePage) -> list[TemplateQuestion]:
        return self.matcher.questionnaire.section(template, page.number) if page.number else []

    def _read(self, page: SourcePage, alignment: Alignment | None):
        if not page.lines:
            return
        if page.number == 0 and not alignment:
            self._overview(page)
        elif self._whole_section(page, alignment):
            self._support_as_a_whole(page)
        elif alignment and (alignment.found or self._questions(page)):
            self._by_headings(page, alignment)
        else:
            self._left_to_the_editor(page)

    def _questions(self, page: SourcePage) -> bool:
        return any(pages.is_question(line) for line in page.lines)

    def _overview(self, page: SourcePage):
        if lettered := self._lettered(page):
            self._defendants(page, lettered)
        elif any(other.number for other in self.document.pages):
            self._add("overview", page.title, page.lines, page, page.lines[0].number, SURELY)
        else:
            self._left_to_the_editor(page, "overview")

    def _whole_section(self, page: SourcePage, alignment: Alignment | None) -> bool:
        """Whether the page is the four-part template's list of organisations, which asks nothing."""
        return bool(
            alignment
            and alignment.template == FOUR_PART
            and self.matcher.questionnaire.whole_section(FOUR_PART, page.number)
            and not self._questions(page)
            and (page.contents or "support" in self._concepts(page.title))
        )

    def _concepts(self, text: str) -> frozenset[str]:
        return heading_keywords.concepts_in(text, heading_keywords.likely_language(text, self.language))

    def _support_as_a_whole(self, page: SourcePage):
        self.templates.add(FOUR_PART)
        if question := self.matcher.questionnaire.whole_section(FOUR_PART, page.number):
            self._add(question.slug, page.title, page.lines, page, page.lines[0].number, SURELY)
            self.support.append((page, page.lines))

    def _left_to_the_editor(self, page: SourcePage, slug: str = ""):
        """A page without question headings is kept whole, and offered for its section's main question."""
        alignment_suggestions = self.matcher.suggestions(page.title)
        main = slug or self._main_question(page)
        offered = [(main, matching.THRESHOLD - 0.01)] if main else []
        offered += [pair for pair in alignment_suggestions if pair[0] != main]
        heading = page.title or page.lines[0].plain[: pages.TITLE_LENGTH]
        self._leave(heading, page.lines, page, page.lines[0].number, offered)

    def _main_question(self, page: SourcePage) -> str:
        """The first question of the section; of the template that the title speaks for."""
        if not page.number:
            return ""
        template = FIVE_PART if self.matcher.title_evidence(page.title, page.number) >= 0 else FOUR_PART
        questions = self.matcher.questionnaire.section(template, page.number)
        return questions[0].slug if questions else ""

    def _by_headings(self, page: SourcePage, alignment: Alignment):
        if alignment.found:
            self.templates.add(alignment.template)
        before, parts = self._parts(page, alignment)
        if before:
            offered = self.matcher.suggestions(page.title, alignment.template, alignment.number)
            self._leave(page.title, before, page, before[0].number, offered)
        for part in parts:
            self._place(part, page, alignment)

    def _place(self, part: _Part, page: SourcePage, alignment: Alignment):
        found = alignment.found.get(part.at)
        text = part.line.source
        if found and part.lines:
            for slug in found.questions:
                self._add(slug, text, part.lines, page, part.line.number, found.confidence)
            if any(self._in_support(slug) for slug in found.questions):
                self.support.append((page, [part.line, *part.lines]))
        elif not part.lines:
            slug = found.questions[0] if found else ""
            self.unanswered.append(UnansweredHeading(slug, text, part.line.number, _note(page)))
        elif boilerplate.is_additional(text):
            self._leave(text, part.lines, page, part.line.number, self._for_additional(part.lines, alignment))
        else:
            offered = self.matcher.suggestions(text, alignment.template, alignment.number)
            self._leave(text, part.lines, page, part.line.number, offered)

    def _in_support(self, slug: str) -> bool:
        return slug in ("contacts", "hotline", "ngo-support")

    def _for_additional(self, lines: list[Line], alignment: Alignment) -> list[tuple[str, float]]:
        """Lists of laws are for the question on legislation; anything else for the section's first question."""
        listed = sum(line.is_item or blocks.LINK in line.text for line in lines)
        if 2 * listed >= len(lines) or "law" in self._concepts(" ".join(line.plain for line in lines)[:600]):
            return [("legislation", matching.THRESHOLD - 0.05)]
        questions = self.matcher.questionnaire.section(alignment.template, alignment.number)
        return [(question.slug, 0.1) for question in questions[:1]]

    # Headings and the lines below them -------------------------------------------------------------------------

    def _parts(self, page: SourcePage, alignment: Alignment) -> tuple[list[Line], list[_Part]]:
        """The lines before the first heading, and each heading that parts the page, with its lines."""
        headings = self._headings(page)
        parting = {
            id(line): (at, heading)
            for at, (line, heading) in enumerate(headings)
            if at in alignment.found or (heading.is_question and at not in alignment.inner)
        }
        before: list[Line] = []
        parts: list[_Part] = []
        for line in page.lines:
            if id(line) in parting or boilerplate.is_additional(line.plain):
                at, heading = parting.get(id(line), (-1, Heading(line.source, False)))
                self._drop_group(parts[-1].lines if parts else before, alignment.found.get(at), parts)
                parts.append(_Part(heading, at, line, []))
            else:
                (parts[-1].lines if parts else before).append(line)
        for at in sorted(alignment.inner):
            if at < len(headings) and headings[at][1].is_question:
                self.problems.append(
                    ImportProblem("inner-heading", headings[at][0].number, headings[at][0].plain[:160])
                )
        return before, parts

    def _drop_group(self, lines: list[Line], found: HeadingMatch | None, parts: list[_Part]):
        """Take off the sub-heading of a group of questions ("Victim support services"), which is no answer's text."""
        if not lines or not blocks.is_title_like(lines[-1], GROUP_WORDS):
            return
        evidence = set().union(*(GROUPS.get(slug, set()) for slug in found.questions)) if found else set()
        if evidence & self._concepts(lines[-1].plain) or not parts:
            lines.pop()

    # The defendants' factsheet ----------------------------------------------------------------------------------

    def _lettered(self, page: SourcePage) -> dict[int, str]:
        """Where the defendants' factsheet has its questions: lines that begin with A. to D., in this order."""
        found = {at: letter for at, line in enumerate(page.lines) if (letter := _letter_of(line))}
        return found if list(found.values()) == list(DEFENDANTS) else {}

    def _defendants(self, page: SourcePage, lettered: dict[int, str]):
        self.templates.add("defendants")
        ends = [*list(lettered)[1:], len(page.lines)]
        first = next(iter(lettered))
        if before := page.lines[:first]:
            self.problems.append(ImportProblem("notice", before[0].number, before[0].plain[:160]))
        for (at, letter), end in zip(lettered.items(), ends, strict=True):
            line = page.lines[at]
            question = self.matcher.questionnaire.get(DEFENDANTS[letter])
            sure = question is not None and self.matcher.similarity(line.plain, question) > 0
            self._add(DEFENDANTS[letter], line.plain, page.lines[at + 1 : end], page, line.number, 0.9 if sure else 0.6)

    # What is found ----------------------------------------------------------------------------------------------

    def _add(self, slug: str, heading: str, lines: list[Line], page: SourcePage, number: int, confidence: float):
        if (html := self._rendered(heading, lines, number)) is not None:
            self.matched.append(MatchedText(slug, heading, html, confidence, number, _note(page)))

    def _leave(self, heading: str, lines: list[Line], page: SourcePage, number: int, offered: list[tuple[str, float]]):
        suggestions = tuple(Suggestion(*pair) for pair in offered[: matching.NAMES])
        if (html := self._rendered(heading, lines, number)) is not None:
            self.unmatched.append(UnmatchedText(heading, html, number, _note(page), suggestions))

    def _rendered(self, heading: str, lines: list[Line], number: int) -> str | None:
        """The HTML of a part; None, and a problem, where it is more than a text may be."""
        try:
            return blocks.render(lines)
        except richtext.TooMuch:
            self.problems.append(ImportProblem("too-large", number, heading[:160]))
            return None


def _letter_of(line: Line) -> str:
    """The letter that a heading of the defendants' factsheet begins with; empty where it is none."""
    match = LETTERED.match(line.plain)
    return match["letter"] if match and not line.is_item and len(line.plain) < pages.HEADING_LENGTH else ""


def _note(page: SourcePage) -> PageNote:
    return PageNote(page.title, page.updated, page.superseded)
