"""Reviewing, publishing, withdrawing and checking: the only code that writes public texts of answers.

In review → published, or returned with a comment; a published version is superseded by the next, or withdrawn.
Each act is one transaction that checks who acts, locks the answer and raises the content version.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from countries.models import ContentVersion, Source
from portal.i18n import translated
from rights.models import Answer, Publication, Revision
from rights.permissions import may_manage, may_review, wrote
from rights.querysets import TEXT_FIELDS
from rights.services import search_index as search
from rights.services.errors import Conflict, OwnText, Refusal, WrongState, require
from rights.services.revisions import (
    all_outdated_since,
    fresh,
    linked,
    locked,
    published_revision,
    refuse_outdated,
    refuse_too_much,
    refuse_unclean,
    replace_links,
)

State, Significance = Revision.State, Revision.Significance
REVIEW_EVERY = datetime.timedelta(days=365)
CHECK_FIELDS = ("checked_on", "review_due")


@transaction.atomic
def send_back(revision: Revision, reviewer, comment: str) -> Revision:
    """Return a version in review to its author, with a comment that says why."""
    require(may_review(reviewer, revision.answer, revision.language))
    if not comment.strip():
        raise Refusal(_("Say in a comment what is to be changed."))
    refuse_too_much(comment=comment)
    revision = fresh(revision, State.IN_REVIEW)
    _refuse_own_text(revision, reviewer)
    revision.state, revision.comment, revision.reviewer = State.RETURNED, comment.strip(), reviewer
    revision.save(update_fields=["state", "comment", "reviewer", "saved_at"])
    return revision


@transaction.atomic
def publish(revision: Revision, reviewer, confirmed: bool = False) -> Publication:
    """Make a version in review public.

    Raises `NotAllowed`, `OwnText`, `WrongState`, `Conflict` where the version that it was started from is no longer the
    public one (both are in the exception), `Unclean`, and `Outdated` as `submit` does.
    """
    require(may_review(reviewer, revision.answer, revision.language))
    revision = fresh(revision, State.IN_REVIEW)
    _refuse_own_text(revision, reviewer)
    refuse_outdated(revision, confirmed)
    revision.reviewer = reviewer
    publication = _make_public(revision)
    _mark_checked(revision, timezone.localdate())
    return publication


def _refuse_own_text(revision: Revision, reviewer):
    if wrote(reviewer, revision):
        raise OwnText(_("You wrote this text; somebody else must review it."))


def _make_public(revision: Revision) -> Publication:
    """Make one version public. The answer is locked by the caller."""
    answer, language, now = revision.answer, revision.language, timezone.now()
    current = published_revision(answer, language)
    if revision.parent_id != (current.pk if current else None):
        published, withdrawn = (
            _("A newer text was published after this one was begun."),
            _("The text that this one continues was withdrawn after it was begun."),
        )
        raise Conflict(published if current else withdrawn, theirs=current, mine=revision)
    refuse_unclean(revision)
    if current:
        current.state, current.ended_at = State.SUPERSEDED, now
        current.save(update_fields=["state", "ended_at", "saved_at"])
    revision.state, revision.published_at = State.PUBLISHED, now
    revision.save(update_fields=["state", "published_at", "reviewer", "kind", "body", "saved_at"])
    [publication] = write_public([revision], {revision.pk: list(revision.sources.all())}, now)
    answer.publications.filter(language=language).update(taken_down_at=None)  # somebody has read it: it is shown again
    ContentVersion.bump()
    search.index(answer, language)
    return publication


def write_public(
    revisions: Sequence[Revision],
    sources: Mapping[int, Collection[Source]],
    now: datetime.datetime,
    also: Sequence[str] = (),
) -> list[Publication]:
    """Write the texts of published versions into their answers: the only code that does.

    The answers are locked by the caller; versions of the same answer hold the same object, which is saved once, with
    the columns that the caller has set and names in `also`. `sources` are those of each version, by its key. Where an
    answer was taken down, what is written stays down, in a new language too.
    """
    columns: dict[Answer, list[str]] = {}
    for revision in revisions:
        answer, written = revision.answer, translated.columns(TEXT_FIELDS, revision.language)
        for column, field in zip(written, TEXT_FIELDS, strict=True):
            setattr(answer, column, getattr(revision, field))
        if not revision.is_translation:
            answer.kind = revision.kind
            written.append("kind")
        columns.setdefault(answer, [*also]).extend(written)
    for answer, names in columns.items():
        answer.save(update_fields=names)
    _cite(revisions, sources)
    outdated = all_outdated_since(revisions)
    taken_down = dict(
        Publication.objects.filter(answer__in=columns, taken_down_at__isnull=False).values_list(
            "answer", "taken_down_at"
        )
    )
    publications = Publication.objects.bulk_create(
        [
            Publication(
                answer=revision.answer,
                language=revision.language,
                revision=revision,
                since=now,
                origin=revision.origin,
                outdated_since=outdated[revision],
                taken_down_at=taken_down.get(revision.answer_id),
            )
            for revision in revisions
        ],
        update_conflicts=True,
        unique_fields=["answer", "language"],
        update_fields=["revision", "since", "origin", "outdated_since"],
    )
    _outdate_translations(revisions, now)
    return publications


def _cite(revisions: Sequence[Revision], sources: Mapping[int, Collection[Source]]) -> None:
    """An answer has the sources of its original, or of a translation where it has none yet."""
    answers = {revision.answer_id for revision in revisions}
    wanted = linked(Answer.sources.through, answers)
    for revision in revisions:
        if not revision.is_translation or not wanted[revision.answer_id]:
            wanted[revision.answer_id] = {source.pk for source in sources[revision.pk]}
    replace_links(Answer.sources.through, wanted)


def _outdate_translations(revisions: Sequence[Revision], now: datetime.datetime) -> None:
    """Mark the public translations that do not render an original with a substantive change."""
    originals = {
        revision.pk: revision.answer_id
        for revision in revisions
        if not revision.is_translation and revision.significance == Significance.SUBSTANTIVE
    }
    if originals:
        translations = Publication.objects.exclude(language=models.F("answer__source_language"))
        translations.filter(answer__in=originals.values(), outdated_since=None).exclude(
            revision__based_on__in=originals
        ).update(outdated_since=now)


@transaction.atomic
def withdraw(answer: Answer, language: str, reviewer, comment: str) -> Revision:
    """Take a published text off the public pages; its history stays. Translations of it stay public."""
    require(may_review(reviewer, answer, language))
    if not comment.strip():
        raise Refusal(_("Say in a comment why the text is withdrawn."))
    refuse_too_much(comment=comment)
    answer = locked(answer)
    revision = published_revision(answer, language)
    if revision is None:
        raise WrongState(_("Nothing is published in this language."))
    answer.publications.filter(language=language).delete()
    revision.state, revision.ended_at, revision.comment = State.WITHDRAWN, timezone.now(), comment.strip()
    revision.reviewer = reviewer
    revision.save(update_fields=["state", "ended_at", "comment", "reviewer", "saved_at"])
    emptied = translated.columns(TEXT_FIELDS, language)
    for column in emptied:
        setattr(answer, column, "")
    answer.save(update_fields=emptied)
    ContentVersion.bump()
    search.remove(answer, language)
    return revision


@transaction.atomic
def change_source_language(answer: Answer, language: str, manager) -> Answer:
    """Make another published language the one that translations are made from: an act of its own."""
    require(may_manage(manager, answer.country))
    answer = locked(answer)
    if language == answer.source_language:
        raise WrongState(_("This text is the original already."))
    if not answer.publications.filter(language=language).exists():
        raise WrongState(_("Publish the text in that language first."))
    answer.source_language, answer.source_base = language, published_revision(answer, language)
    answer.save(update_fields=["source_language", "source_base"])
    answer.publications.filter(language=language).update(outdated_since=None)  # it is no translation any more
    ContentVersion.bump()
    return answer


@transaction.atomic
def check(answer: Answer, user, on: datetime.date | None = None) -> Answer:
    """“Checked, still correct”: moves the check date, not the text."""
    require(may_review(user, answer, answer.source_language))
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise Refusal(_("A check cannot lie in the future."))
    answer = locked(answer)
    if not answer.publications.exists():
        raise WrongState(_("Nothing of this answer is published yet."))
    set_checked(answer, on)
    ContentVersion.bump()
    return answer


def _mark_checked(revision: Revision, on: datetime.date) -> None:
    """Publishing a source text is also a check of it; publishing a translation checks no law."""
    if not revision.is_translation:
        set_checked(revision.answer, on)


def set_checked(answer: Answer, on: datetime.date | None) -> None:
    note_check(answer, on, answer.sources.all())
    answer.save(update_fields=CHECK_FIELDS)


def note_check(answer: Answer, on: datetime.date | None, sources: Iterable[Source]) -> None:
    """Set the day of a check, None where there was none: the review is then due a year after the oldest source."""
    known = on or min((source.date for source in sources if source.date), default=None)
    answer.checked_on, answer.review_due = on, known + REVIEW_EVERY if known else None
