"""Everything that ships loads, and reads as its files say: each country in its own languages."""

import pytest
from django.db import connection

from countries.models import Country
from rights.models import Publication
from rights.shipping import factsheet
from tests import public_pages

LANGUAGES = {
    "BE": {"en", "lv", "nl", "fr", "de"},
    "CZ": {"en", "lv", "cs"},
    "EE": {"en", "lv", "et"},
    "LV": {"en", "lv"},
    "EU": {"en", "lv"},
}


PAGES = {
    "/cs/czechia/compensation/state-compensation/": "odškodnění",
    "/nl/belgium/trial/my-status/": "burgerlijke partij",
    "/fr/belgium/trial/my-status/": "partie civile",
    "/de/belgium/trial/my-status/": "Zivilpartei",
    "/et/estonia/compensation/state-compensation/": "hüviti",
}


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    with public_pages.kept_for_the_module(django_db_blocker):
        public_pages.load_reference()
        reports = {path.stem.upper(): factsheet.load(path) for path in factsheet.files()}
        connection.cursor().execute("ANALYZE")  # PostgreSQL believes the tables empty until the transaction ends
        yield reports


pytestmark = pytest.mark.django_db


def test_every_file_that_ships_loads(everything):
    assert set(everything) == set(LANGUAGES)


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
