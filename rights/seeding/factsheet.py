"""Brings a country's shipped factsheet in: a file that is in the form of `factsheet_form.py`, all or nothing."""

import datetime
from collections.abc import Iterable
from enum import Enum, auto
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError

from countries.models import Country, HelpLine, Instrument, Source, SupportService, Telephone
from portal.environment import BASE_DIR
from portal.i18n import translated
from rights.models import Answer, Question, Revision
from rights.querysets import TEXT_FIELDS
from rights.seeding import facts, factsheet_form, folders, loaded, reference
from rights.seeding.factsheet_form import Factsheet, ShippedAnswer, is_checked
from rights.seeding.files import Faults
from rights.seeding.schema import columns, one_line
from rights.seeding.upsert import Load, LoadReport, RowFault, Upserter
from rights.services.batches import batch
from rights.services.seeds import Seed, check_seed, publish_seeds

FOLDER = BASE_DIR / "fixtures" / "factsheets"


def files(folder: Path = FOLDER) -> list[Path]:
    """The factsheets that ship: a folder for each country."""
    return sorted(path.parent for path in folder.glob(f"*/{folders.STRUCTURE}"))


def is_loaded(path: Path) -> bool:
    """Whether a file was loaded as it is now, with the reference data as it is now."""
    return loaded.is_loaded(path.name, _mark(path))


def _mark(path: Path) -> str:
    return loaded.mark([*folders.files(path), *reference.files()])


def load(path: Path) -> LoadReport:
    """Bring one file in. Raises `Faults` with every fault found, each with its question or row."""
    mark = _mark(path)
    sheet = factsheet_form.read_factsheet(path)
    country = Country.objects.filter(code=sheet.country).first()
    if country is None:  # shipped once, and deleted by an editor
        return LoadReport(left_alone=[f"countries.country:{sheet.country}"])
    try:
        with batch() as changes:
            load = Load(changes)
            sources = _Sources(load, country, sheet)
            _load_services(load, country, sheet, sources)
            _load_help_lines(load, country, sheet, sources)
            questions = facts.by_any_slug(Question)
            facts.load_of_country(load, country, sheet, questions, sources.of_record)
            if faults := _Answers(load, country, sheet, sources, questions).load_all():
                raise Faults(path.name, faults)
            load.ledger.write()
            loaded.note(path.name, mark)
    except (RowFault, IntegrityError, DataError) as fault:
        raise Faults(path.name, [str(fault)]) from fault
    return load.report


class _Sources:
    """The sources of a file by their name there, brought in; one that an editor has deleted is cited no more."""

    def __init__(self, load: Load, country: Country, sheet: Factsheet):
        self.rows, prefix = sheet.sources, f"{country.code.lower()}-"
        self.by_name: dict[str, Source] = {}
        upserter = Upserter(load, Source, "slug", start=prefix)
        for name, row in self.rows.items():
            source = upserter.upsert(
                name if name.startswith(prefix) else prefix + name,  # one of the whole portal: ee-4, eu-2012-29
                {
                    "publisher": row["publisher"],
                    "url": row.get("url", ""),
                    "language": row["language"],
                    "date": row["date"],
                    **translated.by_language("title", one_line(row["title"])),
                },
            )
            if source:
                self.by_name[name] = source

    def cited(self, names: Iterable[str]) -> list[Source]:
        return [self.by_name[name] for name in names if name in self.by_name]

    def checked(self, names: Iterable[str]) -> datetime.date | None:
        """The newest day on which somebody read one of some sources again, None where nobody has.

        A source's own date says when it was written, not that it still held later: it is no check.
        """
        rows = [self.rows[name] for name in names]
        return max((row["checked"] for row in rows if is_checked(row)), default=None)

    def of_record(self, row: dict) -> dict[str, Any]:
        """The source of a short record, the first that still exists, and when it was checked; empty without any."""
        name = next((name for name in row["sources"] if name in self.by_name), None)
        return {"source": self.by_name[name], "checked_on": self.checked([name])} if name else {}


def _load_services(load: Load, country: Country, sheet: Factsheet, sources: _Sources) -> None:
    services = Upserter(load, SupportService, "slug", country=country)
    for position, row in enumerate(sheet.services, start=1):
        if not (source := sources.of_record(row)):
            continue
        service = services.upsert(
            row["slug"],
            {
                "kind": row["kind"],
                "address": row.get("address", ""),
                "emails": row.get("emails", []),
                "urls": row.get("urls", []),
                "position": position,
                **source,
                **columns(row, "name", "description", "hours"),
            },
        )
        if service:
            _load_telephones(load, service, row.get("phones", []))


def _load_telephones(load: Load, service: SupportService, phones: list[str | dict]) -> None:
    telephones = Upserter(load, Telephone, "number", service=service)
    for position, phone in enumerate(phones, start=1):
        row = {"number": phone} if isinstance(phone, str) else phone
        telephones.upsert(row["number"], {"position": position, **columns(row, "note")})


def _load_help_lines(load: Load, country: Country, sheet: Factsheet, sources: _Sources) -> None:
    lines = Upserter(load, HelpLine, "number", country=country)
    for position, row in enumerate(sheet.help_lines, start=1):
        if source := sources.of_record(row):
            lines.upsert(
                row["number"],
                {
                    "operates": row.get("operates"),
                    "for_victims": row.get("for_victims", False),
                    "spoken_languages": row.get("languages", []),
                    "position": position,
                    **source,
                    **columns(row, "name", "hours", "cost", "note"),
                },
            )


class _Outcome(Enum):
    """What becomes of a shipped text."""

    PUBLISHED = auto()
    UNCHANGED = auto()
    LEFT_ALONE = auto()


class _Answers:
    """The answers of a file: what is new is published, what was not edited is updated, the rest is left alone."""

    def __init__(
        self, load: Load, country: Country, sheet: Factsheet, sources: _Sources, questions: dict[str, Question]
    ):
        self.report, self.ledger, self.batch = load.report, load.ledger, load.batch
        self.country, self.sheet, self.sources, self.questions = country, sheet, sources, questions
        self.seeds: list[Seed] = []
        self.ledger.read(f"answer:{country.code}:")
        self.instruments = {instrument.slug: instrument for instrument in Instrument.objects.all()}
        # Locked, so that nobody publishes between what is decided here and what is written because of it.
        answers = Answer.objects.filter(country=country).order_by().select_for_update(of=("self",))
        few = answers.only("country", "question", "source_language", "checked_on").prefetch_related("instruments")
        self.existing = {answer.question_id: answer for answer in few}
        published = Revision.objects.filter(answer__country=country, state=Revision.State.PUBLISHED)
        self.published = {
            (revision.answer_id, revision.language): revision for revision in published.prefetch_related("sources")
        }

    def load_all(self) -> list[str]:
        """Returns what is wrong with texts that may not be published; nothing may be kept of the file then."""
        for shipped in self.sheet.answers:
            if question := self.questions.get(shipped.question):
                self._load(shipped, question)
        return [f"{seed.place}: {refusal}" for seed, refusal in publish_seeds(self.seeds, self.batch)]

    def _load(self, shipped: ShippedAnswer, question: Question) -> None:
        """One answer, its original first: its translations follow it.

        Where an editor has taken the original over, its shipped translations no longer render it, and stay as they are;
        where it was updated, they are published again, so that they are based on what they render.
        """
        original = self.sheet.source_language
        answer = self.existing.get(question.pk)
        if answer is None:
            answer = Answer(country=self.country, question=question, source_language=original)
        outcome = self._load_text(shipped, answer, original, is_original=True)
        for code in shipped.texts:
            if code == original:
                continue
            if outcome is _Outcome.LEFT_ALONE:
                self._leave(shipped, answer, code)
            else:
                self._load_text(shipped, answer, code, is_original=False, again=outcome is _Outcome.PUBLISHED)

    def _leave(self, shipped: ShippedAnswer, answer: Answer, code: str) -> None:
        current = self.published.get((answer.pk, code))
        if current and _public(answer, current, is_original=False) == self._shipped(shipped, code, is_original=False):
            self.report.unchanged += 1
        else:
            self.report.left_alone.append(self._key(shipped, code))

    def _load_text(
        self, shipped: ShippedAnswer, answer: Answer, code: str, is_original: bool, again: bool = False
    ) -> _Outcome:
        """Bring one text in; `again` publishes it although it says the same."""
        key, current = self._key(shipped, code), self.published.get((answer.pk, code))
        wanted = self._shipped(shipped, code, is_original)
        public = _public(answer, current, is_original)
        outcome = self._outcome(key, public, wanted, again)
        if outcome is _Outcome.LEFT_ALONE:
            self.report.left_alone.append(key)
            return outcome
        self.ledger.note(key, wanted)
        if outcome is _Outcome.UNCHANGED:
            self.report.unchanged += 1
            return outcome
        if public | {"checked_on": None} == wanted | {"checked_on": None} and not again:  # no new text: no new version
            check_seed(answer, self.sources.checked(shipped.sources), self.batch)
            self.report.updated += 1
            return _Outcome.UNCHANGED
        self.seeds.append(self._seed(shipped, answer, code))
        self.report.created += current is None
        self.report.updated += current is not None
        return outcome

    def _outcome(self, key: str, public: dict[str, Any], wanted: dict[str, Any], again: bool) -> _Outcome:
        if not public:
            return _Outcome.LEFT_ALONE if self.ledger.has(key) else _Outcome.PUBLISHED
        is_unedited = self.ledger.is_unedited(key, public)
        if public == wanted and not (again and is_unedited):
            return _Outcome.UNCHANGED
        return _Outcome.PUBLISHED if is_unedited else _Outcome.LEFT_ALONE

    def _seed(self, shipped: ShippedAnswer, answer: Answer, code: str) -> Seed:
        text = shipped.texts[code]
        return Seed(
            answer,
            code,
            kind=shipped.kind,
            summary=text.summary,
            body=text.body,
            legal_basis=text.legal_basis,
            sources=self.sources.cited(shipped.sources),
            checked_on=self.sources.checked(shipped.sources),
            instruments=[self.instruments[slug] for slug in shipped.instruments if slug in self.instruments],
            place=f"{shipped.question} ({code})",
        )

    def _key(self, shipped: ShippedAnswer, code: str) -> str:
        return f"answer:{self.country.code}:{shipped.question}:{code}"

    def _shipped(self, shipped: ShippedAnswer, code: str, is_original: bool) -> dict[str, Any]:
        """What a file says, in the form in which the ledger keeps it."""
        values: dict[str, Any] = {name: getattr(shipped.texts[code], name) for name in TEXT_FIELDS}
        if is_original:
            checked_on = self.sources.checked(shipped.sources)
            values |= {
                "kind": str(shipped.kind),
                "sources": sorted(source.pk for source in self.sources.cited(shipped.sources)),
                "instruments": sorted(slug for slug in shipped.instruments if slug in self.instruments),
                "checked_on": checked_on.isoformat() if checked_on else None,
            }
        return values


def _public(answer: Answer, current: Revision | None, is_original: bool) -> dict[str, Any]:
    """What is public, in the same form; empty where nothing is."""
    if current is None:
        return {}
    values: dict[str, Any] = {name: getattr(current, name) for name in TEXT_FIELDS}
    if is_original:
        values |= {
            "kind": current.kind,
            "sources": sorted(source.pk for source in current.sources.all()),
            "instruments": sorted(instrument.slug for instrument in answer.instruments.all()),
            "checked_on": answer.checked_on.isoformat() if answer.checked_on else None,
        }
    return values
