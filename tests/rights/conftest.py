"""The people and texts that permissions are tried on."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import translation

from rights.models import Assignment
from tests.rights.roles import COUNTRIES, OWN, make_person, write_texts


@pytest.fixture(scope="module")
def texts(reference_state, django_db_blocker):
    """The texts of both countries, made once for a module, in a transaction that every test's own stands in."""
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        writer = make_person("writer", *((role, code, "") for role in ("author", "translator") for code in COUNTRIES))
        for code in COUNTRIES:
            write_texts(code, writer)
        yield SimpleNamespace(writer=writer)
        transaction.set_rollback(True)


@pytest.fixture
def somebody(db):
    """Makes who holds a role for a language of Estonia (or for all), or is one of the `OUTSIDERS`."""
    everywhere = [(role, code, "") for role in Assignment.Role.values for code in COUNTRIES]
    special = {
        "superuser": lambda: make_person("root", is_superuser=True),
        "unassigned": lambda: make_person("unassigned"),
        "left": lambda: make_person("left", *everywhere, is_active=False, is_superuser=True),
        "not staff": lambda: make_person("not staff", *everywhere, is_staff=False),
        "without the second factor": lambda: make_person("half", *everywhere, is_superuser=True),
        "anonymous": AnonymousUser,
    }

    def make(role: str, held: str = "", code: str = OWN):
        return special[role]() if role in special else make_person(f"{role} {held}", (role, code, held))

    return make
