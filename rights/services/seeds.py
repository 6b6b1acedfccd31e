"""Texts that ship with the portal: the only ones that become public without four eyes, and they say so.

An original is marked as a seed, a translation as an unreviewed translation of the original that is public. An open
draft of an editor is left as it is.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from countries.models import ContentVersion, Instrument, Source
from rights.models import Answer, Publication, Revision
from rights.querysets import TEXT_FIELDS
from rights.services import search_index as search
from rights.services.batches import Batch
from rights.services.errors import Unclean
from rights.services.publishing import CHECK_FIELDS, note_check, set_checked, write_public
from rights.services.revisions import Targets, locked, problems_of, replace_links

State, Origin = Revision.State, Revision.Origin


@dataclass(frozen=True)
class Seed:
    """A text that ships. `answer` may be new and not saved yet.

    `checked_on` and `instruments` (None leaves them as they are) count where the text is the original; `place` says
    where it stands in its file.
    """

    answer: Answer
    language: str
    kind: str
    summary: str
    body: str
    legal_basis: str
    sources: Collection[Source]
    checked_on: datetime.date | None
    instruments: Collection[Instrument] | None = None
    place: str = ""

    @property
    def is_translation(self) -> bool:
        return self.language != self.answer.source_language


@transaction.atomic
def publish_seed(answer: Answer, language: str, **text) -> Publication:
    """Publish one text; `text` are the other fields of `Seed`. Raises `Unclean` as `publish` does."""
    publications, refused = _publish([Seed(answer, language, **text)])
    if refused:
        raise refused[0][1]
    [publication] = publications
    ContentVersion.bump()
    search.index(publication.answer, language)
    return publication


def publish_seeds(seeds: Sequence[Seed], batch: Batch) -> list[tuple[Seed, Unclean]]:
    """Publish many texts of one country. Returns those that are refused: the caller then undoes the whole batch."""
    if not seeds:
        return []
    publications, refused = _publish(seeds)
    for publication in publications:
        batch.add_answer(publication.answer_id)
    return refused


def check_seed(answer: Answer, on: datetime.date | None, batch: Batch) -> None:
    """Note that the shipped date of a check was changed, the text being the same; None takes it back."""
    set_checked(locked(answer), on)
    batch.add_answer(answer.pk, is_new_text=False)


def _publish(seeds: Sequence[Seed]) -> tuple[list[Publication], list[tuple[Seed, Unclean]]]:
    now, answers = timezone.now(), _locked_answers(seeds)
    versions, targets = _Versions(answers), Targets(seeds[0].answer.country)
    published: list[tuple[Seed, Revision]] = []
    refused: list[tuple[Seed, Unclean]] = []
    originals = [seed for seed in seeds if not seed.is_translation]
    translations = [seed for seed in seeds if seed.is_translation]
    for group in (originals, translations):  # a translation has the key and the kind of its original
        sound = []
        for seed in group:
            revision = versions.next(seed, answers[seed.answer.pk])
            has_sources = bool(seed.sources) or (seed.is_translation and revision.answer.sources.exists())
            if problems := problems_of(revision, targets, has_sources):
                refused.append((seed, Unclean(problems)))
            else:
                sound.append((seed, revision))
        versions.publish([revision for _seed, revision in sound], now)
        for seed, revision in sound:
            if not seed.is_translation:
                revision.answer.kind = revision.kind
                note_check(revision.answer, seed.checked_on, seed.sources)
        published += sound
    _link_sources(published)
    sources = {revision.pk: seed.sources for seed, revision in published}
    publications = write_public([revision for _seed, revision in published], sources, now, also=CHECK_FIELDS)
    instruments = {
        seed.answer.pk: {instrument.pk for instrument in seed.instruments}
        for seed in originals
        if seed.instruments is not None
    }
    replace_links(Answer.instruments.through, instruments)
    return publications, refused


def _locked_answers(seeds: Iterable[Seed]) -> dict[int, Answer]:
    """The answers of some texts by key, locked; new ones are saved first."""
    new = {id(seed.answer): seed.answer for seed in seeds if seed.answer.pk is None}
    Answer.objects.bulk_create(new.values())
    keys = {seed.answer.pk for seed in seeds}
    rows = Answer.objects.select_for_update(of=("self",)).select_related("country", "question").filter(pk__in=keys)
    return {answer.pk: answer for answer in rows}


def _link_sources(published: Iterable[tuple[Seed, Revision]]) -> None:
    link = Revision.sources.through
    link._base_manager.bulk_create(
        link(revision_id=revision.pk, source_id=source.pk) for seed, revision in published for source in seed.sources
    )


class _Versions:
    """The versions of some answers in each language: the newest number, and which one is public."""

    def __init__(self, answers: Iterable[int]):
        versions = Revision.objects.filter(answer__in=answers)
        self.newest: dict[tuple[int, str], int] = {}
        for answer, language, number in versions.order_by("number").values_list("answer", "language", "number"):
            self.newest[answer, language] = number
        public = versions.filter(state=State.PUBLISHED).defer(*TEXT_FIELDS)
        self.public = {(revision.answer_id, revision.language): revision for revision in public}

    def next(self, seed: Seed, answer: Answer) -> Revision:
        """The version that a text becomes; not saved yet."""
        key = (answer.pk, seed.language)
        original = self.public.get((answer.pk, answer.source_language)) if seed.is_translation else None
        return Revision(
            answer=answer,
            language=seed.language,
            number=self.newest.get(key, 0) + 1,
            kind=seed.kind,
            summary=seed.summary,
            body=seed.body,
            legal_basis=seed.legal_basis,
            parent=self.public.get(key),
            based_on=original,
            origin=Origin.UNREVIEWED_TRANSLATION if original else Origin.SEED,
        )

    def publish(self, revisions: Sequence[Revision], now: datetime.datetime) -> None:
        """Save new versions, each in the place of the one that was public."""
        superseded = [revision.parent_id for revision in revisions if revision.parent_id]
        Revision.objects.filter(pk__in=superseded).update(state=State.SUPERSEDED, ended_at=now, saved_at=now)
        for revision in revisions:
            revision.state, revision.published_at = State.PUBLISHED, now
        Revision.objects.bulk_create(revisions)
        self.public |= {(revision.answer_id, revision.language): revision for revision in revisions}
