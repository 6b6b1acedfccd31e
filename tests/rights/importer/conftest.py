"""A made-up factsheet of Ireland with its editors; Estonia, answered."""

from types import SimpleNamespace

import pytest

from countries.models import Country
from tests.rights.desk.people import AtDesk
from tests.rights.importer.factsheets import read
from tests.rights.importer.ireland import TEXT

BODY = (
    "<h2>How to ask</h2>\n<p>Write to the <strong>court</strong>.<br>See the "
    '<a href="https://example.eu/act">Victims Act</a>.</p>\n<ul>\n<li>name</li>\n<li>sum of <em>money</em></li>\n</ul>'
)
LEGAL_BASIS = "Code of Criminal Procedure\nVictim Support Act"


@pytest.fixture
def ireland(reference) -> Country:
    return Country.objects.get(code="IE")


@pytest.fixture
def report():
    return read(TEXT, "IE", "en")


@pytest.fixture
def people(reference, user):
    """Ireland's editors at the desk; the stranger is Latvia's."""
    assigned = {
        "author": [("author", "IE", "en")],
        "translator": [("translator", "IE", "")],
        "reviewer": [("reviewer", "IE", "")],
        "manager": [("manager", "IE", "")],
        "editor": [("author", "IE", ""), ("manager", "IE", "")],
        "stranger": [("author", "LV", ""), ("manager", "LV", "")],
    }
    return SimpleNamespace(**{name: AtDesk(user(name, *given, is_staff=True)) for name, given in assigned.items()})
