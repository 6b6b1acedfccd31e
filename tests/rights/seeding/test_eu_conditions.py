"""The EU's answers give each right with its conditions: role, request, exceptions, national law, date.

An answer that cites a paragraph carries the words of its condition, where it speaks of that instrument. The words are
English, the language that the answers are translated from.
"""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import yaml
from django.conf import settings
from django.utils.dateformat import format as formatted

from rights.seeding.folders import read_merged

FIXTURES = settings.BASE_DIR / "fixtures"
STATE_OF_THE_LAW = date(2026, 11, 30)  # the day to which the answers describe it
UNREAD = "2026/1472"  # listed in indexes of EU law, its text not read

DEFENCE = "rights of the defence|rights of the accused|accused person's rights"
# What an answer must say beside a right: `|` between words of which one is enough, each row of words in one part of it.
CONDITIONS = [
    ("2012/29", "3(3)", ["first contact"]),
    ("2012/29", "4", ["where relevant|if it matters|depends on your needs"]),
    ("2012/29", "5(2) and (3)", ["do not speak|do not understand", "ask"]),
    ("2012/29", "6(1)", ["ask"]),
    ("2012/29", "6(2)", ["role", "ask", "exception|unless|may be refused"]),
    ("2012/29", "6(3)", ["summary"]),
    ("2012/29", "6(5) and (6)", ["ask", "danger|risk", "unless|exception"]),
    ("2012/29", "7(1) and (3)", ["ask", "role"]),
    ("2012/29", "7(2)", ["unless"]),
    ("2012/29", "7(6)", ["fair"]),
    ("2012/29", "8(1)", ["needs"]),
    ("2012/29", "9(1)(c)", ["where available|where it is available"]),
    ("2012/29", "9(1)(e) and 9(3)", ["other service|somebody else|elsewhere"]),
    ("2012/29", "10", ["in writing", "national law|each country"]),
    ("2012/29", "11", ["role", "serious", "settlement", "ask"]),
    ("2012/29", "12", ["safe", "overriding|public interest", "withdraw"]),
    ("2012/29", "13", ["party"]),
    ("2012/29", "14", ["role", "active", "each country|national law"]),
    ("2012/29", "15", ["decision|decided", "need"]),
    ("2012/29", "16(1)", ["other proceedings|other legal proceedings"]),
    ("2012/29", "17", ["able to", "as far as possible", "serious"]),
    ("2012/29", "18, 20 and 23", [DEFENCE]),
    ("2012/29", "19", ["unless|exception", "new court"]),
    ("2012/29", "21", ["can|may"]),
    ("2012/29", "22", ["national|each country", "wishes"]),
    ("2012/29", "23", ["assess", "impossible|not possible", "urgent"]),
    ("2012/29", "24", ["under 18", "role", "right to a lawyer", "reason to believe|reasons to believe"]),
    ("2004/80", "5", ["ask"]),
    ("2004/80", "9", ["may|can"]),
    ("2011/99", "", ["decide|refus"]),
    ("606/2013", "", ["12 months", "certificate", "refus"]),
    ("2016/1919", "", ["afford|means", "justice"]),
]
PROMISES = [("2012/29", "21", "must be protected")]  # where the authorities may, and need not
SCATTERED = {("2012/29", "23"), ("2012/29", "24"), ("2012/29", "11")}  # conditions that hold for the whole answer

NUMBER = re.compile(r"\d+/\d+")
CITED = re.compile(r"(?P<article>\d+)?(?P<paragraph>\(\d+\))?(?P<point>\([a-z]\))?")
Citation = tuple[int, int | None, str | None]


def read(path) -> dict | list:
    return yaml.safe_load(path.read_text())


def citations(articles: str) -> set[Citation]:
    """Article, paragraph and point (None: the whole) of "Articles 6(1) and (3) and 11(1) to (5), and recital 43"."""
    found, last, through = [], (0, None, None), False
    for word in re.split(r"[\s,]+", articles.partition("recital")[0]):
        cited = CITED.fullmatch(word)
        if word == "to":
            through = True
        elif word and cited:
            article = int(cited["article"] or last[0])
            paragraph = int(cited["paragraph"][1:-1]) if cited["paragraph"] else None
            if through and cited["article"]:
                found += [(between, None, None) for between in range(last[0] + 1, article)]
            elif through:
                found += [(article, between, None) for between in range(last[1] + 1, paragraph)]
            last, through = (article, paragraph, cited["point"] and cited["point"][1:-1]), False
            found.append(last)
    return set(found)


def overlap(one: Citation, other: Citation) -> bool:
    """A whole article meets its paragraphs, a whole paragraph its points."""
    return all(None in pair or pair[0] == pair[1] for pair in zip(one, other, strict=True))


def parts(answer: dict) -> Iterator[tuple[str | None, str]]:
    """The level-2 parts of an answer, each with the instrument that it rests on: None is the main one."""
    governing = None
    introduction, *headed = re.split(r"^## ", answer["en"].get("body") or "", flags=re.MULTILINE)
    yield governing, f"{answer['en']['summary']}\n{introduction}"
    for part in headed:
        cited = NUMBER.search(part.splitlines()[0])
        governing = cited[0] if cited else governing
        yield governing, part


def laws(answer: dict) -> Iterator[tuple[str, str]]:
    """Number and articles of what an answer cites in its legal basis and in its headings."""
    lines = (answer.get("legal_basis") or {}).get("en", [])
    in_basis = [(number[0], line[number.end() :]) for line in lines if (number := NUMBER.search(line))]
    in_headings = {governing for governing, _text in parts(answer) if governing}
    yield from in_basis
    yield from ((number, "") for number in sorted(in_headings - {number for number, _articles in in_basis}))


def texts_on(number: str, answer: dict) -> list[str]:
    """The parts of an answer that speak of an instrument: those under its headings, else the main ones."""
    own = [text for governing, text in parts(answer) if governing == number]
    return own or [text for governing, text in parts(answer) if governing is None]


def says(words: str, text: str) -> bool:
    return re.search(rf"\b(?:{words})", " ".join(text.replace("’", "'").split()), re.IGNORECASE) is not None


def unconditional(content: dict) -> Iterator[str]:
    """Each right that an answer gives without its condition, or as more than it is."""
    for slug, answer in content["answers"].items():
        for number, articles in laws(answer):
            texts, cited = texts_on(number, answer), citations(articles)

            def is_cited(rule: str, cited=cited) -> bool:
                return not rule or any(overlap(one, other) for one in cited for other in citations(rule))

            for act, rule, conditions in CONDITIONS:
                if act == number and is_cited(rule):
                    places = [" ".join(texts)] if (act, rule) in SCATTERED else texts
                    missing = min(([c for c in conditions if not says(c, place)] for place in places), key=len)
                    yield from (f"{slug}: {act} {rule}: does not say {words!r}" for words in missing)
            for act, rule, promise in PROMISES:
                if act == number and is_cited(rule) and any(says(promise, text) for text in texts):
                    yield f"{slug}: {act} {rule}: says {promise!r}"


def undated(content: dict, instruments: list[dict]) -> Iterator[str]:
    """Each part that rests on an act which is not yet applicable and does not say from when it is."""
    coming = {row["number"]: row["applies_from"] for row in instruments}
    for slug, answer in content["answers"].items():
        for number, _articles in laws(answer):
            applies_from = coming.get(number, date.min)
            if applies_from is None:
                yield f"{slug}: rests on {number}, of which no date is known"
            elif applies_from > STATE_OF_THE_LAW:
                day = formatted(applies_from, "j F Y")
                if not all(says(f"from {day} at the latest", text) for text in texts_on(number, answer)):
                    yield f"{slug}: {number}: does not say 'from {day} at the latest'"


def from_the_unread(content: dict) -> Iterator[str]:
    """Each text that speaks of the unread directive, unless it says that it is unread."""
    for slug, answer in content["answers"].items():
        texts = [answer["en"]["summary"], *(answer["en"].get("body") or "").split("\n\n")]
        yield from (f"{slug}: {t}" for t in texts if UNREAD in t and "have not read it" not in t)
        if UNREAD in str(answer.get("legal_basis")) or UNREAD.replace("/", "-") in str(answer.get("instruments")):
            yield f"{slug}: rests on {UNREAD}"


@pytest.fixture(scope="module")
def content() -> dict:
    return read_merged(FIXTURES / "factsheets" / "eu")


@pytest.mark.parametrize(
    ("articles", "cited"),
    [
        ("Article 9", {(9, None, None)}),
        (
            "Articles 6(1) and (3), 8 and 11(1) to (3), and recitals 43 to 45",
            {(6, 1, None), (6, 3, None), (8, None, None)} | {(11, paragraph, None) for paragraph in (1, 2, 3)},
        ),
        ("Articles 6(1)(b), 6(2)(a) and 23(1) and (3)(b)", {(6, 1, "b"), (6, 2, "a"), (23, 1, None), (23, 3, "b")}),
        ("Articles 1 to 3 and 5", {(1, None, None), (2, None, None), (3, None, None), (5, None, None)}),
        ("recital 33", set()),
    ],
)
def test_a_citation_is_read_as_it_is_written(articles, cited):
    assert citations(articles) == cited


def test_every_right_of_the_eu_minimum_stands_with_its_conditions(content):
    assert list(unconditional(content)) == []


def test_an_act_that_is_still_to_come_stands_with_its_date(content):
    assert list(undated(content, read(FIXTURES / "reference" / "instruments.yaml"))) == []


def test_no_right_is_taken_from_a_directive_that_nobody_has_read(content):
    assert list(from_the_unread(content)) == []


def answer(body: str, basis: str, summary: str = "Ask.") -> dict:
    return {"answers": {"slug": {"legal_basis": {"en": [basis]}, "en": {"summary": summary, "body": body}}}}


def test_a_condition_counts_only_in_the_part_that_speaks_of_the_right():
    body = "You are told of a release.\n\n## Taken along (Regulation (EU) No 606/2013)\n\nUnless there is danger."
    faults = list(unconditional(answer(body, "Directive 2012/29/EU, Article 6(5) and (6)")))
    assert [fault.partition(": does not say ")[2] for fault in faults] == [
        *["'danger|risk'", "'unless|exception'"],
        *["'12 months'", "'certificate'", "'refus'"],
    ]


def test_a_promise_beyond_the_right_a_missing_date_and_an_unread_directive_are_found():
    instruments = [{"number": "2024/1385", "applies_from": date(2027, 6, 14)}, {"number": UNREAD, "applies_from": None}]
    privacy = answer("You must be protected; they may do it.", "Directive 2012/29/EU, Article 21")
    assert list(unconditional(privacy)) == ["slug: 2012/29 21: says 'must be protected'"]
    assert len(list(undated(answer("You have it.", "Directive (EU) 2024/1385, Article 29"), instruments))) == 1
    unread = answer("A new right.", f"Directive (EU) {UNREAD}, Article 1")
    assert len(list(undated(unread, instruments))) == len(list(from_the_unread(unread))) == 1
