"""`manage.py check_content`: what it finds, and that what ships is clean."""

import copy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rights.shipping import contentcheck

CONTENT = {
    "country": "EE",
    "source_language": "en",
    "sources": {"page": {"date": "2026-01-01"}, "leaflet": {"date": None}},
    "answers": {
        "damages": {
            "sources": ["page", "leaflet"],
            "legal_basis": {"en": ["The Act"], "lv": ["Likums"]},
            "en": {"summary": "Yes, in 10 days.", "body": "Ask in 10 days. See [legal aid](question:legal-aid)."},
            "lv": {"summary": "Jā, 10 dienās.", "body": "Lūdziet 10 dienās. Skat. [palīdzību](question:legal-aid)."},
        },
        "legal-aid": {
            "sources": ["page"],
            "kind": "no-right",
            "en": {"summary": "No."},
            "lv": {"summary": "Nē."},
        },
    },
}
LONG = "A paragraph that is long enough to count as one when it stands in two answers of a country."


def found(change) -> list[str]:
    content = copy.deepcopy(CONTENT)
    change(content["answers"])
    return list(contentcheck.faults(content))


def test_clean_content_has_no_faults():
    assert found(lambda answers: None) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("en", "body"), "", "no body in English"),
        (("en", "summary"), " ", "no summary in English"),
        (("en", "summary"), "x" * 301 + " 10", "shorten it"),
        (("en", "body"), "Ask in 10 days. Lorem ipsum. See [legal aid](question:legal-aid).", "template"),
        (("lv", "body"), "Lūdziet 11 dienās. Skat. [palīdzību](question:legal-aid).", "other figures in the body"),
        (("lv", "summary"), "Jā.", "other figures in the summary"),
        (("lv", "body"), "Lūdziet 10 dienās.", "other links in the body"),
        (("lv", "body"), "Lūdziet 10 dienās. Skat. [palīdzību](question:damages).", "other links in the body"),
        (("legal_basis", "lv"), ["Likums", "Otrs"], "not as many laws"),
        (("sources",), [], "no source"),
        (("sources",), ["leaflet"], "no source with a date"),
    ],
)
def test_a_fault_is_named_with_its_question(path, value, said):
    def change(answers):
        place = answers["damages"]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    faults = found(change)
    assert any(fault.startswith("damages: ") and said in fault for fault in faults), faults


def test_an_answer_that_is_a_no_needs_no_body():
    assert (
        found(
            lambda answers: answers["damages"].update(
                kind="no-right", en={"summary": "No, 10."}, lv={"summary": "Nē, 10."}
            )
        )
        == []
    )


def test_two_answers_that_share_a_paragraph_are_named():
    def change(answers):
        for answer in answers.values():
            for code in ("en", "lv"):
                answer[code]["body"] = f"{answer[code].get('body', '')}\n\n{LONG}"

    assert {"legal-aid: en: shares a paragraph with damages", "legal-aid: lv: shares a paragraph with damages"} <= set(
        found(change)
    )


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("You can ask for help. It is free. Call them.", 85, 122),
        ("You can challenge the decision within ten days of receiving it.", 45, 75),
        (
            "Notwithstanding the applicability of the aforementioned provisions, reimbursement necessitates "
            "authorisation by the competent administrative jurisdiction.",
            -200,
            5,
        ),
    ],
)
def test_reading_ease_tells_plain_from_hard(text, low, high):
    assert low <= contentcheck.reading_ease(text) <= high


def test_hard_english_is_a_fault_of_the_whole(tmp_path):
    path = tmp_path / "ee.yaml"
    path.write_text(
        "country: EE\nsource_language: en\nsources: {page: {date: 2026-01-01}}\n"
        "answers:\n  damages:\n    sources: [page]\n    en:\n      summary: Yes.\n"
        "      body: Notwithstanding jurisdictional considerations authorisation necessitates representation.\n"
    )
    with pytest.raises(CommandError, match="1 fault"):
        call_command("check_content", path, stdout=StringIO(), stderr=(errors := StringIO()))
    assert "read too hard" in errors.getvalue()


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="does not exist"):
        call_command("check_content", tmp_path / "none.yaml", stdout=StringIO())


def test_what_ships_is_clean():
    call_command("check_content", stdout=(said := StringIO()))
    assert "Flesch" in said.getvalue()
