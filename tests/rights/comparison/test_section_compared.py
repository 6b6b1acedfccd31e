"""/<lang>/compare/<a>+<b>+…/<section>/: two to eight countries, one section, side by side."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from countries.models import Country, Instrument
from portal.web import page_cache
from rights.models import Answer, Question, Section
from tests import test_queries
from tests.public_pages import main_of, parse, passages, text_of

pytestmark = pytest.mark.django_db

COMPENSATION = [
    "damages", "making-offender-pay", "state-advance", "state-compensation", "no-conviction", "emergency-payment"
]  # fmt: skip
EIGHT = ["latvia", "estonia", "european-union", "denmark", "france", "germany", "malta", "ireland"]


@pytest.fixture
def compared(reference, client):
    def compared(countries="latvia+estonia", section="compensation", language="en"):
        answer = client.get(f"/{language}/compare/{countries}/{section}/")
        assert answer.status_code == 200
        return main_of(answer.content.decode())

    return compared


def heads(page) -> list[str]:
    [row] = [row for head in page.iter("thead") for row in head.iter("tr")]
    return [text_of(cell) for cell in row.iter("th")]


def cells(page, question: str) -> list:
    """The cells of a question, a column each."""
    [row] = [row for row in page.iter("tr") if row.get("id") == question]
    return list(row.iter("td"))


def looks(cell) -> list[str]:
    return [p.get("class") for p in cell.iter("p") if (p.get("class") or "").startswith(("label", "absent", "same"))]


def ticked(answer) -> list[str]:
    page = main_of(answer.content.decode())
    return [box.get("value") for box in page.iter("input") if box.get("checked") is not None]


# The table


def test_the_columns_stand_in_the_order_chosen(compared):
    assert heads(compared("latvia+european-union+estonia")) == ["Question", "Latvia", "European Union", "Estonia"]
    assert heads(compared("estonia+latvia")) == ["Question", "Estonia", "Latvia"]


@pytest.mark.parametrize("number", [2, 8])
def test_there_is_a_cell_for_every_question_and_country(compared, publish_text, number):
    for question in COMPENSATION:
        publish_text("EE", question, "en")
    page = compared("+".join(EIGHT[:number]))
    [body] = page.iter("tbody")
    assert [row.get("id") for row in body.iter("tr")] == COMPENSATION
    assert {len(list(row.iter("td"))) for row in body.iter("tr")} == {number}


def test_a_cell_says_the_answer_in_brief_and_the_whole_behind_a_disclosure(compared, publish_text):
    publish_text(
        "EE", "damages", "en", source_language="en", legal_basis="Penal Code, § 1\nCivil Code, § 2",
        checked_on=datetime.date(2026, 6, 1),
    )  # fmt: skip
    cell = cells(compared(), "damages")[1]
    [fold] = cell.iter("details")
    assert fold.get("open") is None
    assert "The whole answer on damages in en." in text_of(fold)
    assert "In brief, damages in en." in text_of(cell)
    assert "In brief, damages in en." not in text_of(fold)
    assert "Legal basis: Penal Code, § 1; Civil Code, § 2" in text_of(cell)
    assert "Last checked on 1 June 2026." in text_of(cell)
    assert "Not yet reviewed." in text_of(cell)
    assert "/en/estonia/compensation/damages/" in [link.get("href") for link in cell.iter("a")]


def test_a_cell_that_nobody_has_checked_says_how_old_its_source_is(compared, publish_text):
    publish_text("EE", "damages", "en", source_language="en", checked_on=None)
    assert "Source dated 15 January 2026; not checked since." in text_of(cells(compared(), "damages")[1])


def test_every_cell_names_its_country_for_narrow_screens(compared):
    for cell in cells(compared("latvia+estonia"), "damages"):
        [whose] = [found for found in cell.iter("b") if found.get("class") == "whose"]
        assert text_of(whose) in ("Latvia", "Estonia")


def test_rows_and_cells_stay_a_table_for_readers_of_the_screen_where_they_are_stacked(compared):
    roles = {element.tag: element.get("role") for element in compared().iter() if element.tag in ("table", "tr", "td")}
    assert roles == {"table": "table", "tr": "row", "td": "cell"}


def test_headings_of_an_answer_stand_below_that_of_the_page(compared, publish_text):
    publish_text("EE", "damages", "en", source_language="en", body="<h2>Who</h2><p>You.</p><h3>Where</h3><p>Here.</p>")
    assert [found.tag for found in cells(compared(), "damages")[1].iter() if found.tag in ("h2", "h3", "h4")] == [
        "h2", "h3"
    ]  # fmt: skip


def test_links_in_an_answer_lead_to_the_country_of_its_column(compared, publish_text):
    body = "<p>See <a href='question:legal-aid'>legal aid</a>.</p>"
    for code in ("EE", "LV"):
        publish_text(code, "damages", "en", source_language="en", body=body)
    for cell, slug in zip(cells(compared("latvia+estonia"), "damages"), ("latvia", "estonia"), strict=True):
        assert f"/en/{slug}/investigation/legal-aid/" in [link.get("href") for link in cell.iter("a")]


# Every state, told apart


@pytest.fixture
def every_state(publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("LV", "damages", "en", source_language="en", kind="no-right")
    publish_text("LT", "damages", "en", source_language="en", kind="does-not-apply")
    publish_text("FI", "damages", "fi", source_language="fi")
    publish_text("PL", "damages", "pl", source_language="pl")
    publish_text("PL", "damages", "en")
    publish_text("PL", "damages", "pl", source_language="pl", summary="Teraz inaczej.")


STATES = "estonia+latvia+lithuania+germany+denmark+finland+poland"


def test_every_state_has_words_and_a_look_of_its_own(every_state, compared):
    page = compared(STATES)
    found = dict(zip(STATES.split("+"), cells(page, "damages"), strict=True))
    assert {slug: looks(cell) for slug, cell in found.items()} == {
        "estonia": [],
        "latvia": ["label no-right"],
        "lithuania": ["label"],
        "germany": ["label minimum"],
        "denmark": ["absent", "label"],
        "finland": ["label language"],
        "poland": ["label outdated"],
    }
    for slug, words in {
        "latvia": "The law here gives no such right.",
        "lithuania": "This does not apply here.",
        "germany": "EU minimum: Germany has not answered yet.",
        "denmark": "does not bind Denmark",
        "finland": "Not yet available in English; shown in Finnish.",
        "poland": "this translation does not have the change yet.",
    }.items():
        assert [place for place, cell in found.items() if words in text_of(cell)] == [slug]
    assert "Denmark has not answered this question yet." in text_of(found["denmark"])
    assert "In brief" not in text_of(found["denmark"])


def test_what_nobody_answered_says_so_in_every_column(compared):
    for cell, name in zip(cells(compared("germany+denmark"), "damages"), ("Germany", "Denmark"), strict=True):
        assert looks(cell) == ["absent"]
        assert f"{name} has not answered this question yet." in text_of(cell)


def test_what_none_of_several_answered_is_said_once_with_their_names(compared):
    page = compared("germany+denmark+malta+european-union")
    [cell] = cells(page, "damages")
    assert cell.get("colspan") == "4"
    assert text_of(cell) == "EU law has no rule on this. Not answered yet: Germany, Denmark, Malta"


def test_a_minimum_is_not_repeated_where_the_union_has_a_column_of_its_own(every_state, compared):
    german, _union = cells(compared("germany+european-union"), "damages")
    assert looks(german) == ["label minimum", "same"]
    assert "stands under “European Union”" in text_of(german)
    assert "In brief, damages in en." not in text_of(german)
    alone, _estonian = cells(compared("germany+estonia"), "damages")
    assert "In brief, damages in en." in text_of(alone)


def test_a_country_that_is_not_bound_says_so_beside_the_union_s_column_too(every_state, compared):
    danish, union = cells(compared("denmark+european-union"), "damages")
    assert "does not bind Denmark" in text_of(danish)
    assert "stands under" not in text_of(danish)
    assert "In brief, damages in en." in text_of(union)


def test_a_minimum_that_binds_in_part_is_shown_in_part_beside_the_union_s_column(compared, publish_text):
    publish_text("EU", "damages", "en", instruments=["2004-80", "2011-99"])
    danish, _union = cells(compared("denmark+european-union"), "damages")
    assert "stands under" not in text_of(danish)


def test_each_cell_is_in_its_own_language(every_state, compared):
    page = compared("finland+poland+estonia", language="lv")
    marks = [dict(passages(cell, "lv")) for cell in cells(page, "damages")]
    assert marks[0]["In brief, damages in fi."] == "fi"
    assert marks[0]["The whole answer on damages in fi."] == "fi"
    assert marks[1]["In brief, damages in en."] == "en"
    assert marks[2]["In brief, damages in en."] == "en"


def test_a_legal_basis_in_another_language_is_marked(compared, publish_text):
    publish_text("EE", "damages", "et", source_language="et", legal_basis="Karistusseadustik")
    assert dict(passages(cells(compared(), "damages")[1], "en"))["Karistusseadustik"] == "et"


def test_a_new_publication_shows_at_the_next_reading(compared, publish_text):
    publish_text("EE", "damages", "en", source_language="en", summary="Before.")
    assert "Before." in text_of(cells(compared(), "damages")[1])
    publish_text("EE", "damages", "en", summary="After.")
    page_cache.version_clock.forget()
    assert "After." in text_of(cells(compared(), "damages")[1])


# Ways on


def hrefs(page, words: str) -> list[str]:
    return [link.get("href") for link in page.iter("a") if text_of(link).startswith(words)]


def test_a_column_moves_to_the_front_or_is_left_out(compared):
    page = compared("latvia+estonia+malta")
    assert hrefs(page, "Move to the front") == [
        "/en/compare/estonia+latvia+malta/compensation/",
        "/en/compare/malta+latvia+estonia/compensation/",
    ]
    assert hrefs(page, "Leave out") == [
        "/en/compare/estonia+malta/compensation/",
        "/en/compare/latvia+malta/compensation/",
        "/en/compare/latvia+estonia/compensation/",
    ]


def test_of_two_columns_none_is_left_out(compared):
    assert hrefs(compared(), "Leave out") == []


def test_the_union_is_switched_on_and_off(compared):
    with_union = "/en/compare/latvia+estonia+european-union/compensation/"
    assert hrefs(compared(), "Add the EU minimum") == [with_union]
    page = compared("latvia+estonia+european-union")
    assert hrefs(page, "Add the EU minimum") == []
    assert "/en/compare/latvia+estonia/compensation/" in hrefs(page, "Leave out")


def test_of_eight_columns_none_is_added(compared):
    page = compared("+".join(EIGHT))
    assert hrefs(page, "Add") == []
    assert hrefs(compared(), "Add or change") == ["/en/compare/?country=latvia&country=estonia&section=compensation"]


def test_every_other_section_of_the_same_countries_is_a_link_away(compared):
    links = [link.get("href") for link in compared().iter("a")]
    for slug in Section.objects.values_list("slug", flat=True):
        assert f"/en/compare/latvia+estonia/{slug}/" in links


def test_more_than_four_columns_scroll(compared):
    [four] = [d for d in compared("+".join(EIGHT[:4])).iter("div") if "matrix" in (d.get("class") or "")]
    [five] = [d for d in compared("+".join(EIGHT[:5])).iter("div") if "matrix" in (d.get("class") or "")]
    assert ("scrolls" in four.get("class"), "scrolls" in five.get("class")) == (False, True)
    assert (five.get("tabindex"), five.get("role"), bool(five.get("aria-label"))) == ("0", "region", True)


def test_the_permanent_link_is_the_address_itself(compared):
    assert "http://testserver/en/compare/latvia+estonia/compensation/" in hrefs(compared(), "http")


def test_it_is_not_for_search_engines_and_sets_no_cookie(reference, client):
    answer = client.get("/en/compare/latvia+estonia/compensation/")
    [robots] = [meta for meta in parse(answer.content.decode()).iter("meta") if meta.get("name") == "robots"]
    assert robots.get("content") == "noindex"
    assert not answer.cookies


def test_the_same_comparison_is_a_link_away_in_every_language(reference, client):
    page = parse(client.get("/en/compare/latvia+estonia/compensation/").content.decode())
    links = {link.get("hreflang"): link.get("href") for link in page.iter("a") if link.get("hreflang")}
    assert links["mt"] == "/mt/compare/latvia+estonia/compensation/"
    assert len(links) == 24


# What cannot be compared


@pytest.mark.parametrize(
    ("countries", "kept", "words"),
    [
        ("latvia", ["latvia"], "one more country"),
        ("latvia+latvia", ["latvia"], "one more country"),
        ("+", [], "Choose the countries"),
        ("latvia+atlantis", ["latvia"], "no country “atlantis”"),
        ("latvia+atlantis+estonia", ["latvia", "estonia"], "no country “atlantis”"),
        ("atlantis", [], "no country “atlantis”"),
        ("+".join([*EIGHT, "spain"]), [*EIGHT, "spain"], "at most 8 countries. You chose 9"),
        ("latvia%00+estonia", ["estonia"], "no country"),
        ("Latvia+estonia", ["estonia"], "no country “Latvia”"),
        ("x" * 10_000, [], "no country"),
        ("latvia%252Bestonia", [], "no country “latvia%2Bestonia”"),
        ("%22latvia%22+%27+%3Cscript%3E", [], "no country"),
    ],
)
def test_what_cannot_be_compared_is_said_and_the_choices_are_kept(reference, client, countries, kept, words):
    answer = client.get(f"/en/compare/{countries}/trial/")
    assert answer.status_code == 404
    assert set(ticked(answer)) == {*kept, "trial"}
    page = answer.content.decode()
    [alert] = [found for found in main_of(page).iter("div") if found.get("role") == "alert"]
    assert words in text_of(alert)
    assert "<script>" not in page
    [robots] = [meta for meta in parse(page).iter("meta") if meta.get("name") == "robots"]
    assert robots.get("content") == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_said_in_the_reader_s_language(reference, client):
    answer = client.get("/lv/compare/latvia/trial/")
    with translation.override("lv"):
        expected = translation.gettext("Choose one more country at least: there is nothing to compare with yet.")
    assert expected in text_of(main_of(answer.content.decode()))


@pytest.mark.parametrize(
    "countries", ["latvia+estonia+latvia", "latvia++estonia", "+latvia+estonia+", "latvia+estonia+estonia"]
)
def test_a_country_named_twice_or_a_plus_too_many_leads_to_the_one_address(reference, client, countries):
    answer = client.get(f"/en/compare/{countries}/trial/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/compare/latvia+estonia/trial/")


def test_an_escaped_plus_is_a_plus(reference, client):
    assert client.get("/en/compare/latvia%2Bestonia/trial/").status_code == 200


def test_a_country_that_was_renamed_is_found_under_its_former_name(reference, client):
    country = Country.objects.get(code="EE")
    country.slug = "eesti"
    country.save()
    answer = client.get("/en/compare/latvia+estonia/trial/")
    assert answer.headers["Location"] == "/en/compare/latvia+eesti/trial/"
    file = client.get("/en/compare/latvia+estonia/trial/by-country.csv")
    assert file.headers["Location"] == "/en/compare/latvia+eesti/trial/by-country.csv"


def test_a_section_that_was_renamed_is_found_under_its_former_name(reference, client):
    section = Section.objects.get(slug="trial")
    section.slug = "court"
    section.save()
    for rest in ("", "by-country.csv"):
        answer = client.get(f"/en/compare/latvia+estonia/trial/{rest}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/compare/latvia+estonia/court/{rest}")


@pytest.mark.parametrize("section", ["nonsense", "x" * 5000, "TRIAL"])
def test_an_unknown_section_makes_a_helpful_page_with_the_countries_kept(reference, client, section):
    answer = client.get(f"/en/compare/latvia+estonia/{section}/")
    assert answer.status_code == 404
    assert ticked(answer) == ["estonia", "latvia"]
    assert "Choose what you want to compare." in text_of(main_of(answer.content.decode()))


@pytest.mark.parametrize(
    "path", ["trial%00", "%22", "%3Cscript%3E", "trial/nonsense", "trial/by-nobody.csv", "trial/by-country.pdf"]
)
def test_an_odd_address_is_not_found(reference, client, path):
    assert client.get(f"/en/compare/latvia+estonia/{path}/").status_code == 404


def test_it_cannot_be_posted_to(reference, client):
    assert client.post("/en/compare/latvia+estonia/trial/").status_code == 405


# What it costs


def asked(client, path: str) -> int:
    return len(test_queries.queries(client, path))


def compare_path(number: int, language="lv", section="investigation") -> str:
    return f"/{language}/compare/{'+'.join(EIGHT[:number])}/{section}/"


@pytest.mark.slow
def test_two_three_and_eight_countries_ask_equally_often_whatever_is_answered(reference, client):
    few = {number: asked(client, compare_path(number)) for number in (2, 3, 8)}
    test_queries.answer_everything(["EU"], ["en"], sources=1)
    for answer in Answer.objects.all():
        answer.instruments.set(Instrument.objects.filter(slug="2012-29"))
    minimum = {number: asked(client, compare_path(number)) for number in (2, 3, 8)}
    test_queries.empty()
    test_queries.answer_everything(Country.objects.values_list("code", flat=True), test_queries.SEVERAL, sources=4)
    full = {number: asked(client, compare_path(number)) for number in (2, 3, 8)}
    for counted in (few, minimum, full):
        assert len(set(counted.values())) == 1
        assert max(counted.values()) <= test_queries.AT_MOST


@pytest.mark.slow
def test_the_work_grows_no_faster_than_the_cells(reference, client, monkeypatch):
    """Counted: texts whose links are resolved, the dearest thing that is done for each."""
    test_queries.answer_everything(Country.objects.values_list("code", flat=True), ["en", "lv"], sources=2)
    resolved = []
    monkeypatch.setattr("rights.selectors.answers.resolve_links", lambda html, *rest: resolved.append(1) or html)
    counts = {}
    for number in (2, 8):
        resolved.clear()
        assert client.get(compare_path(number)).status_code == 200
        counts[number] = len(resolved)
    assert counts[2] == 2 * len(Question.objects.filter(section__slug="investigation"))
    assert counts[8] == 4 * counts[2]


def test_a_problem_asks_a_bounded_number_of_times(reference, client):
    names = "+".join(f"country-{number}" for number in range(500))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/en/compare/{names}/trial/").status_code == 404
    assert len(captured) <= test_queries.AT_MOST
