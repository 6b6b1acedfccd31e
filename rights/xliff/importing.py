"""What comes back as XLIFF: each answer beside what the portal has, with what an editor should know, and the taking.

`proposals` changes nothing. `take` makes a draft of one answer, noted as made from the version that the file names, and
hands it in for review; nothing is ever published from here. Structure and addresses are those of that version of the
original, whatever the file says.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.models import Country, RetiredSlug
from portal.i18n import languages
from portal.text import richtext
from rights import diffs, permissions, validation
from rights.models import Answer, Question, Revision
from rights.querysets import TEXT_FIELDS
from rights.services import drafting, errors
from rights.xliff.markup import TranslatedAnswer, Unit
from rights.xliff.segments import Content, SegmentedText, differing_tags, plain, put_together, take_apart

ADDRESS = re.compile(r'<a\b[^<>]*\shref="([^"]*)"')
LONGER = 10  # times its original (and `LONG` besides): that is no translation
LONG = 1_000  # characters


class RemarkKind(StrEnum):
    """What an editor is told about an answer of an upload."""

    UNKNOWN = "unknown"
    LANGUAGE = "language"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"
    ORIGINAL = "original"
    TAGS = "tags"
    EMPTY = "empty"
    LENGTH = "length"
    LINKS = "links"
    OPEN = "open"


@dataclass(frozen=True)
class Remark:
    kind: RemarkKind
    sentence: str


class Obstacle(Exception):
    """Why an answer of an upload cannot be taken."""

    def __init__(self, kind: RemarkKind, sentence: str):
        super().__init__(sentence)
        self.remark = Remark(kind, sentence)


@dataclass(frozen=True)
class ProposedText:
    """The texts of an answer as they would be. A translation has the kind of its original, so none of its own."""

    kind: str = ""
    summary: str = ""
    body: str = ""
    legal_basis: str = ""


@dataclass
class Proposal:
    """One answer of an upload beside what the portal has.

    `made_from` is the version of the original that the file was made from, `newest` the one that is public now;
    `public` and `open` are the texts of the translation's language. `obstacle` says why it cannot be taken;
    `overwrites` that it would put away the person's own draft, which they must confirm.
    """

    translated: TranslatedAnswer
    title: str
    question: Question | None = None
    answer: Answer | None = None
    made_from: Revision | None = None
    newest: Revision | None = None
    public: Revision | None = None
    open: Revision | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    obstacle: Remark | None = None
    overwrites: bool = False
    complete: bool = True

    @property
    def may_be_taken(self) -> bool:
        return self.obstacle is None

    @property
    def is_unremarkable(self) -> bool:
        """Whether there is nothing to think about before it is taken."""
        return self.may_be_taken and not self.remarks and not self.overwrites

    @property
    def present(self) -> Revision | ProposedText:
        """What there is now: the open version, else the public one, else nothing."""
        return self.open or self.public or ProposedText()

    @property
    def text(self) -> ProposedText:
        """What the draft would say; what the file has no translation for stays as it is in public."""
        return ProposedText(**{name: getattr(self.public, name, "") for name in TEXT_FIELDS} | dict(self.fields))

    @property
    def changes(self) -> diffs.Changes | None:
        """What it would change; nothing for what is there already, be it in the portal or in the upload."""
        is_there = self.obstacle and self.obstacle.kind in (RemarkKind.UNCHANGED, RemarkKind.DUPLICATE)
        return diffs.texts(self.present, self.text) if self.fields and not is_there else None

    @property
    def changes_of_the_original(self) -> diffs.Changes | None:
        """What the translator could not know of, where the answer may be taken."""
        overtaken = self.may_be_taken and self.made_from and self.newest and self.made_from != self.newest
        return diffs.texts(self.made_from, self.newest) if overtaken else None

    @property
    def fingerprint(self) -> str:
        """What the portal has now, as a string to compare with later: what was shown is what may be taken."""
        rows = (self.newest, self.public, self.open)
        saved = self.open.saved_at.isoformat() if self.open else ""
        return " ".join([*(str(row.pk) if row else "-" for row in rows), saved])


# Looking


def proposals(user, country: Country, translated: Iterable[TranslatedAnswer]) -> list[Proposal]:
    """Each answer of an upload with what an editor should know. Changes nothing."""
    translated = list(translated)
    stored = _Answers(user, country, translated)
    found, taken_keys = [], set()
    for each in translated:
        proposal = _proposal(stored, each)
        key = (proposal.question.pk if proposal.question else each.question, each.language)
        if proposal.may_be_taken and key in taken_keys:
            proposal.obstacle = Remark(
                RemarkKind.DUPLICATE, _("This answer is in the upload twice; the first one is offered above.")
            )
        if proposal.may_be_taken:
            taken_keys.add(key)
        found.append(proposal)
    return found


class _Answers:
    """What the portal has of the answers in an upload, in a handful of queries."""

    def __init__(self, user, country: Country, translated: list[TranslatedAnswer]):
        self.user, self.country = user, country
        asked = {each.question for each in translated if each.country == country.code}
        self.questions = {row.slug: row for row in Question.objects.filter(slug__in=asked)} | _renamed(asked)
        answers = Answer.objects.filter(country=country, question__in=self.questions.values())
        self.answers = {row.question_id: row for row in answers.select_related("country", "question")}
        self.may_write = {
            code: permissions.holds(user, permissions.WRITES_TRANSLATION, country, code)
            for code in {each.language for each in translated}
        }
        self.revisions = self._revisions(translated)

    def _revisions(self, translated: list[TranslatedAnswer]) -> list[Revision]:
        codes = {each.source_language for each in translated} | {each.language for each in translated}
        numbers = {each.units[0].version for each in translated} - {None}  # those of an answer must be the same
        rows = Revision.objects.filter(
            Q(state__in=[*Revision.OPEN, Revision.State.PUBLISHED]) | Q(number__in=numbers),
            answer__in=self.answers.values(),
            language__in=codes,
        )
        found = list(rows.select_related("author"))
        for row in found:
            row.answer = next(answer for answer in self.answers.values() if answer.pk == row.answer_id)
        return found

    def find(self, answer: Answer, language: str, *states: str, number: int | None = None) -> Revision | None:
        """The version of an answer in a language that is in one of the states, or has the number."""
        rows = (row for row in self.revisions if row.answer_id == answer.pk and row.language == language)
        return next((row for row in rows if row.state in states or row.number == number), None)


def _renamed(slugs: set[str]) -> dict[str, Question]:
    """The questions that had these slugs when the file was made."""
    retired = dict(RetiredSlug.objects.filter(kind="question", slug__in=slugs).values_list("slug", "successor"))
    questions = Question.objects.in_bulk(retired.values())
    return {slug: questions[key] for slug, key in retired.items() if key in questions}


def _proposal(stored: _Answers, translated: TranslatedAnswer) -> Proposal:
    question = stored.questions.get(translated.question) if translated.country == stored.country.code else None
    proposal = Proposal(translated, question.title if question else translated.question, question)
    try:
        made_from = _find_versions(stored, proposal)
        _read_texts(proposal, made_from)
        _compare_with_original(proposal, made_from)
        _compare_with_present(proposal, made_from)
        _look_at_draft(stored.user, proposal)
    except Obstacle as obstacle:
        proposal.obstacle = obstacle.remark
    return proposal


def _find_versions(stored: _Answers, proposal: Proposal) -> Revision:
    """Finds the versions that the proposal is about; returns the one of the original that the file was made from."""
    translated, country = proposal.translated, stored.country
    if translated.country != country.code:
        sentence = _("The text is of %(other)s; you are importing for %(country)s.")
        raise Obstacle(RemarkKind.UNKNOWN, sentence % {"other": translated.country, "country": country})
    if proposal.question is None:
        raise Obstacle(RemarkKind.UNKNOWN, _("The questionnaire has no such question."))
    if not stored.may_write[translated.language]:
        sentence = _("You have no assignment to translate into this language: %s.")
        raise Obstacle(RemarkKind.LANGUAGE, sentence % _name_of(translated.language))
    proposal.answer = answer = stored.answers.get(proposal.question.pk)
    if answer is None:
        raise Obstacle(RemarkKind.UNKNOWN, _("The country has not answered this question."))
    if answer.source_language != translated.source_language:
        sentence = _("The file translates from %(other)s; the original of this answer is in %(language)s.")
        names = {"other": _name_of(translated.source_language), "language": _name_of(answer.source_language)}
        raise Obstacle(RemarkKind.LANGUAGE, sentence % names)
    proposal.made_from = made_from = _made_from(stored, answer, translated)
    proposal.newest = stored.find(answer, answer.source_language, Revision.State.PUBLISHED)
    proposal.public = stored.find(answer, translated.language, Revision.State.PUBLISHED)
    proposal.open = stored.find(answer, translated.language, *Revision.OPEN)
    return made_from


def _made_from(stored: _Answers, answer: Answer, translated: TranslatedAnswer) -> Revision:
    """The version of the original that the units of a file were made from."""
    numbers = {unit.version for unit in translated.units}
    if numbers == {None}:
        raise Obstacle(RemarkKind.UNKNOWN, _("The file does not say which version of the original it was made from."))
    if len(numbers) > 1:
        raise Obstacle(
            RemarkKind.UNKNOWN, _("The units of this answer were made from different versions of the original.")
        )
    [number] = numbers
    made_from = stored.find(answer, answer.source_language, number=number)
    if made_from is None or made_from.published_at is None:
        raise Obstacle(RemarkKind.UNKNOWN, _("The original has no published version %d.") % number)
    return made_from


def _name_of(code: str) -> str:
    return languages.name_of(code, translation.get_language())


def _read_texts(proposal: Proposal, made_from: Revision):
    """Put what is translated into the original's skeleton, and note what is missing, strange or changed in it."""
    text = take_apart(made_from)
    units: dict[str, Unit] = {}
    for unit in proposal.translated.units:
        if unit.name in text.segments and plain(unit.target):
            units.setdefault(unit.name, unit)
    proposal.remarks += _remarks_on_units(text, proposal.translated.units, units)
    if not units:
        raise Obstacle(RemarkKind.EMPTY, _("Nothing of this answer is translated in the file."))
    _refuse_lengths(text, units)
    proposal.complete = units.keys() == text.segments.keys() and all(unit.complete for unit in units.values())
    fields = put_together(text, {name: unit.target for name, unit in units.items()})
    if problems := validation.too_much(**fields):
        raise Obstacle(RemarkKind.LENGTH, " ".join(map(str, problems)))
    if "body" in fields:
        fields["body"] = richtext.clean(fields["body"])
    proposal.fields = fields


def _remarks_on_units(text: SegmentedText, sent: Iterable[Unit], units: Mapping[str, Unit]) -> Iterable[Remark]:
    names = [unit.name for unit in sent]
    if unknown := set(names) - text.segments.keys():
        sentence = _("The original has no such passages, they are left out: %s.")
        yield Remark(RemarkKind.UNKNOWN, sentence % ", ".join(sorted(unknown)))
    if len(names) > len(set(names)):
        yield Remark(
            RemarkKind.DUPLICATE, _("Some units are in the file twice; the first one with a translation counts.")
        )
    missing = len(text.segments) - sum(unit.complete for unit in units.values())
    if missing:
        sentence = ngettext(
            "%d passage has no translation, or only a part of one: the draft will not be handed in.",
            "%d passages have no translation, or only a part of one: the draft will not be handed in.",
            missing,
        )
        yield Remark(RemarkKind.EMPTY, sentence % missing)
    for name, unit in units.items():
        yield from _remarks_on_tags(text, name, unit.target)


def _remarks_on_tags(text: SegmentedText, name: str, target: Content) -> Iterable[Remark]:
    segment = text.segments[name]
    lost, has_others = differing_tags(segment, target)
    if lost:
        sentence = _("Tags of the original are lost in “%(words)s”: %(tags)s.")
        yield Remark(RemarkKind.TAGS, sentence % {"words": _start_of(target), "tags": " ".join(lost)})
    if has_others:
        sentence = _("Tags are changed in “%(words)s”: only those of the original are kept.")
        yield Remark(RemarkKind.TAGS, sentence % {"words": _start_of(target)})


def _start_of(content: Content) -> str:
    words = plain(content)
    return words if len(words) <= 60 else f"{words[:59]}…"


def _refuse_lengths(text: SegmentedText, units: Mapping[str, Unit]):
    for name, unit in units.items():
        length = len(plain(unit.target))
        if length > max(LONG, LONGER * len(plain(text.segments[name].content))):
            sentence = _("A passage is more than ten times as long as its original: “%s”.")
            raise Obstacle(RemarkKind.LENGTH, sentence % _start_of(unit.target))


def _compare_with_original(proposal: Proposal, made_from: Revision):
    newest = proposal.newest
    segments = take_apart(made_from).segments
    shown = {unit.name: plain(unit.source) for unit in proposal.translated.units}
    if any(shown[name] != plain(segment.content) for name, segment in segments.items() if name in shown):
        sentence = _("The original in the file is not version %d as the portal has it: is it of another portal?")
        proposal.remarks.append(Remark(RemarkKind.ORIGINAL, sentence % made_from.number))
    if newest is None:
        sentence = _("The original was withdrawn; the file was made from version %d.")
        proposal.remarks.append(Remark(RemarkKind.OUTDATED, sentence % made_from.number))
    elif newest.number > made_from.number:
        sentence = _("The file was made from version %(noted)d of the original; version %(newest)d is public now.")
        numbers = {"noted": made_from.number, "newest": newest.number}
        proposal.remarks.append(Remark(RemarkKind.OUTDATED, sentence % numbers))


def _compare_with_present(proposal: Proposal, made_from: Revision):
    text, present = proposal.text, proposal.present
    if take_apart(text).says_the_same_as(take_apart(present)):
        if proposal.public is None or present is not proposal.public or proposal.public.based_on_id == made_from.pk:
            raise Obstacle(RemarkKind.UNCHANGED, _("Nothing is changed: the portal has this text already."))
        sentence = _("The words are those that are public; taken, they count as the translation of version %d.")
        proposal.remarks.append(Remark(RemarkKind.UNCHANGED, sentence % made_from.number))
    if "body" in proposal.fields and (gone := _addresses(present.body) - _addresses(text.body)):
        sentence = _("Links of the text as it is now lead elsewhere in the original, and would again: %s.")
        proposal.remarks.append(Remark(RemarkKind.LINKS, sentence % ", ".join(sorted(gone))))


def _addresses(html: str) -> set[str]:
    return set(ADDRESS.findall(html))


def _look_at_draft(user, proposal: Proposal):
    """An open version is left alone, unless it is a draft that nobody but this person wrote."""
    if proposal.open is None:
        return
    if proposal.open.state == Revision.State.IN_REVIEW:
        raise Obstacle(RemarkKind.OPEN, _("A version is in review already. It must be returned or published first."))
    if not _is_theirs_alone(user, proposal.open):
        sentence = _("%(author)s has begun a draft of this text already. It is left as it is.")
        raise Obstacle(RemarkKind.OPEN, sentence % {"author": proposal.open.author or "—"})
    proposal.overwrites = True


def _is_theirs_alone(user, draft: Revision) -> bool:
    return draft.author_id == user.pk and not draft.writers.exclude(pk=user.pk).exists()


# Taking


@dataclass(frozen=True)
class Taken:
    """What became of an answer: its draft, if there is one now, and why it was refused or is still a draft."""

    proposal: Proposal
    draft: Revision | None = None
    sentences: tuple[str, ...] = ()

    @property
    def is_in_review(self) -> bool:
        return self.draft is not None and self.draft.state == Revision.State.IN_REVIEW


def take(user, country: Country, translated: TranslatedAnswer, fingerprint: str, overwrite: bool = False) -> Taken:
    """Make a draft of one answer and hand it in for review, all of it or nothing.

    `fingerprint` is what the proposal's page showed (`Proposal.fingerprint`): where the portal has something else by
    now, nothing is changed. To take it in spite of a remark is to confirm it. Where the draft may not be handed in (the
    text checks, missing segments) it stays a draft with all its text.
    """
    with transaction.atomic():
        [proposal] = proposals(user, country, [translated])
        if proposal.obstacle:
            return Taken(proposal, sentences=(proposal.obstacle.sentence,))
        if proposal.fingerprint != fingerprint:
            sentence = _("The portal's text changed after you opened this page. Upload the file again to compare.")
            return Taken(proposal, sentences=(sentence,))
        if proposal.overwrites and not overwrite:
            return Taken(proposal, sentences=(_("You have a draft of this text. Confirm that it is to be replaced."),))
        try:
            draft = _draft(user, proposal)
        except errors.Refusal as refusal:
            return Taken(proposal, sentences=(str(refusal),))
        return _handed_in(user, proposal, draft)


@transaction.atomic
def _draft(user, proposal: Proposal) -> Revision:
    """A draft with the imported text. A draft of one's own that it replaces is put away, so it stays in the history."""
    if proposal.open:
        # Saving nothing into it refuses where somebody has saved since it was read.
        drafting.discard(drafting.save_draft(proposal.open, user, proposal.open.saved_at), user)
    answer: Answer = proposal.answer  # type: ignore[assignment]  # what may be taken has an answer
    draft = drafting.start_draft(answer, proposal.translated.language, user)
    return drafting.save_draft(draft, user, draft.saved_at, based_on=proposal.made_from, **proposal.fields)


def _handed_in(user, proposal: Proposal, draft: Revision) -> Taken:
    if not proposal.complete:
        sentence = _("It is kept as a draft, because passages have no translation yet.")
        return Taken(proposal, draft, (sentence,))
    try:
        return Taken(proposal, drafting.submit(draft, user, confirmed=True))
    except errors.Unclean as unclean:
        return Taken(proposal, draft, tuple(str(problem) for problem in unclean.problems))
    except errors.Refusal as refusal:
        return Taken(proposal, draft, (str(refusal),))
