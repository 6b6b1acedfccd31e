"""The command reports what a published text answers, and brings it in as drafts; a dry run changes nothing."""

import json
import time

import pytest
from django.core.management import CommandError, call_command

from rights.importer import confirmed_headings
from rights.models import Publication, Question, Revision
from tests.rights.importer.ireland import ODD, TEXT, WRITTEN
from tests.stored import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ie.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


@pytest.fixture
def run(file, people, capsys):
    """Runs the command on the made-up factsheet and gives back what it printed."""

    def call(*arguments, of=file):
        call_command("import_pages", of, "--country", "ie", "--language", "en", *arguments)
        return capsys.readouterr().out

    return call


IMPORT = ("--user", "author", "--publisher", "Department of Justice")


# A dry run


def test_json_has_the_promised_shape(run):
    report = json.loads(run("--dry-run", "--json"))
    assert list(report) == [
        "country", "language", "template", "pages", "matched", "unmatched", "unanswered", "problems", "services",
    ]  # fmt: skip
    assert report["pages"][2] == {"section_title": "4 - Compensation", "updated": "2021-03-05", "superseded": False}
    damages = next(one for one in report["matched"] if one["question"] == "damages")
    assert list(damages) == ["question", "heading", "words", "confidence"]
    assert report["unmatched"] == [{"heading": ODD, "words": 5}]
    assert report["services"] == [
        {"name": "Wexford Rape Crisis Centre", "phones": ["+353 1 408 6118"], "emails": ["info@victims.example"],
         "urls": []},
    ]  # fmt: skip


def test_people_read_sentences(run):
    said = run("--dry-run")
    assert "6 questions are answered." in said
    assert "Nothing was changed." in said


@pytest.mark.parametrize("options", [[], ["--json"], [*IMPORT]])
def test_a_dry_run_changes_nothing(run, options):
    before = stored()
    run("--dry-run", *options)
    assert stored() == before


# An import


def test_what_is_understood_becomes_drafts_of_the_user(run, people):
    said = run(*IMPORT, "--address", "https://example.ie/rights")
    assert "6 drafts were made." in said
    assert "damages: “In brief” is empty" in said
    made = Revision.objects.select_related("answer__question")
    assert {row.answer.question.slug for row in made} == WRITTEN
    assert {(row.author, row.state, row.origin) for row in made} == {(people.author.person, "draft", "import")}
    assert {source.url for row in made for source in row.sources.all()} == {"https://example.ie/rights"}
    assert not Publication.objects.exists()


def test_a_second_import_overwrites_nothing_and_says_so(run):
    run(*IMPORT)
    before = stored()
    said = run(*IMPORT)
    assert "0 drafts were made." in said
    assert "damages: There is a draft already; it is not overwritten." in said
    assert stored() == before


def test_json_of_an_import_names_the_drafts_too(run):
    said = json.loads(run(*IMPORT, "--json"))
    assert {one["question"] for one in said["drafts"]} == WRITTEN
    assert said["skipped"] == []


def test_confirmed_headings_are_used(run, people):
    confirmed_headings.remember("en", ODD, Question.objects.get(slug="no-conviction"), people.author.person)
    run(*IMPORT)
    assert Revision.objects.filter(answer__question__slug="no-conviction").exists()


# What cannot be done


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "--user"),
        (["--user", "nobody"], "no active user called nobody"),
        (["--user", "author"], "--publisher"),
        (["--user", "stranger", "--publisher", "X"], "no assignment"),
        (["--user", "author", "--publisher", "X" * 300], "too long"),
        (["--country", "XX", "--dry-run"], "no country"),
        (["--language", "tlh", "--dry-run"], "not one of the 24 languages"),
        (["--address", "javascript:alert(1)", "--dry-run"], "begins with https"),
        (["--address", "https://example.eu/" + "x" * 300, "--dry-run"], "too long"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(run, arguments, sentence):
    before = stored()
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)
    assert stored() == before


@pytest.mark.parametrize("name", ["/nowhere", "/", "a\0b"])
def test_a_file_that_cannot_be_read_is_said(run, name):
    with pytest.raises(CommandError, match="cannot be read"):
        run("--dry-run", of=name)


@pytest.mark.parametrize(
    "data",
    [b"", bytes(range(256)) * 500, b"x" * 5_000_000, b"\nA line\n" * 300_000, b"A recipe for soup.\n"],
    ids=["empty", "binary", "one line of 5 MB", "many lines", "another document"],
)
def test_a_broken_file_gets_a_sentence_within_seconds(run, tmp_path, data):
    path = tmp_path / "broken.txt"
    path.write_bytes(data)
    before, began = stored(), time.monotonic()
    with pytest.raises(CommandError, match="Nothing can be brought in"):
        run(*IMPORT, of=str(path))
    assert time.monotonic() - began < 10
    assert stored() == before
