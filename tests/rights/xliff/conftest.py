"""What the tests of XLIFF share: Estonia's texts on their way to a translator and back."""

import pytest

from countries.models import Country

BODY = (
    "<h2>How to ask</h2>\n<p>Write to the <strong>court</strong>.<br>See the "
    '<a href="https://example.eu/act">Victims Act</a>.</p>\n<ul>\n<li>name</li>\n<li>sum of <em>money</em></li>\n</ul>'
)
LEGAL_BASIS = "Code of Criminal Procedure\nVictim Support Act"


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
    from rights.seeding import factsheet

    return {path.stem: factsheet.load(path) for path in factsheet.files() if path.stem == "ee"}
