"""The preview of a draft is the public page as it will be."""

import difflib
import re

import pytest
from django.test import Client

from countries.models import Country, HelpLine, Source, SupportService
from portal.web import page_cache
from tests.public_pages import main_of, parse, text_of
from tests.rights.desk.people import DAMAGES, TYPED, AtDesk

pytestmark = pytest.mark.django_db

PUBLIC = "/{}/estonia/compensation/damages/"
BODY = (
    '<h2>Claim</h2><p>See <a href="question:legal-aid">legal aid</a>, <a href="service:ohvriabi">the office</a>, '
    '<a href="help-line:112">the line</a> or <a href="https://example.eu/law">the law</a>.</p><h3>When</h3>'
    "<ul><li>at once</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>"
)
HISTORY_LINK = re.compile(r'\s*<a href="[^"]*/history/">.*?</a>', re.DOTALL)
REPORT_FORM = re.compile(r'<details class="fold report".*?</details>\s*', re.DOTALL)
LISTED = re.compile(r'<li><a href="[^"]*"')
PRINTED = re.compile(r'<p class="printed">.*?</p>', re.DOTALL)


def preview(desk, language="et") -> str:
    response = desk.client.get(f"/admin/answers/estonia/damages/{language}/preview/")
    assert response.status_code == 200
    return response.content.decode()


def public(language="et") -> str:
    page_cache.clear()
    return Client().get(PUBLIC.format(language)).content.decode()


def comparable(html: str) -> list[str]:
    """All but the address that is printed beneath, and the link to a history that has no such version yet.

    Where the lists of countries and languages lead is the subject of a test of its own.
    """
    html = re.sub(r"\s+</p>", "</p>", HISTORY_LINK.sub("", REPORT_FORM.sub("", PRINTED.sub("", html))))
    return LISTED.sub("<li><a", html).splitlines()


def assert_same(previewed: str, published: str):
    different = difflib.unified_diff(comparable(published), comparable(previewed), "public", "preview", n=0)
    assert not "\n".join(different)


@pytest.fixture
def cited(reference):
    """Two sources of different dates and one without, in another order by name; and a service to link to."""
    estonia = Country.objects.get(code="EE")
    sources = [
        Source.objects.create(slug=f"ee-{slug}", title_en=slug, publisher="State", language="et", date=date)
        for slug, date in (("a", "2020-01-01"), ("b", "2026-01-01"), ("c", None))
    ]
    SupportService.objects.create(
        country=estonia, slug="ohvriabi", kind="victim-support", name_en="Office", source=sources[0]
    )
    HelpLine.objects.update_or_create(
        country=estonia, number="112", defaults={"name_en": "Emergency", "source": sources[0]}
    )
    return sources


def publish_now(people, language="et"):
    """Publishes what waits, and gives the preview that the reviewer saw just before."""
    address = f"/admin/answers/estonia/damages/{language}/"
    page = people.reviewer.open(address)
    previewed = preview(people.reviewer, language)
    assert "The text is public now." in page.press("publish").text
    return previewed


# The same page


def test_the_preview_of_a_new_answer_is_the_public_page(people, cited):
    people.author.open().press("submit", **{**TYPED, "body": BODY}, sources=[source.pk for source in cited])
    assert_same(publish_now(people), public())


@pytest.mark.parametrize("kind", ["no-right", "does-not-apply"])
def test_the_preview_of_another_kind_of_answer_is_the_public_page(people, kind):
    people.author.open().press("submit", **{**TYPED, "body": ""}, kind=kind)
    assert_same(publish_now(people), public())


def test_the_preview_of_a_changed_answer_is_the_public_page(people, publish_text):
    publish_text("EE", "damages", "et")
    people.author.open().press("submit", **TYPED)
    assert_same(publish_now(people), public())


def test_the_preview_of_a_translation_is_the_public_page(people, answer, publish, cited):
    publish(answer, sources=cited)
    people.translator.open("/admin/answers/estonia/damages/lv/").press("submit", **{**TYPED, "body": BODY})
    assert_same(publish_now(people, "lv"), public("lv"))


def test_the_preview_of_a_translation_whose_original_changed_its_kind_and_sources_is_the_public_page(
    people, answer, publish, cited
):
    publish(answer)
    people.translator.open("/admin/answers/estonia/damages/lv/").press("save", **TYPED)
    publish(answer, kind="no-right", sources=cited)
    page = people.translator.open("/admin/answers/estonia/damages/lv/")
    page.press("submit", newest="on")
    assert_same(publish_now(people, "lv"), public("lv"))


def test_the_preview_of_an_outdated_translation_says_that_it_is_outdated(people, answer, publish):
    publish(answer)
    publish(answer, "lv")
    publish(answer, summary="New.")
    people.translator.open("/admin/answers/estonia/damages/lv/").press("submit", summary="Older.", confirmed="yes")
    previewed = preview(people.reviewer, "lv")
    people.reviewer.open("/admin/answers/estonia/damages/lv/").press("publish").press("publish", confirmed="yes")
    assert 'class="label outdated"' in public("lv")
    assert_same(previewed, public("lv"))


def test_the_preview_of_the_eu_s_own_answer_is_the_public_page(people, user):
    union = "/admin/answers/european-union/damages/en/"
    people.root.open(union).press("submit", **TYPED)
    previewed = people.root.client.get(f"{union}preview/").content.decode()
    other = AtDesk(user("other", is_staff=True, is_superuser=True))
    assert "The text is public now." in other.open(union).press("publish").text
    page_cache.clear()
    published = Client().get("/en/european-union/compensation/damages/").content.decode()
    assert TYPED["summary"] in published
    assert_same(previewed, published)


@pytest.mark.parametrize("language", ["bg", "el", "en", "fi", "ga", "mt"])
def test_the_preview_is_in_the_language_of_the_text_whatever_the_browser_prefers(people, answer, publish, language):
    publish(answer)
    people.author.open(f"/admin/answers/estonia/damages/{language}/").press("submit", **TYPED)
    people.reviewer.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "sv"
    previewed = preview(people.reviewer, language)
    del people.reviewer.client.defaults["HTTP_ACCEPT_LANGUAGE"]
    assert parse(previewed).get("lang") == language
    publish_now(people, language)
    assert_same(previewed, public(language))


def test_the_links_of_a_preview_are_those_of_the_public_page(people):
    people.author.open().press("submit", **TYPED)
    previewed, published = (
        [a.get("href") for a in parse(html).iter("a") if not a.get("href").endswith("/history/")]
        for html in (publish_now(people), public())
    )
    assert previewed == published


@pytest.mark.slow
def test_the_links_of_a_preview_lead_to_public_pages(people, cited):
    people.author.open().press("save", **{**TYPED, "body": BODY})
    links = {a.get("href") for a in parse(preview(people.author)).iter("a")}
    inside = {link.partition("#")[0] for link in links if link.startswith("/") and not link.startswith("//")}
    broken = {link for link in inside if link.startswith("/admin/") or Client().get(link).status_code != 200}
    assert not broken


# Which text, and for whom


def test_a_draft_is_previewed_before_what_is_public(people, answer, publish):
    publish(answer)
    assert TYPED["summary"] in text_of(main_of(preview(people.author)))
    people.author.open().press("save", summary="Not public yet.")
    assert "Not public yet." in text_of(main_of(preview(people.author)))
    assert "Not public yet." not in public()


def test_what_was_just_kept_is_previewed(people):
    fields = people.author.open().fields("save")
    people.author.client.post(f"{DAMAGES}autosave/", {**fields, **TYPED})
    assert TYPED["summary"] in preview(people.author)


def test_a_preview_is_neither_kept_nor_framed_nor_shown_to_the_public(people):
    people.author.open().press("save", **TYPED)
    response = people.author.client.get(f"{DAMAGES}preview/")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert Client().get(f"{DAMAGES}preview/").status_code == 302


def test_a_preview_is_for_those_who_see_the_draft(people):
    people.author.open().press("save", **TYPED)
    for desk in (people.stranger, people.translator):
        assert desk.open(f"{DAMAGES}preview/").status == 404
    assert people.reviewer.open(f"{DAMAGES}preview/").status == 200


def test_where_there_is_no_text_there_is_no_preview(people):
    assert people.author.open(f"{DAMAGES}preview/").status == 404


def test_a_draft_is_cleaned_before_it_is_previewed(people):
    typed = {**TYPED, "summary": "<b>x</b>", "body": '<p onclick="x()">Text</p><script>alert(1)</script>'}
    people.author.open().press("save", **typed)
    previewed = preview(people.author)
    assert "alert(1)" not in previewed
    assert "onclick" not in previewed
    assert "<b>x</b>" not in previewed


@pytest.mark.parametrize(
    "target",
    ["question:legal aid", "question:Legal-Aid", "question:", "question:legal-aid#costs", "question:ā", "service:a b",
     "service:", "help-line:", "help-line:+", "help-line:a b", "help-line:²"],
)  # fmt: skip
def test_a_mistyped_link_keeps_its_text_in_the_preview(people, answer, target):
    people.author.open().press("save", **{**TYPED, "body": f'<p><a href="{target}">An answer</a></p>'})
    assert "An answer" in preview(people.author)
