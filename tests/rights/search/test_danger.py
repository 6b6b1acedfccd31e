"""What is taken for danger, in 24 languages and on pages of others; and what the search does about it."""

from pathlib import Path

import pytest
import yaml

from countries.models import Country
from portal.i18n import languages
from portal.text import analysis
from portal.text.folding import fold_word
from rights.models import Synonym
from rights.search import danger, query
from rights.selectors import kept
from tests.timing import Stopwatch

WORDS = yaml.safe_load((Path(__file__).parent / "words_of_danger.yaml").read_text(encoding="utf-8"))
KINDS = {
    "my husband hits me": {"violence"},
    "I was raped": {"sexual"},
    "a man is following me home": {"stalking"},
    "he will kill me": {"threat"},
    "they took my passport": {"captivity"},
    "I want to end my life": {"self-harm"},
    "I am afraid of him": {"fear"},
    "my father touches me": {"sexual", "child"},
}


def kinds(words, language):
    return danger.kinds(words, language, {fold_word(word) for word in analysis.words(words, language)})


def without_diacritics(words):
    return analysis.WORD.sub(lambda word: fold_word(word[0]), words)


def test_every_language_has_its_words():
    assert set(danger.tables()) == set(languages.CODES) == set(WORDS)
    expressions = {code: sum(map(len, table.by_slot.values())) for code, table in danger.tables().items()}
    assert {code: number for code, number in expressions.items() if number < 40} == {}


def test_danger_is_understood_with_and_without_diacritics():
    typed = [
        (language, words)
        for language, row in WORDS.items()
        for each in row["danger"]
        for words in (each, without_diacritics(each))
    ]
    assert [(language, words) for language, words in typed if not kinds(words, language)] == []


def test_danger_is_understood_on_the_page_of_another_language():
    well_typed = [
        (language, words)
        for language, row in WORDS.items()
        for words in row["danger"]
        if danger.kinds(words, language) and not (language in ("bg", "el") and words.isascii())
    ]
    assert len(well_typed) > 440
    assert [(language, words) for language, words in well_typed if not danger.kinds(words, "lv")] == []


def test_what_is_no_danger_is_not_taken_for_it_in_any_language():
    taken = [
        (language, page, words, kinds(words, page))
        for language, row in WORDS.items()
        for words in row["plain"]
        for page in {language, "en", "lv"}
        if danger.kinds(words, page)
    ]
    assert taken == []


def test_the_kind_of_danger_is_told():
    assert {words: kinds(words, "en") for words in KINDS} == KINDS


def test_a_word_has_one_mistake_only_where_nobody_knows_it():
    assert danger.kinds("he threatned me", "en", {"threatned"}) == {"threat"}
    assert danger.kinds("how do they treat me", "en") == frozenset()


def test_a_word_that_the_reader_s_language_has_is_not_taken_for_violence_in_another():
    assert danger.kinds("me devuelven el billete", "es") == frozenset()  # бил ме
    assert danger.kinds("goideadh mo mhála ar saoire sa Spáinn", "ga") == frozenset()  # sá
    assert danger.kinds("bil ma", "mt") == {"violence"}
    assert danger.kinds("bil ma", "mt", known={"bil", "ma"}) == frozenset()
    assert danger.kinds("on bil ma", "en", known={"on"}) == {"violence"}


@pytest.mark.parametrize(
    "words", ["he is hitting me at home with a knife " * 7, "me hit " * 45, "i am dont my in me " * 20]
)
def test_it_takes_no_time(words):
    danger.tables()
    with Stopwatch() as watch:
        for _time in range(10):
            danger.kinds(words[:300], "de")
    assert watch.seconds < 0.6


# What the search does about it


@pytest.fixture
def texts(reference, publish_text):
    for code in ("EE", "EU"):
        for question in ("family-died", "protection-types", "support-who", "hotline", "legal-aid", "minor"):
            publish_text(code, question, "en", summary="If he kills or hits me: who died, who was killed, who hits.")
    publish_text("LV", "report-crime", "en", summary="He hits me and kills.")


@pytest.fixture
def pk(reference):
    return {country.code: country.pk for country in Country.objects.all()}


def found(results):
    codes = {country.pk: country.code for country in Country.objects.all()}
    return [(codes[hit.country_pk], hit.question_slug) for hit in results.hits]


@pytest.mark.django_db
def test_protection_and_support_come_first_and_nothing_is_marked(texts, pk):
    results = query.search("he will kill me", language="en", reading=pk["EE"])
    assert found(results)[:3] == [("EE", "protection-types"), ("EE", "support-who"), ("EE", "hotline")]
    assert "family-died" not in [question for _code, question in found(results)]
    pieces = [piece for hit in results.hits for piece in (*hit.title, *hit.snippet)]
    assert [text for text, is_marked in pieces if is_marked] == []
    assert (results.matching, results.is_corrected) == ("all", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "language", "reading", "place", "first"),
    [
        ("my husband hits me in Tallinn", "en", "LV", "EE", "EE"),
        ("my husband hits me", "en", "DE", "DE", "EU"),
        ("my husband hits me", "en", None, None, "EU"),
    ],
)
def test_it_is_about_the_country_named_or_read_or_else_the_union(words, language, reading, place, first, texts, pk):
    results = query.search(words, language=language, reading=pk.get(reading))
    assert results.place == pk.get(place)
    assert found(results)[0] == (first, "protection-types")


@pytest.mark.django_db
def test_in_a_language_without_texts_the_english_ones_come_in_the_same_order(texts, pk):
    results = query.search("nibża' minn żewġi", language="mt", reading=pk["EE"])
    assert [hit.question_slug for hit in results.in_english[:2]] == ["protection-types", "support-who"]


@pytest.mark.django_db
def test_a_plain_topic_keeps_its_order(texts, pk):
    results = query.search("killed family member", language="en", reading=pk["EE"])
    assert not results.is_danger
    assert found(results)[0] == ("EE", "family-died")


@pytest.mark.django_db
def test_an_editor_may_add_words(texts):
    assert not query.search("blorg blarg", language="en").is_danger
    Synonym.objects.create(slug="test-danger", language="en", kind=Synonym.Kind.DANGER, words=["blorg blarg"])
    kept.forget()
    assert query.search("blorg blarg", language="en").is_danger
