"""Estonia's manager at the desk, an administrator, and two records."""

import pytest

from tests.rights.desk.records.forms import make_help_line, make_service, signed_in


@pytest.fixture
def manager(reference, user):
    return user("manager", ("manager", "EE", ""), is_staff=True, first_name="Mari", last_name="Maasikas")


@pytest.fixture
def desk(manager):
    """The desk as Estonia's manager has it open."""
    return signed_in(manager)


@pytest.fixture
def administrator(reference, user):
    return signed_in(user("root", is_staff=True, is_superuser=True))


@pytest.fixture
def service(reference):
    return make_service("EE", emails=["abi@example.eu"], urls=["https://example.eu/"])


@pytest.fixture
def help_line(reference):
    return make_help_line("EE")
