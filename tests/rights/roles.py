"""Who may do what: the table that the tests of permissions check, the people, and the texts that they try it on.

Two countries hold the same texts: an original in Estonian and its translation into Latvian. `RIGHTS` says what a role
may do within its own country and language; beyond those it sees nothing, and neither does anybody in `OUTSIDERS`.
"""

import datetime
import random
from collections.abc import Callable, Iterable
from itertools import product
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from countries.models import Country
from rights.models import Answer, Assignment, Opened, Question, Revision
from rights.services import drafting, seeds
from tests.rights.seeding.cited import a_source

OWN, OTHER = "EE", "LV"
SLUG = {OWN: "estonia", OTHER: "latvia"}
COUNTRIES = list(SLUG)
ORIGINAL, TRANSLATION = "et", "lv"
# A question for each stage that an act needs, each in a section of its own.
DRAFTED, REVIEWED, PUBLIC, BLANK = "damages", "appeal", "legal-aid", "privacy"
SECTION = {DRAFTED: "compensation", REVIEWED: "post-trial", PUBLIC: "investigation"}

# What a role may do with an original, a translation, or both; in a country and language that the role is held for.
# Languages do not divide a manager's country. A check is of the law: it needs the right over the original.
RIGHTS = """
act               author   translator    reviewer   manager       superuser
see               both     both          both       both          both
preview           both     both          both       both          both
history           both     both          both       both          both
answer            both     translation   -          -             both
begin             both     translation   -          -             both
save              both     translation   -          -             both
autosave          both     translation   -          -             both
submit            both     translation   -          -             both
discard           both     translation   -          -             both
restore           both     translation   -          -             both
return            -        -             both       -             both
publish           -        -             both       -             both
withdrawal        -        -             both       -             both
withdraw          -        -             both       -             both
check             -        -             original   -             original
make-original     -        -             -          translation   translation
bulk-submit       both     translation   -          -             both
bulk-publish      -        -             both       -             both
bulk-check        -        -             original   -             original
section-submit    both     translation   -          -             both
section-publish   -        -             both       -             both
section-check     -        -             original   -             original
"""
_HEAD, *_ROWS = [line.split() for line in RIGHTS.strip().splitlines()]
ROLES = _HEAD[1:]
MAY = {(row[0], role): word for row in _ROWS for role, word in zip(ROLES, row[1:], strict=True)}
HELD = {  # the languages that a role is tried with; "" is every language
    "author": [ORIGINAL, TRANSLATION, ""],
    "translator": [ORIGINAL, TRANSLATION, ""],
    "reviewer": [ORIGINAL, TRANSLATION, ""],
    "manager": [""],
    "superuser": [""],
}
OUTSIDERS = ["unassigned", "left", "not staff", "without the second factor", "anonymous"]
PLACES = [(code, language) for code in (OWN, OTHER) for language in (ORIGINAL, TRANSLATION)]


def sees(role: str, held: str, code: str, language: str) -> bool:
    return role == "superuser" or (code == OWN and held in ("", language))


# The texts, and those who are to try their hands at them


def make_person(name: str, *assignments, **fields) -> User:
    given = {"email": f"{name.replace(' ', '-')}@example.eu", "is_staff": True, **fields}
    person = User.objects.create(username=name, **given)
    for role, code, language in assignments:
        Assignment.objects.create(user=person, role=role, country=Country.objects.get(code=code), language=language)
    return person


def write_texts(code: str, writer):
    country = Country.objects.get(code=code)
    for slug in (DRAFTED, REVIEWED, PUBLIC):
        answer = drafting.answer_for(country, Question.objects.get(slug=slug))
        answer.source_language = ORIGINAL
        answer.save(update_fields=["source_language"])
        for language in (ORIGINAL, TRANSLATION):
            seeds.publish_seed(
                answer,
                language,
                kind="text",
                summary=f"Public {slug} {code}-{language}.",
                body="<p>What is public.</p>",
                legal_basis="",
                sources=[a_source(code)],
                checked_on=datetime.date(2020, 1, 1),
            )
        for language in (ORIGINAL, TRANSLATION) if slug != PUBLIC else ():
            draft = drafting.start_draft(answer, language, writer)
            secret = {"summary": f"{secret_of(code, language)}.", "body": f"<p>{secret_of(code, language)}.</p>"}
            draft = drafting.save_draft(draft, writer, draft.saved_at, **secret)
            if slug == REVIEWED:
                drafting.submit(draft, writer)


def secret_of(code: str, language: str) -> str:
    return f"Unpublished words {code}-{language}"


def open_version(code: str, question: str, language: str) -> Revision | None:
    return versions(code, question, language).filter(state__in=Revision.OPEN).first()


def versions(code: str, question: str, language: str):
    found = Revision.objects.filter(answer__country__code=code, answer__question__slug=question, language=language)
    return found.order_by("-number")


def mark_as_read(person, code: str, question: str, language: str):
    """As if the person had opened the version: it is not for want of that that they are refused."""
    if person and person.pk:
        version = open_version(code, question, language)
        seen = {"saved_at": version.saved_at}
        Opened.objects.update_or_create(user=person, revision=version, defaults=seen)


# How the database shows that an act was done

TYPED = {
    "kind": "text",
    "significance": "substantive",
    "summary": "Typed by somebody.",
    "body": "<p>Typed by somebody.</p>",
}


def is_typed(version, answer) -> bool:
    return version is not None and version.is_open and version.summary == TYPED["summary"]


def becomes(state: str):
    return lambda version, answer: version.state == state


def is_checked(version, answer) -> bool:
    return answer.checked_on == timezone.localdate()


class Outcome(NamedTuple):
    """The question whose texts are in the stage that an act needs, and what is true once it was done."""

    question: str
    is_reached: Callable  # of (newest version, answer)

    def is_done(self, code: str, language: str) -> bool:
        answer = Answer.objects.filter(country__code=code, question__slug=self.question).first()
        return answer is not None and bool(self.is_reached(versions(code, self.question, language).first(), answer))


def is_original(version, answer) -> bool:
    return answer.source_language == TRANSLATION


OUTCOMES = {
    "answer": Outcome(BLANK, is_typed),
    "begin": Outcome(PUBLIC, is_typed),
    "save": Outcome(DRAFTED, is_typed),
    "autosave": Outcome(DRAFTED, is_typed),
    "submit": Outcome(DRAFTED, becomes("in-review")),
    "discard": Outcome(DRAFTED, becomes("discarded")),
    "restore": Outcome(PUBLIC, becomes("draft")),
    "return": Outcome(REVIEWED, becomes("returned")),
    "publish": Outcome(REVIEWED, becomes("published")),
    "withdraw": Outcome(PUBLIC, becomes("withdrawn")),
    "check": Outcome(PUBLIC, is_checked),
    "make-original": Outcome(PUBLIC, is_original),
    "bulk-submit": Outcome(DRAFTED, becomes("in-review")),
    "bulk-publish": Outcome(REVIEWED, becomes("published")),
    "bulk-check": Outcome(PUBLIC, is_checked),
    "section-submit": Outcome(DRAFTED, becomes("in-review")),
    "section-publish": Outcome(REVIEWED, becomes("published")),
    "section-check": Outcome(PUBLIC, is_checked),
}


class Attempt(NamedTuple):
    """Somebody who holds a role for a language of Estonia ("": for all) tries an act in a country and a language."""

    role: str
    held: str
    act: str
    code: str
    language: str

    @property
    def is_allowed(self) -> bool:
        return may(*self)


def may(role: str, held: str, act: str, code: str, language: str) -> bool:
    word = MAY[act, role]
    return sees(role, held, code, language) and word in ("both", "original" if language == ORIGINAL else "translation")


def attempts(acts: Iterable[str]) -> list[Attempt]:
    """Every act by every role, however it is held, at every place."""
    people = [(role, held) for role in ROLES for held in HELD[role]]
    every = [Attempt(*person, act, *place) for person, act, place in product(people, acts, PLACES)]
    return [attempt for attempt in every if not _is_done_from_elsewhere(attempt)]


def _is_done_from_elsewhere(attempt: Attempt) -> bool:
    """Who may check the original may say so from anywhere; a section falls back to one's own languages."""
    role, held, act, code, language = attempt
    if act.endswith("check") and language == TRANSLATION and sees(role, held, code, ORIGINAL):
        return True
    return act.startswith("section") and code == OWN and not sees(role, held, code, language)


def samples(cases: list, key: Callable, *features: Callable):
    """Parameters for a test: for each key (a role, a model) a sample of its cases; all of them under the mark `full`.

    Whatever value a feature has for any case, some case of the samples has it too.
    """
    known, chosen = set(), {key(case): [] for case in cases}
    for case in random.Random(0).sample(cases, len(cases)):
        new = {(number, feature(case)) for number, feature in enumerate(features)} - known
        known |= new
        if new:
            chosen[key(case)].append(case)
    everything = {name: [case for case in cases if key(case) == name] for name in chosen}
    return [
        *(pytest.param(found, id=str(name)) for name, found in chosen.items()),
        *(pytest.param(found, id=f"{name}-all", marks=pytest.mark.full) for name, found in everything.items()),
    ]
