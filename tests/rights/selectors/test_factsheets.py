"""Reading: which text a reader meets, in which language, and what is said where there is none."""

import datetime
import itertools

import pytest
from django.utils import timezone

from countries import selectors
from countries.models import Instrument, Source
from portal.text import richtext
from rights.models import Question
from rights.selectors.answers import AnswerEntry, AnswerStatus, read_answers, reading_minutes
from rights.selectors.questionnaire import Questionnaire, read_questionnaire
from rights.services import drafting, publishing

NOT_BINDING = {"2012-29": {"DK"}, "2011-99": {"DK", "IE"}, "2004-80": set(), "606-2013": {"DK"}}


def read(code: str, question: str, language: str) -> AnswerEntry:
    countries = selectors.countries(language)
    questionnaire = read_questionnaire(language)
    here = next(country for country in countries if country.code == code)
    [answer] = read_answers(here, [questionnaire.question(question)], questionnaire, language)
    return answer


def publish_in(publish_text, code, codes, source_language, **fields):
    """Publish in several languages, the source language first."""
    for language in sorted(codes, key=lambda language: language != source_language):
        publish_text(
            code, "damages", language, source_language=source_language, legal_basis=f"Law in {language}", **fields
        )


# In which language


def expected_language(reader: str, source: str, public: set[str]) -> str | None:
    return next((language for language in (reader, "en", source) if language in public), None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "public", [set(some) for n in range(4) for some in itertools.combinations(["lv", "en", "et"], n)]
)
@pytest.mark.parametrize("union", [set(), {"en"}, {"lv", "en"}, {"lv"}])
def test_the_order_is_reader_english_source_and_then_the_minimum_of_the_eu(publish_text, public, union):
    publish_in(publish_text, "EE", public, source_language="et")
    publish_in(publish_text, "EU", union, source_language="en", instruments=["2012-29"])
    answer = read("EE", "damages", "lv")
    if language := expected_language("lv", "et", public):
        status = AnswerStatus.ANSWERED
    elif language := expected_language("lv", "en", union):
        status = AnswerStatus.EU_MINIMUM
    else:
        status, language = AnswerStatus.NOT_ANSWERED, ""
    assert (answer.status, answer.language) == (status, language)
    assert answer.page_language == "lv"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "source_language", "public", "shown"),
    [
        ("et", "et", {"et", "en", "lv"}, "et"),
        ("en", "et", {"et", "en"}, "en"),
        ("en", "et", {"et", "lv"}, "et"),
        ("mt", "en", {"en", "lv"}, "en"),
        ("en", "en", {"en"}, "en"),
        ("lv", "en", {"lv"}, "lv"),
        ("de", "fr", {"fr", "lv"}, "fr"),
        ("bg", "sv", {"sv"}, "sv"),
    ],
)
def test_an_answer_is_read_in(publish_text, reader, source_language, public, shown):
    publish_in(publish_text, "EE", public, source_language=source_language)
    answer = read("EE", "damages", reader)
    assert answer.language == shown
    assert answer.is_fallback is (shown != reader)


@pytest.mark.django_db
def test_a_text_in_a_language_that_is_neither_the_readers_nor_english_nor_the_source_is_not_shown(publish_text):
    publish_in(publish_text, "EE", {"lv"}, source_language="et")
    assert read("EE", "damages", "de").status == AnswerStatus.NOT_ANSWERED


@pytest.mark.django_db
@pytest.mark.parametrize("public", [{"lv", "en", "et"}, {"en", "et"}, {"et"}])
def test_summary_body_and_legal_basis_are_of_the_same_language(publish_text, public):
    publish_in(publish_text, "EE", public, source_language="et")
    answer = read("EE", "damages", "lv")
    assert answer.summary == f"In brief, damages in {answer.language}."
    assert answer.body == f"<p>The whole answer on damages in {answer.language}.</p>"
    assert answer.legal_basis == (f"Law in {answer.language}",)


@pytest.mark.django_db
def test_what_is_missing_in_a_language_is_not_filled_from_another(publish_text):
    publish_text("EE", "damages", "en", source_language="en", legal_basis="Law of Estonia")
    publish_text("EE", "damages", "lv", legal_basis="")
    assert read("EE", "damages", "lv").legal_basis == ()


@pytest.mark.django_db
def test_a_no_without_a_body_in_the_readers_language_shows_no_body_of_another(publish_text):
    publish_text("EE", "damages", "en", source_language="en", kind="no-right", body="<p>Because of the law.</p>")
    publish_text("EE", "damages", "lv", kind="no-right", body="")
    assert (read("EE", "damages", "lv").language, read("EE", "damages", "lv").body) == ("lv", "")


@pytest.mark.django_db
def test_the_label_names_both_languages_in_the_readers(publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    answer = read("EE", "damages", "mt")
    assert (answer.language_name, answer.page_language_name) == ("Ingliż", "Malti")


@pytest.mark.django_db
def test_a_text_marks_its_language_only_where_it_is_another_than_the_pages(publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    assert read("EE", "damages", "mt").text.lang == ' lang="en"'
    assert read("EE", "damages", "en").text.lang == ""


@pytest.mark.django_db
def test_a_draft_is_never_read(publish_text, cast):
    answer = publish_text("EE", "damages", "en", source_language="en")
    draft = drafting.start_draft(answer, "lv", cast.translator)
    drafting.save_draft(draft, cast.translator, draft.saved_at, summary="Melnraksts.", body="<p>Melnraksts.</p>")
    assert read("EE", "damages", "lv").language == "en"


def test_the_wording_of_a_question_falls_back_to_english_and_says_so(reference):
    Question.objects.filter(slug="damages").update(title_mt=None)
    [question] = [q for q in read_questionnaire("mt").questions if q.slug == "damages"]
    assert question.title.language == "en"
    assert question.title.lang == ' lang="en"'


# Kinds of answers and of absence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status"), [("text", "answered"), ("no-right", "no-right"), ("does-not-apply", "does-not-apply")]
)
def test_each_kind_of_answer_is_told_apart(publish_text, kind, status):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    publish_text("EE", "damages", "en", source_language="en", kind=kind)
    assert read("EE", "damages", "en").status == status


def test_where_nobody_has_answered_nothing_is_shown(reference):
    answer = read("EE", "damages", "en")
    assert answer.status == AnswerStatus.NOT_ANSWERED
    assert not answer.has_text
    assert not answer.is_fallback
    assert answer.sources == ()


def test_the_eu_itself_has_no_minimum_to_fall_back_to(reference):
    assert read("EU", "damages", "en").status == AnswerStatus.NOT_ANSWERED


@pytest.mark.django_db
def test_the_answer_of_the_eu_is_an_answer_on_its_own_page(publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    assert read("EU", "damages", "en").status == AnswerStatus.ANSWERED


@pytest.mark.django_db
def test_another_country_is_never_a_fallback(publish_text):
    publish_text("LV", "damages", "en")
    assert read("EE", "damages", "en").status == AnswerStatus.NOT_ANSWERED


@pytest.mark.django_db
def test_answers_come_in_the_order_of_the_questions(publish_text):
    for slug in ("state-advance", "damages", "no-conviction"):
        publish_text("EE", slug, "en")
    questionnaire = read_questionnaire("en")
    here = next(country for country in selectors.countries("en") if country.code == "EE")
    questions = [
        questionnaire.question(slug) for slug in ("no-conviction", "making-offender-pay", "damages", "state-advance")
    ]
    found = read_answers(here, questions, questionnaire, "en")
    assert [answer.question.slug for answer in found] == [question.slug for question in questions]
    assert [answer.summary for answer in found] == [
        "In brief, no-conviction in en.", "", "In brief, damages in en.", "In brief, state-advance in en."
    ]  # fmt: skip


# The EU's minimum


@pytest.mark.django_db
@pytest.mark.parametrize(("instrument", "codes"), NOT_BINDING.items())
@pytest.mark.parametrize("code", ["DK", "IE", "DE"])
def test_the_minimum_is_shown_only_where_its_instrument_binds(publish_text, instrument, codes, code):
    publish_text("EU", "damages", "en", instruments=[instrument])
    answer = read(code, "damages", "en")
    if code in codes:
        assert (answer.status, answer.summary, answer.body) == (AnswerStatus.NOT_ANSWERED, "", "")
        assert [left_out.slug for left_out in answer.not_bound] == [instrument]
        assert answer.sources == ()
        assert answer.legal_basis == ()
    else:
        assert (answer.status, answer.summary) == (AnswerStatus.EU_MINIMUM, "In brief, damages in en.")
        assert answer.not_bound == ()


@pytest.mark.django_db
def test_a_country_that_has_answered_is_told_nothing_about_instruments(publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    publish_text("DK", "damages", "en")
    answer = read("DK", "damages", "en")
    assert (answer.status, answer.not_bound) == (AnswerStatus.ANSWERED, ())


@pytest.mark.django_db
def test_a_minimum_that_rests_on_two_instruments_needs_both(publish_text):
    publish_text("EU", "damages", "en", instruments=["2004-80", "2011-99"])
    assert read("IE", "damages", "en").status == AnswerStatus.NOT_ANSWERED
    assert read("DE", "damages", "en").status == AnswerStatus.EU_MINIMUM


PARTS = """
<p>From the first directive.</p>
<h2>Everyday words</h2><p>Also from the first.</p>
<h2>Protection that you take with you (Directive 2011/99/EU)</h2><p>From the second.</p>
<h3>How you ask</h3><p>Also from the second.</p>
<h2>More on that</h2><p>Still from the second.</p>
<h2>Money (Directive 2004/80/EC)</h2><p>From the third.</p>
"""
LAWS = "Directive 2012/29/EU, Article 16\nDirective 2011/99/EU, Article 6\nDirective 2004/80/EC, Article 12"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "kept", "left_out", "laws"),
    [
        ("DE", ["first directive", "Also from the first", "the second", "Also from the second", "third"], [], 3),
        ("IE", ["first directive", "Also from the first", "third"], ["2011-99"], 2),
        ("DK", ["third"], ["2012-29", "2011-99"], 1),
    ],
)
def test_parts_under_headings_that_name_an_instrument_are_left_out_where_it_does_not_bind(
    publish_text, code, kept, left_out, laws
):
    publish_text("EU", "damages", "en", body=PARTS, legal_basis=LAWS, instruments=["2012-29"])
    answer = read(code, "damages", "en")
    assert answer.status == AnswerStatus.EU_MINIMUM
    text = richtext.plain(answer.body)
    sentences = ["first directive", "Also from the first", "the second", "Also from the second", "third"]
    assert [sentence for sentence in sentences if sentence in text] == kept
    assert ("Still from the second" in text) is (code == "DE")
    assert bool(answer.summary) is (code != "DK")
    assert {instrument.slug for instrument in answer.not_bound} == set(left_out)
    assert len(answer.legal_basis) == laws


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["12011/99", "2011/991"])
def test_a_number_within_a_longer_number_names_no_instrument(publish_text, number):
    body = f"<h2>Case {number}</h2><p>Kept.</p>"
    publish_text("EU", "damages", "en", body=body, instruments=["2004-80"])
    assert "Kept." in read("IE", "damages", "en").body


@pytest.mark.django_db
def test_the_source_of_an_instrument_that_was_left_out_is_not_cited(publish_text, source):
    from countries.models import Source

    second = Source.objects.create(
        slug="eu-2011-99", title_en="Directive 2011/99/EU", publisher="EUR-Lex", language="en"
    )
    publish_text("EU", "damages", "en", body=PARTS, legal_basis=LAWS, instruments=["2012-29"], sources=[source, second])
    assert {cited.slug for cited in read("DE", "damages", "en").sources} == {"test-source", "eu-2011-99"}
    assert {cited.slug for cited in read("IE", "damages", "en").sources} == {"test-source"}


@pytest.mark.django_db
def test_the_name_of_an_instrument_is_read_in_the_readers_language_or_english(publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    Instrument.objects.update(short_mt=None, title_mt=None)
    instrument = Instrument.objects.get(slug="2012-29")
    assert read("DK", "damages", "lv").not_bound[0].title.text == instrument.short_lv
    assert read("DK", "damages", "mt").not_bound[0].title.text == instrument.short_en


# Withdrawn, outdated, stale


@pytest.mark.django_db
def test_a_withdrawn_text_is_not_read_any_more(publish_text, cast):
    answer = publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "damages", "lv")
    publishing.withdraw(answer, "lv", cast.superuser, "Wrong.")
    assert read("EE", "damages", "lv").language == "en"


@pytest.mark.django_db
def test_a_translation_outlives_the_withdrawal_of_its_source(publish_text, cast):
    answer = publish_text("EE", "damages", "et", source_language="et")
    publish_text("EE", "damages", "lv")
    publishing.withdraw(answer, "et", cast.reviewer, "Wrong.")
    assert read("EE", "damages", "lv").language == "lv"
    assert read("EE", "damages", "et").status == AnswerStatus.NOT_ANSWERED


@pytest.mark.django_db
def test_the_minimum_of_the_eu_stands_in_for_a_withdrawn_answer(publish_text, cast):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    answer = publish_text("EE", "damages", "en", source_language="en", kind="no-right")
    publishing.withdraw(answer, "en", cast.reviewer, "Wrong.")
    assert read("EE", "damages", "en").status == AnswerStatus.EU_MINIMUM


@pytest.mark.django_db
def test_a_translation_is_outdated_once_its_source_has_changed(publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "damages", "lv")
    assert read("EE", "damages", "lv").outdated_since is None
    publish_text("EE", "damages", "en", source_language="en", summary="Now it is otherwise.")
    assert read("EE", "damages", "lv").outdated_since is not None
    assert read("EE", "damages", "en").outdated_since is None
    publish_text("EE", "damages", "lv", summary="Tagad ir citādi.")
    assert read("EE", "damages", "lv").outdated_since is None


@pytest.mark.django_db
def test_a_reader_of_the_fallback_is_told_that_the_fallback_is_outdated(publish_text):
    publish_text("EE", "damages", "et", source_language="et")
    publish_text("EE", "damages", "en")
    publish_text("EE", "damages", "et", summary="Nüüd on teisiti.")
    answer = read("EE", "damages", "mt")
    assert answer.language == "en"
    assert answer.outdated_since is not None


@pytest.mark.django_db
def test_the_origin_tells_a_seed_from_an_unreviewed_translation(publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "damages", "lv")
    assert (read("EE", "damages", "en").origin, read("EE", "damages", "lv").origin) == (
        "seed", "unreviewed-translation"
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "stale"), [(0, False), (364, False), (365, False), (366, True), (2000, True)])
def test_an_answer_is_stale_a_year_after_its_check(publish_text, days, stale):
    publish_text(
        "EE", "damages", "en", source_language="en", checked_on=timezone.localdate() - datetime.timedelta(days=days)
    )
    assert read("EE", "damages", "en").is_stale is stale


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "stale"), [(0, False), (365, False), (366, True)])
def test_what_nobody_has_checked_is_as_old_as_the_oldest_of_its_sources(publish_text, days, stale):
    day = timezone.localdate() - datetime.timedelta(days=days)
    sources = [
        Source.objects.create(slug=f"ee-{number}", title_en="A page", publisher="A court", language="et", date=date)
        for number, date in enumerate((timezone.localdate(), day, None))
    ]
    publish_text("EE", "damages", "en", source_language="en", checked_on=None, sources=sources)
    answer = read("EE", "damages", "en")
    assert (answer.checked_on, answer.source_date, answer.is_stale) == (None, day, stale)


@pytest.mark.django_db
def test_an_answer_without_any_date_is_not_called_stale(publish_text):
    source = Source.objects.create(slug="ee-leaflet", title_en="A leaflet", publisher="The police", language="et")
    publish_text("EE", "damages", "en", source_language="en", checked_on=None, sources=[source])
    assert read("EE", "damages", "en").is_stale is False


@pytest.mark.django_db
def test_a_translation_has_the_check_date_of_its_answer(publish_text):
    publish_text("EE", "damages", "en", source_language="en", checked_on=datetime.date(2026, 1, 2))
    publish_text("EE", "damages", "lv", checked_on=datetime.date(2026, 5, 6))
    assert read("EE", "damages", "lv").checked_on == datetime.date(2026, 1, 2)


# Sources and links


@pytest.mark.django_db
def test_sources_are_cited_newest_first_and_undated_ones_last(publish_text):
    from countries.models import Source

    dates = {"b-old": datetime.date(2019, 1, 1), "c-undated": None, "a-new": datetime.date(2025, 1, 1)}
    sources = [
        Source.objects.create(slug=slug, title_en=slug, publisher="Ministry", language="en", date=date)
        for slug, date in dates.items()
    ]
    publish_text("EE", "damages", "en", source_language="en", sources=sources)
    assert [cited.slug for cited in read("EE", "damages", "en").sources] == ["a-new", "b-old", "c-undated"]


@pytest.fixture
def help_line(reference, source):
    from countries.models import Country, HelpLine

    union = Country.objects.get(code="EU")
    return HelpLine.objects.create(country=union, number="112", operates=True, name_en="Emergency", source=source)


LINKS = (
    '<p><a href="question:legal-aid">legal aid</a> <a href="help-line:112">112</a> '
    '<a href="https://example.eu/">the ministry</a></p>'
)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "lv", "mt"])
def test_symbolic_links_lead_to_the_pages_language_even_in_a_text_of_another(publish_text, help_line, language):
    from django.utils import translation

    publish_text("EE", "damages", "en", source_language="en", body=LINKS)
    with translation.override(language):
        body = read("EE", "damages", language).body
    assert f'href="/{language}/estonia/investigation/legal-aid/"' in body
    assert 'href="tel:112"' in body
    assert 'href="https://example.eu/"' in body
    assert "question:" not in body
    assert "help-line:" not in body


@pytest.mark.django_db
def test_links_of_the_minimum_lead_to_the_country_that_is_read(publish_text, help_line):
    publish_text("EU", "damages", "en", body=LINKS, instruments=["2012-29"])
    assert 'href="/en/germany/investigation/legal-aid/"' in read("DE", "damages", "en").body


@pytest.mark.django_db
def test_a_link_to_a_service_leads_to_its_place_on_the_page_of_services(publish_text, source):
    from countries.models import Country, SupportService

    SupportService.objects.create(
        country=Country.objects.get(code="EE"), slug="board", kind="authority", name_en="Board", source=source
    )
    publish_text("EE", "damages", "en", source_language="en", body='<p><a href="service:board">the board</a></p>')
    assert '<a href="/en/estonia/services/#board">the board</a>' in read("EE", "damages", "en").body


@pytest.mark.django_db
def test_a_link_to_a_question_that_was_renamed_since_leads_to_it(publish_text, client):

    publish_text(
        "EE", "damages", "en", source_language="en", body='<p>See <a href="question:legal-aid">legal aid</a>.</p>'
    )
    question = Question.objects.get(slug="legal-aid")
    question.slug = "free-lawyer"
    question.save()
    assert read("EE", "damages", "en").body == '<p>See <a href="/go/EE/legal-aid/en">legal aid</a>.</p>'
    assert client.get("/go/EE/legal-aid/lv").url == "/lv/estonia/investigation/free-lawyer/"


# Reading time


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (10, 1), (299, 1), (301, 2), (400, 2), (1000, 5)])
def test_reading_time_is_in_whole_minutes_at_least_one(words, minutes):
    answer = AnswerEntry(
        None, AnswerStatus.ANSWERED, summary="word " * (words // 2), body=f"<p>{'word ' * (words - words // 2)}</p>"
    )
    assert reading_minutes([answer]) == minutes


def test_reading_time_is_of_all_answers_together():
    answer = AnswerEntry(None, AnswerStatus.ANSWERED, body=f"<p>{'word ' * 150}</p>")
    assert reading_minutes([answer] * 4) == 3


def test_reading_time_counts_no_markup():
    answer = AnswerEntry(None, AnswerStatus.ANSWERED, body='<p><a href="https://example.eu/">word</a></p>' * 200)
    assert reading_minutes([answer]) == 1


# Neighbours


@pytest.mark.parametrize(("entry", "before", "after"), [("a", None, "b"), ("b", "a", "c"), ("c", "b", None)])
def test_neighbours_are_what_stands_before_and_after(entry, before, after):
    assert Questionnaire.neighbours(["a", "b", "c"], entry) == (before, after)
