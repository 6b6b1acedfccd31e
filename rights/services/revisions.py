"""What drafting and publishing share: the locked answer, its open and public versions, and what is wrong with one."""

import datetime
import re
from collections.abc import Iterable, Mapping
from functools import cache

from django.db import models
from django.utils.translation import gettext as _

from countries.models import EUROPEAN_UNION, Country, HelpLine, RetiredSlug, SupportService
from portal.text import richtext
from rights import validation
from rights.models import Answer, Question, Revision
from rights.permissions import may_read
from rights.querysets import TEXT_FIELDS
from rights.services.errors import Outdated, Unclean, WrongState

State, Significance = Revision.State, Revision.Significance
OWN_WORDS = 5  # two people seldom put five words after one another alike


def locked(answer: Answer) -> Answer:
    """The answer's row, locked until the transaction ends (SQLite's immediate transactions lock by themselves)."""
    return Answer.objects.select_for_update().select_related("country", "question").get(pk=answer.pk)


def fresh(revision: Revision, *states: str) -> Revision:
    """The revision as it is in the database now, its answer locked; refuses all but the given states."""
    answer = locked(revision.answer)
    revision = Revision.objects.get(pk=revision.pk)
    revision.answer = answer
    if revision.state not in states:
        raise WrongState(
            _("This version is “%(state)s” and cannot be changed so. Load the page again.")
            % {"state": revision.get_state_display()}
        )
    return revision


def published_revision(answer: Answer, language: str) -> Revision | None:
    return Revision.objects.filter(answer=answer, language=language, state=State.PUBLISHED).first()


def open_revision(answer: Answer, language: str) -> Revision | None:
    return Revision.objects.filter(answer=answer, language=language, state__in=Revision.OPEN).first()


def next_number(answer: Answer, language: str) -> int:
    last = Revision.objects.filter(answer=answer, language=language).aggregate(last=models.Max("number"))["last"]
    return (last or 0) + 1


def may_render(user, version: Revision, answer: Answer) -> bool:
    """Whether a person may note a translation as made from a version: one of its original that they may read.

    The desk shows what has changed since: by its key alone, a draft in another language would be read.
    """
    is_original = version.answer_id == answer.pk and version.language == answer.source_language
    return is_original and may_read(user, version)


def writers_of(revision: Revision) -> set[int]:
    """The keys of the people who wrote words of a version."""
    return {*revision.writers.values_list("pk", flat=True), revision.author_id} - {None}


def first_writers(revision: Revision, changed: Iterable[str]) -> set[int]:
    """Who wrote passages of a version earlier, in another version that was never reviewed: words may be copied from one
    that was put away, and a word of them changed. What was once public has been read by another pair of eyes.
    """
    others = list(
        Revision.objects.filter(answer=revision.answer_id, language=revision.language).exclude(pk=revision.pk)
    )
    new = passages(getattr(revision, name) for name in set(changed) & set(TEXT_FIELDS))
    for version in others:
        if version.published_at:
            new -= passages_of(version)
    copied = [version for version in others if not version.published_at and new & passages_of(version)]
    return set().union(*map(writers_of, copied))


def passages_of(version: Revision) -> set[str]:
    return passages(getattr(version, name) for name in TEXT_FIELDS)


def passages(texts: Iterable[str]) -> set[str]:
    """The sentences of some texts that are long enough to be somebody's own, and each text as a whole."""
    found = set()
    for text in texts:
        words = richtext.plain(text).casefold()
        sentences = {" ".join(re.findall(r"\w+", sentence)) for sentence in re.split(r"[.!?;:\n]", words)}
        found |= {sentence for sentence in sentences if sentence.count(" ") + 1 >= OWN_WORDS} | {words}
    return found - {""}


def refuse_outdated(revision: Revision, confirmed: bool):
    if not confirmed and outdated_since(revision):
        raise Outdated(
            _("This translates a version of the original that is no longer the newest. Confirm that you want it so.")
        )


def refuse_too_much(**texts: str):
    if problems := validation.too_much(**texts):
        raise Unclean(problems)


def refuse_unclean(revision: Revision) -> None:
    has_sources = revision.sources.exists() or (revision.is_translation and revision.answer.sources.exists())
    if problems := problems_of(revision, Targets(revision.answer.country), has_sources):
        raise Unclean(problems)


def problems_of(revision: Revision, targets: "Targets", has_sources: bool) -> list[validation.TextProblem]:
    """What keeps a version from being published. Cleans its body, and gives a translation the kind of its original."""
    if problems := validation.too_much(**{name: getattr(revision, name) for name in TEXT_FIELDS}):
        return problems
    revision.body = richtext.clean(revision.body)
    if revision.is_translation:
        revision.kind = revision.answer.kind  # a translation says what its original says, and as much of it
    found = validation.problems(revision.summary, revision.body, revision.kind, revision.legal_basis)
    found += [
        validation.TextProblem(
            "unknown-target", _("The text links to “%(link)s”, which does not exist.") % {"link": link}
        )
        for link in targets.unknown(revision.body)
    ]
    if not has_sources:
        sentence = _("The text names no source, so it cannot be published. A translation has those of its original.")
        found.append(validation.TextProblem("no-source", sentence))
    return found


class Targets:
    """What the symbolic links of a country's texts may lead to, each kind read when the first link of it is met."""

    def __init__(self, country: Country):
        self.country = country
        self.slugs = cache(self._slugs)

    def unknown(self, body: str) -> list[str]:
        """The links of a text that lead nowhere."""
        links = dict.fromkeys(richtext.symbolic_links(body))
        return [f"{scheme}:{target}" for scheme, target in links if target not in self.slugs(scheme)]

    def _slugs(self, scheme: str) -> set[str]:
        if scheme == "question":
            retired = RetiredSlug.objects.filter(kind="question").values_list("slug", flat=True)
            return {*Question.objects.values_list("slug", flat=True), *retired}
        if scheme == "service":
            return {*SupportService.objects.filter(country=self.country).values_list("slug", flat=True)}
        lines = HelpLine.objects.filter(country__code__in=[self.country.code, EUROPEAN_UNION])
        return {*lines.values_list("number", flat=True)}


def outdated_since(revision: Revision) -> datetime.datetime | None:
    return all_outdated_since([revision])[revision]


def all_outdated_since(revisions: Iterable[Revision]) -> dict[Revision, datetime.datetime | None]:
    """When the original overtook each translation: the first substantive version published after its `based_on`.

    None for an original, and for a translation that nothing substantive has overtaken.
    """
    since: dict[Revision, datetime.datetime | None] = dict.fromkeys(revisions)
    translations = [revision for revision in since if revision.is_translation]
    if not translations:
        return since
    originals = Revision.objects.filter(
        answer__in={revision.answer_id for revision in translations},
        language=models.F("answer__source_language"),
        significance=Significance.SUBSTANTIVE,
        published_at__isnull=False,
    ).order_by("number")
    published = list(originals.values_list("answer", "number", "published_at"))
    for revision in translations:
        base = revision.based_on
        if base and base.language != revision.answer.source_language:
            base = revision.answer.source_base
        since[revision] = next(
            (
                at
                for answer, number, at in published
                if answer == revision.answer_id and (not base or number > base.number)
            ),
            None,
        )
    return since


# Links between an answer and other records


def linked(link: type[models.Model], answers: Iterable[int]) -> dict[int, set[int]]:
    """What some answers are linked to, by their key; `link` is the table of a many-to-many field."""
    others: dict[int, set[int]] = {answer: set() for answer in answers}
    for answer, other in link._base_manager.filter(answer__in=others).values_list("answer", _other(link)):
        others[answer].add(other)
    return others


def replace_links(link: type[models.Model], wanted: Mapping[int, set[int]]) -> None:
    """Link each of some answers to these records and to no others."""
    current, other = linked(link, wanted), _other(link)
    for answer, keys in wanted.items():
        if dropped := current[answer] - keys:
            link._base_manager.filter(**{"answer": answer, f"{other}__in": dropped}).delete()
    link._base_manager.bulk_create(
        link(**{"answer_id": answer, f"{other}_id": key})
        for answer, keys in wanted.items()
        for key in sorted(keys - current[answer])
    )


def _other(link: type[models.Model]) -> str:
    """The field of a link's table that is not the answer."""
    [name] = [field.name for field in link._meta.fields if field.is_relation and field.name != "answer"]
    return name
