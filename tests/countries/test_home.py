"""/<lang>/: choose a country."""

import pytest
from django.utils.text import capfirst

from portal.i18n import languages
from tests.public_pages import parse, text_of


@pytest.fixture
def home(reference, db, client):
    return lambda language="en": parse(client.get(f"/{language}/").content.decode())


def cards(page):
    """The countries in their order: [(address, name, native name), …]."""
    [listed] = [found for found in page.iter("ul") if found.get("class") == "cards countries"]
    return [
        (link.get("href"), text_of(next(link.iter("strong"))), text_of(next(link.iter("small"))))
        for link in listed.iter("a")
    ]


def test_every_member_state_has_a_card_that_leads_to_it(home):
    from countries.models import Country

    expected = {f"/en/{slug}/" for slug in Country.objects.exclude(code="EU").values_list("slug", flat=True)}
    found = [address for address, _name, _native in cards(home())]
    assert len(found) == 27
    assert set(found) == expected


def test_the_european_union_stands_apart_from_the_countries(home):
    page = home()
    assert "/en/european-union/" not in [address for address, _name, _native in cards(page)]
    [everywhere] = [found for found in page.iter("section") if found.get("aria-labelledby") == "everywhere"]
    assert [link.get("href") for link in everywhere.iter("a")] == ["/en/european-union/"]


@pytest.mark.parametrize("language", languages.CODES)
def test_countries_are_named_in_the_readers_language_and_in_their_own(home, language):
    from countries.models import Country

    named = {address: (name, native) for address, name, native in cards(home(language))}
    names = dict(Country.objects.values_list("code", f"name_{language}"))
    assert named[f"/{language}/estonia/"] == (capfirst(names["EE"]), "Eesti")
    assert named[f"/{language}/belgium/"] == (capfirst(names["BE"]), "België / Belgique / Belgien")


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", ["Austria", "Belgium", "Croatia", "Cyprus", "Czechia", "Sweden"]),
        ("sv", ["Belgien", "Sverige", "Tyskland", "Ungern", "Österrike"]),  # Ö ends the Swedish alphabet
        ("de", ["Niederlande", "Österreich", "Polen"]),  # and stands with O in the German one
        ("cs", ["Francie", "Chorvatsko", "Irsko"]),  # ch follows h
        ("et", ["Saksamaa", "Slovakkia", "Soome", "Taani", "Ungari"]),
        ("lv", ["Čehija", "Dānija", "Francija", "Grieķija", "Horvātija"]),  # č follows c
        ("el", ["Αυστρία", "Βέλγιο", "Γαλλία", "Φινλανδία"]),
        ("bg", ["Австрия", "Белгия", "Хърватия", "Чехия", "Швеция"]),
    ],
)
def test_countries_stand_in_the_order_of_the_readers_alphabet(home, language, in_order):
    names = [name for _address, name, _native in cards(home(language))]
    assert [name for name in names if name in in_order] == in_order


def test_countries_stand_in_another_order_in_another_language(home):
    english = [address[3:] for address, _name, _native in cards(home("en"))]
    greek = [address[3:] for address, _name, _native in cards(home("el"))]
    assert sorted(english) == sorted(greek)
    assert english != greek


def test_the_field_to_filter_countries_is_hidden_until_a_script_can_use_it(home):
    page = home()
    [filter_box] = [found for found in page.iter("p") if found.get("data-filter") is not None]
    assert filter_box.get("hidden") is not None
    assert "/static/filter.js" in [script.get("src") for script in page.iter("script")]


def test_the_pickers_offer_every_country_and_language(home):
    page = home("lv")
    [pickers] = [found for found in page.iter("nav") if found.get("class") == "pickers"]
    addresses = [link.get("href") for link in pickers.iter("a")]
    assert len([address for address in addresses if address.startswith("/lv/")]) == 28 + 1
    assert [address for address in addresses if address[1:3] != "lv"] == [
        f"/{code}/" for code in languages.CODES if code != "lv"
    ]


def test_the_native_name_of_greece_is_greek_and_its_flag_is_called_by_its_eu_code(home):
    page = home()
    [link] = [found for found in page.iter("a") if found.get("class") == "card" and found.get("href") == "/en/greece/"]
    assert "Ελλάδα" in text_of(link)
    assert [use.get("href") for use in link.iter("use")] == ["/static/flags.svg#el"]


@pytest.mark.parametrize("path", ["/xx/", "/EN/", "/en-gb/", "/no/"])
def test_what_is_no_language_of_the_portal_is_not_found(reference, db, client, path):
    assert client.get(path).status_code == 404


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(reference, db, client):
    answer = client.get("/lv/estonia")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/lv/estonia/")
