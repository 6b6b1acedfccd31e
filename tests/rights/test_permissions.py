"""Who may do what, in full: every act by every role at every place, on the services themselves."""

from itertools import product

import pytest
from django.db import transaction

from countries.models import Country
from rights import permissions
from rights.desk import bulk
from rights.models import Answer, Question
from rights.services import drafting, errors, publishing
from tests.rights.roles import (
    HELD,
    MAY,
    ORIGINAL,
    OUTCOMES,
    OWN,
    PLACES,
    PUBLIC,
    ROLES,
    SECTION,
    TRANSLATION,
    TYPED,
    Attempt,
    attempts,
    mark_as_read,
    open_version,
    versions,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts")]


class Text:
    """A question of the table in a country and a language."""

    def __init__(self, question: str, code: str, language: str):
        self.code, self.question, self.language = code, question, language
        self.country = Country.objects.get(code=code)
        self.answer = Answer.objects.filter(country=self.country, question__slug=question).first()

    @property
    def draft(self):
        return open_version(self.code, self.question, self.language)


def write(person, draft):
    drafting.save_draft(draft, person, draft.saved_at, **TYPED)


def begin(person, text):
    write(person, drafting.start_draft(text.answer, text.language, person))


def answer(person, text):
    question = Question.objects.get(slug=text.question)
    write(person, drafting.first_draft(text.country, question, text.language, person))


def restore(person, text):
    drafting.restore(versions(text.code, text.question, text.language).get(number=1), person)


def in_bulk(act: str):
    def perform(person, text):
        mark_as_read_if_in_review(person, text)
        bulk.act(person, text.country, act, [(text.question, text.language)])

    return perform


def of_section(act: str):
    def perform(person, text):
        mark_as_read_if_in_review(person, text)
        shown = [code for code in permissions.languages_of(person, text.country) if code == text.language]
        bulk.act(person, text.country, act, bulk.of_section(person, text.country, act, SECTION[text.question], shown))

    return perform


def mark_as_read_if_in_review(person, text):
    if text.draft and text.draft.state == "in-review":
        mark_as_read(person, text.code, text.question, text.language)


SERVICES = {
    "answer": answer,
    "begin": begin,
    "save": lambda person, text: write(person, text.draft),
    "submit": lambda person, text: drafting.submit(text.draft, person),
    "discard": lambda person, text: drafting.discard(text.draft, person),
    "restore": restore,
    "return": lambda person, text: publishing.send_back(text.draft, person, "Say more."),
    "publish": lambda person, text: publishing.publish(text.draft, person),
    "withdraw": lambda person, text: publishing.withdraw(text.answer, text.language, person, "It is wrong."),
    "check": lambda person, text: publishing.check(text.answer, person),
    "make-original": lambda person, text: publishing.change_source_language(text.answer, text.language, person),
    **{f"bulk-{act}": in_bulk(act) for act in bulk.ACTS},
    **{f"section-{act}": of_section(act) for act in bulk.ACTS},
}
DECISIONS = {
    "see": lambda person, text: permissions.may_see(person, text.country, text.language),
    "autosave": lambda person, text: permissions.may_write(person, text.answer, text.language),
    "withdrawal": lambda person, text: permissions.may_review(person, text.answer, text.language),
}
DECISIONS |= dict.fromkeys(("preview", "history"), DECISIONS["see"])


def succeeds(person, act: str, code: str, language: str) -> bool:
    """Whether somebody can do it; what they do is rolled back."""
    if act in DECISIONS:
        return DECISIONS[act](person, Text(PUBLIC, code, language))
    outcome = OUTCOMES[act]
    with transaction.atomic():
        try:
            SERVICES[act](person, Text(outcome.question, code, language))
        except (errors.NotAllowed, errors.WrongState):  # the latter of an original that is the original already
            done = False
        else:
            done = outcome.is_done(code, language)
        transaction.set_rollback(True)
    return done


def test_every_act_of_the_table_is_tried():
    assert set(SERVICES) | set(DECISIONS) == {act for act, _role in MAY}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.slow
def test_an_act_is_done_for_those_who_may_do_it_and_for_nobody_else(somebody, role):
    people = {held: somebody(role, held) for held in HELD[role]}
    acts = [*SERVICES, *DECISIONS]
    of_role = [attempt for attempt in attempts(acts) if attempt.role == role]
    wrong = [attempt for attempt in of_role if succeeds(people[attempt.held], *attempt[2:]) != attempt.is_allowed]
    assert wrong == []


@pytest.mark.parametrize("outsider", ["unassigned", "left", "anonymous"])
def test_nothing_is_done_for_those_without_an_assignment(somebody, outsider):
    person = somebody(outsider)
    acts = [act for act in [*SERVICES, *DECISIONS] if outsider != "anonymous" or "-" not in act]  # pages of the desk
    tried = product(acts, PLACES)
    assert [(act, *place) for act, place in tried if succeeds(person, act, *place)] == []


@pytest.mark.slow
def test_a_right_ends_with_its_assignment(somebody):
    people = [(role, somebody(role)) for role in ROLES if role != "superuser"]
    held = [
        Attempt(role, "", act, OWN, language)
        for role, _person in people
        for act in [*SERVICES, *DECISIONS]
        for language in (ORIGINAL, TRANSLATION)
    ]
    for _role, person in people:
        person.assignments.all().delete()
    persons = dict(people)
    assert [attempt for attempt in held if succeeds(persons[attempt.role], *attempt[2:])] == []


@pytest.mark.parametrize("is_superuser", [False, True], ids=["reviewer", "superuser"])
def test_nobody_reviews_their_own_text(texts, is_superuser):
    texts.writer.assignments.create(role="reviewer", country=Country.objects.get(code=OWN), language="")
    texts.writer.is_superuser = is_superuser
    done = []
    for act in ("return", "publish", "bulk-publish", "section-publish"):
        for language in (ORIGINAL, TRANSLATION):
            text = Text(OUTCOMES[act].question, OWN, language)
            with transaction.atomic():
                try:
                    SERVICES[act](texts.writer, text)
                except errors.OwnText:
                    assert act in ("return", "publish")
                if OUTCOMES[act].is_done(OWN, language):
                    done.append((act, language))
                transaction.set_rollback(True)
    texts.writer.is_superuser = False
    assert done == []
