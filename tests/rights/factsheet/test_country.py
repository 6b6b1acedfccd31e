"""/<lang>/<country>/: who counts as a victim, the way through the proceedings, who helps."""

import pytest

from countries.models import Country, SupportService, Telephone
from tests.public_pages import main_of, parse, passages, text_of


@pytest.fixture
def country(reference, db, client):
    return lambda slug="estonia", language="en": main_of(client.get(f"/{language}/{slug}/").content.decode())


def stages(page):
    """The stages in the order of the page: {section's address: list item}."""
    lists = [found for found in page.iter() if (found.get("class") or "").split()[:1] == ["way"]]
    return {next(item.iter("a")).get("href"): item for found in lists for item in found}


def question(page, slug):
    """The list item of a question."""
    [item] = [
        item
        for item in page.iter("li")
        for link in item.findall("a")
        if link.get("href").endswith(f"/{slug}/") and link.get("href").count("/") == 5
    ]
    return item


def test_the_way_through_the_proceedings_is_in_order_with_money_and_support_alongside(country):
    page = country()
    [way] = [found for found in page.iter("ol") if found.get("class") == "way"]
    assert [next(item.iter("a")).get("href") for item in way] == [
        "/en/estonia/investigation/", "/en/estonia/trial/", "/en/estonia/post-trial/"
    ]  # fmt: skip
    [alongside] = [found for found in page.iter("ul") if found.get("class") == "way alongside"]
    assert [next(item.iter("a")).get("href") for item in alongside] == [
        "/en/estonia/compensation/", "/en/estonia/support/"
    ]  # fmt: skip


def test_what_the_accused_may_expect_stands_outside_the_victims_way(country):
    page = country()
    assert "/en/estonia/defendants/" not in stages(page)
    [aside] = [found for found in page.iter("section") if found.get("class") == "aside"]
    assert next(aside.iter("a")).get("href") == "/en/estonia/defendants/"


def test_every_question_can_be_reached_from_the_page_of_its_country(country):
    from rights.models import Question

    linked = {link.get("href") for link in country().iter("a")}
    asked = Question.objects.exclude(section__slug="overview").values_list("section__slug", "slug")
    assert {f"/en/estonia/{section}/{slug}/" for section, slug in asked} <= linked


def test_a_stage_says_how_many_questions_it_has(country):
    from rights.models import Question

    count = Question.objects.filter(section__slug="compensation").count()
    item = stages(country())["/en/estonia/compensation/"]
    assert text_of(next(item.iter("summary"))) == f"{count} questions"
    assert len(item.findall(".//ul/li")) == count


def test_the_kinds_of_absence_have_different_words_at_a_question(country, publish_text):
    publish_text("EU", "state-advance", "en", instruments=["2012-29"])
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "making-offender-pay", "en", source_language="en", kind="no-right")
    page = country()
    tags = {
        slug: [text_of(tag) for tag in question(page, slug).iter("small")]
        for slug in ("damages", "making-offender-pay", "state-advance", "no-conviction")
    }
    assert tags == {
        "damages": [],
        "making-offender-pay": ["no such right"],
        "state-advance": ["EU minimum"],
        "no-conviction": ["not answered yet"],
    }


def test_a_question_that_does_not_apply_here_says_so_in_the_list(country, publish_text):
    publish_text("EE", "damages", "en", source_language="en", kind="does-not-apply")
    assert "does not apply" in text_of(question(country(), "damages"))


def test_a_country_that_has_answered_nothing_says_what_is_shown_instead(country):
    assert "Estonia has not published its answers here yet." in text_of(country())


def test_the_minimum_of_the_eu_alone_is_no_answer_of_the_country(country, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    assert "Estonia has not published its answers here yet." in text_of(country())


def test_a_country_that_has_answered_says_how_much(country, publish_text):
    publish_text("EU", "state-advance", "en", instruments=["2012-29"])
    publish_text("EE", "damages", "en", source_language="en", kind="no-right")
    publish_text("EE", "overview", "en", source_language="en")
    text = text_of(country())
    assert "Questions answered here: 2 of 57." in text
    assert "has not published its answers" not in text


def test_the_european_union_says_that_its_answers_are_a_minimum(country, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    text = text_of(country("european-union"))
    assert "minimum rights that EU law gives every victim of crime" in text
    assert "Questions answered here" not in text


def test_the_overview_is_answered_on_the_page(country, publish_text):
    publish_text("EE", "overview", "en", source_language="en", body="<h2>Who counts</h2><p>You do.</p>")
    page = country()
    [overview] = [found for found in page.iter("section") if found.get("class") == "overview"]
    assert "In brief, overview in en." in text_of(overview)
    assert [text_of(heading) for heading in overview.iter("h3")] == ["Who counts"]


def test_the_overview_in_another_language_says_so(country, publish_text):
    publish_text("EE", "overview", "en", source_language="en")
    page = country(language="lv")
    assert dict(passages(page, "lv"))["In brief, overview in en."] == "en"
    assert "angļu" in text_of(page)


def test_the_services_are_listed_with_their_first_number(country, source):
    service = SupportService.objects.create(
        country=Country.objects.get(code="EE"), slug="board", kind="victim-support", name_en="The board", source=source
    )
    for position, number in enumerate(["+3726121360", "+3726121361"]):
        Telephone.objects.create(service=service, number=number, position=position)
    addresses = [link.get("href") for link in country().iter("a")]
    assert "/en/estonia/services/#board" in addresses
    assert "tel:+3726121360" in addresses
    assert "tel:+3726121361" not in addresses


def test_the_way_to_all_services_is_there_even_where_none_is_listed(country):
    assert "/en/estonia/services/" in [link.get("href") for link in country().iter("a")]


def test_the_name_of_the_country_is_in_the_readers_language(country):
    assert text_of(next(country(language="lv").iter("h1"))) == "Igaunija"
    assert text_of(next(country(language="mt").iter("h1"))) == "L-Estonja"


def test_the_country_picker_leads_to_the_other_countries_first_pages(reference, db, client):
    page = parse(client.get("/en/estonia/").content.decode())
    addresses = [link.get("href") for link in next(page.iter("nav")).iter("a")]
    assert "/en/latvia/" in addresses
    assert "/en/european-union/" in addresses
    assert addresses.count("/en/estonia/") == 1  # of the languages, not of the countries


@pytest.mark.parametrize("path", ["/en/atlantis/", "/en/Estonia/", "/en/EE/", "/lv/igaunija/"])
def test_what_is_no_country_is_not_found(reference, db, client, path):
    assert client.get(path).status_code == 404


# What ships


def test_the_directive_on_victims_rights_is_no_minimum_of_denmark_but_of_germany(shipped, country):
    title = "Directive 2012/29/EU on the rights, support and protection of victims of crime"
    denmark, germany = country("denmark"), country("germany")
    assert f"{title} does not bind Denmark, so what it gives is not shown here." in text_of(denmark)
    assert "EU minimum" not in text_of(question(denmark, "take-part"))
    assert "not answered yet" in text_of(question(denmark, "take-part"))
    assert "does not bind" not in text_of(germany)
    assert "EU minimum" in text_of(question(germany, "take-part"))
    [overview] = [found for found in germany.iter("section") if found.get("class") == "overview"]
    assert "EU minimum: Germany has not answered yet." in text_of(overview)
    assert "You are a victim if a crime directly caused you harm" in text_of(overview)
    assert "You are a victim if a crime directly caused you harm" not in text_of(denmark)


def test_the_directive_on_compensation_is_a_minimum_of_denmark_too(shipped, country):
    assert "EU minimum" in text_of(question(country("denmark"), "state-compensation"))


def test_an_answer_of_estonia_is_labelled_as_english_for_a_maltese_reader(shipped, country):
    page = country("estonia", "mt")
    [overview] = [found for found in page.iter("section") if found.get("class") == "overview"]
    labels = [text_of(label) for label in overview.iter("p") if label.get("class") == "label language"]
    assert len(labels) == 1
    assert "Malti" in labels[0]
    assert "Ingliż" in labels[0]
    spoken = {language for text, language in passages(overview, "mt") if text.startswith("You are a victim")}
    assert spoken == {"en"}


@pytest.mark.parametrize("language", ["en", "lv"])
def test_a_reader_of_a_language_that_estonia_is_shipped_in_meets_no_label(shipped, country, language):
    labels = [label for label in country("estonia", language).iter("p") if label.get("class") == "label language"]
    assert labels == []
