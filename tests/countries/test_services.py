"""/<lang>/<country>/services/: who helps in a country."""

import pytest

from countries.models import Country, HelpLine, SupportService, Telephone
from tests.public_pages import main_of, parse, passages, text_of


@pytest.fixture
def services(reference, db, client):
    return lambda language="en": main_of(client.get(f"/{language}/estonia/services/").content.decode())


@pytest.fixture
def add_line(reference, source):
    def add(code, number, operates, **fields):
        fields = {"name_en": f"Line {number}", "source": source, **fields}
        return HelpLine.objects.create(
            country=Country.objects.get(code=code), number=number, operates=operates, **fields
        )

    return add


@pytest.fixture
def add_service(reference, source):
    def add(slug, kind="authority", **fields):
        fields = {"name_en": f"The {slug}", "source": source, **fields}
        return SupportService.objects.create(country=Country.objects.get(code="EE"), slug=slug, kind=kind, **fields)

    return add


def record(page, place):
    [found] = [item for item in page.iter("li") if item.get("id") == place]
    return found


def test_a_number_that_operates_says_nothing_more_about_that(services, add_line):
    add_line("EE", "116006", True)
    assert [note for note in record(services(), "help-line-116006").iter("p") if note.get("class") == "note"] == []


def test_three_states_of_a_number_are_told_apart(services, add_line):
    add_line("EE", "116006", True)
    add_line("EE", "116111", False)
    add_line("EE", "116000", None)
    page = services()
    texts = [text_of(record(page, f"help-line-{number}")) for number in ("116006", "116111", "116000")]
    assert "does not work here" in texts[1]
    assert "No source says yet whether it works here" in texts[2]
    assert not any(sentence in texts[0] for sentence in ("does not work", "No source says"))


def test_what_a_country_says_of_a_number_stands_in_place_of_what_the_eu_says(services, add_line):
    add_line("EU", "116006", None, name_en="Reserved for victims")
    add_line("EE", "116006", True, name_en="Estonia’s victim support")
    page = services()
    assert "Estonia’s victim support" in text_of(page)
    assert "Reserved for victims" not in text_of(page)
    assert len([item for item in page.iter("li") if item.get("id") == "help-line-116006"]) == 1


def test_a_number_of_the_whole_eu_is_listed_where_the_country_says_nothing(services, add_line):
    add_line("EU", "116123", None, name_en="Emotional support")
    assert "Emotional support" in text_of(record(services(), "help-line-116123"))


def test_a_number_of_another_country_is_not_listed(services, add_line):
    add_line("LV", "116006", True, name_en="Latvia’s line")
    assert "Latvia’s line" not in text_of(services())


def test_the_emergency_number_comes_first_and_unknown_ones_last(services, add_line):
    add_line("EU", "116000", None, position=1)
    add_line("EE", "16106", True, position=2)
    add_line("EU", "112", True, position=9)
    ids = [item.get("id") for item in services().iter("li") if (item.get("id") or "").startswith("help-line-")]
    assert ids == ["help-line-112", "help-line-16106", "help-line-116000"]


def test_a_help_line_shows_its_hours_cost_languages_and_note(services, add_line):
    add_line(
        "EE", "116006", True, hours_en="Day and night", cost_en="Free", note_en="Ask for Mari.",
        spoken_languages=["et", "en"],
    )  # fmt: skip
    text = text_of(record(services(), "help-line-116006"))
    for expected in ("Day and night", "Free", "Ask for Mari.", "Estonian, English"):
        assert expected in text


def test_languages_spoken_are_named_in_the_readers_language(services, add_line):
    add_line("EE", "116006", True, spoken_languages=["et", "en"])
    assert "igauņu, angļu" in text_of(record(services("lv"), "help-line-116006"))


@pytest.mark.parametrize(
    ("number", "shown", "dialled"),
    [
        ("112", "112", "tel:112"),
        ("116006", "116\xa0006", "tel:116006"),
        ("16106", "16106", "tel:16106"),
        ("+3726121360", "+372\xa0612\xa01360", "tel:+3726121360"),
        ("+372 612 1360", "+372\xa0612\xa01360", "tel:+3726121360"),
    ],
)
def test_a_number_has_one_format_and_can_be_dialled(services, add_line, number, shown, dialled):
    add_line("EE", number, True)
    [link] = [found for found in record(services(), f"help-line-{number}").iter("a") if found.get("class") == "phone"]
    assert ("".join(link.itertext()), link.get("href")) == (shown, dialled)


def test_a_number_that_leads_nowhere_is_text_with_its_caveat(services, add_line, add_service, client):
    add_line("EE", "+3721", True)
    board = add_service("board")
    Telephone.objects.create(service=board, number="+372 61", note_en="as given in 2020")
    caveat = "This number cannot be dialled as it is written here."
    for found, number in ((record(services(), "help-line-+3721"), "+3721"), (record(services(), "board"), "+372 61")):
        assert number in text_of(found)
        assert caveat in text_of(found)
        assert [link for link in found.iter("a") if link.get("href", "").startswith("tel:")] == []
    assert "as given in 2020" in text_of(record(services(), "board"))
    country = client.get("/en/estonia/").content.decode()
    assert "+372 61" in country
    assert "tel:+37261" not in country


def test_victim_support_comes_before_other_services(services, add_service):
    add_service("shelter", "shelter", position=1)
    add_service("police", "police", position=2)
    add_service("support", "victim-support", position=3)
    ids = [item.get("id") for item in services().iter("li") if item.get("id")]
    assert ids == ["support", "police", "shelter"]


def test_a_service_shows_how_to_reach_it(services, add_service):
    board = add_service(
        "board", description_en="It decides.", address="Endla 8, Tallinn", hours_en="Mornings",
        emails=["info@example.ee"], urls=["https://example.ee/board/"],
    )  # fmt: skip
    Telephone.objects.create(service=board, number="+3726121360", note_en="free of charge")
    found = record(services(), "board")
    text = text_of(found)
    for expected in ("The board", "Authority", "It decides.", "Endla 8, Tallinn", "Mornings", "free of charge"):
        assert expected in text
    addresses = {link.get("href"): "".join(link.itertext()) for link in found.iter("a")}
    assert addresses["mailto:info@example.ee"] == "info@example.ee"
    assert addresses["https://example.ee/board/"] == "example.ee/board"
    assert addresses["tel:+3726121360"] == "+372\xa0612\xa01360"


def test_every_record_names_its_source_with_its_date(services, add_service, add_line):
    add_line("EE", "116006", True)
    add_service("board")
    page = services()
    for place in ("help-line-116006", "board"):
        assert "A page of the ministry, Ministry of Tests, 15 January 2026" in text_of(record(page, place))


def test_a_record_without_a_text_in_the_readers_language_is_shown_in_english_and_says_so(services, add_service):
    add_service("board", description_en="It decides.", name_lv="Padome")
    spoken = dict(passages(record(services("lv"), "board"), "lv"))
    assert (spoken["Padome"], spoken["It decides."]) == ("lv", "en")


def test_a_country_without_services_says_so(services):
    assert "No services of Estonia are listed here yet." in text_of(services())


def test_services_of_another_country_are_not_listed(reference, db, client, add_service):
    add_service("board")
    assert "The board" not in client.get("/en/latvia/services/").content.decode()


def test_an_unknown_country_has_no_services(reference, db, client):
    assert client.get("/en/atlantis/services/").status_code == 404


# The slim line of every page


def lines_in_header(client, path):
    page = parse(client.get(path).content.decode())
    [strip] = [found for found in page.iter("div") if found.get("class") == "strip"]
    return [link.get("href") for link in strip.iter("a")]


@pytest.mark.parametrize(("operates", "shown"), [(True, True), (False, False), (None, False)])
def test_the_slim_line_shows_116_006_only_where_it_operates(reference, client, add_line, operates, shown):
    add_line("EU", "112", True)
    add_line("EE", "116006", operates)
    expected = ["tel:112", "tel:116006"] if shown else ["tel:112"]
    assert lines_in_header(client, "/en/estonia/") == expected
    assert lines_in_header(client, "/en/estonia/services/") == expected
    assert lines_in_header(client, "/en/latvia/") == ["tel:112"]


def test_the_slim_line_shows_no_other_numbers(reference, client, add_line):
    add_line("EU", "112", True)
    add_line("EE", "16106", True)
    assert lines_in_header(client, "/en/estonia/") == ["tel:112"]
