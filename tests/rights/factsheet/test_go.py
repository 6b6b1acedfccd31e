"""/go/<CODE>/<question>[/<lang>]: permanent links, whatever the reader's language."""

import pytest

from portal.i18n import languages


@pytest.fixture
def go(reference, db, client):
    return lambda path, accept="": client.get(f"/go/{path}", headers={"Accept-Language": accept} if accept else {})


def leads_to(answer):
    return answer.status_code, answer.headers["Location"]


STATE_COMPENSATION = "estonia/compensation/state-compensation/"


@pytest.mark.parametrize("accept", ["lv", "lv-LV,lv;q=0.9,en;q=0.8", "xx, lv"])
def test_a_reader_of_latvian_is_led_to_the_latvian_page(go, accept):
    assert leads_to(go("EE/state-compensation", accept)) == (302, f"/lv/{STATE_COMPENSATION}")


def test_a_reader_whose_language_is_unknown_is_led_to_the_english_page(go):
    assert leads_to(go("EE/state-compensation")) == (302, f"/en/{STATE_COMPENSATION}")


@pytest.mark.parametrize("language", languages.CODES)
def test_a_language_that_is_named_counts_more_than_the_readers(go, language):
    assert leads_to(go(f"EE/state-compensation/{language}", "lv")) == (302, f"/{language}/{STATE_COMPENSATION}")


@pytest.mark.parametrize("code", ["EL", "GR", "el", "gr", "Gr"])
def test_greece_is_understood_by_both_its_codes(go, code):
    assert leads_to(go(f"{code}/damages/el")) == (302, "/el/greece/compensation/damages/")


@pytest.mark.parametrize(("code", "slug"), [("ee", "estonia"), ("EU", "european-union"), ("eu", "european-union")])
def test_a_country_is_understood_in_small_letters_and_so_is_the_union(go, code, slug):
    assert leads_to(go(f"{code}/damages/en")) == (302, f"/en/{slug}/compensation/damages/")


def test_a_slash_at_the_end_changes_nothing(go):
    assert leads_to(go("EE/damages/")) == (302, "/en/estonia/compensation/damages/")
    assert leads_to(go("EE/damages/lv/")) == (302, "/lv/estonia/compensation/damages/")


def test_an_answer_that_depends_on_the_reader_is_kept_by_nobody(go):
    answer = go("EE/damages", "lv")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "accept-language" in answer.headers["Vary"].lower()
    assert not answer.cookies


def test_a_named_language_does_not_vary_by_reader(go):
    answer = go("EE/damages/lv", "de")
    assert "accept-language" not in answer.headers.get("Vary", "").lower()
    assert not answer.cookies


def test_one_reader_after_another_is_led_to_their_own_language(go):
    found = [go("EE/damages", accept).headers["Location"][:4] for accept in ("lv", "de", "lv", "fr")]
    assert found == ["/lv/", "/de/", "/lv/", "/fr/"]


@pytest.mark.parametrize("model", ["country", "section", "question"])
def test_a_permanent_link_outlives_the_renaming_of_what_it_leads_to(go, model):
    from countries.models import Country
    from rights.models import Question, Section

    record = {
        "country": Country.objects.get(code="EE"),
        "section": Section.objects.get(slug="compensation"),
        "question": Question.objects.get(slug="damages"),
    }
    record[model].slug = "renamed"
    record[model].save()
    names = {"country": "estonia", "section": "compensation", "question": "damages", model: "renamed"}
    expected = "/lv/{country}/{section}/{question}/".format(**names)
    assert leads_to(go("EE/damages/lv")) == (302, expected)


@pytest.mark.parametrize(
    "path", ["XX/damages", "EE/nonsense", "EE/damages/xx", "EE/", "EST/damages", "EE/damages/lv/x"]
)
def test_what_leads_nowhere_is_not_found(go, path):
    assert go(path).status_code == 404


def test_a_permanent_link_needs_no_answer_to_exist(go, client):
    assert client.get(go("FI/damages").headers["Location"]).status_code == 200
