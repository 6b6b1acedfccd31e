"""The form of a country's shipped factsheet, fixtures/factsheets/<code>/. `docs/content.md` describes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from countries.models import Country, Instrument, RetiredSlug, SupportService
from portal.i18n import languages
from portal.text import richtext
from rights import validation
from rights.models import Answer, IndicatorValue, Question, TimeLimit
from rights.seeding.files import Faults
from rights.seeding.folders import read_merged
from rights.seeding.schema import (
    Check,
    day,
    either,
    flag,
    language,
    listed,
    mail_address,
    nullable,
    number,
    one_of,
    record,
    text,
    texts,
    web_address,
)
from rights.seeding.upsert import ever_shipped

CENTS = Decimal("0.01")


def amount(value: Any, name: str) -> Iterator[str]:
    """An amount of money, written as a text so that no digit is lost."""
    try:
        good = isinstance(value, str) and Decimal(value) >= 0 and Decimal(value) == Decimal(value).quantize(CENTS)
    except InvalidOperation:  # no number, or one without end
        good = False
    if not good:
        yield f'{name} must be an amount in quotes, as in "9590.50"'


MONEY = record({"amount": amount, "currency": text}, {})


def value_of_indicator(given: Any, name: str) -> Iterator[str]:
    """A word of a scale, an age, an amount with its currency, or a text in several languages."""
    if isinstance(given, dict):
        yield from (MONEY if "amount" in given else texts)(given, name)
    elif not isinstance(given, str) and list(number(given, name)):
        yield f"{name} must be a word of the scale, a number, {{amount: …, currency: …}} or a text for each language"


SOURCE = record(
    {"title": texts, "publisher": text, "language": language, "date": nullable(day)},
    {"url": web_address, "checked": day},
    missing={
        "title": "give a text for each language, as in {en: …, lv: …}",
        "publisher": "name its publisher",
        "date": "give its date, or null where it bears none",
    },
)
SERVICE = record(
    {"slug": text, "kind": one_of(SupportService.Kind.values, "kind"), "name": texts, "sources": listed(text)},
    {
        "description": texts,
        "address": text,
        "phones": listed(either(text, record({"number": text}, {"note": texts}))),
        "emails": listed(mail_address),
        "urls": listed(web_address),
        "hours": texts,
    },
    missing={"sources": "no source", "name": "give a text for each language, as in {en: …, lv: …}"},
)
HELP_LINE = record(
    {"number": text, "name": texts, "sources": listed(text)},
    {
        "operates": flag,
        "for_victims": flag,
        "hours": texts,
        "cost": texts,
        "note": texts,
        "languages": listed(language),
    },
    missing={"sources": "no source"},
)
TIME_LIMIT = record(
    {
        "slug": text,
        "question": text,
        "title": texts,
        "start": texts,
        "length": number,
        "unit": one_of(TimeLimit.Unit.values, "unit"),
        "sources": listed(text),
    },
    {
        "indicator": text,
        "counting": one_of(TimeLimit.Counting.values, "way of counting"),
        "exceptions": texts,
        "legal_basis": texts,
        "valid_from": day,
    },
    missing={"sources": "no source"},
)
FACT = record(
    {"indicator": text, "sources": listed(text)},
    {
        "value": value_of_indicator,
        "kind": one_of(IndicatorValue.Kind.values, "kind"),
        "note": texts,
        "legal_basis": texts,
        "valid_from": day,
    },
    missing={"sources": "no source"},
)
# Entry of the file → what its rows are told apart by, and their form.
SHORT_RECORDS: dict[str, tuple[str, Check]] = {
    "services": ("slug", SERVICE),
    "help_lines": ("number", HELP_LINE),
    "time_limits": ("slug", TIME_LIMIT),
    "facts": ("indicator", FACT),
}
MAPPINGS = ("sources", "answers")
FILE_KEYS = ("country", "source_language", *MAPPINGS, *SHORT_RECORDS)
ANSWER_KEYS = ("kind", "sources", "instruments", "legal_basis")


@dataclass
class ShippedText:
    """An answer in one language as it is written: summary and legal basis plain, body clean HTML."""

    summary: str
    body: str
    legal_basis: str


@dataclass
class ShippedAnswer:
    question: str
    kind: str
    sources: list[str]
    instruments: list[str]
    texts: dict[str, ShippedText]


@dataclass
class Factsheet:
    """A file whose form is right: short records as they are written, answers converted from Markdown."""

    country: str
    source_language: str
    sources: dict[str, dict[str, Any]]
    services: list[dict[str, Any]]
    help_lines: list[dict[str, Any]]
    time_limits: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    answers: list[ShippedAnswer] = field(default_factory=list)


def is_checked(source: dict) -> bool:
    """Whether somebody read a source of a file again after its own date."""
    return "checked" in source and (source["date"] is None or source["checked"] > source["date"])


def read_factsheet(path: Path) -> Factsheet:
    """Raises `Faults` with everything that is wrong with the form of a file, each with its question or row."""
    content = read_merged(path)
    if faults := list(_shape_faults(content)):
        raise Faults(path.name, faults)
    sheet = Factsheet(
        content["country"],
        content.get("source_language", languages.ENGLISH),
        content.get("sources", {}),
        **{name: content.get(name, []) for name in SHORT_RECORDS},
    )
    answers = _Answers(sheet)
    for slug, row in content.get("answers", {}).items():
        answers.read(slug, row)
    if answers.faults:
        raise Faults(path.name, answers.faults)
    return sheet


def _shape_faults(content: Any) -> Iterator[str]:
    """What in a file is not in the form that `docs/content.md` describes; its answers apart."""
    if not isinstance(content, dict):
        yield "the file is not a mapping of country, sources and answers"
        return
    if unknown := sorted(str(key) for key in content if key not in FILE_KEYS):
        yield f"file: unknown entry {', '.join(unknown)}"
    code = content.get("country")
    countries = {*Country.objects.values_list("code", flat=True)} | ever_shipped(Country)
    if not isinstance(code, str) or code not in countries:
        yield f"unknown country {code!r}"
    yield from language(content.get("source_language", languages.ENGLISH), "source_language")
    for name in (*MAPPINGS, *SHORT_RECORDS):
        kind = dict if name in MAPPINGS else list
        if not isinstance(content.get(name, kind()), kind):
            yield f"{name} must be a {'mapping' if kind is dict else 'list'}"
            return
    sources = content.get("sources", {})
    for name, row in sources.items():
        yield from _placed(f"source {name}", SOURCE, row)
    for kind_of_row, (identifier, shape) in SHORT_RECORDS.items():
        for row in content.get(kind_of_row, []):
            place = f"{kind_of_row[:-1].replace('_', ' ')} {row.get(identifier) if isinstance(row, dict) else row}"
            yield from _placed(place, shape, row)
            if isinstance(row, dict) and isinstance(row.get("sources"), list):
                yield from (f"{place}: {sentence}" for sentence in _source_faults(row["sources"], sources))


def _placed(place: str, shape: Check, row: Any) -> Iterator[str]:
    return (f"{place}: {sentence}" for sentence in shape(row, "the entry"))


def _source_faults(names: list, sources: dict) -> Iterator[str]:
    if not names:
        yield "no source"
    for name in names:
        if not isinstance(name, str) or name not in sources:
            yield f"missing source {name!r}"


class _Answers:
    """Reads the answers of a file into its factsheet; what is wrong with them goes to `faults`."""

    def __init__(self, sheet: Factsheet):
        self.sheet = sheet
        self.faults: list[str] = []
        retired = RetiredSlug.objects.filter(kind="question").values_list("slug", flat=True)
        self.questions = {*Question.objects.values_list("slug", flat=True), *retired} | ever_shipped(Question)
        self.instruments = {*Instrument.objects.values_list("slug", flat=True)} | ever_shipped(Instrument)

    def read(self, slug: Any, row: Any) -> None:
        if slug not in self.questions:
            self.faults.append(f"{slug}: unknown question")
            return
        faults = list(self._form_faults(row))
        answer = None
        if not faults:
            answer = ShippedAnswer(
                slug, row.get("kind", Answer.Kind.TEXT), row["sources"], row.get("instruments", []), {}
            )
            for code in (code for code in row if code in languages.CODES):
                try:
                    answer.texts[code] = _shipped_text(row, code)
                except richtext.TooMuch as much:
                    faults.append(f" ({code}): {validation.said_of(much).sentence}")
        if faults:
            self.faults += [f"{slug}{sentence}" for sentence in faults]
        elif answer:
            self.sheet.answers.append(answer)

    def _form_faults(self, row: Any) -> Iterator[str]:
        """What is wrong with an answer's entry, each sentence beginning with what follows the question's slug."""
        if not isinstance(row, dict):
            yield ": not a mapping of sources and languages"
            return
        for name in row:
            if name not in ANSWER_KEYS and name not in languages.CODES:
                yield f": unknown language or entry {name!r}"
        if self.sheet.source_language not in row:
            yield f": no text in the source language, {self.sheet.source_language}"
        for name in ("sources", "instruments"):
            if not isinstance(row.get(name, []), list):
                yield f": {name} must be a list"
                return
        yield from (f": {sentence}" for sentence in _source_faults(row.get("sources", []), self.sheet.sources))
        for name in row.get("instruments", []):
            if not isinstance(name, str) or name not in self.instruments:
                yield f": unknown instrument {name!r}"
        kind = row.get("kind", Answer.Kind.TEXT)
        yield from (f": {sentence}" for sentence in one_of(Answer.Kind.values, "kind")(kind, "kind"))
        legal_basis = row.get("legal_basis", {})
        if not isinstance(legal_basis, dict):
            yield ": legal_basis must be a mapping of languages"
        else:
            for code, lines in legal_basis.items():
                yield from (f" ({code}): {sentence}" for sentence in listed(text)(lines, "the legal basis"))
        for code in row:
            if code in languages.CODES:
                yield from (f" ({code}): {sentence}" for sentence in _text_faults(row[code]))


def _text_faults(value: Any) -> Iterator[str]:
    faults = list(record({"summary": text, "body": text}, {})(value, "the text"))
    yield from faults
    if not faults and richtext.TAG.search(value["body"]):
        yield "HTML in the text; write Markdown"


def _shipped_text(row: dict, code: str) -> ShippedText:
    """Raises `richtext.TooMuch`."""
    return ShippedText(
        " ".join(row[code]["summary"].split()),
        richtext.from_markdown(row[code]["body"]),
        "\n".join(row.get("legal_basis", {}).get(code, [])),
    )
