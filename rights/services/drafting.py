"""Writing an answer, from the first draft until it is submitted for review. Nothing here becomes public.

Each act is one transaction that checks who acts and locks the answer.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from countries.models import Country
from portal.text import richtext
from rights.models import Answer, Question, Revision
from rights.permissions import may_write
from rights.querysets import TEXT_FIELDS
from rights.services.errors import Conflict, Refusal, require
from rights.services.revisions import (
    first_writers,
    fresh,
    locked,
    may_render,
    next_number,
    open_revision,
    published_revision,
    refuse_outdated,
    refuse_too_much,
    refuse_unclean,
    writers_of,
)

State, Origin = Revision.State, Revision.Origin


@transaction.atomic
def first_draft(country: Country, question: Question, language: str, author) -> Revision:
    """Begin the first text of a question that the country has not answered in any language; as `start_draft`."""
    return start_draft(answer_for(country, question), language, author)


@transaction.atomic
def answer_for(country: Country, question) -> Answer:
    """The country's answer to a question, made empty where there is none yet."""
    answer, _created = Answer.objects.get_or_create(
        country=country, question=question, defaults={"source_language": country.default_source_language}
    )
    return answer


@transaction.atomic
def start_draft(answer: Answer, language: str, author, origin: str = "", comment: str = "") -> Revision:
    """Begin a draft from what is public in that language, or empty.

    A first translation is noted as based on the source text that is public now; one that continues a public translation
    still renders what that one rendered, until somebody says that it renders the newest (`save_draft`'s `based_on`).
    What an imported one renders is not known.
    Raises `NotAllowed`, and `Conflict` with the open version where there is one already.
    """
    require(may_write(author, answer, language))
    answer = locked(answer)
    if current := open_revision(answer, language):
        raise Conflict(_("Somebody has begun a draft of this text already."), theirs=current, mine=None)
    parent = published_revision(answer, language)
    source = None
    if language != answer.source_language:
        source = published_revision(answer, answer.source_language)
    draft = Revision.objects.create(
        answer=answer,
        language=language,
        number=next_number(answer, language),
        kind=(source or parent or answer).kind,
        parent=parent,
        based_on=None if origin == Origin.IMPORT else _rendered_by(parent, source),
        origin=origin or (Origin.TRANSLATION if source else Origin.WRITTEN),
        author=author,
        comment=comment,
        **{field: getattr(parent, field) if parent else "" for field in TEXT_FIELDS},
    )
    draft.sources.set(answer.sources.all() if parent or source else [])
    draft.writers.add(author)
    return draft


def _rendered_by(parent: Revision | None, source: Revision | None) -> Revision | None:
    """The source text that a new draft renders, given the translation that it continues and what is public now."""
    previous = parent.based_on if parent else None
    return previous if source and previous and previous.language == source.language else source


@transaction.atomic
def save_draft(revision: Revision, author, seen: datetime.datetime, sources=None, **fields) -> Revision:
    """Save what a person typed into a draft or a returned version.

    `seen` is the `saved_at` that their page was made from: where somebody else has saved since, nothing is written and
    `Conflict` holds both texts. `fields` are any of kind, summary, body, legal_basis, significance, based_on, comment.
    For four eyes, everybody who changes anything counts as a writer, and so does everybody who wrote the same words
    earlier: they may come from a version that was discarded. A returned version continues what is public now: this is
    how an author resolves a conflict with a text that was published in the meantime.
    """
    allowed = {"kind", "significance", "based_on", "comment", *TEXT_FIELDS}
    if unknown := set(fields) - allowed:
        raise TypeError(f"save_draft() does not write {', '.join(sorted(unknown))}")
    require(may_write(author, revision.answer, revision.language))
    refuse_too_much(**{name: fields[name] for name in ("comment", *TEXT_FIELDS) if name in fields})
    revision = fresh(revision, State.DRAFT, State.RETURNED)
    if revision.saved_at != seen:
        raise Conflict(_("Somebody else saved this draft after you opened it."), theirs=revision, mine=fields)
    if "body" in fields:
        fields["body"] = richtext.clean(fields["body"])
    if (based_on := fields.get("based_on")) and not may_render(author, based_on, revision.answer):
        raise Refusal(_("A translation is made from a version of its own answer's original."))
    changed = [name for name, value in fields.items() if getattr(revision, name) != value]
    for name in changed:
        setattr(revision, name, fields[name])
    if sources is not None and {source.pk for source in sources} != set(revision.sources.values_list("pk", flat=True)):
        revision.sources.set(sources)
        changed.append("sources")
    if changed:
        revision.writers.add(author, *first_writers(revision, changed))
    if revision.state == State.RETURNED:
        revision.parent = published_revision(revision.answer, revision.language)
    revision.save(update_fields=[*(name for name in changed if name != "sources"), "parent", "saved_at"])
    return revision


@transaction.atomic
def restore(version: Revision, author) -> Revision:
    """Begin a draft with the text of an earlier version; what is public stays until the draft is published.

    The writers of that version are writers of this one, too.
    """
    draft = start_draft(version.answer, version.language, author)
    fields = {field: getattr(version, field) for field in ("kind", *TEXT_FIELDS)}
    if version.based_on and may_render(author, version.based_on, version.answer):
        fields["based_on"] = version.based_on
    draft = save_draft(draft, author, draft.saved_at, sources=version.sources.all(), **fields)
    draft.writers.add(*writers_of(version))
    return draft


@transaction.atomic
def submit(revision: Revision, author, confirmed: bool = False) -> Revision:
    """Submit a draft for review.

    Raises `Unclean` where it could not be published as it is, and `Outdated` where it translates a source text that is
    no longer the newest, unless that is `confirmed`.
    """
    require(may_write(author, revision.answer, revision.language))
    revision = fresh(revision, State.DRAFT, State.RETURNED)
    refuse_unclean(revision)
    refuse_outdated(revision, confirmed)
    revision.state, revision.submitted_at = State.IN_REVIEW, timezone.now()
    revision.save(update_fields=["state", "submitted_at", "saved_at"])
    return revision


@transaction.atomic
def discard(revision: Revision, author) -> Revision:
    """Discard a draft: it stays in the history, and another may be begun."""
    require(may_write(author, revision.answer, revision.language))
    revision = fresh(revision, State.DRAFT, State.RETURNED)
    revision.state, revision.ended_at = State.DISCARDED, timezone.now()
    revision.save(update_fields=["state", "ended_at", "saved_at"])
    return revision
