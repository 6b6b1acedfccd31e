"""The countries that a query names, in 24 languages; CLDR says what countries, capitals and languages are called."""

import yaml
from babel import Locale

from countries.management.commands.write_names import EUROPEAN_FORM
from portal.environment import BASE_DIR
from portal.i18n import languages
from rights.search import places

COUNTRIES_FILE = BASE_DIR / "fixtures" / "reference" / "countries.yaml"
CODES = [row["code"] for row in yaml.safe_load(COUNTRIES_FILE.read_text(encoding="utf-8"))]
CAPITALS = {
    "BE": "Brussels", "BG": "Sofia", "CZ": "Prague", "DK": "Copenhagen", "DE": "Berlin", "EE": "Tallinn",
    "IE": "Dublin", "EL": "Athens", "ES": "Madrid", "FR": "Paris", "HR": "Zagreb", "IT": "Rome", "LV": "Riga",
    "LT": "Vilnius", "LU": "Luxembourg", "HU": "Budapest", "NL": "Amsterdam", "AT": "Vienna", "PL": "Warsaw",
    "PT": "Lisbon", "RO": "Bucharest", "SI": "Ljubljana", "SK": "Bratislava", "FI": "Helsinki", "SE": "Stockholm",
}  # fmt: skip
INFLECTED = [
    ("lv", "Igaunijā", "EE"), ("lv", "igauņu", "EE"), ("pl", "w Polsce", "PL"), ("et", "Saksamaal", "DE"),
    ("fi", "Saksassa", "DE"), ("de", "tschechisch", "CZ"), ("de", "in Österreich", "AT"), ("de", "Oesterreich", "AT"),
    ("en", "Belgian", "BE"), ("en", "Holland", "NL"), ("en", "Czech Republic", "CZ"), ("en", "Eire", "IE"),
    ("fr", "Pays-Bas", "NL"), ("en", "Grèce", "EL"), ("hu", "Németországban", "DE"), ("cs", "v Praze", "CZ"),
    ("el", "στην Ελλάδα", "EL"), ("bg", "в Германия", "DE"), ("lv", "Slovensko", "SK"), ("sl", "na Dunaju", "AT"),
    ("sk", "na Slovensku", "SK"), ("sk", "v Slovinsku", "SI"), ("lt", "Latvijoje", "LV"), ("mt", "f'Malta", "MT"),
]  # fmt: skip


def test_every_name_and_capital_leads_to_its_country():
    wrong = []
    for language in languages.CODES:
        cldr = Locale.parse(EUROPEAN_FORM.get(language, language))
        for code, name in places._cldr()["countries"][language].items():
            zone = next((zone for zone in cldr.time_zones if zone.endswith(f"/{CAPITALS.get(code)}")), None)
            city = cldr.time_zones[zone].get("city") if zone else None
            pages = {name: (language, "en", "lv"), city or CAPITALS.get(code, name): (language,)}
            wrong += [
                (page, words, places.named(words, page).codes)
                for words, some in pages.items()
                for page in some
                if places.named(words, page).codes != (code,)
            ]
    assert wrong == []


def test_inflected_forms_inhabitants_and_other_names_lead_to_their_country():
    found = [(language, words, places.named(words, language).codes) for language, words, _code in INFLECTED]
    assert found == [(language, words, (code,)) for language, words, code in INFLECTED]


def test_a_language_is_no_country():
    assert places.named("interpreter Polish", "en").codes == ()
    assert places.named("interpreter in Poland", "en").codes == ("PL",)


ORDINARY = [
    ("en", "the roma community"), ("fr", "maltraitance"), ("sv", "det finns hjälp"), ("lv", "policija ir"),
    ("es", "esto es un daño"), ("pt", "eu quero ajuda"), ("nl", "let op"), ("cs", "svědek"), ("hu", "mi lett"),
]  # fmt: skip


def test_ordinary_words_name_no_country():
    assert [(language, words) for language, words in ORDINARY if places.named(words, language).codes] == []


def test_the_other_countries_of_the_world_are_known():
    assert all(
        map(places.is_outside_union, ["australia", "australian", "iceland", "switzerland", "schweiz", "norvegija"])
    )
    assert not any(map(places.is_outside_union, ["slovenia", "austria", "ireland", "victim", "compensation"]))


def test_a_field_to_find_a_country_gets_names_for_each():
    for language in languages.CODES:
        called = places.called(language)
        assert set(called) == set(CODES), language
        assert min(map(len, called.values())) > 5, language
