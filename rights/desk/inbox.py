"""What waits for a person: to write, to translate, to review, returned, outdated, to check. Plain data for the desk."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from countries.models import Country
from portal.i18n import translated
from rights import permissions
from rights.models import Answer, Assignment, MistakeReport, Publication, Question, Revision

SOON = datetime.timedelta(days=30)
SHOWN = 12  # of each kind; the status table has them all


@dataclass(frozen=True)
class InboxItem:
    """One thing to do, and the address where it is done."""

    country: str
    question: str
    language: str
    href: str
    note: str = ""


@dataclass
class Pile:
    """Things to do of one kind: how many there are, and the first of them."""

    count: int = 0
    items: list[InboxItem] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.items)

    def __bool__(self):
        return self.count > 0


@dataclass
class Inbox:
    returned: Pile
    to_review: Pile
    imported: Pile
    drafts: Pile
    to_translate: Pile
    outdated: Pile
    overdue: Pile
    due_soon: Pile
    unanswered: list[tuple[Country, int]]
    reports: list[tuple[Country, int]]

    def __bool__(self):
        """Whether anything waits that deserves a mail: what nobody has answered yet is no news."""
        piles = (self.returned, self.to_review, self.to_translate, self.outdated, self.overdue, self.due_soon)
        return any((*piles, self.reports))


def edit_address(country_slug: str, question_slug: str, language: str) -> str:
    return reverse("admin:desk_answer", args=[country_slug, question_slug, language])


def scope(user, roles, country: str, language: str) -> Q:
    """The rows of a query that a person's assignments in some roles reach; field paths of country and language."""
    if user.is_superuser:
        return Q()
    reached = Q(pk__in=[])
    for assignment in Assignment.objects.filter(user=user, role__in=roles):
        mine = Q(**{country: assignment.country_id})
        if assignment.language:
            mine &= Q(**{language: assignment.language})
        reached |= mine
    return reached


def pile(rows, language_field: str, note=None) -> Pile:
    """A query of anything that has an answer, as a pile."""
    rows = rows.select_related("answer__country", "answer__question") if rows.model is not Answer else rows
    items = []
    for row in rows[:SHOWN]:
        answer = row if isinstance(row, Answer) else row.answer
        language = getattr(row, language_field)
        items.append(
            InboxItem(
                answer.country.name,
                answer.question.short,
                language,
                edit_address(answer.country.slug, answer.question.slug, language),
                note(row) if note else "",
            )
        )
    return Pile(rows.count(), items)


def for_person(user) -> Inbox:
    """Everything that waits for a person, in a number of queries that does not grow with the content."""
    revisions = Revision.objects.order_by("submitted_at", "pk")
    in_scope = scope(user, permissions.WRITES_TRANSLATION, "answer__country", "language")
    reviews = scope(user, permissions.REVIEWS, "answer__country", "language")
    in_review = Revision.objects.filter(
        answer=OuterRef("answer"), language=OuterRef("language"), state=Revision.State.IN_REVIEW
    )
    own = Q(author=user)
    drafts = revisions.filter(own, in_scope, state=Revision.State.DRAFT)
    wrote = Revision.objects.filter(Q(author=user) | Q(writers=user))
    today = timezone.localdate()
    checks = (
        Answer.objects.filter(
            scope(user, permissions.REVIEWS, "country", "source_language"), publications__isnull=False
        )
        .select_related("country", "question")
        .order_by("review_due", "pk")
        .distinct()
    )
    return Inbox(
        returned=pile(
            revisions.filter(own, in_scope, state=Revision.State.RETURNED), "language", note=lambda row: row.comment
        ),
        to_review=pile(revisions.filter(reviews, state=Revision.State.IN_REVIEW).exclude(pk__in=wrote), "language"),
        imported=pile(drafts.filter(origin=Revision.Origin.IMPORT), "language"),
        drafts=pile(drafts.exclude(origin=Revision.Origin.IMPORT), "language"),
        to_translate=_to_translate(user),
        outdated=pile(
            Publication.objects.filter(in_scope, outdated_since__isnull=False)
            .exclude(Exists(in_review))
            .order_by("outdated_since", "pk"),
            "language",
        ),
        overdue=pile(checks.filter(review_due__lt=today), "source_language"),
        due_soon=pile(checks.filter(review_due__range=(today, today + SOON)), "source_language"),
        unanswered=_unanswered(user),
        reports=_reports(user),
    )


def _to_translate(user) -> Pile:
    """Published source texts that have nothing in a language that the person translates into.

    An assignment for every language counts for the country's official ones.
    """
    found = Pile()
    assignments = Assignment.objects.filter(user=user, role__in=permissions.WRITES_TRANSLATION).select_related(
        "country"
    )
    wanted = {
        (assignment.country, language)
        for assignment in assignments
        for language in ([assignment.language] if assignment.language else assignment.country.official_languages)
    }
    for country, language in sorted(wanted, key=lambda pair: (pair[0].code, pair[1])):
        begun = Revision.objects.filter(answer__country=country, language=language, state__in=Revision.OPEN)
        missing = (
            Publication.objects.filter(answer__country=country, language=F("answer__source_language"))
            .exclude(language=language)
            .exclude(answer__publications__language=language)
            .exclude(answer__in=begun.values("answer"))
            .select_related("answer__question__section")
            .order_by("answer__question__section__position", "answer__question__position")
        )
        found.count += missing.count()
        for row in missing[: SHOWN - len(found.items)]:
            question = row.answer.question
            href = edit_address(country.slug, question.slug, language)
            found.items.append(InboxItem(country.name, question.short, language, href))
    return found


def _unanswered(user) -> list[tuple[Country, int]]:
    """How many questions each of the person's countries has never answered."""
    countries = list(permissions.countries_of(user).only("code", "slug", *translated.readable_columns(["name"], "en")))
    questions = Question.objects.count()
    answers = Answer.objects.filter(country__in=countries, publications__isnull=False)
    answered = Counter(answers.distinct().values_list("country_id", flat=True))
    return [(country, questions - answered[country.pk]) for country in countries if questions > answered[country.pk]]


def _reports(user) -> list[tuple[Country, int]]:
    """The person's countries of whose answers readers reported mistakes, and how many wait."""
    waiting = MistakeReport.objects.values("country").annotate(number=Count("pk")).order_by()
    numbers = dict(waiting.values_list("country", "number"))
    return [(country, numbers[country.pk]) for country in permissions.countries_of(user).filter(pk__in=numbers)]
