"""What is indexed, when, and what it costs to count the words right."""

import pytest

from countries.models import Country
from rights.models import Question, SearchEntry, Word
from rights.search import query
from rights.services import publishing, records, search_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(reference, publish_text):
    return publish_text("EE", "damages", "lv", summary="Lūdziet kompensāciju.", body="<p>Tiesa. Tiesa! &amp; Tiesā</p>")


def words(language="lv"):
    return dict(Word.objects.filter(language=language).values_list("written", "count"))


def total(text, language="lv"):
    return query.search(text, language=language, exact=True).total


def test_a_publication_is_found_at_once_and_counted_once(answer):
    entry = SearchEntry.objects.get()
    assert (entry.answer, entry.language, entry.country.code, entry.question.slug) == (answer, "lv", "EE", "damages")
    assert entry.summary == "ludz kompensacij" or entry.summary.endswith(" kompensacij")
    assert entry.frequent_stems == "ties|3"
    assert words()["kompensāciju"] == words()[""] == 1
    assert total("kompensacija") == total("igaunija") == 1


def test_a_new_version_replaces_the_former_one(answer, publish_text):
    publish_text("EE", "damages", "lv", summary="Lūdziet naudu.", body="<p>Tiesa.</p>")
    assert SearchEntry.objects.count() == 1
    assert "kompensāciju" not in words()
    assert words()["lūdziet"] == 1
    assert (total("advokāts"), total("naudu")) == (0, 1)


def test_a_withdrawal_leaves_nothing(answer, user):
    publishing.withdraw(answer, "lv", user("root", is_superuser=True), "wrong")
    assert not SearchEntry.objects.exists()
    assert words() == {}
    assert total("kompensacija") == 0


def test_languages_do_not_meet(answer, publish_text):
    publish_text("EE", "damages", "de", summary="Tiesa ist ein Wort.", body="<p>Ja.</p>")
    assert (total("tiesa"), total("tiesa", "de")) == (1, 1)
    search_index.remove(answer, "de")
    assert (total("tiesa"), total("tiesa", "de")) == (1, 0)


def test_the_words_are_counted_as_a_count_of_everything_would(answer, publish_text, user):
    for code in ("EE", "LV", "DE"):
        publish_text(code, "appeal", "lv", summary=f"Tiesa {code} un vēl.", body="<p>Viens divi</p>")
    publish_text("LV", "appeal", "lv", summary="Cits teksts.", body="<p>Jā.</p>")
    publishing.withdraw(answer, "lv", user("root", is_superuser=True), "wrong")
    before = words()
    search_index.reindex(everything=True)
    assert words() == before


def test_a_new_title_is_found_at_once(answer, reference):
    question = Question.objects.get(slug="damages")
    before = records.snapshot(question)
    question.title_lv = "Kā saņemt ķenguru?"
    question.save(update_fields=["title_lv"])
    records.record_change(question, None, before)
    assert total("kenguru") == 1


def test_a_new_name_of_a_country_is_found_at_once(answer):
    country = Country.objects.get(code="EE")
    before = records.snapshot(country)
    country.name_lv = "Zilzeme"
    country.save(update_fields=["name_lv"])
    records.record_change(country, None, before)
    assert (total("zilzeme"), total("igaunija")) == (1, 0)


def test_no_phrase_runs_from_one_field_into_the_next(answer):
    assert total('"kompensāciju tiesa"') == 0
    assert total('"tiesa tiesa"') == 1


def test_a_very_long_text_is_indexed(reference, publish_text):
    body = "<p>" + " ".join(f"slovo{n} tiesa" for n in range(6_000)) + "</p>"
    publish_text("EE", "appeal", "lv", summary="Garš.", body=body)
    assert total("tiesa") == 1
