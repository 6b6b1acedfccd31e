"""Reference data: what ships, and what an upgrade does to rows with and without an editor's work."""

import datetime
import functools
import io
import json
import shutil

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction

from countries.models import ContentVersion, Country, Instrument
from portal.i18n import languages, translated
from rights.models import Question, QuestionGroup, Section, Synonym
from rights.seeding import reference as shipping
from rights.seeding.files import Faults
from rights.selectors.answers import read_instruments

pytestmark = pytest.mark.django_db

PROTOCOL = (
    "BE BG CZ DK DE EE IE EL ES FR HR IT CY LV LT LU HU MT NL AT PL PT RO SI SK FI SE EU".split()  # noqa: SIM905
)


@pytest.fixture
def folder(tmp_path):
    """A small copy of the shipped reference data: three countries, an instrument, a section with three questions."""
    for name, content in SMALL.items():
        (tmp_path / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    return tmp_path


SMALL = {
    "countries.yaml": [
        {"code": "EE", "iso_code": "EE", "slug": "estonia", "official_languages": ["et"]},
        {"code": "DK", "iso_code": "DK", "slug": "denmark", "official_languages": ["da"]},
        {"code": "EU", "iso_code": "EU", "slug": "european-union", "official_languages": ["en"]},
    ],
    "instruments.yaml": [
        {
            "slug": "2012-29",
            "number": "2012/29",
            "title": {"en": "The directive", "lv": "Direktīva"},
            "date": datetime.date(2012, 10, 25),
            "url": "https://example.eu/directive",
            "not_binding": ["DK"],
        },
    ],
    "questionnaire.yaml": [
        {
            "slug": "trial",
            "title": {"en": "The trial", "lv": "Tiesa"},
            "description": {"en": "In court."},
            "groups": [{"slug": "costs", "title": {"en": "Costs"}}],
            "questions": [
                {
                    "slug": slug,
                    "asks": slug,
                    "title": {"en": f"What of {slug}?", "lv": f"Kas ir {slug}?"},
                    "short": {"en": slug},
                    **more,
                }
                for slug, more in (("first", {"group": "costs"}), ("second", {}), ("third", {"five_part": "1.3"}))
            ],
        },
    ],
    "indicators.yaml": [],  # tests/rights/test_shipping_facts.py
    "glossary.yaml": [
        {"slug": "appeal", "language": code, "term": term, "forms": [term], "meaning": "Asking a higher court."}
        for code, term in [("en", "appeal"), ("de", "Berufung")]
    ],
    "synonyms.yaml": [
        {"slug": "lv-money", "language": "lv", "kind": "synonym", "words": ["nauda"], "means": ["kompensācija"]},
        {"slug": "lv-danger", "language": "lv", "kind": "danger", "words": ["mani sit"]},
    ],
}


@pytest.fixture
def load(folder):
    """Loads the small reference data, changed by a function of its first three lists."""

    def load_changed(change=None):
        content = json.loads(json.dumps(SMALL, default=str))
        content["instruments.yaml"][0]["date"] = datetime.date(2012, 10, 25)
        if change:
            countries, instruments, questionnaire, *_rest = content.values()
            change(countries, instruments, questionnaire)
        for name, rows in content.items():
            (folder / name).write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False))
        return shipping.load(folder)

    return load_changed


def counts(reports):
    return {
        name: (report.created, report.updated, report.unchanged, len(report.left_alone))
        for name, report in reports.items()
    }


def questions_in_order():
    return list(Question.objects.order_by("position").values_list("slug", flat=True))


# What ships


def test_the_28_entries_stand_in_the_protocol_order(reference):
    assert list(Country.objects.order_by("position").values_list("code", flat=True)) == PROTOCOL


def test_greece_is_el_in_public_and_gr_for_libraries(reference):
    assert Country.objects.get(slug="greece").code == "EL"
    assert Country.objects.get(code="EL").iso_code == "GR"
    assert not Country.objects.exclude(code="EL").exclude(iso_code__in=PROTOCOL).exists()


def test_57_questions_in_seven_sections_are_numbered_through(reference):
    assert Question.objects.count() == 57
    assert list(Section.objects.order_by("position").values_list("slug", flat=True)) == [
        "overview", "investigation", "trial", "post-trial", "compensation", "support", "defendants",
    ]  # fmt: skip
    positions = Question.objects.order_by("section__position", "position").values_list("position", flat=True)
    assert list(positions) == list(range(1, 58))


def test_only_the_defendants_section_is_for_the_accused(reference):
    assert [section.slug for section in Section.objects.filter(audience="accused")] == ["defendants"]


def test_every_question_says_what_it_asks_in_words_of_its_own(reference):
    titles = list(Question.objects.values_list("title_en", flat=True))
    assert all(title.endswith("?") for title in titles)
    assert len(set(titles)) == len(set(Question.objects.values_list("short_en", flat=True))) == 57


def test_every_country_has_a_name_and_a_place_in_every_language(reference):
    countries = list(Country.objects.all())
    for language in languages.CODES:
        names = {getattr(country, translated.column("name", language)) for country in countries}
        assert all(names), language
        assert len(names) == 28, language
        assert sorted(country.alphabetical[language] for country in countries) == list(range(1, 29)), language


def test_countries_are_named_as_readers_name_them(reference):
    expected = {
        ("EE", "pt"): "Estónia",
        ("LV", "pt"): "Letónia",
        ("RO", "pt"): "Roménia",
        ("CZ", "pt"): "Chéquia",
        ("MT", "mt"): "Malta",
        ("DE", "mt"): "il-Ġermanja",
        ("IE", "ga"): "Éire",
        ("DE", "ga"): "an Ghearmáin",
        ("EE", "et"): "Eesti",
        ("CZ", "cs"): "Česko",
        ("EL", "el"): "Ελλάδα",
        ("BG", "bg"): "България",
        ("EL", "lv"): "Grieķija",
        ("CZ", "en"): "Czechia",
        ("EU", "en"): "European Union",
    }
    countries = {country.code: country for country in Country.objects.all()}
    found = {
        (code, language): getattr(countries[code], translated.column("name", language)) for code, language in expected
    }
    assert {key: name.casefold() for key, name in found.items()} == {
        key: name.casefold() for key, name in expected.items()
    }


def test_a_countrys_native_name_is_in_all_of_its_languages_and_once_where_they_agree(reference):
    names = dict(Country.objects.values_list("code", "native_name"))
    assert names["EE"] == "Eesti"
    assert names["BE"] == "België / Belgique / Belgien"
    assert names["FI"] == "Suomi / Finland"
    assert names["IE"] == "Ireland / Éire"
    assert names["MT"] == "Malta"


def test_countries_stand_in_the_alphabet_of_the_reader(reference):
    expected = {
        "sv": ["BE", "CY", "EE", "IE", "SE", "HU", "AT"],  # Ungern, then Österrike: ö is the last letter
        "cs": ["BE", "CZ", "DK", "IE", "PL", "AT", "RO", "EL", "SK"],  # Česko before Dánsko, Řecko after Rumunsko
        "et": ["AT", "DE", "SI", "FI", "CZ", "HU"],  # Sloveenia, Soome, Tšehhi, Ungari
        "de": ["BE", "DK", "IE", "IT", "AT", "PL"],  # Österreich as if it were Osterreich
        "es": ["DE", "AT", "BE", "ES", "EE"],
        "lv": ["AT", "CZ", "DK", "FR", "EL", "HR", "LV"],
    }
    places = dict(Country.objects.values_list("code", "alphabetical"))
    for language, in_order in expected.items():
        assert sorted(in_order, key=lambda code: places[code][language]) == in_order, language


def test_denmark_is_not_bound_by_the_victims_directive_and_ireland_is(reference):
    directive = Instrument.objects.get(slug="2012-29")
    assert [country.code for country in directive.not_binding.all()] == ["DK"]
    compensation = Instrument.objects.get(slug="2004-80")
    assert not compensation.not_binding.exists()


def test_an_instrument_has_its_full_title_its_celex_number_and_the_day_from_which_it_applies(reference):
    shipped = Instrument.objects.all()
    assert all(
        instrument.celex.startswith("3") and instrument.title_lv and instrument.short_lv for instrument in shipped
    )
    assert all(f"{row.date.day} {row.date:%B %Y}" in row.title_en for row in shipped)
    assert [row.slug for row in shipped if row.applies_from is None] == ["2026-1472"]
    violence = Instrument.objects.get(slug="2024-1385")
    assert (violence.date, violence.applies_from) == (datetime.date(2024, 5, 14), datetime.date(2027, 6, 14))


def test_pages_name_an_instrument_by_its_short_title(reference):
    named = {row.slug: row.title for row in read_instruments("lv")}
    assert str(named["2013-48"]) == "Direktīva 2013/48/ES par tiesībām uz advokātu"
    Instrument.objects.update(short_de=None, title_de=None)
    assert (str(read_instruments("de")[0].title), read_instruments("de")[0].title.language) == (
        "Regulation (EEC, Euratom) No 1182/71 on how periods, dates and time limits are counted",
        "en",
    )
    Instrument.objects.update(short_lv="")
    assert "konsulārajām" in str({row.slug: row.title for row in read_instruments("lv")}["2013-48"])


def test_the_first_official_language_is_the_default_source_language(reference):
    countries = {country.code: country for country in Country.objects.all()}
    for code, spoken in {
        "BE": ["nl", "fr", "de"],
        "LU": ["fr", "de"],
        "CY": ["el"],
        "FI": ["fi", "sv"],
        "IE": ["en", "ga"],
        "MT": ["mt", "en"],
        "LV": ["lv"],
    }.items():
        assert countries[code].official_languages == spoken
        assert countries[code].default_source_language == spoken[0]


# First load, second load, upgrades


def test_the_command_reports_what_it_did_and_does_nothing_the_second_time():
    first, second = io.StringIO(), io.StringIO()
    call_command("load_reference", stdout=first)
    version = ContentVersion.current()
    call_command("load_reference", stdout=second)
    assert "countries.yaml: 28 new, 0 updated, 0 unchanged" in first.getvalue()
    assert second.getvalue() == "  as it was loaded before\n"
    reports = shipping.load()
    assert str(reports["countries.yaml"]) == "0 new, 0 updated, 28 unchanged"
    assert str(reports["instruments.yaml"]) == "0 new, 0 updated, 17 unchanged"
    assert all((report.created, report.updated) == (0, 0) for report in reports.values())
    assert ContentVersion.current() == version > 0


def test_a_first_load_counts_the_rows_of_each_file(load):
    assert counts(load()) == {
        "countries.yaml": (3, 0, 0, 0),
        "instruments.yaml": (1, 0, 0, 0),
        "questionnaire.yaml": (5, 0, 0, 0),
        "indicators.yaml": (0, 0, 0, 0),
        "glossary.yaml": (2, 0, 0, 0),
        "synonyms.yaml": (2, 0, 0, 0),
    }
    assert questions_in_order() == ["first", "second", "third"]
    assert Question.objects.get(slug="first").group.slug == "costs"


def test_a_second_load_changes_nothing(load):
    load()
    assert counts(load()) == {
        "countries.yaml": (0, 0, 3, 0),
        "instruments.yaml": (0, 0, 1, 0),
        "questionnaire.yaml": (0, 0, 5, 0),
        "indicators.yaml": (0, 0, 0, 0),
        "glossary.yaml": (0, 0, 2, 0),
        "synonyms.yaml": (0, 0, 2, 0),
    }


def test_an_upgrade_updates_what_nobody_edited_and_tells_the_caches(load):
    load()
    version = ContentVersion.current()

    def change(countries, instruments, questionnaire):
        instruments[0] |= {"title": {"en": "The victims' directive"}, "not_binding": ["DK", "EE"]}
        questionnaire[0]["questions"][1]["title"]["lv"] = "Kas ir otrais?"

    reports = load(change)
    directive = Instrument.objects.get()
    assert directive.title_en == "The victims' directive"
    assert {country.code for country in directive.not_binding.all()} == {"DK", "EE"}
    assert Question.objects.get(slug="second").title_lv == "Kas ir otrais?"
    assert counts(reports)["instruments.yaml"] == (0, 1, 0, 0)
    assert counts(reports)["questionnaire.yaml"] == (0, 1, 4, 0)
    assert ContentVersion.current() > version


def test_an_upgrade_leaves_an_edited_row_alone_and_counts_it(load):
    load()
    Question.objects.filter(slug="second").update(title_en="An editor's wording?")

    def change(countries, instruments, questionnaire):
        for question in questionnaire[0]["questions"]:
            question["title"]["en"] += " And why?"

    assert counts(load(change))["questionnaire.yaml"] == (0, 2, 2, 1)
    assert Question.objects.get(slug="second").title_en == "An editor's wording?"
    assert Question.objects.get(slug="third").title_en == "What of third? And why?"
    assert counts(load(change))["questionnaire.yaml"] == (0, 0, 4, 1)


def test_an_edited_row_is_left_alone_even_where_the_shipped_one_did_not_change(load):
    load()
    Question.objects.filter(slug="second").update(title_en="An editor's wording?")
    assert counts(load())["questionnaire.yaml"] == (0, 0, 4, 1)
    assert Question.objects.get(slug="second").title_en == "An editor's wording?"


def test_countries_that_an_editor_exempted_from_an_instrument_stay_exempt(load):
    load()
    Instrument.objects.get().not_binding.set(Country.objects.filter(code="EE"))
    load(lambda countries, instruments, questionnaire: instruments[0].update(title={"en": "Another title"}))
    assert [country.code for country in Instrument.objects.get().not_binding.all()] == ["EE"]


def test_a_question_that_an_editor_deleted_stays_deleted(load):
    load()
    Question.objects.get(slug="second").delete()
    assert counts(load())["questionnaire.yaml"] == (0, 0, 4, 1)
    assert questions_in_order() == ["first", "third"]


def test_an_instrument_that_an_editor_deleted_stays_deleted(load):
    load()
    Instrument.objects.all().delete()
    assert counts(load())["instruments.yaml"] == (0, 0, 0, 1)
    assert not Instrument.objects.exists()


def test_a_section_that_an_editor_deleted_with_its_groups_and_questions_stays_deleted(load):
    load()
    Question.objects.all().delete()
    Section.objects.all().delete()
    load()
    assert not Section.objects.exists()
    assert not QuestionGroup.objects.exists()
    assert not Question.objects.exists()


def test_a_country_that_an_editor_deleted_does_not_stop_the_load(load):
    load()
    Country.objects.get(code="DK").delete()
    load()
    assert not Country.objects.filter(code="DK").exists()


@pytest.mark.parametrize(("model", "slug"), [(Country, "estonia"), (Section, "trial"), (Question, "second")])
def test_a_slug_that_an_editor_renamed_stays_renamed(load, model, slug):
    load()
    row = model.objects.get(slug=slug)
    row.slug = "renamed"
    row.save()
    load()
    assert model.objects.get(pk=row.pk).slug == "renamed"
    assert not model.objects.filter(slug=slug).exists()
    assert Question.objects.filter(section__isnull=False).count() == 3


def test_a_text_newly_shipped_in_another_language_reaches_its_row(load):
    load()
    load(lambda countries, instruments, questionnaire: questionnaire[0]["title"].update(de="Der Prozess"))
    assert Section.objects.get().title_de == "Der Prozess"


def test_a_text_that_an_editor_translated_before_it_was_shipped_is_left_alone(load):
    load()
    Section.objects.update(title_de="Das Verfahren")
    load(lambda countries, instruments, questionnaire: questionnaire[0]["title"].update(de="Der Prozess"))
    assert Section.objects.get().title_de == "Das Verfahren"


def test_a_new_question_may_be_shipped_in_the_middle(load):
    load()
    new = SMALL["questionnaire.yaml"][0]["questions"][2] | {"slug": "new"}
    load(lambda countries, instruments, questionnaire: questionnaire[0]["questions"].insert(1, new))
    assert questions_in_order() == ["first", "new", "second", "third"]


def test_questions_may_change_places(load):
    load()
    load(lambda countries, instruments, questionnaire: questionnaire[0]["questions"].reverse())
    assert questions_in_order() == ["third", "second", "first"]


def test_a_new_section_may_be_shipped_before_the_others(load):
    load()
    new = {"slug": "overview", "title": {"en": "Overview"}, "description": {"en": "All."}, "questions": []}
    load(lambda countries, instruments, questionnaire: questionnaire.insert(0, new))
    assert list(Section.objects.order_by("position").values_list("slug", flat=True)) == ["overview", "trial"]


def test_a_new_country_may_be_shipped_in_its_place_in_the_protocol_order(load):
    load()
    new = {"code": "LV", "iso_code": "LV", "slug": "latvia", "official_languages": ["lv"]}
    load(lambda countries, instruments, questionnaire: countries.insert(2, new))
    assert list(Country.objects.order_by("position").values_list("code", flat=True)) == ["EE", "DK", "LV", "EU"]


def test_a_row_that_is_updated_is_checked_as_a_new_one_is(load):
    load()
    with pytest.raises(Faults):
        load(lambda countries, instruments, questionnaire: instruments[0].update(url="not an address"))
    assert Instrument.objects.get().url == "https://example.eu/directive"


# Refusals


def country_with_a_reserved_slug(countries, instruments, questionnaire):
    countries[0]["slug"] = "compare"


def country_with_a_slug_in_capitals(countries, instruments, questionnaire):
    countries[0]["slug"] = "Estonia"


def country_without_a_name(countries, instruments, questionnaire):
    countries[0]["code"] = "XX"


def country_in_an_unknown_language(countries, instruments, questionnaire):
    countries[0]["official_languages"] = ["xx"]


def country_twice(countries, instruments, questionnaire):
    countries.append(dict(countries[0]))


def instrument_without_english(countries, instruments, questionnaire):
    instruments[0]["title"] = {"lv": "Direktīva"}


def instrument_in_an_unknown_language(countries, instruments, questionnaire):
    instruments[0]["title"]["xx"] = "?"


def instrument_not_binding_an_unknown_country(countries, instruments, questionnaire):
    instruments[0]["not_binding"] = ["XX"]


def instrument_without_a_date(countries, instruments, questionnaire):
    del instruments[0]["date"]


def instrument_with_no_address(countries, instruments, questionnaire):
    instruments[0]["url"] = "the official journal"


def question_in_an_unknown_group(countries, instruments, questionnaire):
    questionnaire[0]["questions"][1]["group"] = "gone"


def question_without_a_title(countries, instruments, questionnaire):
    del questionnaire[0]["questions"][1]["title"]


def question_twice(countries, instruments, questionnaire):
    questionnaire[0]["questions"].append(questionnaire[0]["questions"][0])


def question_with_an_unknown_entry(countries, instruments, questionnaire):
    questionnaire[0]["questions"][1]["titel"] = {"de": "Was?"}


def question_with_a_reserved_slug(countries, instruments, questionnaire):
    questionnaire[0]["questions"][1]["slug"] = "history"


def section_with_a_reserved_slug(countries, instruments, questionnaire):
    questionnaire[0]["slug"] = "services"


def section_for_an_unknown_audience(countries, instruments, questionnaire):
    questionnaire[0]["audience"] = "everybody"


def section_with_too_long_a_title(countries, instruments, questionnaire):
    questionnaire[0]["title"]["lv"] = "a" * 101


@pytest.mark.parametrize(
    ("change", "file"),
    [
        pytest.param(change, file, id=change.__name__)
        for file, changes in {
            "countries.yaml": [
                country_with_a_reserved_slug,
                country_with_a_slug_in_capitals,
                country_without_a_name,
                country_in_an_unknown_language,
                country_twice,
            ],
            "instruments.yaml": [
                instrument_without_english,
                instrument_in_an_unknown_language,
                instrument_not_binding_an_unknown_country,
                instrument_without_a_date,
                instrument_with_no_address,
            ],
            "questionnaire.yaml": [
                question_in_an_unknown_group,
                question_without_a_title,
                question_twice,
                question_with_an_unknown_entry,
                question_with_a_reserved_slug,
                section_with_a_reserved_slug,
                section_for_an_unknown_audience,
                section_with_too_long_a_title,
            ],
        }.items()
        for change in changes
    ],
)
def test_a_fault_is_refused_with_its_file_and_nothing_is_loaded(load, change, file):
    with pytest.raises(Faults) as refusal:
        load(change)
    assert str(refusal.value).startswith(f"{file}: ")
    assert not Country.objects.exists()
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"- {code: EE, code: LV}\n", "'code' stands twice"),
        (b"- {code: EE\n", "line "),
        (b"- code: \xe4\n", "not UTF-8"),
        (None, "does not exist"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(folder, content, sentence):
    path = folder / "instruments.yaml"
    path.write_bytes(content) if content is not None else path.unlink()
    with pytest.raises(Faults, match=r"instruments\.yaml") as refusal:
        shipping.load(folder)
    assert sentence in str(refusal.value)
    assert not Country.objects.exists()


GERMAN = """
sections: {s: {title: Der Abschnitt}}
questions:
  first: {title: "Die erste Frage?", short: Erste}
instruments: {directive: {title: Richtlinie}}
synonyms: {de-money: {kind: synonym, words: [geld], means: [entschädigung]}}
"""


def test_the_texts_of_a_language_stand_in_a_file_of_their_own(load, folder):
    load()
    structure = yaml.safe_load((folder / "questionnaire.yaml").read_text())
    section, question = structure[0]["slug"], structure[0]["questions"][0]["slug"]
    instrument = yaml.safe_load((folder / "instruments.yaml").read_text())[0]["slug"]
    texts = yaml.safe_load(GERMAN)
    texts["sections"] = {section: texts["sections"]["s"]}
    texts["instruments"] = {instrument: texts["instruments"]["directive"]}
    (folder / "de.yaml").write_text(yaml.safe_dump(texts, allow_unicode=True))
    reports = shipping.load(folder)
    assert Section.objects.get(slug=section).title_de == "Der Abschnitt"
    assert Question.objects.get(slug=question).title_de == "Die erste Frage?"
    assert Instrument.objects.get(slug=instrument).title_de == "Richtlinie"
    assert Synonym.objects.get(slug="de-money").language == "de"
    assert all(not report.left_alone for report in reports.values())  # a language that joins is no edit


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- a list", "de.yaml: the file is not a mapping of sections"),
        ("chapters: {first: {title: X}}", "de.yaml: chapters: no such part"),
        ("questions: [first]", "de.yaml: questions: no such part, or no mapping"),
        ("questions: {tenth: {title: X}}", "de.yaml: questions: tenth: is not in questionnaire.yaml"),
        ("questions: {first: X}", "de.yaml: questions: first: no mapping"),
        ("questions: {first: {titel: X}}", "de.yaml: questions: first: unknown entry titel"),
        ("questions: {first: {title: [X]}}", "questionnaire.yaml: "),
        ("synonyms: {de-money: geld}", "de.yaml: synonyms: de-money: no mapping"),
        ("synonyms: {de-money: {words: [geld]}}", "synonyms.yaml: de-money: "),
    ],
)
def test_a_text_that_belongs_nowhere_is_refused_and_nothing_is_loaded(load, folder, text, sentence):
    load()
    (folder / "de.yaml").write_text(text)
    with pytest.raises(Faults) as refusal:
        shipping.load(folder)
    assert sentence in str(refusal.value)
    assert Question.objects.get(slug="first").title_de is None


def test_a_file_of_no_language_is_refused(load, folder):
    load()
    (folder / "xx.yaml").write_text("{}")
    with pytest.raises(Faults, match=r"xx\.yaml: no such language"):
        shipping.load(folder)


def test_the_command_ends_with_the_refusal_and_leaves_everything_as_it_was(load, folder, monkeypatch):
    load()
    shutil.copy(folder / "countries.yaml", folder / "questionnaire.yaml")
    monkeypatch.setattr(shipping, "load", functools.partial(shipping.load, folder))
    with pytest.raises(CommandError, match=r"questionnaire\.yaml: "):
        call_command("load_reference")
    assert questions_in_order() == ["first", "second", "third"]


SHAPES = {
    "nothing": None,
    "a text": "text",
    "a number": 7,
    "yes": True,
    "a list": ["a"],
    "a list of lists": [["a"]],
    "a list of mappings": [{"a": "b"}],
    "a mapping": {"a": "b"},
    "a mapping of lists": {"a": ["b"]},
    "a day": datetime.date(2026, 1, 1),
}


@pytest.mark.parametrize(
    "path",
    [
        ("countries.yaml",),
        ("countries.yaml", 0),
        ("countries.yaml", 0, "code"),
        ("countries.yaml", 0, "iso_code"),
        ("countries.yaml", 0, "slug"),
        ("countries.yaml", 0, "official_languages"),
        ("instruments.yaml",),
        ("instruments.yaml", 0),
        ("instruments.yaml", 0, "slug"),
        ("instruments.yaml", 0, "title"),
        ("instruments.yaml", 0, "date"),
        ("instruments.yaml", 0, "url"),
        ("instruments.yaml", 0, "not_binding"),
        ("questionnaire.yaml",),
        ("questionnaire.yaml", 0),
        ("questionnaire.yaml", 0, "slug"),
        ("questionnaire.yaml", 0, "audience"),
        ("questionnaire.yaml", 0, "title"),
        ("questionnaire.yaml", 0, "groups"),
        ("questionnaire.yaml", 0, "groups", 0),
        ("questionnaire.yaml", 0, "groups", 0, "slug"),
        ("questionnaire.yaml", 0, "questions"),
        ("questionnaire.yaml", 0, "questions", 0),
        ("questionnaire.yaml", 0, "questions", 0, "slug"),
        ("questionnaire.yaml", 0, "questions", 0, "group"),
        ("questionnaire.yaml", 0, "questions", 0, "asks"),
        ("questionnaire.yaml", 0, "questions", 0, "five_part"),
        ("questionnaire.yaml", 0, "questions", 0, "title"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
@pytest.mark.parametrize("loaded_before", [False, True], ids=["at first", "in an upgrade"])
@pytest.mark.slow
def test_an_odd_shape_is_loaded_or_refused_with_a_sentence(load, path, loaded_before):
    if loaded_before:
        load()
    name, *keys = path
    tracebacks, sentences = {}, []
    for shape_name, shape in SHAPES.items():

        def change(*contents, shape=shape):
            place = dict(zip(SMALL, contents, strict=False))
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = shape

        try:
            with transaction.atomic():
                if keys:
                    load(change)
                else:
                    load_one_file_of(shape, name, load)
                transaction.set_rollback(True)
        except Faults as faults:
            sentences += faults.faults
        except Exception as error:
            tracebacks[shape_name] = repr(error)
    assert tracebacks == {}
    assert all(sentence.strip() for sentence in sentences)


def load_one_file_of(shape, name, load):
    """Load with one file holding nothing but `shape`."""

    def change(*contents):
        rows = contents[list(SMALL).index(name)]
        rows[:] = shape if isinstance(shape, list) else [shape]

    load(change)
