"""/<lang>/<country>/<section>/: all questions of a section, each at #<question>."""

import datetime

import pytest
from django.utils import timezone, translation

from portal.web import page_cache
from rights.models import Question
from tests.public_pages import main_of, parse, passages, text_of
from tests.rights.seeding.cited import a_source


@pytest.fixture
def section(reference, db, client):
    return lambda path="estonia/compensation/", language="en": main_of(
        client.get(f"/{language}/{path}").content.decode()
    )


def at(page, slug):
    """The article of a question."""
    [article] = [found for found in page.iter("article") if found.get("id") == slug]
    return article


def classes(element):
    return [
        found.get("class") for found in element.iter("p") if (found.get("class") or "").startswith(("label", "absent"))
    ]


COMPENSATION = [
    "damages", "making-offender-pay", "state-advance", "state-compensation", "no-conviction", "emergency-payment"
]  # fmt: skip


def test_every_question_of_the_section_stands_at_its_slug_in_order(section):
    page = section()
    assert [article.get("id") for article in page.iter("article")] == COMPENSATION


def test_the_contents_lead_to_every_question(section):
    contents = next(found for found in section().iter("details") if found.get("class") == "contents")
    assert [link.get("href") for link in contents.iter("a")] == [f"#{slug}" for slug in COMPENSATION]


@pytest.mark.parametrize("path", ["estonia/compensation/", "estonia/investigation/"])
def test_the_contents_are_open(section, path):
    contents = next(found for found in section(path).iter("details") if found.get("class") == "contents")
    assert contents.get("open") is not None


def test_each_answer_is_folded_under_its_brief_and_its_name_says_of_what_it_is(section, publish_text):
    publish_text("EE", "damages", "en", source_language="en", body="<p>Ask the court.</p>")
    publish_text("EE", "state-advance", "en", source_language="en", kind="no-right", body="")
    page = section(language="mt")
    [fold] = at(page, "damages").iter("details")
    assert "Ask the court." in text_of(fold)
    assert "In brief" not in text_of(fold)
    summary = next(fold.iter("summary"))
    with translation.override("mt"):
        named = f"{translation.gettext('The whole answer')}: {Question.objects.get(slug='damages').title_mt}"
    assert text_of(summary) == named
    assert set(dict(passages(summary, "mt")).values()) == {"mt"}
    assert list(at(page, "state-advance").iter("details")) == []  # there is no more to say


def test_what_holds_for_every_answer_is_said_once_on_top(section, publish_text):
    for question in ("damages", "state-advance"):
        publish_text("EU", question, "en", instruments=["2012-29"])
    page = section(language="mt")
    labels = [label for label in page.iter("p") if (label.get("class") or "").startswith("label")]
    assert [label.get("class") for label in labels] == ["label minimum", "label language"]
    assert not {label for slug in COMPENSATION for label in at(page, slug).iter()} & set(labels)
    for slug in ("damages", "state-advance"):
        marks = [text_of(tag) for tag in at(page, slug).iter("small") if tag.get("class") == "tag"]
        assert len(marks) == 2
        assert marks[1] == "Ingliż"


def test_what_holds_for_some_answers_is_said_at_each(section, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    publish_text("EE", "state-advance", "mt")
    publish_text("EE", "state-compensation", "en")
    page = section(language="mt")
    assert classes(at(page, "damages")) == ["label minimum", "label language"]
    assert classes(at(page, "state-compensation")) == ["label language"]
    assert classes(at(page, "state-advance")) == []


def test_every_question_has_a_permanent_link_with_a_name(section):
    links = [link for link in section().iter("a") if link.get("class") == "permanent"]
    assert [link.get("href") for link in links] == [f"/en/estonia/compensation/{slug}/" for slug in COMPENSATION]
    titles = Question.objects.in_bulk(COMPENSATION, field_name="slug")
    assert [text_of(link) for link in links] == [f"#This answer alone: {titles[slug].title}" for slug in COMPENSATION]


def test_an_answer_has_its_summary_text_law_source_and_date(section, publish_text):
    publish_text(
        "EE", "damages", "en", source_language="en", legal_basis="Penal Code, § 1\nCivil Code, § 2",
        checked_on=datetime.date(2026, 6, 1),
    )  # fmt: skip
    text = text_of(at(section(), "damages"))
    for expected in (
        "In brief, damages in en.",
        "The whole answer on damages in en.",
        "Legal basis: Penal Code, § 1; Civil Code, § 2",
        "Source: A page of the ministry, Ministry of Tests, 15 January 2026",
        "Last checked on 1 June 2026.",
        "not yet reviewed by the country’s authorities",
    ):
        assert expected in text


def test_a_text_that_was_reviewed_names_the_country_that_provides_it(section, cast):
    from countries.models import Country
    from rights.models import Answer, Question
    from rights.services import drafting, publishing

    answer = drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))
    Answer.objects.filter(pk=answer.pk).update(source_language="en")
    answer.refresh_from_db()
    draft = drafting.start_draft(answer, "en", cast.author)
    drafting.save_draft(draft, cast.author, draft.saved_at, [a_source()], summary="Yes.", body="<p>Ask.</p>")
    drafting.submit(draft, cast.author)
    publishing.publish(draft, cast.reviewer)
    text = text_of(at(section(), "damages"))
    assert "Content provided by: Estonia." in text
    assert "not yet reviewed" not in text


def test_a_translation_that_nobody_reviewed_says_so(section, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "damages", "lv")
    with translation.override("lv"):
        expected = translation.gettext("Translated by this portal; the translation was not yet reviewed.")
    assert expected in text_of(at(section(language="lv"), "damages"))


def test_headings_of_an_answer_stand_below_the_question(section, publish_text):
    body = "<h2>Who</h2><p>You.</p><h3>Where</h3><p>Here.</p>"
    publish_text("EE", "damages", "en", source_language="en", body=body)
    publish_text("EE", "legal-aid", "en", source_language="en", body=body)
    flat, grouped = at(section(), "damages"), at(section("estonia/investigation/"), "legal-aid")
    assert [found.tag for found in flat.iter() if str(found.tag) in ("h2", "h3", "h4", "h5")] == ["h2", "h3", "h4"]
    assert [found.tag for found in grouped.iter() if str(found.tag) in ("h2", "h3", "h4", "h5")] == ["h3", "h4", "h5"]


def test_questions_stand_under_the_heading_of_their_group(section):
    groups = [found for found in section("estonia/investigation/").iter("section") if found.get("class") == "group"]
    titles = [text_of(next(group.iter("h2"))) for group in groups]
    assert titles == [
        "Information", "Reporting and your part", "Costs", "How it ends", "Protection", "Family", "Mediation", "The law"
    ]  # fmt: skip
    assert [article.get("id") for article in groups[2].iter("article")] == ["legal-aid", "expenses"]


def test_the_kinds_of_absence_have_different_words_and_looks(section, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    publish_text("EE", "making-offender-pay", "en", source_language="en", kind="no-right")
    publish_text("EE", "state-advance", "en", source_language="en", kind="does-not-apply")
    publish_text("EE", "state-compensation", "en", source_language="en")
    page = section()
    assert {slug: classes(at(page, slug)) for slug in COMPENSATION[:5]} == {
        "damages": ["label minimum"],
        "making-offender-pay": ["label no-right"],
        "state-advance": ["label"],
        "state-compensation": [],
        "no-conviction": ["absent"],
    }
    assert "EU minimum: Estonia has not answered yet." in text_of(at(page, "damages"))
    assert "The law here gives no such right." in text_of(at(page, "making-offender-pay"))
    assert "This does not apply here." in text_of(at(page, "state-advance"))
    assert "Estonia has not answered this question yet." in text_of(at(page, "no-conviction"))


def test_a_text_in_another_language_says_which_and_is_marked(section, publish_text):
    publish_text("EE", "damages", "et", source_language="et")
    article = at(section(language="en"), "damages")
    assert "Not yet available in English; shown in Estonian." in text_of(article)
    spoken = dict(passages(article, "en"))
    assert spoken["In brief, damages in et."] == "et"
    assert spoken["The whole answer on damages in et."] == "et"


def test_a_legal_basis_in_another_language_is_marked(section, publish_text):
    publish_text("EE", "damages", "et", source_language="et", legal_basis="Karistusseadustik")
    assert dict(passages(at(section(), "damages"), "en"))["Karistusseadustik"] == "et"


def test_a_minimum_in_another_language_says_both(section, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    assert classes(at(section(language="mt"), "damages")) == ["label minimum", "label language"]


def test_a_translation_that_is_older_than_its_original_says_so(section, publish_text):
    publish_text("EE", "damages", "et", source_language="et")
    publish_text("EE", "damages", "en")
    assert "label outdated" not in classes(at(section(), "damages"))
    publish_text("EE", "damages", "et", summary="Nüüd on teisiti.")
    page_cache.clear()
    assert "label outdated" in classes(at(section(), "damages"))


def test_an_instrument_that_does_not_bind_is_named_where_its_text_is_left_out(section, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    article = at(section("denmark/compensation/"), "damages")
    assert "does not bind Denmark, so what it gives is not shown here." in text_of(article)
    assert "In brief" not in text_of(article)
    assert "Source:" not in text_of(article)


@pytest.mark.parametrize(("days", "shown"), [(10, False), (365, False), (366, True)])
def test_a_check_of_more_than_a_year_ago_is_said_at_the_top(section, publish_text, days, shown):
    day = timezone.localdate() - datetime.timedelta(days=days)
    publish_text("EE", "damages", "en", source_language="en", checked_on=day)
    publish_text("EE", "state-advance", "en", source_language="en", checked_on=timezone.localdate())
    notices = [text_of(found) for found in section().iter("p") if found.get("class") == "notice"]
    assert ["more than a year ago" in notice for notice in notices] == [True] * shown


def test_the_oldest_check_is_the_one_that_is_said(section, publish_text):
    publish_text("EE", "damages", "en", source_language="en", checked_on=datetime.date(2020, 10, 1))
    publish_text("EE", "state-advance", "en", source_language="en", checked_on=datetime.date(2019, 3, 2))
    [notice] = [text_of(found) for found in section().iter("p") if found.get("class") == "notice"]
    assert "2 March 2019" in notice


def test_a_source_that_is_older_than_every_check_is_said_at_the_top(section, publish_text, source):
    source.date = datetime.date(2015, 12, 16)
    source.save()
    publish_text("EE", "damages", "en", source_language="en", checked_on=datetime.date(2020, 10, 1))
    publish_text("EE", "state-advance", "en", source_language="en", checked_on=None)
    [notice] = [text_of(found) for found in section().iter("p") if found.get("class") == "notice"]
    assert notice.startswith("Some of this rests on a source dated 16 December 2015; not checked since. Ask before")


def test_the_section_says_how_long_it_takes_to_read(section, publish_text):
    publish_text("EE", "damages", "en", source_language="en", body=f"<p>{'word ' * 1000}</p>")
    contents = next(found for found in section().iter("details") if found.get("class") == "contents")
    assert "5 minutes to read" in text_of(contents)
    contents = next(
        found for found in section("latvia/compensation/").iter("details") if found.get("class") == "contents"
    )
    assert "1 minute to read" in text_of(contents)


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        ("overview", None, "investigation"),
        ("compensation", "post-trial", "support"),
        ("defendants", "support", None),
    ],
)
def test_the_stages_before_and_after_are_a_link_away(section, slug, before, after):
    links = {link.get("rel"): link.get("href") for link in section(f"estonia/{slug}/").iter("a") if link.get("rel")}
    expected = {"prev": before, "next": after}
    assert links == {rel: f"/en/estonia/{target}/" for rel, target in expected.items() if target}


def test_what_is_for_the_accused_says_whom_it_is_for(section):
    sentence = "This page is for people who are accused of a crime."
    assert sentence in text_of(section("estonia/defendants/"))
    assert sentence not in text_of(section("estonia/trial/"))


def test_the_country_picker_leads_to_the_same_section_elsewhere(reference, db, client):
    page = parse(client.get("/lv/estonia/compensation/").content.decode())
    [pickers] = [found for found in page.iter("nav") if found.get("class") == "pickers"]
    addresses = [link.get("href") for link in pickers.iter("a")]
    assert "/lv/latvia/compensation/" in addresses
    assert "/en/estonia/compensation/" in addresses


def test_a_new_publication_shows_at_the_next_reading(section, publish_text):
    publish_text("EE", "damages", "en", source_language="en", summary="Before.")
    assert "Before." in text_of(section())
    publish_text("EE", "damages", "en", summary="After.")
    page_cache.version_clock.forget()  # it is read once a second
    assert "After." in text_of(section())


@pytest.mark.parametrize("path", ["/en/estonia/nonsense/", "/en/atlantis/compensation/", "/en/estonia/damages/"])
def test_what_is_no_section_is_not_found(reference, db, client, path):
    assert client.get(path).status_code == 404


# What ships


def test_estonias_compensation_states_both_limits(shipped, section):
    text = text_of(at(section(), "state-compensation")).replace("\xa0", " ")
    assert "15 days" in text
    assert "3 years" in text


def test_estonias_compensation_says_how_old_it_is(shipped, section):
    page = section()
    assert "Source dated 1 October 2020; not checked since." in text_of(at(page, "state-compensation"))
    assert [found for found in page.iter("p") if found.get("class") == "notice"]
