"""Everything that ships loads, and reads as its files say: each country in its own languages."""

import io
import re

import pytest
from django.core.management import call_command

from countries.models import ContentVersion, Country, HelpLine, Source, SupportService
from portal.i18n import languages, translated
from rights.models import Answer, IndicatorValue, Publication, TimeLimit
from rights.seeding import factsheet
from rights.selectors.translation_status import read_translation_status

LANGUAGES = {
    "BE": {"en", "lv", "nl", "fr", "de"},
    "CY": {"en", "lv", "el"},
    "CZ": {"en", "lv", "cs"},
    "EE": {"en", "lv", "et"},
    "EL": {"en", "lv", "el"},
    "ES": {"en", "lv", "es"},
    "FR": {"en", "lv", "fr"},
    "HR": {"en", "lv", "hr"},
    "HU": {"en", "lv", "hu"},
    "IT": {"en", "lv", "it"},
    "LU": {"en", "lv", "fr", "de"},
    "LV": {"en", "lv"},
    "EU": set(languages.CODES),
}


PAGES = {
    "/cs/czechia/compensation/state-compensation/": "odškodnění",
    "/nl/belgium/trial/my-status/": "burgerlijke partij",
    "/fr/belgium/trial/my-status/": "partie civile",
    "/de/belgium/trial/my-status/": "Zivilpartei",
    "/et/estonia/compensation/state-compensation/": "hüviti",
    "/el/greece/trial/my-status/": "υποστήριξη της κατηγορίας",
    "/el/cyprus/compensation/state-compensation/": "αποζημίωση",
    "/fr/france/compensation/state-compensation/": "indemni",
    "/es/spain/compensation/state-compensation/": "ayuda",
    "/hr/croatia/compensation/state-compensation/": "naknad",
    "/hu/hungary/compensation/state-compensation/": "rászoruló",
    "/it/italy/compensation/state-compensation/": "indennizzo",
    "/de/luxembourg/compensation/state-compensation/": "Entschädigung",
}


@pytest.fixture
def everything(everything_state, db):
    """Every factsheet that ships."""


pytestmark = pytest.mark.django_db


def test_every_file_that_ships_loads(everything):
    assert {path.stem.upper() for path in factsheet.files()} == set(LANGUAGES)


@pytest.mark.slow
def test_what_ships_is_loaded_a_second_time_without_change(everything):
    version, again, named = ContentVersion.current(), io.StringIO(), io.StringIO()
    call_command("load_factsheets", stdout=again)
    call_command("load_factsheets", *factsheet.files(), stdout=named)
    for code in LANGUAGES:
        assert f"{code.lower()}: as it was loaded before\n" in again.getvalue()
        assert f"{code.lower()}: 0 new, 0 updated, " in named.getvalue()
    assert "left as edited" not in named.getvalue()
    assert ContentVersion.current() == version
    assert not Publication.objects.exclude(outdated_since=None).exists()
    assert not Answer.objects.filter(sources=None).exists()
    assert not Answer.objects.filter(publications=None).exists()


def test_nothing_that_every_country_shows_is_missing_in_any_of_the_24_languages(everything):
    everywhere = [each for each in read_translation_status() if len(each.part) > 2 or each.part == "EU"]
    assert {each.language for each in everywhere} == set(languages.CODES)
    assert {"sections", "questions", "glossary", "EU", "interface"} <= {each.part for each in everywhere}
    assert [(each.part, each.language, each.missing) for each in everywhere if each.missing or not each.total] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_answer_is_public_in_all_languages_of_its_file(everything, code):
    public = Publication.objects.filter(answer__country__code=code)
    by_language = {language: public.filter(language=language).count() for language in LANGUAGES[code]}
    assert set(public.values_list("language", flat=True)) == LANGUAGES[code]
    assert len(set(by_language.values())) == 1, by_language
    country = Country.objects.get(code=code)
    assert set(country.official_languages) <= LANGUAGES[code] or country.is_union


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_says_that_it_is_unreviewed_and_what_it_renders(everything, code):
    translations = Publication.objects.filter(answer__country__code=code).exclude(language="en")
    assert {row.origin for row in translations} == {"unreviewed-translation"}
    assert {row.revision.based_on.language for row in translations.select_related("revision__based_on")} == {"en"}


@pytest.mark.parametrize("path", PAGES)
def test_a_country_reads_in_its_own_language(everything, client, path):
    page = client.get(path).content.decode()
    assert PAGES[path] in page
    assert 'class="label language"' not in page


# What newer pages say

WARNED = {  # answers that keep the text of their source under a warning, since only lawyers or the press say more
    ("BE", "appeal"): "30",
    ("BE", "report-crime"): "30",
    ("BE", "state-compensation"): "5",
    ("CZ", "state-compensation"): "2025",
    ("EE", "state-compensation"): "2023",
    ("LV", "state-compensation"): "2023",
}


@pytest.mark.parametrize(("code", "question"), WARNED)
def test_a_doubted_answer_begins_with_a_warning_in_every_language(everything, code, question):
    answer = Answer.objects.get(country__code=code, question__slug=question)
    for language in LANGUAGES[code]:
        body = getattr(answer, translated.column("body", language))
        first = body.split("<h2>")[0]
        assert re.match(r"<p><strong>[^<]{30,}", body), (language, body[:200])
        assert WARNED[code, question] in re.findall(r"\d+", first), language


def test_belgiums_doubted_time_limit_of_appeal_never_stands_without_its_warning(everything):
    answer = Answer.objects.get(country__code="BE", question__slug="appeal")
    limit = TimeLimit.objects.get(country__code="BE", slug="appeal-compensation-judgment")
    for language in LANGUAGES["BE"]:
        summary = getattr(answer, translated.column("summary", language))
        exceptions = getattr(limit, translated.column("exceptions", language))
        assert {"15", "30"} <= set(re.findall(r"\d+", summary)), language
        assert "30" in re.findall(r"\d+", exceptions), language


def test_latvias_former_authority_is_named_only_as_the_former_one(everything):
    former = {"en": "Legal Aid Administration", "lv": "Juridiskās palīdzības administrācij"}
    told = {"contacts", "state-compensation"}
    for answer in Answer.objects.filter(country__code="LV").select_related("question"):
        for language, name in former.items():
            text = " ".join(getattr(answer, translated.column(field, language)) for field in ("summary", "body"))
            assert text.count(name) == (answer.question.slug in told), (answer.question.slug, language)
    service = SupportService.objects.get(country__code="LV", slug="legal-aid-administration")
    assert (service.name_lv, service.source.slug) == ("Tiesu administrācija", "lv-court-administration")


def test_the_sum_that_grew_says_so_with_its_value(everything):
    note = IndicatorValue.objects.get(country__code="LV", indicator__slug="state-compensation-max")
    assert {"700", "740", "780"} <= set(re.findall(r"\d+", note.note_en)) & set(re.findall(r"\d+", note.note_lv))


@pytest.mark.parametrize("code", ["LV", "EE", "CZ"])
def test_the_line_for_victims_has_its_hours_and_its_cost(everything, code):
    line = HelpLine.objects.get(country__code=code, number="116006")
    assert line.operates
    for language in LANGUAGES[code]:
        assert getattr(line, translated.column("hours", language))
        assert getattr(line, translated.column("cost", language))


@pytest.mark.parametrize("code", ["BE", "CZ", "EE", "LV"])
def test_nobody_is_said_to_have_checked_what_nobody_has(everything, code):
    assert not Answer.objects.filter(country__code=code, checked_on__isnull=False).exists()
    assert not Answer.objects.filter(country__code=code, review_due=None).exists()
    assert Source.objects.filter(slug__startswith=f"{code.lower()}-", date=None).exists()
