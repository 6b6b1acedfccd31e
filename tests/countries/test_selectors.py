"""The read side of countries, services and help lines."""

import datetime

import pytest

from countries import selectors
from countries.models import Country, HelpLine, SupportService, Telephone

NBSP = "\u00a0"


# Telephone numbers


@pytest.mark.parametrize(
    ("number", "shown", "uri"),
    [
        ("112", "112", "tel:112"),
        ("116006", "116 006", "tel:116006"),
        ("116 006", "116 006", "tel:116006"),
        ("116-006", "116 006", "tel:116006"),
        ("1492", "1492", "tel:1492"),
        ("+371 80001801", "+371 80 001 801", "tel:+37180001801"),
        ("+37180001801", "+371 80 001 801", "tel:+37180001801"),
        ("+371 67 021-176", "+371 67 021 176", "tel:+37167021176"),
        ("+3726123000", "+372 612 3000", "tel:+3726123000"),
        ("+32 2 123 45 67", "+32 2 123 45 67", "tel:+3221234567"),
    ],
)
def test_a_telephone_number_is_shown_in_one_format_and_dialled_without_spaces(number, shown, uri):
    entry = selectors.telephone(number)
    assert entry.shown.replace(NBSP, " ") == shown
    assert entry.uri == uri


@pytest.mark.parametrize("number", ["116006", "+371 80001801", "+32 2 123 45 67"])
def test_a_telephone_number_does_not_break_at_the_end_of_a_line(number):
    assert " " not in selectors.telephone(number).shown
    assert NBSP in selectors.telephone(number).shown


@pytest.mark.parametrize("number", ["+999 12 34 56", "+0 12 34", "+1", "+371 7222922", "+371 7 222 922", "+32 2 1"])
def test_a_number_that_leads_nowhere_is_shown_as_it_was_written_and_not_linked(number):
    entry = selectors.telephone(number)
    assert (entry.shown, entry.uri) == (number, "")


@pytest.mark.parametrize(
    ("number", "shown", "uri"),
    [
        ("+49 (0)30 123456", "+49 30 123456", "tel:+4930123456"),
        ("+44 (0)20 7946 0958", "+44 20 7946 0958", "tel:+442079460958"),
        ("+372 612 3000 ext. 5", "+372 612 3000 ext. 5", "tel:+3726123000"),
    ],
)
def test_what_is_dialled_is_what_is_shown_without_a_national_zero_or_an_extension(number, shown, uri):
    entry = selectors.telephone(number)
    assert entry.shown.replace(NBSP, " ") == shown
    assert entry.uri.split(";")[0] == uri


def test_a_number_carries_its_note():
    note = selectors.TranslatedText("day and night", "en", "en")
    assert selectors.telephone("112", note).note == note


# Countries


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", ["AT", "BE", "BG", "HR", "CY", "CZ"], "SE"),
        ("de", ["BE", "BG", "DK", "DE"], "CY"),
        ("sv", ["BE", "BG", "CY", "DK"], "AT"),
        ("et", ["AT", "BE", "BG", "EE"], "HU"),
        ("lv", ["AT", "BE", "BG", "CZ"], "SE"),
    ],
)
def test_countries_stand_in_the_readers_alphabet_and_the_union_last(reference, language, first, last):
    codes = [country.code for country in selectors.countries(language)]
    assert len(codes) == 28
    assert codes[: len(first)] == first
    assert codes[-2:] == [last, "EU"]


def test_countries_are_named_in_the_readers_language_and_in_their_own(reference):
    latvia = next(country for country in selectors.countries("mt") if country.code == "LV")
    assert (str(latvia.name), latvia.name.language, latvia.native_name) == ("il-Latvja", "mt", "Latvija")
    assert latvia.name.lang == ""
    assert (latvia.slug, latvia.official_languages, latvia.flag) == ("latvia", ("lv",), "lv")


def test_a_country_without_a_name_in_the_readers_language_is_named_in_english_and_marked_so(reference):
    Country.objects.filter(code="LV").update(name_mt="")
    latvia = next(country for country in selectors.countries("mt") if country.code == "LV")
    assert (str(latvia.name), latvia.name.lang) == ("Latvia", ' lang="en"')


def test_only_the_union_is_the_union(reference):
    assert [country.code for country in selectors.countries("en") if country.is_union] == ["EU"]


@pytest.mark.parametrize("language", ["en", "mt"])
def test_all_countries_are_one_query(reference, language, django_assert_num_queries):
    with django_assert_num_queries(1):
        [(str(country.name), country.flag) for country in selectors.countries(language)]


# Help lines


@pytest.fixture
def help_line(reference, source):
    """Makes help lines: `help_line("EE", "116006", operates=True)`."""

    def make(code, number, **fields):
        fields.setdefault("name_en", f"{number} of {code}")
        return HelpLine.objects.create(country=Country.objects.get(code=code), number=number, source=source, **fields)

    return make


def numbers(code, language="en"):
    return [line.number for line in selectors.help_lines(code, language)]


def test_a_country_shows_its_own_lines_and_the_unions_and_no_other_countrys(help_line):
    help_line("EE", "116006", operates=True)
    help_line("EU", "112", operates=True)
    help_line("LV", "1815", operates=True)
    assert numbers("EE") == ["112", "116006"]
    assert numbers("EU") == ["112"]
    assert numbers("SE") == ["112"]


@pytest.mark.parametrize("operates", [True, None])
def test_a_countrys_own_lines_stand_before_the_unions(help_line, operates):
    help_line("EU", "116000", operates=operates, position=1)
    help_line("EE", "1492", operates=operates, position=2)
    help_line("EU", "116123", operates=operates, position=3)
    help_line("EE", "1247", operates=operates, position=4)
    assert numbers("EE") == ["1492", "1247", "116000", "116123"]


def test_112_stands_first_wherever_its_record_stands(help_line):
    help_line("EE", "1492", operates=True, position=1)
    help_line("EU", "112", operates=True, position=9)
    assert numbers("EE") == ["112", "1492"]


def test_a_line_of_which_no_source_says_that_it_operates_stands_after_those_that_do(help_line):
    help_line("EE", "1492", operates=None, position=1)
    help_line("EU", "116000", operates=True, position=2)
    assert numbers("EE") == ["116000", "1492"]


def test_a_number_that_the_country_says_something_about_is_not_repeated_from_the_union(help_line):
    help_line("EU", "116006", operates=None, name_en="What it is for")
    help_line("EE", "116006", operates=True, name_en="Victim support of Estonia")
    [line] = selectors.help_lines("EE", "en")
    assert (str(line.name), line.operates) == ("Victim support of Estonia", True)


def test_a_number_stands_where_its_country_places_it_not_where_the_union_does(help_line):
    help_line("EU", "116006", operates=True, position=9)
    help_line("EE", "116006", operates=True, position=1)
    help_line("EE", "1492", operates=True, position=2)
    assert numbers("EE") == ["116006", "1492"]


def test_a_line_is_shown_in_the_readers_language_else_in_english(help_line):
    help_line("EE", "1492", name_en="Advice", name_lv="Padoms", hours_en="Always", spoken_languages=["et", "ru"])
    [line] = selectors.help_lines("EE", "lv")
    assert (str(line.name), line.name.lang) == ("Padoms", "")
    assert (str(line.hours), line.hours.lang) == ("Always", ' lang="en"')
    assert not line.cost
    assert line.spoken_languages == ("et", "ru")
    assert line.source.publisher == "Ministry of Tests"


def test_help_lines_are_one_query(help_line, django_assert_num_queries):
    for number in ("112", "116006", "116000"):
        help_line("EU", number)
        help_line("EE", number)
    with django_assert_num_queries(1):
        selectors.help_lines("EE", "lv")


@pytest.mark.parametrize(("operates", "shown"), [(True, ["112", "116006"]), (False, ["112"]), (None, ["112"])], ids=str)
def test_the_slim_line_of_a_page_shows_112_and_116006_where_it_operates(help_line, operates, shown):
    help_line("EU", "112", operates=True)
    help_line("EU", "116006", operates=None)
    help_line("EE", "116006", operates=operates)
    help_line("EE", "1492", operates=True)
    assert [line.number for line in selectors.header_lines(selectors.help_lines("EE", "en"))] == shown


def test_the_slim_line_shows_nothing_where_nothing_is_known(reference):
    assert selectors.header_lines(selectors.help_lines("EE", "en")) == []


# Services


@pytest.fixture
def service(reference, source):
    def make(code, slug, kind, **fields):
        return SupportService.objects.create(
            country=Country.objects.get(code=code), slug=slug, kind=kind, source=source,
            **{"name_en": slug.title(), "checked_on": datetime.date(2026, 6, 1), **fields},
        )  # fmt: skip

    return make


def services(code, language="en"):
    return selectors.services(Country.objects.get(code=code).pk, language)


def test_victim_support_stands_first_then_kind_by_kind_in_the_order_of_the_list(service):
    service("EE", "an-ngo", "ngo", position=1)
    service("EE", "the-police", "police", position=2)
    service("EE", "second", "victim-support", position=4)
    service("EE", "first", "victim-support", position=3)
    service("LV", "elsewhere", "victim-support")
    assert [entry.slug for entry in services("EE")] == ["first", "second", "the-police", "an-ngo"]


def test_a_service_is_shown_with_its_numbers_notes_and_source(service):
    police = service("EE", "police", "police", name_lv="Policija", emails=["a@example.eu"], urls=["https://example.eu"])
    Telephone.objects.create(service=police, number="+3726123000", note_en="at night", position=2)
    Telephone.objects.create(service=police, number="112", position=1)
    [entry] = services("EE", "lv")
    assert (str(entry.name), entry.kind, entry.source.publisher) == ("Policija", "police", "Ministry of Tests")
    assert [line.uri for line in entry.telephones] == ["tel:112", "tel:+3726123000"]
    assert (str(entry.telephones[1].note), entry.telephones[1].note.lang) == ("at night", ' lang="en"')
    assert (entry.emails, entry.urls) == (("a@example.eu",), ("https://example.eu",))


def test_services_with_their_numbers_are_one_query(service, django_assert_num_queries):
    for slug in ("one", "two", "three"):
        Telephone.objects.create(service=service("EE", slug, "police"), number="112")
    country = Country.objects.get(code="EE").pk
    with django_assert_num_queries(1):
        selectors.services(country, "lv")


IMPOSSIBLE = {"+371 7222922"}  # as the source prints it, with its caveat


def test_every_shipped_number_is_international_or_a_short_one(shipped):
    for line in [*Telephone.objects.all(), *HelpLine.objects.all()]:
        entry = selectors.telephone(line.number)
        assert entry.shown.startswith("+") or len(line.number) <= 6, line.number
        assert entry.uri == ("" if line.number in IMPOSSIBLE else "tel:" + line.number.replace(" ", ""))
