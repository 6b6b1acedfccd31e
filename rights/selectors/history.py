"""The public history of an answer: every version that was ever public."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from countries.selectors import CountryEntry
from portal.i18n import languages
from portal.i18n.dates import day
from rights.models import Publication, Revision
from rights.selectors.answers import STATUS_OF_KIND, AnswerStatus
from rights.selectors.questionnaire import QuestionEntry


@dataclass(frozen=True)
class Version:
    """A published version of an answer in one language, now or formerly public.

    A withdrawn one keeps its place and dates, but shows no text. `until` is None while it is public.
    """

    number: int
    language: str
    state: str
    since: datetime.datetime
    until: datetime.datetime | None
    significance: str
    origin: str
    kind: str
    summary: str
    body: str
    legal_basis: str
    taken_down_at: datetime.datetime | None

    @property
    def is_public(self) -> bool:
        return self.state == Revision.State.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == Revision.State.WITHDRAWN

    @property
    def is_hidden(self) -> bool:
        """Whether it shows no text, for now or for good."""
        return self.is_withdrawn or self.taken_down_at is not None

    @property
    def dates(self) -> str:
        """From when until when it was public, as the rest of a sentence."""
        days = {"since": day(self.since), "until": day(self.until), "date": day(self.since)}
        if self.is_public:
            public = _("public since %(date)s") % days
        elif self.is_withdrawn:
            public = _("public from %(since)s, withdrawn on %(until)s") % days
        else:
            public = _("public from %(since)s to %(until)s") % days
        minor = _("minor change")
        return f"{public} ({minor})" if self.significance == Revision.Significance.MINOR else public

    @property
    def status(self) -> AnswerStatus:
        return STATUS_OF_KIND[self.kind]


def read_versions(country: CountryEntry, question: QuestionEntry, language: str) -> list[Version]:
    """Every version that was ever public in a language, the newest first: one query.

    While the answer is taken down in any language, only a version that is public shows its text.
    """
    taken_down = Publication.objects.filter(answer=OuterRef("answer"), taken_down_at__isnull=False)
    rows = (
        Revision.objects.filter(
            answer__country=country.pk, answer__question=question.pk, language=language, published_at__isnull=False
        )
        .annotate(
            is_shown=Exists(Publication.objects.filter(revision=OuterRef("pk"), taken_down_at=None)),
            taken_down_at=Subquery(taken_down.values("taken_down_at")[:1]),
        )
        .order_by("-number")
    )
    return [
        _version(row, row.published_at, None if row.is_shown else row.taken_down_at) for row in rows if row.published_at
    ]


def _version(row: Revision, since: datetime.datetime, taken_down_at: datetime.datetime | None) -> Version:
    shown = row.state != Revision.State.WITHDRAWN and taken_down_at is None
    return Version(
        row.number,
        row.language,
        row.state,
        since,
        row.ended_at,
        row.significance,
        row.origin,
        row.kind,
        row.summary if shown else "",
        row.body if shown else "",
        row.legal_basis if shown else "",
        taken_down_at,
    )


def language_of_history(country: CountryEntry, question: QuestionEntry, language: str) -> str | None:
    """The language whose versions a reader is shown: their own, else English, else the source language; or None."""
    published = Revision.objects.filter(
        answer__country=country.pk, answer__question=question.pk, published_at__isnull=False
    )
    source_languages = dict(published.values_list("language", "answer__source_language").distinct().order_by())
    wanted = [language, languages.ENGLISH, *source_languages.values()]
    return next((code for code in wanted if code in source_languages), None)
