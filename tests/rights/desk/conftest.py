"""Estonia's people at the desk."""

from types import SimpleNamespace

import pytest

from countries.models import Country
from rights import workflow
from rights.models import Question
from tests.rights.desk.people import TYPED, AtDesk


@pytest.fixture
def people(reference, user):
    """Estonia's editors, each signed in; the stranger is Latvia's."""
    assigned = {
        "author": [("author", "EE", "")],
        "second": [("author", "EE", "")],
        "translator": [("translator", "EE", "lv")],
        "reviewer": [("reviewer", "EE", "")],
        "other_reviewer": [("reviewer", "EE", "")],
        "both": [("author", "EE", ""), ("reviewer", "EE", "")],
        "manager": [("manager", "EE", "")],
        "stranger": [("author", "LV", ""), ("reviewer", "LV", "")],
    }
    staff = {name: AtDesk(user(name, *given, is_staff=True)) for name, given in assigned.items()}
    return SimpleNamespace(**staff, root=AtDesk(user("root", is_staff=True, is_superuser=True)))


@pytest.fixture
def in_review(people):
    """Hands a text in through the workflow: `in_review(answer, "et", by=people.author)`."""

    def hand_in(answer, language="et", by=people.author, **texts):
        draft = workflow.start_draft(answer, language, by.person)
        draft = workflow.save_draft(draft, by.person, draft.saved_at, **{**TYPED, **texts})
        return workflow.submit(draft, by.person, confirmed=True)

    return hand_in


@pytest.fixture
def publish(people, in_review):
    """Publishes a text through the workflow, written by the author and read by the reviewer."""

    def publish(answer, language="et", **texts):
        revision = in_review(answer, language, **texts)
        return workflow.publish(revision, people.reviewer.person, confirmed=True).revision

    return publish


@pytest.fixture
def answer(reference):
    """Estonia's answer on damages, which says nothing yet; its original is Estonian."""
    return workflow.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))
