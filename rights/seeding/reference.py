"""Reference data: countries, instruments, the questionnaire, the indicators, and what people type into the search."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import IntegrityError, transaction

from countries.models import Country, Instrument
from portal.environment import BASE_DIR
from portal.i18n import languages, translated
from rights.models import GlossaryTerm, Indicator, Question, QuestionGroup, Section, Synonym
from rights.seeding import folders, loaded
from rights.seeding.facts import load_indicators
from rights.seeding.files import Faults
from rights.seeding.schema import (
    Check,
    columns,
    day,
    language,
    listed,
    nullable,
    one_line,
    one_of,
    record,
    text,
    texts,
    web_address,
)
from rights.seeding.upsert import Load, LoadReport, RowFault, Upserter, ever_shipped
from rights.services.batches import Batch, batch

FIXTURES = BASE_DIR / "fixtures" / "reference"

Loader = Callable[[Load, list[dict]], None]

COUNTRY = record({"code": text, "iso_code": text, "slug": text, "official_languages": listed(language)}, {})
INSTRUMENT = record(
    {"slug": text, "number": text, "title": texts, "date": day, "url": web_address, "not_binding": listed(text)},
    {"celex": text, "short": texts, "applies_from": nullable(day)},
)
QUESTION = record(
    {"slug": text, "asks": text, "title": texts, "short": texts},
    {"group": text, "five_part": text, "four_part": text},
)
SECTION = record(
    {"slug": text, "title": texts, "description": texts, "questions": listed(QUESTION)},
    {
        "audience": one_of(Section.Audience.values, "audience"),
        "groups": listed(record({"slug": text, "title": texts}, {})),
    },
)
INDICATOR = record(
    {
        "slug": text,
        "question": text,
        "type": one_of(Indicator.Type.values, "type"),
        "title": texts,
        "explanation": texts,
    },
    {"scale": one_of(Indicator.Scale.values, "scale")},
)
SYNONYM = record(
    {"slug": text, "language": language, "kind": one_of(Synonym.Kind.values, "kind"), "words": listed(text)},
    {"means": listed(text)},
)
TERM = record({"slug": text, "language": language, "term": text, "forms": listed(text), "meaning": text}, {})


def files(folder: Path = FIXTURES) -> list[Path]:
    """What the reference data is loaded from."""
    return [languages.NAMES_FILE, *folders.files(folder)]


def is_loaded(folder: Path = FIXTURES) -> bool:
    """Whether the reference data was loaded as it is now."""
    return loaded.is_loaded("reference", loaded.mark(files(folder)))


def load(folder: Path = FIXTURES) -> dict[str, LoadReport]:
    """Bring the reference data in, all or nothing; what was done, by file. Raises `Faults`."""
    mark = loaded.mark(files(folder))
    content = folders.read_reference(folder, FILES)
    with batch() as changes:
        reports = {name: _load_rows(name, content[name], *how, changes) for name, how in FILES.items()}
        loaded.note("reference", mark)
    return reports


def _load_rows(name: str, rows: list[dict], shape: Check, loader: Loader, changes: Batch) -> LoadReport:
    load = Load(changes)
    faults = list(_faults(rows, shape))
    if faults:
        raise Faults(name, faults)
    try:
        with transaction.atomic():
            loader(load, rows)
            load.ledger.write()
    except (RowFault, IntegrityError) as fault:
        raise Faults(name, [str(fault)]) from fault
    return load.report


def _faults(rows, shape: Check) -> Iterator[str]:
    """What is wrong with the rows of a file, each with the row that it is in."""
    if not isinstance(rows, list):
        yield "the file is not a list"
        return
    for number, row in enumerate(rows, start=1):
        place = (row.get("slug") or row.get("code")) if isinstance(row, dict) else None
        for sentence in shape(row, "the row"):
            yield f"{place or f'row {number}'}: {sentence}"


def _countries(load: Load, rows: list[dict]) -> None:
    countries = Upserter(load, Country, "code")
    names = json.loads(languages.NAMES_FILE.read_text(encoding="utf-8"))
    for position, row in enumerate(rows, start=1):
        code, spoken = row["code"], row["official_languages"]
        if code not in names["countries"][languages.ENGLISH]:
            raise RowFault(f"{code}: no names are known; write them with `make names`")
        natives = dict.fromkeys(names["countries"][spoken_language][code] for spoken_language in spoken)
        named = {each: names["countries"][each][code] for each in languages.CODES}
        countries.upsert(
            code,
            {
                "iso_code": row["iso_code"],
                "slug": row["slug"],
                "official_languages": spoken,
                "position": position,
                "native_name": " / ".join(natives),
                "alphabetical": {each: names["alphabetical"][each].index(code) + 1 for each in languages.CODES},
                **translated.by_language("name", named),
            },
        )


def _instruments(load: Load, rows: list[dict]) -> None:
    instruments = Upserter(load, Instrument, "slug")
    countries = {country.code: country for country in Country.objects.all()}
    shipped_countries = ever_shipped(Country)
    for row in rows:
        for code in row["not_binding"]:
            if code not in countries and code not in shipped_countries:
                raise RowFault(f"{row['slug']}: unknown country {code!r}")
        instruments.upsert(
            row["slug"],
            {
                "number": row["number"],
                "celex": row.get("celex", ""),
                "date": row["date"],
                "applies_from": row.get("applies_from"),
                "url": row["url"],
                "not_binding": [countries[code] for code in row["not_binding"] if code in countries],
                **columns(row, "title", "short"),
            },
        )


def _questionnaire(load: Load, rows: list[dict]) -> None:
    """Sections, groups and questions; what belongs to a section or group that an editor has deleted is left out."""
    sections, questions = Upserter(load, Section, "slug"), Upserter(load, Question, "slug")
    place = 0
    for section_place, row in enumerate(rows, start=1):
        section = sections.upsert(
            row["slug"],
            {
                "position": section_place,
                "audience": row.get("audience", Section.Audience.VICTIM),
                **translated.by_language("title", one_line(row["title"])),
                **translated.by_language("description", one_line(row["description"])),
            },
        )
        if section is None:
            continue
        groups = _groups(load, section, row.get("groups", []))
        for question in row["questions"]:
            place += 1
            if question.get("group") and question["group"] not in groups:
                raise RowFault(f"{question['slug']}: unknown group {question['group']!r}")
            questions.upsert(
                question["slug"],
                {
                    "section": section,
                    "group": groups.get(question.get("group")),
                    "asks": question["asks"],
                    "five_part": question.get("five_part", ""),
                    "four_part": question.get("four_part", ""),
                    "position": place,
                    **translated.by_language("title", one_line(question["title"])),
                    **translated.by_language("short", one_line(question["short"])),
                },
            )


def _groups(load: Load, section: Section, rows: list[dict]) -> dict[str, QuestionGroup | None]:
    groups = Upserter(load, QuestionGroup, "slug", section=section)
    return {
        row["slug"]: groups.upsert(
            row["slug"], {"position": place, **translated.by_language("title", one_line(row["title"]))}
        )
        for place, row in enumerate(rows, start=1)
    }


def _synonyms(load: Load, rows: list[dict]) -> None:
    synonyms = Upserter(load, Synonym, "slug")
    for row in rows:
        values = {"language": row["language"], "kind": row["kind"], "words": row["words"]}
        synonyms.upsert(row["slug"], {**values, "means": row.get("means", [])})


def _glossary(load: Load, rows: list[dict]) -> None:
    """Terms are told apart by language and slug; the ledger knows each as "en:restitution"."""
    terms = {each: Upserter(load, GlossaryTerm, "slug", language=each) for each in {row["language"] for row in rows}}
    for row in rows:
        terms[row["language"]].upsert(row["slug"], {name: row[name] for name in ("term", "forms", "meaning")})


FILES: dict[str, tuple[Check, Loader]] = {
    "countries.yaml": (COUNTRY, _countries),
    "instruments.yaml": (INSTRUMENT, _instruments),
    "questionnaire.yaml": (SECTION, _questionnaire),
    "indicators.yaml": (INDICATOR, load_indicators),
    "glossary.yaml": (TERM, _glossary),
    "synonyms.yaml": (SYNONYM, _synonyms),
}
