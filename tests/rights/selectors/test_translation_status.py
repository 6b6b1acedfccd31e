"""`manage.py translation_status`: what of the portal there is in which language."""

import json

import pytest
from django.core.management import call_command

from countries.models import Country
from portal.i18n import languages
from rights.models import Publication, Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def status(everything_state, db, capsys):
    def read() -> dict[tuple[str, str], dict]:
        call_command("translation_status", "--json")
        return {(row["part"], row["language"]): row for row in json.loads(capsys.readouterr().out)}

    return read


def test_questions_the_union_and_the_interface_are_counted_in_every_language(status):
    rows = status()
    for part in ("sections", "groups", "questions", "indicators", "instruments", "EU", "interface"):
        assert {language for name, language in rows if name == part} == set(languages.CODES), part
    assert {language for name, language in rows if name == "LU"} == {"en", "fr", "de"}
    assert not [name for name, _language in rows if name == "PL"]  # it has no answer
    assert all(row["done"] == row["total"] - len(row["missing"]) for row in rows.values())


def test_what_ships_is_whole_in_english_and_in_each_country_s_own_language(status):
    codes = set(Country.objects.values_list("code", flat=True)) - {"EU"}
    own = [key for key in status() if key[0] in codes or key[1] == "en" or key[0] in ("interface", "indicators")]
    assert {key: row["missing"] for key, row in status().items() if key in own and row["missing"]} == {}


def test_what_is_missing_is_named(status, capsys):
    Question.objects.filter(slug="damages").update(short_de="")
    Publication.objects.filter(answer__country__code="EE", answer__question__slug="appeal", language="et").delete()
    rows = status()
    assert rows["questions", "de"]["missing"] == ["damages"]
    assert rows["EE", "et"]["missing"] == ["appeal"]
    call_command("translation_status")
    lines = capsys.readouterr().out.splitlines()
    total = rows["EE", "et"]["total"]
    assert f"  et {total - 1}/{total}; missing: appeal" in lines
    assert "interface: whole in 24 of 24 languages (" + " ".join(languages.CODES) + ")" in lines
