"""`manage.py check_content`: what it finds, and that what ships is clean."""

import copy
import datetime
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from portal.i18n import languages
from rights.seeding import content_check

CONTENT = {
    "country": "EE",
    "source_language": "en",
    "sources": {"page": {"date": datetime.date(2026, 1, 1)}, "leaflet": {"date": None}},
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
CONDITIONAL = {  # "Ask if you can, only once, unless …": one sentence in each language, and the same without
    "bg": "Поискайте само ако можете.", "cs": "Požádejte, jen pokud můžete.", "da": "Bed kun om det, hvis du kan.",
    "de": "Bitten Sie nur darum, wenn Sie können.", "el": "Ζητήστε το μόνο αν μπορείτε.",
    "es": "Pídalo solo si puede.", "et": "Küsige ainult siis, kui saate.", "fi": "Pyydä vain, jos voit.",
    "fr": "Demandez-le seulement si vous pouvez.", "ga": "Iarr é más féidir leat amháin.",
    "hr": "Zatražite samo ako možete.", "hu": "Csak akkor kérje, ha tudja.", "it": "Lo chieda solo se può.",
    "lt": "Prašykite tik jei galite.", "lv": "Lūdziet tikai tad, ja varat.", "mt": "Itlob biss jekk tista’.",
    "nl": "Vraag het alleen als u kunt.", "pl": "Poproś tylko, jeśli możesz.", "pt": "Peça só se puder.",
    "ro": "Cereți doar dacă puteți.", "sk": "Požiadajte, len ak môžete.", "sl": "Prosite le, če lahko.",
    "sv": "Be bara om det om du kan.",
}  # fmt: skip
LONG = "A paragraph that is long enough to count as one when it stands in two answers of a country."


def found(change) -> list[str]:
    content = copy.deepcopy(CONTENT)
    change(content["answers"])
    return list(content_check.faults(content))


def test_a_condition_is_known_in_every_language():
    assert CONDITIONAL.keys() == set(languages.CODES) - {"en"}
    lacking = {code: {"if", "only"} - content_check.conditions(text, code).keys() for code, text in CONDITIONAL.items()}
    assert not any(lacking.values()), lacking


def test_what_is_said_half_as_often_is_a_remark_and_no_fault():
    content = copy.deepcopy(CONTENT)
    answer = content["answers"]["damages"]
    answer["en"]["body"] = "You can ask, can appeal, can go and can come in 10 days. [Aid](question:legal-aid)"
    answer["lv"]["body"] = "Varat lūgt un iet 10 dienās. [Palīdzība](question:legal-aid)"
    assert list(content_check.faults(content)) == []
    assert list(content_check._fewer_conditions(content)) == ["damages: lv: “may” 1 times, 4 times in en"]


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
        (("lv", "body"), "Lūdziet 10 dienās.\n\n- Skat. [palīdzību](question:legal-aid).", "1 items of lists"),
        (("lv", "body"), "## Lūdziet 10 dienās\n\nSkat. [palīdzību](question:legal-aid).", "1 headings"),
        (
            ("en", "body"),
            "Ask in 10 days if you can. See [legal aid](question:legal-aid).",
            "“if” stands 1 times in en",
        ),
        (("en", "body"), "Only ask in 10 days. See [legal aid](question:legal-aid).", "“only” stands"),
        (("en", "body"), "Ask in 10 days, unless late. See [legal aid](question:legal-aid).", "“unless” stands"),
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


def test_a_language_may_repeat_the_article_before_each_paragraph_but_not_cite_another():
    cited = {"en": "Directive 2012/29/EU, Article 6(5) and (6)", "sv": "Direktiv 2012/29/EU, artikel 6.5 och 6.6"}
    content = copy.deepcopy(CONTENT) | {"facts": [{"indicator": "release-notice", "legal_basis": cited}]}
    assert list(content_check.faults(content)) == []
    cited["sv"] = "Direktiv 2012/29/EU, artikel 6.5 och 6.7"
    assert list(content_check.faults(content)) == ["facts release-notice: sv: other figures in legal_basis than in en"]


def test_a_number_that_leads_nowhere_is_named_and_needs_a_caveat(tmp_path):
    content = copy.deepcopy(CONTENT) | {
        "services": [{"slug": "board", "phones": ["+371 80001801", "+371 7222922"]}],
        "help_lines": [{"number": "116006"}, {"number": "+3711", "note": {"en": "As given in 2020."}}],
    }
    assert list(content_check.faults(content)) == [
        "service board: +371 7222922 cannot be dialled as it is written, and no note says whence it is"
    ]
    path = tmp_path / "lv.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True))
    assert content_check.check([path]).remarks == [
        "lv.yaml: service board: +371 7222922 cannot be dialled as it is written; it is shown as text",
        "lv.yaml: help line: +3711 cannot be dialled as it is written; it is shown as text",
    ]


def test_a_check_that_is_no_later_than_its_source_is_a_fault():
    content = copy.deepcopy(CONTENT)
    day = content["sources"]["page"]["date"]
    content["sources"]["page"]["checked"] = day
    [fault] = content_check.faults(content)
    assert "source page: checked no later than its own date" in fault
    content["sources"]["page"]["checked"] = day + datetime.timedelta(days=1)
    assert list(content_check.faults(content)) == []


def test_two_answers_that_share_a_paragraph_are_named():
    def change(answers):
        for answer in answers.values():
            for code in ("en", "lv"):
                answer[code]["body"] = f"{answer[code].get('body', '')}\n\n{LONG}"

    assert {"legal-aid: en: shares a paragraph with damages", "legal-aid: lv: shares a paragraph with damages"} <= set(
        found(change)
    )


def test_two_answers_may_have_the_same_heading():
    def change(answers):
        for answer in answers.values():
            for code in ("en", "lv"):
                answer[code]["body"] = f"{answer[code].get('body', '')}\n\n## {LONG}"

    assert found(change) == []


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
    assert low <= content_check.reading_ease(text) <= high


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


@pytest.mark.slow
def test_what_ships_is_clean():
    call_command("check_content", stdout=(said := StringIO()))
    assert "Flesch" in said.getvalue()
