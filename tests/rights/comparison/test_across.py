"""/<lang>/compare/across/<crime-country>/<home-country>/: the crime happened there, the victim lives here."""

import pytest

from countries.models import Country, Instrument, SupportService
from tests import test_queries
from tests.public_pages import main_of, parse, passages, text_of
from tests.rights.facts import period

pytestmark = pytest.mark.django_db

QUESTIONS = ["living-abroad", "report-crime", "state-compensation", "interpreter", "contacts"]
HOME = "You may make your complaint to the police where you live"
HEARD = "The authorities where the crime happened must be able to take your statement"
CLAIM = "you claim where you live: the assisting authority there"
DECIDED = "The deciding authority where the crime happened decides and pays"


@pytest.fixture
def across(reference, client):
    def across(crime="latvia", home="estonia", language="en"):
        answer = client.get(f"/{language}/compare/across/{crime}/{home}/")
        assert answer.status_code == 200
        return main_of(answer.content.decode())

    return across


@pytest.fixture
def pick(reference, client):
    return lambda query="", language="en": client.get(f"/{language}/compare/across/{query}")


def chosen(answer) -> dict[str, str]:
    page = main_of(answer.content.decode())
    return {
        select.get("name"): option.get("value")
        for select in page.iter("select")
        for option in select.iter("option")
        if option.get("selected") is not None
    }


def problems(answer) -> str:
    page = main_of(answer.content.decode())
    return " ".join(text_of(box) for box in page.iter("div") if box.get("role") == "alert")


# The page


def test_the_questions_that_matter_stand_in_order_with_a_column_for_each_country(across, publish_text):
    publish_text("LV", "report-crime", "en", source_language="en", summary="Go to the police in Latvia.")
    page = across()
    [head], [body] = page.iter("thead"), page.iter("tbody")
    assert [text_of(cell) for cell in head.iter("th")] == [
        "Question", "Where it happened Latvia", "Where you live Estonia",
    ]  # fmt: skip
    assert [row.get("id") for row in body.iter("tr")] == QUESTIONS
    [row] = [row for row in body.iter("tr") if row.get("id") == "report-crime"]
    there, here = row.iter("td")
    assert "Go to the police in Latvia." in text_of(there)
    assert "Estonia has not answered this question yet." in text_of(here)


def test_the_time_limit_that_counts_is_the_one_of_where_it_happened(across, publish_text):
    for code, limit, years in (("LV", "one year", 1), ("EE", "three years", 3)):
        publish_text(code, "state-compensation", "en", source_language="en", summary=f"Within {limit}.")
        period(code, years, "years", "state-compensation-deadline")
    page = across("latvia", "estonia")
    text = text_of(page)
    assert "The one of Latvia, where the crime happened, wherever you hand in your claim. 1 year" in text
    assert "3 years" not in text
    assert "Within one year." in text
    assert "Within three years." not in text
    assert "What Estonia gives is for crimes in Estonia. For yours, the law of Latvia counts." in text
    assert "/en/estonia/compensation/state-compensation/" in [link.get("href") for link in page.iter("a")]


def test_the_authority_at_home_that_its_own_answer_names_is_named(across, publish_text, source):
    for code, kind in (("EE", "authority"), ("LV", "authority"), ("EE", "police")):
        country = Country.objects.get(code=code)
        SupportService.objects.create(
            country=country, slug=f"a-{kind}", kind=kind, name_en=f"The {kind} of {code}", source=source
        )
    body = "<p>Ask <a href='service:a-authority'>them</a> or <a href='service:a-police'>the police</a>.</p>"
    publish_text("EE", "state-compensation", "en", source_language="en", body=body)
    text = text_of(across("latvia", "estonia"))
    assert "names it: The authority of EE" in text
    assert "police of EE" not in text
    assert "authority of LV" not in text


def test_every_card_says_which_of_the_two_it_is_for_narrow_screens(across):
    [body] = across().iter("tbody")
    for row in body.iter("tr"):
        whose = [text_of(found) for found in row.iter("b") if found.get("class") == "whose"]
        assert whose == ["Latvia Where it happened", "Estonia Where you live"]


def test_the_rules_of_both_directives_are_said_with_their_articles(across):
    text = text_of(across())
    for words in (
        HOME,
        HEARD,
        CLAIM,
        DECIDED,
        "Directive 2012/29/EU, article 17(2) and (3)",
        "Directive 2012/29/EU, article 17(1)",
        "Directive 2004/80/EC",
    ):
        assert words in text
    assert "does not bind" not in text


@pytest.mark.parametrize(
    ("crime", "home", "heard", "complaint"),
    [("denmark", "france", False, True), ("france", "denmark", True, False), ("france", "latvia", True, True)],
)
def test_a_rule_that_does_not_bind_the_country_that_must_keep_it_is_left_out(across, crime, home, heard, complaint):
    text = text_of(across(crime, home))
    assert (HEARD in text, HOME in text) == (heard, complaint)
    assert ("does not bind Denmark, so what it gives is not shown here." in text) is ("denmark" in (crime, home))
    assert CLAIM in text  # the directive on compensation binds Denmark


@pytest.mark.parametrize(("crime", "home"), [("denmark", "france"), ("france", "denmark")])
def test_a_claim_is_not_explained_where_its_directive_does_not_bind_both(across, crime, home):
    """Should an administrator note that it does not: the two authorities only work together where both are bound."""
    Instrument.objects.get(slug="2004-80").not_binding.add(Country.objects.get(code="DK"))
    text = text_of(across(crime, home))
    assert CLAIM not in text
    assert DECIDED not in text
    assert text.count("does not bind Denmark") == 2


def test_the_two_ways_are_two_pages(across):
    assert "It happened in: Latvia. You live in: Estonia." in text_of(across("latvia", "estonia"))
    assert "It happened in: Estonia. You live in: Latvia." in text_of(across("estonia", "latvia"))


def test_the_rules_in_full_and_who_helps_are_a_link_away(across):
    links = [link.get("href") for link in across().iter("a")]
    assert "/en/european-union/investigation/living-abroad/" in links
    assert "/en/european-union/compensation/state-compensation/" in links
    assert {"/en/latvia/services/", "/en/estonia/services/"} <= set(links)


def test_a_text_in_another_language_is_marked(across, publish_text):
    publish_text("LV", "contacts", "lv", source_language="lv")
    assert dict(passages(across(), "en"))["In brief, contacts in lv."] == "lv"


def test_headings_of_answers_stand_below_those_of_the_page(across, publish_text):
    publish_text("LV", "contacts", "en", source_language="en", body="<h2>Who</h2><p>They.</p>")
    [cell] = [cell for cell in across().iter("td") if "The whole answer" in text_of(cell)]
    assert [found.tag for found in cell.iter() if found.tag in ("h2", "h3", "h4")] == ["h3"]


def test_a_country_s_page_leads_to_every_other_country_as_home(reference, client):
    page = main_of(client.get("/en/latvia/").content.decode())
    links = [link.get("href") for link in page.iter("a") if "/compare/across/" in (link.get("href") or "")]
    assert len(links) == 26
    assert "/en/compare/across/latvia/estonia/" in links
    assert "The crime happened here, but I live in another country" in text_of(page)


def test_the_union_s_page_leads_to_none(reference, client):
    page = main_of(client.get("/en/european-union/").content.decode())
    assert [link for link in page.iter("a") if "/compare/across/" in (link.get("href") or "")] == []


def test_it_is_not_for_search_engines_sets_no_cookie_and_names_its_permanent_link(reference, client):
    answer = client.get("/en/compare/across/latvia/estonia/")
    root = parse(answer.content.decode())
    [robots] = [meta for meta in root.iter("meta") if meta.get("name") == "robots"]
    assert robots.get("content") == "noindex"
    assert not answer.cookies
    assert "http://testserver/en/compare/across/latvia/estonia/" in [link.get("href") for link in root.iter("a")]


@pytest.mark.slow
def test_it_asks_equally_often_whatever_is_answered(reference, client):
    path = "/lv/compare/across/denmark/estonia/"
    before = len(test_queries.queries(client, path))
    test_queries.answer_everything(Country.objects.values_list("code", flat=True), test_queries.SEVERAL, sources=3)
    assert before <= len(test_queries.queries(client, path)) <= test_queries.AT_MOST


def test_a_question_that_is_gone_is_left_out(across):
    from rights.models import Question

    Question.objects.get(slug="interpreter").indicators.all().delete()
    Question.objects.get(slug="interpreter").delete()
    [body] = across().iter("tbody")
    assert [row.get("id") for row in body.iter("tr")] == [slug for slug in QUESTIONS if slug != "interpreter"]


# Choosing


def test_both_countries_are_chosen_in_a_plain_form(pick):
    page = main_of(pick().content.decode())
    [form] = page.iter("form")
    assert (form.get("method"), form.get("action")) == ("get", "/en/compare/across/")
    for select in page.iter("select"):
        values = [option.get("value") for option in select.iter("option")]
        assert len(values) == 28
        assert values[0] == ""
        assert "european-union" not in values
    assert {select.get("name") for select in page.iter("select")} == {"crime", "home"}
    assert problems(pick()) == ""


def test_the_form_leads_on(pick):
    answer = pick("?crime=latvia&home=estonia")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/compare/across/latvia/estonia/")


@pytest.mark.parametrize(
    ("query", "kept", "words"),
    [
        ("?crime=latvia", {"crime": "latvia"}, "Choose both countries."),
        ("?home=latvia", {"home": "latvia"}, "Choose both countries."),
        ("?crime=latvia&home=", {"crime": "latvia"}, "Choose both countries."),
        ("?crime=latvia&home=latvia", {"crime": "latvia", "home": "latvia"}, "two different countries"),
        ("?crime=atlantis&home=latvia", {"home": "latvia"}, "no country “atlantis”"),
        ("?crime=european-union&home=latvia", {"home": "latvia"}, "no police and no courts"),
        ("?crime=%00&home=latvia", {"home": "latvia"}, "no country"),
        ("?crime=latvia&home=" + "x" * 10_000, {"crime": "latvia"}, "no country “xxx"),
        ("?crime=latvia&home=%3Cscript%3E%22%27%2B", {"crime": "latvia"}, "no country “<script>\"'+”"),
    ],
)
def test_what_cannot_be_shown_is_said_and_the_choices_are_kept(pick, query, kept, words):
    answer = pick(query)
    assert answer.status_code == 400
    assert words in problems(answer)
    assert len(problems(answer)) < 300
    assert chosen(answer) == kept
    assert "<script>" not in main_of(answer.content.decode()).itertext()


@pytest.mark.parametrize(
    ("path", "kept", "words"),
    [
        ("latvia/latvia", {"crime": "latvia", "home": "latvia"}, "two different countries"),
        ("latvia/atlantis", {"crime": "latvia"}, "no country “atlantis”"),
        ("atlantis/avalon", {}, "no country “avalon”"),
        ("european-union/latvia", {"home": "latvia"}, "no police and no courts"),
        ("Latvia/estonia", {"home": "estonia"}, "no country “Latvia”"),
    ],
)
def test_an_address_of_what_cannot_be_shown_makes_a_helpful_page(reference, client, path, kept, words):
    answer = client.get(f"/en/compare/across/{path}/")
    assert answer.status_code == 404
    assert words in problems(answer)
    assert chosen(answer) == kept


@pytest.mark.parametrize("path", ["latvia%00/estonia", "latvia/est+onia", "%22/latvia", "latvia/estonia/malta"])
def test_an_odd_address_is_not_found(reference, client, path):
    assert client.get(f"/en/compare/across/{path}/").status_code == 404


def test_a_country_that_was_renamed_is_found_under_its_former_name(reference, client, pick):
    country = Country.objects.get(code="EE")
    country.slug = "eesti"
    country.save()
    answer = client.get("/en/compare/across/latvia/estonia/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/compare/across/latvia/eesti/")
    assert pick("?crime=latvia&home=estonia").headers["Location"] == "/en/compare/across/latvia/eesti/"
    assert problems(client.get("/en/compare/across/eesti/estonia/")) != ""
