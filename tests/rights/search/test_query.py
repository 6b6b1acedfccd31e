"""What a query finds, how it is understood, and that none is too odd to be answered."""

import datetime
import functools
import gc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from countries.models import Country, HelpLine, SupportService, Telephone
from rights.models import Answer, Synonym
from rights.search import query, query_words, vocabulary
from rights.services import publishing
from tests.timing import Stopwatch

pytestmark = pytest.mark.django_db

TEXTS = {
    ("EE", "state-compensation"): (
        "The state pays compensation to victims of violence.",
        "<p>Ask within three years.</p>",
    ),
    ("EE", "legal-aid"): ("Ask the court for legal aid if you cannot pay a lawyer.", "<p>The state then pays it.</p>"),
    ("EE", "interpreter"): ("An interpreter is free.", "<p>Aid of a legal kind is another matter.</p>"),
    ("LV", "state-compensation"): (
        "The state pays compensation.",
        "<p>Apply to the administration. The police help.</p>",
    ),
    ("LV", "hotline"): ("Call the helpline.", "<p>It is free. Nobody asks your name.</p>"),
}


@pytest.fixture
def texts(reference, publish_text):
    for (code, question), (summary, body) in TEXTS.items():
        publish_text(code, question, "en", summary=summary, body=body)


@pytest.fixture
def pk(reference):
    return {country.code: country.pk for country in Country.objects.all()}


def found(results, pk=None):
    codes = {country.pk: country.code for country in Country.objects.all()}
    return [(codes[hit.country_pk], hit.question_slug) for hit in results.hits]


def search(words, language="en", **more):
    return query.search(words, language=language, **more)


def marks(pieces):
    return [text for text, is_marked in pieces if is_marked]


def test_every_word_counts(texts):
    assert found(search("compensation violence")) == [("EE", "state-compensation")]


def test_the_country_being_read_comes_first(texts, pk):
    assert found(search("compensation", reading=pk["LV"]))[0] == ("LV", "state-compensation")
    assert found(search("compensation", reading=pk["EE"]))[0] == ("EE", "state-compensation")


def test_the_country_being_read_is_found_with_most_of_the_words_where_others_have_them_all(texts, pk):
    assert found(search("state compensation violence", reading=pk["LV"])) == [
        ("LV", "state-compensation"),
        ("EE", "state-compensation"),
    ]
    assert found(search("state compensation violence", reading=pk["LV"], countries=[pk["EE"]])) == [
        ("EE", "state-compensation")
    ]


def test_a_short_word_that_the_texts_have_is_no_beginning(reference, publish_text):
    publish_text("EE", "mediation", "en", summary="Oxygen is free.")
    publish_text("EE", "hotline", "en", summary="An ox pays.")
    assert found(search("ox")) == [("EE", "hotline")]
    assert found(search("oxy")) == [("EE", "mediation")]


def test_two_letters_swapped_are_a_mistake_and_the_page_may_say_so(texts):
    results = search("compensatoin")
    assert results.is_corrected
    assert results.shown == "compensation"
    assert ("EE", "state-compensation") in found(results)
    assert not search("compensatoin", exact=True).is_corrected


def test_the_country_that_is_named_comes_first_before_the_one_being_read(texts, pk):
    for words in ("compensation latvia", "Latvian compensation", "compensation Lettland", "riga compensation"):
        results = search(words, reading=pk["EE"])
        assert found(results)[:2] == [("LV", "state-compensation"), ("EE", "state-compensation")], words
        assert (results.named, results.is_corrected) == ((pk["LV"],), False), words


def test_other_words_are_understood_wherever_the_name_of_a_country_stands(texts, publish_text):
    publish_text("EE", "damages", "fr", summary="L'indemnité est payée.")
    for words, language, answer in (
        ("Latvia compansation violence", "en", ("EE", "state-compensation")),  # a word that is corrected
        ("indemnite Estonie", "fr", ("EE", "damages")),  # and one that is typed without its diacritics
    ):
        results = search(words, language)
        assert (results.matching, answer in found(results)) == ("all", True), words


def test_a_word_that_is_typed_twice_is_counted_once(texts):
    words = query_words.words_of("state state help", "en")
    known = vocabulary.look_up({"en": words})
    assert ([known.of(word, "en").text_count for word in words[:2]], known.texts_of("en")) == ([3, 3], 5)


def test_no_country_is_corrected_into_another(texts):
    names = ["Australia", "Iceland", "Switzerland", "Slovenia", "Slovakia", "Estland", "Lietuvā"]
    assert [name for name in names if search(name).is_corrected] == []


def test_the_title_weighs_more_than_the_text(texts):
    assert found(search("interpreter"))[0] == ("EE", "interpreter")
    assert found(search("legal aid"))[0] == ("EE", "legal-aid")


def test_the_last_word_is_also_a_beginning(texts):
    assert ("LV", "hotline") in found(search("free nob"))
    assert search("nob free").total == 0 or search("nob free").matching == "most"


def test_a_phrase_in_quotes_stands_as_it_is(texts):
    assert set(found(search("legal aid"))) >= {("EE", "legal-aid"), ("EE", "interpreter")}
    assert found(search('"legal aid"')) == [("EE", "legal-aid")]
    assert found(search("„legal aid“")) == [("EE", "legal-aid")]


def test_where_nothing_has_all_the_words_those_with_most_are_found(texts):
    results = search("compensation administration interpreter")
    assert results.matching == "most"
    assert ("LV", "state-compensation") in found(results)


def test_a_mistyped_word_goes_to_the_nearest_and_the_results_say_so(texts):
    results = search("compansation violence")
    assert (results.is_corrected, results.query, results.shown) == (
        True, "compansation violence", "compensation violence",
    )  # fmt: skip
    assert found(results)[0] == ("EE", "state-compensation")
    exactly = search("compansation", exact=True)
    assert (exactly.is_corrected, exactly.total) == (False, 0)


def test_a_synonym_is_looked_for_as_well(texts):
    Synonym.objects.create(slug="test-dosh", language="en", words=["dosh", "a few quid"], means=["compensation"])
    assert {question for _code, question in found(search("dosh"))} == {"state-compensation"}
    assert not search("dosh").is_corrected
    assert {question for _code, question in found(search("a few quid please"))} == {"state-compensation"}


def test_the_words_of_a_synonym_may_have_others_between_them(texts):
    Synonym.objects.create(slug="test-quid", language="en", words=["a few quid"], means=["compensation"])
    assert {question for _code, question in found(search("a good few nice quid"))} == {"state-compensation"}
    assert "state-compensation" not in {question for _code, question in found(search("quid few a"))}


def test_words_of_danger(reference):
    assert search("he is hitting me").is_danger
    assert search("my husband is hiting me").is_danger
    assert search("he is hitting me", language="lv").is_danger  # English is understood everywhere
    assert not search("compensation").is_danger
    assert not search("he is telling me").is_danger


def test_numbers_are_found_by_their_digits(reference, source, pk):
    fields = {"name_en": "Help", "source": source, "operates": True}
    line = HelpLine.objects.create(country_id=pk["EE"], number="116006", **fields)
    other = HelpLine.objects.create(country_id=pk["LV"], number="116006", **fields)
    service = SupportService.objects.create(country_id=pk["EE"], slug="s", kind="ngo", name_en="S", source=source)
    Telephone.objects.create(service=service, number="+372 6123000")
    assert search("116 006", reading=pk["LV"]).numbers == (other.pk, line.pk)
    assert search("call 116006", reading=pk["EE"]).numbers == (line.pk, other.pk)
    assert search("116", countries=[pk["EE"]]).numbers == (line.pk,)
    assert search("612 3000").telephones == (service.pk,)
    assert search("+372 612-3000").telephones == (service.pk,)
    assert search("12").numbers == ()


def test_what_there_is_in_english_only_stands_apart(texts, publish_text):
    publish_text("EE", "state-compensation", "lv", summary="Valsts maksā kompensāciju.", body="<p>Lūdziet.</p>")
    results = search("kompensacija", language="lv")
    assert found(results) == [("EE", "state-compensation")]
    assert [hit.language for hit in results.in_english] == ["en"]  # Latvia's, by the title in Latvian
    assert results.english_total == 1
    assert search("compensation").in_english == ()


def test_filters_and_their_counts(texts, pk):
    results = search("the state pays compensation", countries=[pk["LV"]])
    assert found(results) == [("LV", "state-compensation")]
    assert results.by_country == {pk["LV"]: 1, pk["EE"]: 1}
    assert results.by_section == {"compensation": 1}
    assert search("compensation", section="trial").total == 0


def test_the_words_found_are_marked(texts, pk):
    [hit] = search("victim violent").hits[:1]
    assert marks(hit.snippet) == ["victims", "violence"] or marks(hit.snippet) == ["victims"]
    [hit] = search("nobody name").hits
    assert marks(hit.snippet) == ["Nobody", "name"]
    assert "".join(text for text, _mark in hit.snippet) == "Nobody asks your name."


def test_pages(reference, publish_text, pk):
    for code in sorted(pk)[:12]:
        publish_text(code, "damages", "en", summary="The wombat pays.", body="<p>Yes.</p>")
    first, second = search("wombat"), search("wombat", page=2)
    assert (first.total, first.pages, len(first.hits), len(second.hits)) == (12, 2, 10, 2)
    assert not set(found(first)) & set(found(second))
    assert search("wombat", page=99).page == 2
    assert search("wombat", page=-3).page == 1


def test_a_withdrawn_text_is_not_found(texts, user):
    answer = Answer.objects.get(country__code="LV", question__slug="hotline")
    publishing.withdraw(answer, "en", user("root", is_superuser=True), "out of date")
    assert search("nobody").total == 0


ODD = [
    "", " ", '"', '""', "'", "''", "'''", "\\", "a", "*", "AND", "OR NOT", "NEAR(a b)", "title:legal",
    "legal & aid | !court",
    "legal <-> aid", "legal:*A", "^legal", "{legal}", "(legal", "legal)", "-legal", "+legal", "%s %d {}", "\0",
    "legal\0aid",
    "\u202elegal\u202c", "\ud800", "\ud83d\ude00", "😀🏳️‍🌈", "ﷺ", "½ ² ①", "ǆ ﬀ", "\u0300\u0301", "x" * 10_000,
    "legal " * 3_000,
    "'; DROP TABLE rights_searchentry; --", '"legal" OR "aid"', "«legal aid", "١١٢", "۱۱۲", "112" * 500, "й", "ς",
    "\U0010ffff",
    "a" + "\u0301" * 5_000, "\u00ad", "-", "_", "legal_aid", "İ", "ß", "\n\t\r",
]  # fmt: skip


def test_no_query_is_too_odd(texts):
    slow, long = [], []
    for language in ("en", "mt", "el"):
        search("mistyypped", language)  # what is read once for a content version
        for odd in ODD:
            with Stopwatch() as watch:
                results = search(odd, language)
            slow += [(language, odd[:50])] if watch.seconds > 0.6 else []
            long += [(language, odd[:50])] if len(results.query) > query_words.LONGEST_QUERY else []
            results.shown.encode()
            search(odd, language, exact=True)
    assert (slow, long) == ([], [])


def test_a_query_asks_a_bounded_number_of_times(texts):
    for words in ("compensation", "compansation", "compensation interpreter police wombat", "116006"):
        search(words)
        with CaptureQueriesContext(connection) as captured:
            search(words)
        assert len(captured) <= 6, words


def test_only_todays_words_count(texts, publish_text):
    assert search("kangaroo", exact=True).total == 0
    publish_text(
        "EE", "privacy", "en", summary="A kangaroo.", body="<p>It hops.</p>", checked_on=datetime.date(2026, 7, 1)
    )
    assert found(search("kangarooo")) == [("EE", "privacy")]


def test_nothing_that_somebody_types_is_kept_in_memory(texts):
    search("mistyypped")  # what is read once for a content version
    caches = [each for each in gc.get_objects() if type(each) is functools._lru_cache_wrapper]
    caches = [cache for cache in caches if cache.__module__.split(".")[0] in ("portal", "countries", "rights")]
    sizes = [cache.cache_info().currsize for cache in caches]
    search("zyxwvq łqjxz 'zyxwvq jqłx'")
    assert len(caches) > 5
    grown = [
        cache.__qualname__ for cache, size in zip(caches, sizes, strict=True) if cache.cache_info().currsize > size
    ]
    assert grown == []
