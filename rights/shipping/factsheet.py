"""A country's shipped factsheet: fixtures/factsheets/<code>.yaml, in Markdown. `docs/content.md` describes the file."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from countries.models import (
    ContentVersion,
    Country,
    HelpLine,
    Instrument,
    RetiredSlug,
    Source,
    SupportService,
    Telephone,
)
from portal import languages, localized
from portal.environment import BASE_DIR
from rights import richtext, workflow
from rights.models import Answer, Question, Revision
from rights.querysets import TEXT_FIELDS
from rights.shipping import facts
from rights.shipping.files import Faults, read
from rights.shipping.rows import Ledger, Report, RowFault, ship
from rights.shipping.shapes import (
    Check,
    columns,
    day,
    either,
    flag,
    language,
    listed,
    nullable,
    one_line,
    one_of,
    record,
    text,
    texts,
)

FOLDER = BASE_DIR / "fixtures" / "factsheets"

SOURCE = record(
    {"title": texts, "publisher": text, "language": language, "date": nullable(day)},
    {"url": text, "checked": day},
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
        "emails": listed(text),
        "urls": listed(text),
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
SHORT_RECORDS = {"services": ("slug", SERVICE), "help_lines": ("number", HELP_LINE), **facts.SHAPES}
ANSWER_KEYS = ("kind", "sources", "instruments", "legal_basis")
FILE_KEYS = ("country", "source_language", "sources", "services", "help_lines", "time_limits", "facts", "answers")


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
    texts: dict[str, ShippedText] = field(default_factory=dict)


def files(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def load(path: Path) -> Report:
    """Bring one file in, all or nothing. Raises `Faults` with every fault found, each with its question or row."""
    content = read(path)
    faults = list(_shape_faults(content))
    if faults:
        raise Faults(path.name, faults)
    answers = list(_parse_answers(content, faults))
    if faults:
        raise Faults(path.name, faults)
    country = Country.objects.filter(code=content["country"]).first()
    if country is None:  # shipped once, and deleted by an editor
        return Report(kept=[f"countries.country:{content['country']}"])
    report = Report()
    try:
        with transaction.atomic():
            _Loading(content, country, report, faults).everything(answers)
            if faults:
                raise Faults(path.name, faults)
    except (RowFault, IntegrityError, DataError) as fault:
        raise Faults(path.name, [str(fault)]) from fault
    return report


# Reading the file


def _shape_faults(content: Any) -> Iterator[str]:
    """What in a file is not in the form that `docs/content.md` describes."""
    if not isinstance(content, dict):
        yield "the file is not a mapping of country, sources and answers"
        return
    if unknown := sorted(str(key) for key in content if key not in FILE_KEYS):
        yield f"file: unknown entry {', '.join(unknown)}"
    code = content.get("country")
    known = {*Country.objects.values_list("code", flat=True)} | {
        key.split(":")[1] for key in Ledger("countries.country:").records
    }
    if not isinstance(code, str) or code not in known:
        yield f"unknown country {code!r}"
    yield from language(content.get("source_language", languages.ENGLISH), "source_language")
    kinds = {"sources": dict, "answers": dict, "services": list, "help_lines": list, "time_limits": list, "facts": list}
    for name, kind in kinds.items():
        if not isinstance(content.get(name, kind()), kind):
            yield f"{name} must be a {'mapping' if kind is dict else 'list'}"
            return
    for name, row in content.get("sources", {}).items():
        yield from _placed(f"source {name}", SOURCE, row)
    for kind, (identity, shape) in SHORT_RECORDS.items():
        for row in content.get(kind, []):
            place = f"{kind[:-1].replace('_', ' ')} {row.get(identity) if isinstance(row, dict) else row}"
            yield from _placed(place, shape, row)
            if isinstance(row, dict) and isinstance(row.get("sources"), list):
                yield from (f"{place}: {said}" for said in _source_faults(row["sources"], content))


def _placed(place: str, shape: Check, row: Any) -> Iterator[str]:
    return (f"{place}: {sentence}" for sentence in shape(row, "the entry"))


def _source_faults(names: list, content: dict) -> Iterator[str]:
    if not names:
        yield "no source"
    for name in names:
        if not isinstance(name, str) or name not in content.get("sources", {}):
            yield f"missing source {name!r}"


def _parse_answers(content: dict, faults: list[str]) -> Iterator[ShippedAnswer]:
    """The answers of a file, Markdown converted and cleaned; what is wrong goes to `faults`."""
    questions = set(Question.objects.values_list("slug", flat=True))
    questions |= set(RetiredSlug.objects.filter(kind="question").values_list("slug", flat=True))
    questions |= {key.split(":")[1] for key in Ledger("rights.question:").records}
    instruments = set(Instrument.objects.values_list("slug", flat=True))
    instruments |= {key.split(":")[1] for key in Ledger("countries.instrument:").records}
    source_language = content.get("source_language", languages.ENGLISH)
    for slug, row in content.get("answers", {}).items():
        if slug not in questions:
            faults.append(f"{slug}: unknown question")
        elif found := list(_answer_faults(row, content, source_language, instruments)):
            faults += [f"{slug}{sentence}" for sentence in found]
        else:
            yield ShippedAnswer(
                slug,
                row.get("kind", Answer.Kind.TEXT),
                row["sources"],
                row.get("instruments", []),
                {code: _shipped_text(row, code) for code in row if code in languages.CODES},
            )


def _answer_faults(row: Any, content: dict, source_language: str, instruments: set[str]) -> Iterator[str]:
    """What is wrong with an answer's entry, each sentence beginning with what follows the question's slug."""
    if not isinstance(row, dict):
        yield ": not a mapping of sources and languages"
        return
    for name in row:
        if name not in ANSWER_KEYS and name not in languages.CODES:
            yield f": unknown language or entry {name!r}"
    if source_language not in row:
        yield f": no text in the source language, {source_language}"
    for name in ("sources", "instruments"):
        if not isinstance(row.get(name, []), list):
            yield f": {name} must be a list"
            return
    yield from (f": {said}" for said in _source_faults(row.get("sources", []), content))
    for name in row.get("instruments", []):
        if not isinstance(name, str) or name not in instruments:
            yield f": unknown instrument {name!r}"
    yield from (f": {said}" for said in one_of(Answer.Kind.values, "kind")(row.get("kind", Answer.Kind.TEXT), "kind"))
    legal_basis = row.get("legal_basis", {})
    if not isinstance(legal_basis, dict):
        yield ": legal_basis must be a mapping of languages"
    else:
        for code, lines in legal_basis.items():
            yield from (f" ({code}): {said}" for said in listed(text)(lines, "the legal basis"))
    for code in row:
        if code in languages.CODES:
            yield from (f" ({code}): {said}" for said in _text_faults(row[code]))


def _text_faults(value: Any) -> Iterator[str]:
    found = list(record({"summary": text, "body": text}, {})(value, "the text"))
    yield from found
    if not found and richtext.TAG.search(value["body"]):
        yield "HTML in the text; write Markdown"


def _shipped_text(row: dict, code: str) -> ShippedText:
    return ShippedText(
        " ".join(row[code]["summary"].split()),
        richtext.from_markdown(row[code]["body"]),
        "\n".join(row.get("legal_basis", {}).get(code, [])),
    )


# Writing


class _Loading:
    """One file on its way into the database."""

    def __init__(self, content: dict, country: Country, report: Report, faults: list[str]):
        self.content, self.country, self.report, self.faults = content, country, report, faults
        self.source_language = content.get("source_language", languages.ENGLISH)
        self.sources: dict[str, Source] = {}

    def everything(self, answers: list[ShippedAnswer]):
        self.load_sources()
        self.load_services()
        self.load_help_lines()
        self.questions = facts.by_any_slug(Question)
        facts.load_of_country(self.content, self.country, self.questions, self.source_and_check, self.report)
        self.load_answers(answers)
        if self.report.has_changes:
            ContentVersion.bump()

    def load_sources(self):
        """The sources that still exist; one that an editor has deleted is cited no more."""
        ledger = Ledger("countries.source:")
        for name, row in self.content.get("sources", {}).items():
            source = ship(
                Source,
                {"slug": source_slug(self.country, name)},
                {
                    "publisher": row["publisher"],
                    "url": row.get("url", ""),
                    "language": row["language"],
                    "date": row["date"],
                    **localized.by_language("title", one_line(row["title"])),
                },
                ledger,
                self.report,
            )
            if source:
                self.sources[name] = source

    def source_and_check(self, row: dict) -> dict:
        """The source of a short record, the first that still exists, and when it was last checked."""
        name = next((name for name in row["sources"] if name in self.sources), None)
        if name is None:
            return {}
        return {"source": self.sources[name], "checked_on": self.checked([name])}

    def checked(self, names: list[str]) -> datetime.date | None:
        """The newest date at which one of some sources was checked: its own date where nobody checked it later."""
        rows = [self.content["sources"][name] for name in names]
        return max((date for row in rows if (date := row.get("checked", row["date"]))), default=None)

    def load_services(self):
        services = Ledger(f"countries.supportservice:{self.country.pk}:")
        telephones = Ledger("countries.telephone:")
        for position, row in enumerate(self.content.get("services", []), start=1):
            if not (source := self.source_and_check(row)):
                continue
            service = ship(
                SupportService,
                {"country": self.country, "slug": row["slug"]},
                {
                    "kind": row["kind"],
                    "address": row.get("address", ""),
                    "emails": row.get("emails", []),
                    "urls": row.get("urls", []),
                    "position": position,
                    **source,
                    **columns(row, "name", "description", "hours"),
                },
                services,
                self.report,
            )
            for line, phone in enumerate(row.get("phones", []) if service else [], start=1):
                phone = {"number": phone} if isinstance(phone, str) else phone
                ship(
                    Telephone,
                    {"service": service, "number": phone["number"]},
                    {"position": line, **columns(phone, "note")},
                    telephones,
                    self.report,
                )

    def load_help_lines(self):
        ledger = Ledger(f"countries.helpline:{self.country.pk}:")
        for position, row in enumerate(self.content.get("help_lines", []), start=1):
            if source := self.source_and_check(row):
                ship(
                    HelpLine,
                    {"country": self.country, "number": row["number"]},
                    {
                        "operates": row.get("operates"),
                        "for_victims": row.get("for_victims", False),
                        "spoken_languages": row.get("languages", []),
                        "position": position,
                        **source,
                        **columns(row, "name", "hours", "cost", "note"),
                    },
                    ledger,
                    self.report,
                )

    def load_answers(self, answers: list[ShippedAnswer]):
        """Publish what is new, update what was not edited, leave the rest."""
        self.ledger = Ledger(f"answer:{self.country.code}:")
        self.instruments = {instrument.slug: instrument for instrument in Instrument.objects.all()}
        existing = {
            answer.question_id: answer
            for answer in Answer.objects.filter(country=self.country).prefetch_related("instruments")
        }
        self.published = {
            (revision.answer_id, revision.language): revision
            for revision in Revision.objects.filter(
                answer__country=self.country, state=Revision.State.PUBLISHED
            ).prefetch_related("sources")
        }
        for shipped in answers:
            question = self.questions.get(shipped.question)
            if question:
                self.load_answer(shipped, question, existing.get(question.pk))

    def load_answer(self, shipped: ShippedAnswer, question: Question, answer: Answer | None):
        """One answer, its source language first: its translations follow it.

        Where an editor has taken the source text over, its shipped translations no longer render it, and stay as they
        are; where it was updated, they are published again, so that they are based on what they render.
        """
        if answer is None:
            answer = Answer.objects.create(
                country=self.country, question=question, source_language=self.source_language
            )
        outcome = self.load_text(shipped, answer, self.source_language, is_source=True)
        for code in shipped.texts:
            if code == self.source_language:
                continue
            if outcome == "kept":
                key = self.key(shipped, code)
                current = self.published.get((answer.pk, code))
                same = current and self.now(answer, current, is_source=False) == self.wanted(shipped, code, False)
                self.report.unchanged += bool(same)
                self.report.kept += [] if same else [key]
            else:
                self.load_text(shipped, answer, code, is_source=False, again=outcome == "write")

    def load_text(self, shipped: ShippedAnswer, answer: Answer, code: str, is_source: bool, again: bool = False) -> str:
        """Bring one text in; says what became of it: "write", "unchanged" or "kept"."""
        key = self.key(shipped, code)
        current = self.published.get((answer.pk, code))
        wanted = self.wanted(shipped, code, is_source)
        now = self.now(answer, current, is_source)
        outcome = self.decide(key, now, wanted, again)
        if outcome == "kept":
            self.report.kept.append(key)
            return outcome
        self.ledger.note(key, wanted)
        if outcome == "unchanged":
            self.report.unchanged += 1
            return outcome
        if is_source:
            answer.instruments.set(self.instruments[slug] for slug in wanted["instruments"])
        shipped_text = shipped.texts[code]
        try:
            workflow.publish_seed(
                answer,
                code,
                kind=shipped.kind,
                summary=shipped_text.summary,
                body=shipped_text.body,
                legal_basis=shipped_text.legal_basis,
                sources=[self.sources[name] for name in shipped.sources if name in self.sources],
                checked_on=self.checked(shipped.sources),
            )
        except workflow.Refusal as refusal:
            self.faults.append(f"{shipped.question} ({code}): {refusal}")
        self.report.created += current is None
        self.report.updated += current is not None
        return outcome

    def decide(self, key: str, now: dict, wanted: dict, again: bool) -> str:
        if not now:
            return "kept" if self.ledger.knows(key) else "write"
        unedited = self.ledger.is_unedited(key, now)
        if now == wanted and not (again and unedited):
            return "unchanged"
        return "write" if unedited else "kept"

    def key(self, shipped: ShippedAnswer, code: str) -> str:
        return f"answer:{self.country.code}:{shipped.question}:{code}"

    def wanted(self, shipped: ShippedAnswer, code: str, is_source: bool) -> dict:
        wanted = {name: getattr(shipped.texts[code], name) for name in TEXT_FIELDS}
        if is_source:
            checked_on = self.checked(shipped.sources)
            wanted |= {
                "kind": str(shipped.kind),
                "sources": sorted(self.sources[name].pk for name in shipped.sources if name in self.sources),
                "instruments": sorted(slug for slug in shipped.instruments if slug in self.instruments),
                "checked_on": checked_on.isoformat() if checked_on else None,
            }
        return wanted

    def now(self, answer: Answer, current: Revision | None, is_source: bool) -> dict:
        """What is public, in the form of `wanted`; empty where nothing is."""
        if current is None:
            return {}
        now = {name: getattr(current, name) for name in TEXT_FIELDS}
        if is_source:
            now |= {
                "kind": current.kind,
                "sources": sorted(source.pk for source in current.sources.all()),
                "instruments": sorted(instrument.slug for instrument in answer.instruments.all()),
                "checked_on": answer.checked_on.isoformat() if answer.checked_on else None,
            }
        return now


def source_slug(country: Country, name: str) -> str:
    """A source's name in its file, made one of the whole portal: `ee-4`, `eu-2012-29`."""
    prefix = f"{country.code.lower()}-"
    return name if name.startswith(prefix) else prefix + name
