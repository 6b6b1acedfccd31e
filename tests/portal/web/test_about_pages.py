"""/<lang>/about/ and the other pages about the portal itself."""

import pytest

from tests.public_pages import main_of, parse, text_of

PAGES = ["about", "safety", "privacy", "accessibility", "for-other-sites"]


@pytest.fixture
def about(reference, db, client):
    return lambda page, language="en": main_of(client.get(f"/{language}/{page}/").content.decode())


@pytest.mark.parametrize(
    ("page", "heading", "sentence"),
    [
        ("about", "About this site", "Each answer names its sources with their dates."),
        ("about", "About this site", "It cannot take the place of advice from a lawyer"),
        ("about", "About this site", "They do not state the official position of any EU institution."),
        ("safety", "Staying safe online", "If you press the Shift key three times within five seconds"),
        ("safety", "Staying safe online", "It does not delete your browser’s history."),
        ("privacy", "Privacy", "the public pages set none and store nothing on your device"),
        ("privacy", "Privacy", "nothing on a page comes from another site"),
        ("accessibility", "Accessibility", "(WCAG) 2.2, level AA"),
        ("accessibility", "Accessibility", "An independent audit has not been made yet."),
        ("for-other-sites", "For other sites", "where one changes, the old one leads to the new"),
    ],
)
def test_a_page_says_what_readers_are_promised(about, page, heading, sentence):
    main = about(page)
    assert text_of(next(main.iter("h1"))) == heading
    assert sentence in text_of(main)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_the_glossary_and_every_page_about_the_portal(reference, db, client, page):
    whole = parse(client.get(f"/lv/{page}/").content.decode())
    [footer] = list(whole.iter("footer"))
    assert [link.get("href") for link in footer.iter("a")] == [
        "/lv/about/", "/lv/glossary/", "/lv/safety/", "/lv/privacy/", "/lv/accessibility/", "/lv/for-other-sites/"
    ]  # fmt: skip


def test_the_permanent_links_of_the_example_work(about, client):
    addresses = [link.get("href") for link in about("for-other-sites").iter("a")]
    assert addresses == ["/go/EE/state-compensation", "/go/LV/legal-aid/lv"]
    assert client.get(addresses[0]).headers["Location"] == "/en/estonia/compensation/state-compensation/"
    assert client.get(addresses[1]).headers["Location"] == "/lv/latvia/investigation/legal-aid/"


def test_the_permanent_links_of_the_example_are_shown_whole(about):
    shown = [text_of(link) for link in about("for-other-sites").iter("a")]
    assert shown[0] == "http://testserver/go/EE/state-compensation"


@pytest.mark.parametrize("path", ["/en/about", "/en/safety"])
def test_an_address_without_its_last_slash_leads_to_the_page(reference, db, client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{path}/")


@pytest.mark.parametrize("path", ["/about/", "/en/about/more/", "/en/imprint/"])
def test_no_other_page_about_the_portal_exists(reference, db, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_page_about_the_portal_cannot_be_the_address_of_a_country(page):
    from countries.reserved_slugs import RESERVED_SLUGS

    assert page in RESERVED_SLUGS["country"]
