"""What the head of a page tells search engines: its one address, and the languages in which its text is public."""

import pytest

from portal.i18n import languages
from tests.public_pages import parse

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


@pytest.fixture
def head(reference, client):
    """The canonical address of a page, and its addresses by language."""

    def read(path: str) -> tuple[str | None, dict[str, str]]:
        links = list(parse(client.get(path).content.decode()).find("head").iter("link"))
        canonical = [link.get("href") for link in links if link.get("rel") == "canonical"]
        assert len(canonical) <= 1
        alternates = {link.get("hreflang"): link.get("href") for link in links if link.get("rel") == "alternate"}
        return (canonical[0] if canonical else None), alternates

    return read


@pytest.mark.parametrize("rest", ["estonia/compensation/damages/", "estonia/compensation/"])
def test_a_text_has_the_languages_in_which_it_is_public(head, publish_text, rest):
    publish_text("EE", "damages", "en", source_language="lv")
    publish_text("EE", "damages", "lv")
    for language, shown in (("en", "en"), ("lv", "lv"), ("bg", "en")):
        canonical, alternates = head(f"/{language}/{rest}")
        assert canonical == f"{HOST}/{shown}/{rest}"
        assert alternates == {code: f"{HOST}/{code}/{rest}" for code in ("en", "lv")} | {
            "x-default": f"{HOST}/en/{rest}"
        }


def test_a_minimum_has_the_languages_of_the_european_union_s_answer(head, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    publish_text("EU", "damages", "mt")
    canonical, alternates = head("/mt/estonia/compensation/damages/")
    assert canonical == f"{HOST}/mt/estonia/compensation/damages/"
    assert set(alternates) == {"en", "mt", "x-default"}


def test_a_text_without_english_is_found_in_its_own_language_by_default(head, publish_text):
    publish_text("EE", "damages", "et", source_language="et")
    canonical, alternates = head("/de/estonia/compensation/damages/")
    assert canonical == alternates["x-default"] == f"{HOST}/et/estonia/compensation/damages/"


def test_a_page_in_several_languages_is_its_own(head, publish_text):
    publish_text("EE", "damages", "lv", source_language="lv")
    publish_text("EE", "state-advance", "en")
    assert head("/de/estonia/compensation/")[0] == f"{HOST}/de/estonia/compensation/"


def test_what_nobody_has_published_is_in_no_language(head):
    assert head("/de/estonia/compensation/damages/") == (f"{HOST}/de/estonia/compensation/damages/", {})


@pytest.mark.parametrize(
    "rest", ["", "estonia/", "about/", "safety/", "estonia/services/", "compare/indicators/support-free/?sort=country"]
)
def test_a_page_of_the_portal_s_own_is_in_every_language(head, rest):
    path = rest.partition("?")[0]
    canonical, alternates = head(f"/lv/{rest}")
    assert canonical == f"{HOST}/lv/{path}"
    assert alternates == {code: f"{HOST}/{code}/{path}" for code in languages.CODES} | {
        "x-default": f"{HOST}/en/{path}"
    }


def test_a_page_that_does_not_exist_names_no_other(head):
    assert head("/de/atlantis/") == (None, {})


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("compare/indicators/support-free/?sort=-value", "compare/indicators/support-free/?sort=-value"),
        ("compare/indicators/support-free/?sort=%3Cscript", "compare/indicators/support-free/"),
        ("compare/indicators/?country=estonia&country=malta", "compare/indicators/?country=estonia&country=malta"),
        ("compare/?country=estonia&section=trial", "compare/?country=estonia&section=trial"),
        ("compare/across/?crime=estonia", "compare/across/?crime=estonia"),
    ],
)
def test_the_language_switch_keeps_what_was_chosen(reference, client, path, kept):
    links = parse(client.get(f"/lv/{path}").content.decode()).iter("a")
    assert f"/de/{kept}" in [link.get("href") for link in links if link.get("hreflang") == "de"]
