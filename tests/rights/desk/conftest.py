"""Estonia's people at the desk."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from countries.models import Country
from rights.models import Question
from rights.services import drafting, publishing
from tests.rights.desk.people import BACKEND, TYPED, AtDesk
from tests.rights.roles import OWN, make_person
from tests.rights.seeding.cited import a_source


@pytest.fixture
def people(reference, user):
    """Estonia's editors, each signed in; the stranger is Latvia's. Sources to name are there."""
    for code in ("EE", "EU", "LV"):
        a_source(code)
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
        draft = drafting.start_draft(answer, language, by.person)
        given = {"sources": [a_source()], **TYPED, **texts}
        draft = drafting.save_draft(draft, by.person, draft.saved_at, **given)
        return drafting.submit(draft, by.person, confirmed=True)

    return hand_in


@pytest.fixture
def publish(people, in_review):
    """Publishes a text through the workflow, written by the author and read by the reviewer."""

    def publish(answer, language="et", **texts):
        revision = in_review(answer, language, **texts)
        return publishing.publish(revision, people.reviewer.person, confirmed=True).revision

    return publish


@pytest.fixture
def answer(reference):
    """Estonia's answer on damages, which says nothing yet; its original is Estonian."""
    return drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))


@pytest.fixture
def enter(client, somebody):
    """Signs in with a role held for one language of Estonia (or for all), or as one of the `OUTSIDERS`."""

    def sign_in(role: str, held: str = "", code: str = OWN):
        person = somebody(role, held, code)
        if role == "without the second factor":
            TOTPDevice.objects.create(user=person, confirmed=True)
        if person.pk:
            client.force_login(person, backend=BACKEND)
        else:
            client.logout()
        return person

    return sign_in


@pytest.fixture
def browser(reference):
    """A superuser's browser, for which the server insists on the token."""
    found = Client(enforce_csrf_checks=True)
    found.person = make_person("victim", is_superuser=True)
    found.force_login(found.person, backend=BACKEND)
    return found
