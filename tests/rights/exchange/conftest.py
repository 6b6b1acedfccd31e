"""A made-up factsheet of Ireland with its editors; Estonia, answered."""

from types import SimpleNamespace

import pytest

from countries.models import Country
from tests.rights.desk.people import AtDesk
from tests.rights.exchange.factsheets import read
from tests.rights.exchange.ireland import TEXT

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


@pytest.fixture
def estonia(reference, db):
    return Country.objects.get(code="EE")


@pytest.fixture
def damages(publish_text):
    """An original with everything in it, version 1."""
    return publish_text(
        "EE",
        "damages",
        "en",
        source_language="en",
        summary="Ask the court for damages.",
        body=BODY,
        legal_basis=LEGAL_BASIS,
    )


@pytest.fixture
def publish_again(publish_text):
    """Publishes a new version of the original of `damages`, every text the former one's unless it is given."""

    def publish(**fields):
        former = {"summary": "Ask the court for damages.", "body": BODY, "legal_basis": LEGAL_BASIS}
        return publish_text("EE", "damages", "en", **{**former, **fields})

    return publish


@pytest.fixture
def shipped(reference):
    """Estonia as it ships: what goes out and comes back here is hers."""
    from rights.shipping import factsheet

    return {path.stem: factsheet.load(path) for path in factsheet.files() if path.stem == "ee"}
