"""Acts on many answers of a country at once: hand in, publish what this reviewer has read, mark as checked."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from countries.models import Country
from rights import permissions
from rights.models import Answer, Opened, Question, Revision
from rights.services import drafting, errors, publishing

CellKey = tuple[str, str]  # the slug of a question, a language


def act(user, country: Country, name: str, cells: Iterable[CellKey]) -> list[tuple[int, str]]:
    """Carry out an act on each cell by itself; a sentence on what was done, and on each refusal."""
    if name not in ACTS:
        return [(messages.ERROR, _("Choose what is to be done."))]
    done, refusals, cells = 0, [], list(cells)
    if not cells:
        return [(messages.WARNING, str(NOTHING[name]))]
    names = {question.slug: question.short for question in Question.objects.all()}
    for question, language in cells:
        try:
            ACTS[name](user, country, question, language)
            done += 1
        except errors.Refusal as refusal:
            refusals.append((messages.WARNING, f"{names.get(question, question)} ({language}): {refusal}"))
    sentences = [(messages.SUCCESS, ngettext("%d text done.", "%d texts done.", done) % done)] if done else []
    return sentences + refusals


def chosen(values: Iterable[str]) -> list[CellKey]:
    """The cells that were ticked: "question language" each."""
    return [
        (question, language) for question, _space, language in (value.partition(" ") for value in values) if language
    ]


def of_section(user, country: Country, name: str, section: str, shown: list[str]) -> list[CellKey]:
    """The cells of a whole section that an act concerns, in the languages shown."""
    if name == "check":
        answers = Answer.objects.filter(
            country=country, question__section__slug=section, publications__isnull=False
        ).distinct()
        return list(answers.order_by("question__position").values_list("question__slug", "source_language"))
    states = {"submit": [Revision.State.DRAFT, Revision.State.RETURNED], "publish": [Revision.State.IN_REVIEW]}
    concerned = Revision.objects.filter(
        answer__country=country,
        answer__question__section__slug=section,
        language__in=shown,
        state__in=states.get(name, []),
    ).order_by("answer__question__position")
    if name == "publish":  # of a whole section only what may go without a word: read by this reviewer, and not theirs
        read = set(Opened.objects.filter(user=user).values_list("revision_id", "saved_at"))
        by_others = concerned.exclude(Q(author=user) | Q(writers=user)).select_related("answer__question")
        return [(row.answer.question.slug, row.language) for row in by_others if (row.pk, row.saved_at) in read]
    return list(concerned.values_list("answer__question__slug", "language"))


def _open(user, country: Country, question: str, language: str) -> Revision:
    revision = (
        Revision.objects.filter(
            answer__country=country, answer__question__slug=question, language=language, state__in=Revision.OPEN
        )
        .select_related("answer__country", "answer__question")
        .first()
    )
    if revision is None or not permissions.may_see(user, country, language):
        raise errors.WrongState(_("There is no draft and nothing in review."))
    return revision


def _submit(user, country: Country, question: str, language: str):
    drafting.submit(_open(user, country, question, language), user)


def _publish(user, country: Country, question: str, language: str):
    revision = _open(user, country, question, language)
    if not Opened.objects.filter(user=user, revision=revision, saved_at=revision.saved_at).exists():
        raise errors.NotAllowed(_("You have not read this version yet: open it first."))
    publishing.publish(revision, user)


def _check(user, country: Country, question: str, language: str):
    answer = Answer.objects.filter(country=country, question__slug=question).select_related("country").first()
    if answer is None:
        raise errors.WrongState(_("Nothing of this answer is published yet."))
    publishing.check(answer, user)


ACTS = {"submit": _submit, "publish": _publish, "check": _check}
NOTHING = {
    "submit": gettext_lazy("There is no draft to hand in."),
    "publish": gettext_lazy("There is no text in review that you have read."),
    "check": gettext_lazy("There is no published text to check."),
}
