"""A report on published text → drafts on the desk: everything that was chosen, or nothing. Nothing becomes public.

Each draft says in its comment which page it is from, and rests on a source that is that page. A text that somebody is
working on is never overwritten.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from countries.models import Country, Source, SupportService
from portal.i18n import languages, translated
from portal.i18n.dates import day
from portal.text import richtext
from rights import permissions, validation
from rights.importer import confirmed_headings, organisations
from rights.importer.report import ImportedAnswer, ImportReport, MatchedText, PageNote
from rights.models import Answer, Question, Revision
from rights.services import drafting, errors, records, revisions
from rights.validation import max_length

TITLE_LENGTH = max_length(Source, "title_en")


@dataclass(frozen=True)
class Drafted:
    """A draft that an import made or added to, and what is still to be done before it may be handed in."""

    revision: Revision
    reasons: tuple[str, ...] = ()
    superseded: bool = False
    added: bool = False

    @property
    def question(self) -> Question:
        return self.revision.answer.question

    @property
    def unknown_base(self) -> bool:
        """Whether it is a translation: of an imported one nobody knows what it renders."""
        return self.revision.is_translation and self.revision.based_on_id is None

    @property
    def in_review(self) -> bool:
        return self.revision.state == Revision.State.IN_REVIEW


@dataclass(frozen=True)
class Skipped:
    """A question whose text was not brought in, and why."""

    question: Question
    reason: str


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did."""

    drafted: tuple[Drafted, ...]
    skipped: tuple[Skipped, ...]
    services: tuple[SupportService, ...]


class NoPublisher(errors.Refusal):
    """Neither the text nor the editor says who published it."""


@transaction.atomic
def import_drafts(
    report: ImportReport,
    country: Country,
    language: str,
    user,
    *,
    questions: Collection[str] | None = None,
    placed: Mapping[str, str] | None = None,
    adding: Collection[str] = (),
    services: Mapping[int, str] | None = None,
    address: str = "",
    publisher: str = "",
    title: str = "",
) -> ImportOutcome:
    """Make drafts of what a report found, in one transaction.

    `questions` are the only ones wanted (None: all); `placed` says where an editor put texts (`ImportReport.placed`)
    and is remembered; to the drafts of the questions in `adding` the text is added; `services` are organisations, by
    their place in the report, with the kind of record that each becomes. `address`, `publisher` and `title` are those
    of the source, where the text does not say them. Raises `errors.Refusal`; then nothing was written.
    """
    placed = placed or {}
    act = _Import(report, country, language, user, address, publisher or report.publisher, title)
    act.remember(placed)
    wanted = {
        text.question: text
        for text in report.placed(placed).answers()
        if questions is None or text.question in questions
    }
    questions = (
        Question.objects.filter(slug__in=wanted).select_related("section").order_by("section__position", "position")
    )
    results = [act.bring_in(question, wanted[question.slug], question.slug in adding) for question in questions]
    records = [act.create_service(at, kind) for at, kind in (services or {}).items()]
    return ImportOutcome(
        tuple(result for result in results if isinstance(result, Drafted)),
        tuple(result for result in results if isinstance(result, Skipped)),
        tuple(records),
    )


class _Import:
    """One import on its way; each page of the text becomes a source once."""

    def __init__(
        self, report: ImportReport, country: Country, language: str, user, address: str, publisher: str, title: str
    ):
        self.report, self.country, self.language, self.user = report, country, language, user
        self.address, self.publisher, self.title = address, publisher, title
        self.sources: dict[PageNote, Source] = {}
        if not permissions.holds(user, permissions.WRITES_TRANSLATION, country, language):
            raise errors.NotAllowed(_("You have no assignment to write texts of this country in this language."))

    def remember(self, placed: Mapping[str, str]):
        """What the editor put elsewhere than the importer did teaches it."""
        parts = self.report.parts()
        questions = {question.slug: question for question in Question.objects.filter(slug__in=placed.values())}
        for key, slug in placed.items():
            part = parts.get(key)
            agreed = isinstance(part, MatchedText) and part.question == slug
            if part and slug in questions and not agreed:
                confirmed_headings.remember(self.language, part.heading, questions[slug], self.user)

    def bring_in(self, question: Question, text: ImportedAnswer, adding: bool) -> Drafted | Skipped:
        answer = self._answer(question)
        if problems := validation.too_much(body=text.html):
            return Skipped(question, " ".join(map(str, problems)))
        if not permissions.may_write(self.user, answer, self.language):
            return Skipped(question, _("This is the original of the answer; you may write translations only."))
        if answer.pk and (current := revisions.open_revision(answer, self.language)):
            return self._beside(current, text) if adding else Skipped(question, self._in_the_way(current))
        if answer.pk and self._is_public_already(answer, text):
            return Skipped(question, _("Public already, word for word."))
        answer = drafting.answer_for(self.country, question)
        draft = drafting.start_draft(
            answer, self.language, self.user, Revision.Origin.IMPORT, self._note(text, answer.source_language)
        )
        fields = {"summary": "", "body": text.html}
        if self.language == answer.source_language:
            fields["kind"] = Answer.Kind.TEXT
        draft = drafting.save_draft(draft, self.user, draft.saved_at, sources=self._sources(text, answer), **fields)
        return self._handed_in(draft, text)

    def _answer(self, question: Question) -> Answer:
        """The answer as it stands; one that is not there yet is not made before it is needed."""
        found = Answer.objects.filter(country=self.country, question=question).select_related("country").first()
        return found or Answer(
            country=self.country, question=question, source_language=self.country.default_source_language
        )

    def _in_the_way(self, current: Revision) -> str:
        if current.state == Revision.State.IN_REVIEW:
            return _("A text is in review; it is not overwritten.")
        return _("There is a draft already; it is not overwritten.")

    def _is_public_already(self, answer: Answer, text: ImportedAnswer) -> bool:
        public = revisions.published_revision(answer, self.language)
        return public is not None and public.body == richtext.clean(text.html)

    def _beside(self, current: Revision, text: ImportedAnswer) -> Drafted | Skipped:
        """The text below what the open draft says already; a text in review is left alone."""
        answer = current.answer
        if current.state == Revision.State.IN_REVIEW:
            return Skipped(answer.question, self._in_the_way(current))
        body = current.body + text.html
        note = "\n".join(filter(None, [current.comment, self._note(text, answer.source_language)]))
        if problems := validation.too_much(body=body, comment=note):
            return Skipped(answer.question, " ".join(map(str, problems)))
        sources = [*current.sources.all(), *self._sources(text, answer)]
        current = drafting.save_draft(current, self.user, current.saved_at, sources=sources, body=body, comment=note)
        return Drafted(current, superseded=text.superseded, added=True)

    def _handed_in(self, draft: Revision, text: ImportedAnswer) -> Drafted:
        """In review where nothing speaks against it; else a draft, with what does."""
        reasons = []
        try:
            draft = drafting.submit(draft, self.user)
        except errors.Unclean as unclean:
            reasons += [str(problem) for problem in unclean.problems]
        except errors.Outdated as outdated:
            reasons.append(str(outdated))
        return Drafted(draft, tuple(reasons), text.superseded)

    # Where it is from -------------------------------------------------------------------------------------------

    def _note(self, text: ImportedAnswer, source_language: str) -> str:
        """For the author and the reviewer: the pages with their dates, and what to beware of."""
        lines = [
            _("Imported: %(page)s") % {"page": ", ".join(filter(None, [page.section_title, day(page.updated)]))}
            for page in text.pages
        ]
        if self.address:
            lines.append(self.address)
        if text.superseded:
            lines.append(_("From a superseded page: a newer one of this country may say otherwise."))
        if self.language != source_language:
            name = languages.name_of(source_language, translation.get_language())
            lines.append(
                _("The original is in another language (%(language)s); which version of it this renders is not known.")
                % {"language": name}
            )
        return "\n".join(lines)

    def _sources(self, text: ImportedAnswer, answer: Answer) -> list[Source]:
        """The pages as sources of an original; a translation has those of what it renders."""
        if self.language != answer.source_language:
            return []
        return [self._source(page) for page in text.pages]

    def _source(self, page: PageNote) -> Source:
        if page not in self.sources:
            self.sources[page] = self._known_source(page) or records.add_source(
                self.country, self.user, **self._described(page)
            )
        return self.sources[page]

    def _known_source(self, page: PageNote) -> Source | None:
        """The same page from an earlier import."""
        described = self._described(page)
        described[translated.column("title", self.language)] = described.pop("title")
        return Source.objects.filter(records.sources_of(self.country), **described).first()

    def _described(self, page: PageNote) -> dict:
        if not self.publisher:
            raise NoPublisher(_("The text does not say who published it: name the publisher."))
        return {
            "title": (page.section_title or self.title or self.country.name)[:TITLE_LENGTH],
            "publisher": self.publisher,
            "language": self.language,
            "url": self.address,
            "date": page.updated,
        }

    # Services ---------------------------------------------------------------------------------------------------

    def create_service(self, at: int, kind: str) -> SupportService:
        service = self.report.services[at]
        page = service.page or PageNote("", None, False)
        return organisations.create(service, kind, self.country, self.language, self._source(page), self.user)
