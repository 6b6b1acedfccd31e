"""What does not exist: a page that helps on, or the way to the new address."""

import pytest

from countries.models import Country
from portal.i18n import languages
from rights.models import Question, Section
from tests.public_pages import main_of, parse, text_of

UNKNOWN = [
    "atlantis/",
    "atlantis/services/",
    "atlantis/compensation/",
    "atlantis/compensation/damages/",
    "estonia/nonsense/",
    "estonia/nonsense/damages/",
    "estonia/compensation/nonsense/",
    "estonia/trial/damages/",
    "estonia/compensation/damages/nonsense/more/",
    "estonia/%F0%9F%98%80/",
    "estonia/None/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("language", languages.CODES)
def test_the_page_is_in_the_language_of_the_address(reference, client, language):
    answer = client.get(f"/{language}/atlantis/", headers={"Accept-Language": "lv" if language != "lv" else "de"})
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == language
    assert parse(answer.content.decode()).get("lang") == language


@pytest.mark.django_db
@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_unknown_is_not_found(reference, client, path):
    answer = client.get(f"/en/{path}")
    assert answer.status_code == 404
    assert "This page does not exist" in text_of(main_of(answer.content.decode()))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nonsense", "/nonsense/", "/xx/estonia/", "/favicon.ico", "/wp-login.php"])
def test_an_address_without_a_language_is_answered_in_english(reference, client, path):
    answer = client.get(path, headers={"Accept-Language": "lv"})
    assert answer.status_code == 404
    assert parse(answer.content.decode()).get("lang") == "en"


@pytest.mark.django_db
def test_the_page_blames_nobody_and_leads_to_every_country(reference, client):
    main = main_of(client.get("/lv/atlantis/").content.decode())
    addresses = {link.get("href") for link in main.iter("a")}
    assert addresses == {f"/lv/{slug}/" for slug in Country.objects.values_list("slug", flat=True)}
    english = text_of(main_of(client.get("/en/atlantis/").content.decode()))
    assert "Nothing you did is at fault." in english


@pytest.mark.django_db
def test_the_page_is_kept_by_nobody_and_sets_no_cookie(reference, client):
    answer = client.get("/en/atlantis/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_the_page_does_not_repeat_what_was_asked_for(reference, client):
    answer = client.get("/en/estonia/<script>alert(1)</script>/")
    assert answer.status_code == 404
    assert b"<script>alert" not in answer.content


@pytest.mark.django_db
def test_a_page_appears_as_soon_as_its_country_exists(reference, client):
    assert client.get("/en/estland/").status_code == 404
    country = Country.objects.get(code="EE")
    country.slug = "estland"
    country.save()
    assert client.get("/en/estland/").status_code == 200


# Renamed


def rename(model, old, new):
    record = model.objects.get(slug=old)
    record.slug = new
    record.save()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "lv", "mt"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("estonia/", "estland/"),
        ("estonia/services/", "estland/services/"),
        ("estonia/trial/", "estland/trial/"),
        ("estonia/trial/take-part/", "estland/trial/take-part/"),
        ("latvia/compensation/", "latvia/money/"),
        ("latvia/compensation/state-advance/", "latvia/money/state-advance/"),
        ("latvia/compensation/damages/", "latvia/money/claims/"),
        ("latvia/money/damages/", "latvia/money/claims/"),
        ("estonia/compensation/damages/", "estland/money/claims/"),
    ],
)
def test_an_old_address_leads_to_the_new_one_for_good_in_the_same_language(reference, client, language, before, after):
    rename(Country, "estonia", "estland")
    rename(Section, "compensation", "money")
    rename(Question, "damages", "claims")
    answer = client.get(f"/{language}/{before}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/{language}/{after}")
    assert client.get(f"/{language}/{after}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "lv", "mt"])
@pytest.mark.parametrize("rest", ["", "history/", "history/1/"])
def test_a_question_that_was_moved_to_another_section_is_led_to(reference, client, publish_text, language, rest):
    publish_text("EE", "interpreter", "en")
    question = Question.objects.get(slug="interpreter")
    left = question.section
    question.section, question.group = Section.objects.get(slug="support"), None
    question.save()
    for name in ("interpreter", "translators"):  # moved, and renamed afterwards
        rename(Question, question.slug, name)
        question.slug = name
        answer = client.get(f"/{language}/estonia/{left.slug}/interpreter/{rest}")
        to = f"/{language}/estonia/support/{name}/{rest}"
        assert (answer.status_code, answer.headers.get("Location")) == (301, to)
        assert client.get(to).status_code == 200


@pytest.mark.django_db
def test_a_question_that_was_moved_back_leads_in_no_circle(reference, client):
    question = Question.objects.get(slug="interpreter")
    home, other = question.section, Section.objects.get(slug="support")
    for section in (other, home):
        question.section, question.group = section, None
        question.save()
    assert client.get(f"/en/estonia/{home.slug}/interpreter/").status_code == 200
    assert client.get(f"/en/estonia/{home.slug}/interpreter/history/7/").status_code == 404
    old = client.get("/en/estonia/support/interpreter/")
    assert old.headers.get("Location") == f"/en/estonia/{home.slug}/interpreter/"


@pytest.mark.django_db
def test_an_address_that_was_renamed_twice_leads_to_the_newest_in_one_step(reference, client):
    rename(Country, "estonia", "estland")
    rename(Country, "estland", "eesti")
    for old in ("estonia", "estland"):
        assert client.get(f"/en/{old}/").headers["Location"] == "/en/eesti/"


@pytest.mark.django_db
def test_an_address_that_was_renamed_back_does_not_lead_in_a_circle(reference, client):
    rename(Country, "estonia", "estland")
    rename(Country, "estland", "estonia")
    assert client.get("/en/estonia/").status_code == 200
    assert client.get("/en/estland/").headers["Location"] == "/en/estonia/"


@pytest.mark.django_db
def test_the_address_of_a_record_that_is_gone_leads_nowhere(reference, client):
    rename(Question, "contacts", "whom-to-ask")
    Question.objects.get(slug="whom-to-ask").delete()
    assert client.get("/en/estonia/support/contacts/").status_code == 404


@pytest.mark.django_db
def test_a_renamed_question_does_not_hide_that_the_rest_is_unknown(reference, client):
    rename(Question, "damages", "claims")
    answer = client.get("/en/atlantis/compensation/damages/", follow=True)
    assert answer.status_code == 404


@pytest.mark.django_db
def test_a_redirect_is_not_kept_as_a_page(reference, client):
    rename(Country, "estonia", "estland")
    answer = client.get("/en/estonia/")
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert not answer.cookies
