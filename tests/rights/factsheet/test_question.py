"""/<lang>/<country>/<section>/<question>/: one answer, the deep link."""

import datetime

import pytest
import segno
from django.utils import timezone

from countries.models import Source
from tests.public_pages import main_of, parse, passages, text_of


@pytest.fixture
def question(reference, db, client):
    return lambda path="estonia/compensation/damages/", language="en": main_of(
        client.get(f"/{language}/{path}").content.decode()
    )


def test_the_answer_stands_alone_with_all_that_is_said_about_it(question, publish_text):
    publish_text("EE", "damages", "en", source_language="en", legal_basis="Penal Code, § 1")
    publish_text("EE", "state-advance", "en", source_language="en")
    text = text_of(question())
    for expected in (
        "How do I claim compensation (damages) from the offender?",
        "In brief, damages in en.",
        "The whole answer on damages in en.",
        "Legal basis: Penal Code, § 1",
        "Source: A page of the ministry",
        "Last checked on 1 June 2026.",
    ):
        assert expected in text
    assert "state-advance in en" not in text


def test_headings_of_the_answer_begin_below_the_page_s_own(question, publish_text):
    publish_text("EE", "damages", "en", source_language="en", body="<h2>Who</h2><p>You.</p><h3>Where</h3><p>Here.</p>")
    headings = [found.tag for found in question().iter() if str(found.tag) in ("h1", "h2", "h3", "h4")]
    assert headings == ["h1", "h2", "h3"]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("no-right", "The law here gives no such right."), ("does-not-apply", "This does not apply here.")],
)
def test_a_kind_of_answer_is_said_in_words(question, publish_text, kind, sentence):
    publish_text("EE", "damages", "en", source_language="en", kind=kind)
    assert sentence in text_of(question())


def test_an_unanswered_question_shows_the_minimum_and_says_so(question, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    text = text_of(question())
    assert "EU minimum: Estonia has not answered yet." in text
    assert "In brief, damages in en." in text


def test_an_unanswered_question_without_a_minimum_says_so(question):
    text = text_of(question())
    assert "Estonia has not answered this question yet." in text
    assert "Source:" not in text


@pytest.mark.parametrize("path", ["", "history/"])
def test_where_the_union_says_nothing_its_law_has_no_rule(question, path):
    text = text_of(question(f"european-union/compensation/damages/{path}"))
    assert "EU law has no rule on this." in text
    assert "has not answered" not in text


def test_a_print_has_a_qr_code_of_the_permanent_link(question):
    """Drawn here once more, black on white: what stands on the page is that code, and no screen reader meets it."""
    [svg] = [found for found in question().iter("svg") if found.get("class") == "qr"]
    assert svg.get("aria-hidden") == "true"
    expected = segno.make_qr("http://testserver/go/EE/damages", error="m")
    [path] = svg.iter("path")
    modules = expected.symbol_size(scale=3, border=4)
    assert (svg.get("width"), svg.get("height")) == tuple(str(side) for side in modules)
    assert path.get("d") in expected.svg_inline(scale=3, border=4, svgclass=None, lineclass=None)


def test_a_text_in_another_language_says_which_and_is_marked(question, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    page = question(language="mt")
    labels = [text_of(found) for found in page.iter("p") if found.get("class") == "label language"]
    assert len(labels) == 1
    assert "Malti" in labels[0]
    assert "Ingliż" in labels[0]
    assert dict(passages(page, "mt"))["In brief, damages in en."] == "en"


def test_the_same_question_in_every_other_country_is_a_link_away(question):
    [elsewhere] = [found for found in question().iter("details") if found.get("class") == "contents"]
    addresses = [link.get("href") for link in elsewhere.iter("a")]
    assert len(addresses) == 27
    assert "/en/latvia/compensation/damages/" in addresses
    assert "/en/european-union/compensation/damages/" in addresses
    assert "/en/estonia/compensation/damages/" not in addresses


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        ("damages", None, "making-offender-pay"),
        ("state-advance", "making-offender-pay", "state-compensation"),
        ("emergency-payment", "no-conviction", None),
    ],
)
def test_the_neighbours_within_the_section_are_a_link_away(question, slug, before, after):
    page = question(f"estonia/compensation/{slug}/")
    links = {link.get("rel"): link.get("href") for link in page.iter("a") if link.get("rel")}
    expected = {"prev": before, "next": after}
    assert links == {rel: f"/en/estonia/compensation/{target}/" for rel, target in expected.items() if target}


@pytest.mark.parametrize(
    ("path", "permanent"),
    [("estonia/compensation/damages/", "/go/EE/damages"), ("greece/trial/take-part/", "/go/EL/take-part")],
)
def test_the_permanent_link_is_whole_and_leads_back(question, client, path, permanent):
    addresses = [link.get("href") for link in question(path).iter("a")]
    assert f"http://testserver{permanent}" in addresses
    assert client.get(permanent).headers["Location"] == f"/en/{path}"


def test_the_path_back_leads_through_the_section(question):
    [crumbs] = [found for found in question().iter("nav") if found.get("class") == "crumbs"]
    assert [link.get("href") for link in crumbs.iter("a")] == ["/en/", "/en/estonia/", "/en/estonia/compensation/"]


def test_what_nobody_has_checked_says_how_old_its_source_is(question, publish_text, source):
    publish_text("EE", "damages", "en", source_language="en", checked_on=None)
    assert "Source dated 15 January 2026; not checked since." in text_of(question())
    assert "ast checked" not in text_of(question())
    assert [found for found in question().iter("p") if found.get("class") == "notice"] == []


def test_a_source_of_more_than_a_year_ago_that_nobody_has_checked_is_said_before_the_answer(
    question, publish_text, source
):
    source.date = datetime.date(2020, 10, 1)
    source.save()
    publish_text("EE", "damages", "en", source_language="en", checked_on=None)
    [notice] = [text_of(found) for found in question().iter("p") if found.get("class") == "notice"]
    expected = "Source dated 1 October 2020; not checked since. Ask before you rely on a date or an amount."
    assert notice == expected


def test_an_answer_whose_sources_bear_no_date_says_that_no_check_is_known(question, publish_text, source):
    source.date = None
    source.save()
    publish_text("EE", "damages", "en", source_language="en", checked_on=None)
    assert "No date of a check is known." in text_of(question())


@pytest.mark.parametrize(("days", "shown"), [(365, False), (366, True)])
def test_a_check_of_more_than_a_year_ago_is_said_before_the_answer(question, publish_text, days, shown):
    day = timezone.localdate() - datetime.timedelta(days=days)
    publish_text("EE", "damages", "en", source_language="en", checked_on=day)
    assert [found for found in question().iter("p") if found.get("class") == "notice"] != [] or not shown
    assert ("more than a year ago" in text_of(question())) is shown


def test_the_description_for_search_engines_is_the_answer_in_brief(reference, db, client, publish_text):
    publish_text("EE", "damages", "en", source_language="en", summary="Ask the court for “damages” & costs.")
    page = parse(client.get("/en/estonia/compensation/damages/").content.decode())
    [description] = [meta.get("content") for meta in page.iter("meta") if meta.get("name") == "description"]
    assert description == "Ask the court for “damages” & costs."


@pytest.mark.parametrize(
    "path",
    [
        "estonia/compensation/nonsense/",
        "estonia/trial/damages/",  # a question of another section
        "estonia/nonsense/damages/",
        "atlantis/compensation/damages/",
        "estonia/compensation/damages/nonsense/",
    ],
)
def test_what_is_no_question_there_is_not_found(reference, db, client, path):
    assert client.get(f"/en/{path}").status_code == 404


def test_a_text_with_signs_of_html_is_shown_as_text(question, publish_text, client):
    publish_text("EE", "damages", "en", source_language="en", summary="If 3 < 5 & 7 > 6, ask.")
    assert "If 3 < 5 & 7 > 6, ask." in text_of(question())


# What ships


def test_latvias_explainer_states_the_shares_and_the_limit(shipped, question):
    text = text_of(question("latvia/compensation/state-compensation/", "lv")).replace("\xa0", " ")
    for expected in ("90 %", "70 %", "50 %", "3 gad"):
        assert expected in text


def test_latvias_shares_stand_in_a_table_in_latvian(shipped, question):
    page = question("latvia/compensation/state-compensation/", "lv")
    [table] = list(page.iter("table"))
    rows = {text_of(row[0]): text_of(row[1]).replace("\xa0", " ") for row in table.iter("tr")}
    assert rows["Smagi miesas bojājumi"] == "90 %"
    assert rows["Vidēji smagi miesas bojājumi nepilngadīgajam"] == "70 %"
    assert rows["Vidēji smagi miesas bojājumi"] == "50 %"
    spoken = {(text, language) for text, language in passages(page, "lv") if text and language != "lv"}
    assert spoken <= {(source.publisher, source.language) for source in Source.objects.all()}
