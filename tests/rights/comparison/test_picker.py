"""/<lang>/compare/: choose countries and a section, without a script; and whatever leads there."""

import pytest
from django.utils.http import urlencode

from countries.models import Country
from portal.i18n import languages
from tests.public_pages import main_of, parse, text_of

pytestmark = pytest.mark.django_db

NINE = ["latvia", "estonia", "france", "malta", "spain", "italy", "greece", "sweden", "finland"]
ODD = ["x" * 10_000, "lat\0via", "a+b", "%2B", '"quoted"', "it's", "<script>alert(1)</script>", "../..", "ž", "🦊"]


@pytest.fixture
def pick(reference, client):
    def pick(*countries, language="en", follow=False, **fields):
        query = urlencode([("country", slug) for slug in countries] + list(fields.items()))
        return client.get(f"/{language}/compare/?{query}", follow=follow)

    return pick


def ticked(answer) -> tuple[list[str], list[str]]:
    """Which countries and which section are ticked."""
    boxes = [box for box in main_of(answer.content.decode()).iter("input") if box.get("checked") is not None]
    found = {"country": [], "section": []}
    for box in boxes:
        found[box.get("name")].append(box.get("value"))
    return found["country"], found["section"]


def problems(answer) -> list[str]:
    alerts = [found for found in main_of(answer.content.decode()).iter("div") if found.get("role") == "alert"]
    return [text_of(sentence) for alert in alerts for sentence in alert.iter("p")]


def is_noindex(answer) -> bool:
    metas = [meta for meta in parse(answer.content.decode()).iter("meta") if meta.get("name") == "robots"]
    return [meta.get("content") for meta in metas] == ["noindex"]


def test_all_28_and_every_section_can_be_chosen(pick):
    page = main_of(pick().content.decode())
    names = [box.get("name") for box in page.iter("input")]
    assert (names.count("country"), names.count("section")) == (28, 7)
    assert ticked(pick()) == ([], [])
    assert problems(pick()) == []


def test_the_form_is_plain_and_leads_to_the_comparison(pick):
    [form] = main_of(pick().content.decode()).iter("form")
    assert (form.get("method"), form.get("action")) == ("get", "/en/compare/")
    answer = pick("latvia", "estonia", "european-union", section="compensation", go="1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/en/compare/latvia+estonia+european-union/compensation/"


def test_what_a_link_names_is_ready(pick):
    answer = pick("estonia", section="trial")
    assert answer.status_code == 200
    assert ticked(answer) == (["estonia"], ["trial"])
    assert problems(answer) == []


@pytest.mark.parametrize(
    ("path", "countries", "section"),
    [
        ("estonia/", ["estonia"], []),
        ("estonia/trial/", ["estonia"], ["trial"]),
        ("estonia/compensation/damages/", ["estonia"], ["compensation"]),
    ],
)
def test_every_page_of_a_country_leads_here_with_that_ready(reference, client, path, countries, section):
    links = [link.get("href") for link in main_of(client.get(f"/en/{path}").content.decode()).iter("a")]
    [here] = [href for href in links if href and href.startswith("/en/compare/?")]
    assert ticked(client.get(here)) == (countries, section)


def test_the_first_page_leads_here(reference, client):
    assert 'href="/en/compare/"' in client.get("/en/").content.decode()


@pytest.mark.parametrize(
    ("chosen", "fields", "words"),
    [
        ([], {}, ["Choose the countries", "Choose what you want to compare"]),
        (["latvia"], {"section": "trial"}, ["one more country"]),
        (["latvia", "estonia"], {}, ["Choose what you want to compare"]),
        (["latvia", "estonia"], {"section": "nonsense"}, ["Choose what you want to compare"]),
        (NINE, {"section": "trial"}, ["at most 8 countries. You chose 9"]),
        (["latvia", "atlantis"], {"section": "trial"}, ["no country “atlantis”", "one more country"]),
    ],
)
def test_what_cannot_be_compared_is_said_and_the_choices_are_kept(pick, chosen, fields, words):
    answer = pick(*chosen, go="1", **fields)
    assert answer.status_code == 400
    said = problems(answer)
    assert len(said) == len(words)
    assert all(word in sentence for word, sentence in zip(words, said, strict=True))
    countries, sections = ticked(answer)
    assert set(countries) == set(chosen) - {"atlantis"}
    assert sections == [slug for slug in fields.values() if slug == "trial"]
    assert is_noindex(answer)


def test_countries_that_are_chosen_twice_count_once(pick):
    answer = pick("latvia", "latvia", "estonia", section="trial", go="1")
    assert answer.headers["Location"] == "/en/compare/latvia+estonia/trial/"


def test_a_former_name_is_understood(pick):
    country = Country.objects.get(code="EE")
    country.slug = "eesti"
    country.save()
    answer = pick("estonia", "latvia", section="trial", go="1")
    assert answer.headers["Location"] == "/en/compare/eesti+latvia/trial/"
    assert ticked(pick("estonia"))[0] == ["eesti"]


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("go", ["", "1"])
def test_odd_input_makes_a_page_and_what_was_good_is_kept(pick, name, go):
    answer = pick("latvia", name, section=name, **({"go": go} if go else {}))
    assert answer.status_code == (400 if go else 404 if name else 200)
    assert ticked(answer) == (["latvia"], [])
    assert "<script>alert" not in answer.content.decode()
    assert all(len(sentence) < 200 for sentence in problems(answer))


def test_an_empty_choice_may_be_found_by_search_engines_any_other_not(pick):
    assert not is_noindex(pick())
    assert is_noindex(pick("latvia"))


def test_the_choice_stays_when_the_language_changes(pick):
    page = parse(pick("estonia", "latvia", section="trial").content.decode())
    links = {link.get("hreflang"): link.get("href") for link in page.iter("a") if link.get("hreflang")}
    assert set(links) == set(languages.CODES)
    assert links["de"] == "/de/compare/?country=estonia&country=latvia&section=trial"


def test_no_cookie_is_set(pick):
    assert not pick("latvia", go="1").cookies


@pytest.mark.parametrize("path", ["latvia+estonia/", "latvia%2Bestonia/", "latvia++estonia/"])
def test_countries_without_a_section_lead_here_with_these_ticked(reference, client, path):
    answer = client.get(f"/en/compare/{path}", follow=True)
    assert answer.status_code == 200
    assert sorted(ticked(answer)[0]) == ["estonia", "latvia"]


@pytest.mark.parametrize("name", ["x" * 5000, "lat%00via", "%22", "%3Cscript%3E", "+", "%252B", "%0d%0aX-Bad:1"])
def test_odd_addresses_without_a_section_make_a_page(reference, client, name):
    answer = client.get(f"/en/compare/{name}/", follow=True)
    assert answer.status_code in (200, 404)
    assert "X-Bad" not in answer.headers


def test_every_question_and_every_fact_is_a_link_away(pick):
    links = [link.get("href") for link in main_of(pick().content.decode()).iter("a")]
    assert len([href for href in links if "/compare/questions/" in href]) == 57
    assert {"/en/compare/indicators/", "/en/compare/across/"} <= set(links)
