"""A country's shipped factsheet: fixtures/factsheets/<code>.yaml, in Markdown. `docs/content.md` describes the file."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from countries.models import ContentVersion, Country, HelpLine, Instrument, Source, SupportService, Telephone
from portal import languages, localized
from portal.environment import BASE_DIR
from rights import richtext, workflow
from rights.models import Answer, Question, Revision
from rights.shipping.files import Faults, read, texts, unknown_keys
from rights.shipping.rows import Ledger, Report, ship

FOLDER = BASE_DIR / "fixtures" / "factsheets"
FILE_KEYS = {"country", "source_language", "sources", "services", "help_lines", "answers"}
SOURCE_KEYS = {"title", "publisher", "url", "language", "date", "checked"}
ANSWER_KEYS = {"kind", "sources", "instruments", "legal_basis", *languages.CODES}
SERVICE_KEYS = {
    "slug", "kind", "name", "description", "address", "phones", "emails", "urls", "hours", "sources",
}  # fmt: skip
HELP_LINE_KEYS = {"number", "operates", "name", "hours", "cost", "languages", "note", "sources"}


@dataclass
class Rendered:
    """An answer in one language as it is written: summary and legal basis plain, body clean HTML."""

    summary: str
    body: str
    legal_basis: str = ""


@dataclass
class ShippedAnswer:
    question: str
    kind: str
    sources: list[str]
    instruments: list[str]
    checked_on: datetime.date | None
    texts: dict[str, Rendered] = field(default_factory=dict)


def files(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def load(path: Path) -> Report:
    """Bring one file in, all or nothing. Raises `Faults` with every fault found, each with its question."""
    content, report, faults = read(path), Report(), []
    try:
        with transaction.atomic():
            _load(content, report, faults)
            if faults:
                raise Faults(path.name, faults)
    except ValidationError as error:
        raise Faults(path.name, [*faults, *error.messages]) from error
    return report


def _load(content, report: Report, faults: list[str]):
    if not isinstance(content, dict):
        faults.append("the file is not a mapping of country, sources and answers")
        return
    unknown_keys(content, FILE_KEYS, "file", faults)
    country = Country.objects.filter(code=content.get("country")).first()
    source_language = content.get("source_language", languages.ENGLISH)
    if country is None:
        faults.append(f"unknown country {content.get('country')!r}")
    if source_language not in languages.CODES:
        faults.append(f"unknown language {source_language!r} as source_language")
    answers = parse_answers(content, faults)
    if faults:
        return
    sources = _load_sources(content.get("sources") or {}, country, report, faults)
    if faults:
        return
    checked = {slug: source.get("checked", source.get("date")) for slug, source in content["sources"].items()}
    _load_services(content.get("services") or [], country, sources, checked, report, faults)
    _load_help_lines(content.get("help_lines") or [], country, sources, checked, report, faults)
    if not faults:
        _load_answers(answers, country, source_language, sources, report, faults)
    if report.has_changes:
        ContentVersion.bump()


# Reading the file


def parse_answers(content: dict, faults: list[str]) -> list[ShippedAnswer]:
    """The answers of a file, Markdown converted and cleaned; notes what is wrong in `faults`. Touches no answer."""
    known_questions = set(Question.objects.values_list("slug", flat=True))
    known_instruments = set(Instrument.objects.values_list("slug", flat=True))
    source_language = content.get("source_language", languages.ENGLISH)
    sources = content.get("sources") or {}
    parsed = []
    for slug, row in (content.get("answers") or {}).items():
        if slug not in known_questions:
            faults.append(f"{slug}: unknown question")
            continue
        if not isinstance(row, dict):
            faults.append(f"{slug}: not a mapping of sources and languages")
            continue
        written = [code for code in row if code not in ANSWER_KEYS - set(languages.CODES)]
        for code in written:
            if code not in languages.CODES:
                faults.append(f"{slug}: unknown language or entry {code!r}")
        if source_language not in written:
            faults.append(f"{slug}: no text in the source language, {source_language}")
        if not row.get("sources"):
            faults.append(f"{slug}: no source")
        for name in row.get("sources") or ():
            if name not in sources:
                faults.append(f"{slug}: missing source {name!r}")
        for name in row.get("instruments") or ():
            if name not in known_instruments:
                faults.append(f"{slug}: unknown instrument {name!r}")
        kind = row.get("kind", Answer.Kind.TEXT)
        if kind not in Answer.Kind.values:
            faults.append(f"{slug}: unknown kind {kind!r}")
        answer = ShippedAnswer(
            slug, kind, row.get("sources") or [], row.get("instruments") or [], _newest(row.get("sources"), sources)
        )
        for code in written:
            if code in languages.CODES and (text := _rendered(row, code, f"{slug} ({code})", faults)):
                answer.texts[code] = text
        parsed.append(answer)
    return parsed


def _newest(names, sources: dict) -> datetime.date | None:
    """When the answer was last checked: the newest date at which one of its sources was."""
    rows = [sources[name] for name in names or () if name in sources]
    dates = [row.get("checked", row.get("date")) for row in rows]
    return max((date for date in dates if date), default=None)


def _rendered(row: dict, code: str, place: str, faults: list[str]) -> Rendered | None:
    text = row[code]
    if not isinstance(text, dict) or not all(isinstance(text.get(name), str) for name in ("summary", "body")):
        faults.append(f"{place}: needs a summary and a body")
        return None
    unknown_keys(text, {"summary", "body"}, place, faults)
    legal_basis = (row.get("legal_basis") or {}).get(code, [])
    if not isinstance(legal_basis, list) or not all(isinstance(line, str) for line in legal_basis):
        faults.append(f"{place}: the legal basis must be a list of texts")
        return None
    if "<" in text["body"] and richtext.TAG.search(text["body"]):
        faults.append(f"{place}: HTML in the text; write Markdown")
    return Rendered(" ".join(text["summary"].split()), richtext.from_markdown(text["body"]), "\n".join(legal_basis))


# Writing


def _load_sources(rows: dict, country: Country, report: Report, faults: list[str]) -> dict[str, Source]:
    ledger = Ledger("countries.source:")
    sources = {}
    for name, row in rows.items():
        place = f"source {name}"
        unknown_keys(row, SOURCE_KEYS, place, faults)
        if row.get("language") not in languages.CODES:
            faults.append(f"{place}: unknown language {row.get('language')!r}")
        if "date" not in row:
            faults.append(f"{place}: give its date, or null where it bears none")
        if not row.get("publisher"):
            faults.append(f"{place}: name its publisher")
        title = texts(row.get("title"), place, faults)
        if faults:
            continue
        sources[name] = ship(
            Source,
            {"slug": source_slug(country, name)},
            {
                "publisher": row["publisher"],
                "url": row.get("url", ""),
                "language": row["language"],
                "date": row["date"],
                **localized.by_language("title", title),
            },
            ledger,
            report,
        )
    return sources


def source_slug(country: Country, name: str) -> str:
    return f"{country.code.lower()}-{name}" if not name.startswith(f"{country.code.lower()}-") else name


def _source_of(row: dict, place: str, sources: dict[str, Source], faults: list[str]) -> str | None:
    names = row.get("sources") or []
    if not names:
        faults.append(f"{place}: no source")
    for name in names:
        if name not in sources:
            faults.append(f"{place}: missing source {name!r}")
            return None
    return names[0] if names else None


def _optional(field_name: str, row: dict, place: str, faults: list[str]) -> dict[str, str]:
    return localized.by_language(field_name, texts(row.get(field_name), place, faults, required=False))


def _load_services(rows: list[dict], country: Country, sources, checked, report: Report, faults: list[str]):
    services = Ledger(f"countries.supportservice:{country.pk}:")
    telephones = Ledger("countries.telephone:")
    for position, row in enumerate(rows, start=1):
        place = f"service {row.get('slug')}"
        unknown_keys(row, SERVICE_KEYS, place, faults)
        if row.get("kind") not in SupportService.Kind.values:
            faults.append(f"{place}: unknown kind {row.get('kind')!r}")
        source = _source_of(row, place, sources, faults)
        name = texts(row.get("name"), place, faults)
        if faults:
            continue
        service = ship(
            SupportService,
            {"country": country, "slug": row["slug"]},
            {
                "kind": row["kind"],
                "address": row.get("address", ""),
                "emails": row.get("emails", []),
                "urls": row.get("urls", []),
                "source": sources[source],
                "checked_on": checked[source],
                "position": position,
                **localized.by_language("name", name),
                **_optional("description", row, place, faults),
                **_optional("hours", row, place, faults),
            },
            services,
            report,
        )
        if service is None:
            continue
        for line, phone in enumerate(row.get("phones") or (), start=1):
            phone = {"number": phone} if isinstance(phone, str) else phone
            ship(
                Telephone,
                {"service": service, "number": phone["number"]},
                {"position": line, **_optional("note", phone, place, faults)},
                telephones,
                report,
            )


def _load_help_lines(rows: list[dict], country: Country, sources, checked, report: Report, faults: list[str]):
    ledger = Ledger(f"countries.helpline:{country.pk}:")
    for position, row in enumerate(rows, start=1):
        place = f"help line {row.get('number')}"
        unknown_keys(row, HELP_LINE_KEYS, place, faults)
        if not isinstance(row.get("number"), str):
            faults.append(f"{place}: the number must be a text in quotes")
        source = _source_of(row, place, sources, faults)
        name = texts(row.get("name"), place, faults)
        if faults:
            continue
        ship(
            HelpLine,
            {"country": country, "number": row["number"]},
            {
                "operates": row.get("operates"),
                "spoken_languages": row.get("languages", []),
                "source": sources[source],
                "checked_on": checked[source],
                "position": position,
                **localized.by_language("name", name),
                **{
                    column: text
                    for field_name in ("hours", "cost", "note")
                    for column, text in _optional(field_name, row, place, faults).items()
                },
            },
            ledger,
            report,
        )


def _load_answers(
    answers: list[ShippedAnswer], country: Country, source_language: str, sources, report: Report, faults: list[str]
):
    """Publish what is new, update what was not edited, leave the rest; the source language of each answer first."""
    ledger = Ledger(f"answer:{country.code}:")
    questions = {question.slug: question for question in Question.objects.all()}
    instruments = {instrument.slug: instrument for instrument in Instrument.objects.all()}
    existing = {
        answer.question_id: answer for answer in Answer.objects.filter(country=country).prefetch_related("instruments")
    }
    published = {
        (revision.answer_id, revision.language): revision
        for revision in Revision.objects.filter(
            answer__country=country, state=Revision.State.PUBLISHED
        ).prefetch_related("sources")
    }
    for shipped in answers:
        question = questions[shipped.question]
        answer = existing.get(question.pk)
        if answer is None:
            answer = Answer.objects.create(country=country, question=question, source_language=source_language)
        source_updated = False
        for code in sorted(shipped.texts, key=lambda code: code != source_language):
            key = f"answer:{country.code}:{shipped.question}:{code}"
            current = published.get((answer.pk, code))
            wanted = _wanted(shipped, code, sources, is_source=code == source_language)
            now = _now(answer, current, is_source=code == source_language)
            outcome = _decide(key, current, now, wanted, ledger, force=source_updated)
            if outcome == "kept":
                report.kept.append(key)
                continue
            if outcome == "unchanged":
                report.unchanged += 1
                ledger.note(key, wanted)
                continue
            try:
                workflow.publish_seed(
                    answer,
                    code,
                    kind=shipped.kind,
                    summary=shipped.texts[code].summary,
                    body=shipped.texts[code].body,
                    legal_basis=shipped.texts[code].legal_basis,
                    sources=[sources[name] for name in shipped.sources],
                    checked_on=shipped.checked_on,
                )
            except workflow.Refusal as refusal:
                faults.append(f"{shipped.question} ({code}): {refusal}")
                continue
            source_updated = source_updated or code == source_language
            report.created += current is None
            report.updated += current is not None
            ledger.note(key, wanted)
        if {instrument.slug for instrument in answer.instruments.all()} != set(shipped.instruments):
            answer.instruments.set(instruments[slug] for slug in shipped.instruments)


def _wanted(shipped: ShippedAnswer, code: str, sources: dict[str, Source], is_source: bool) -> dict:
    text = shipped.texts[code]
    wanted = {"summary": text.summary, "body": text.body, "legal_basis": text.legal_basis}
    if is_source:
        wanted |= {
            "kind": str(shipped.kind),
            "sources": sorted(sources[name].pk for name in shipped.sources),
            "checked_on": shipped.checked_on.isoformat() if shipped.checked_on else None,
        }
    return wanted


def _now(answer: Answer, current: Revision | None, is_source: bool) -> dict:
    if current is None:
        return {}
    now = {name: getattr(current, name) for name in workflow.TEXT_FIELDS}
    if is_source:
        now |= {
            "kind": current.kind,
            "sources": sorted(source.pk for source in current.sources.all()),
            "checked_on": answer.checked_on.isoformat() if answer.checked_on else None,
        }
    return now


def _decide(key: str, current: Revision | None, now: dict, wanted: dict, ledger: Ledger, force: bool) -> str:
    """ "write", "unchanged" or "kept". `force` writes an unedited translation again: its source text was updated."""
    if current is None:
        return "kept" if ledger.knows(key) else "write"
    if now == wanted and not (force and ledger.is_unedited(key, now)):
        return "unchanged"
    return "write" if ledger.is_unedited(key, now) else "kept"
