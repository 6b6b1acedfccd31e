"""Reference data: countries, instruments, the questionnaire, the indicators, and what people type into the search."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import IntegrityError, transaction

from countries.models import ContentVersion, Country, Instrument
from portal import languages, localized
from portal.environment import BASE_DIR
from rights.models import Question, QuestionGroup, Section, Synonym
from rights.shipping.facts import INDICATOR, load_indicators
from rights.shipping.files import Faults, read
from rights.shipping.rows import Ledger, Report, RowFault, ship
from rights.shipping.shapes import Check, day, language, listed, one_line, one_of, record, text, texts

FIXTURES = BASE_DIR / "fixtures"

COUNTRY = record({"code": text, "iso_code": text, "slug": text, "official_languages": listed(language)}, {})
INSTRUMENT = record(
    {"slug": text, "number": text, "title": texts, "date": day, "url": text, "not_binding": listed(text)}, {}
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
SYNONYM = record(
    {"slug": text, "language": language, "kind": one_of(Synonym.Kind.values, "kind"), "words": listed(text)},
    {"means": listed(text)},
)


def load(folder: Path = FIXTURES) -> dict[str, Report]:
    """Bring the reference data in, all or nothing; what was done, by file. Raises `Faults`."""
    with transaction.atomic():
        reports = {
            name: _load_file(folder / name, shape, loader)
            for name, shape, loader in (
                ("countries.yaml", COUNTRY, _countries),
                ("instruments.yaml", INSTRUMENT, _instruments),
                ("questionnaire.yaml", SECTION, _questionnaire),
                ("indicators.yaml", INDICATOR, load_indicators),
                ("synonyms.yaml", SYNONYM, _synonyms),
            )
        }
        if any(report.has_changes for report in reports.values()):
            ContentVersion.bump()
    return reports


def _load_file(path: Path, shape: Check, loader) -> Report:
    rows, report = read(path), Report()
    faults = list(_faults(rows, shape))
    if faults:
        raise Faults(path.name, faults)
    try:
        with transaction.atomic():
            loader(rows, report)
    except (RowFault, IntegrityError) as fault:
        raise Faults(path.name, [str(fault)]) from fault
    return report


def _faults(rows, shape: Check) -> Iterator[str]:
    """What is wrong with the rows of a file, each with the row that it is in."""
    if not isinstance(rows, list):
        yield "the file is not a list"
        return
    for number, row in enumerate(rows, start=1):
        place = (row.get("slug") or row.get("code")) if isinstance(row, dict) else None
        for sentence in shape(row, "the row"):
            yield f"{place or f'row {number}'}: {sentence}"


def _countries(rows: list[dict], report: Report):
    names = json.loads(languages.NAMES_FILE.read_text(encoding="utf-8"))
    ledger = Ledger("countries.country:")
    for position, row in enumerate(rows, start=1):
        code, spoken = row["code"], row["official_languages"]
        if code not in names["countries"][languages.ENGLISH]:
            raise RowFault(f"{code}: no names are known; write them with `make names`")
        natives = dict.fromkeys(names["countries"][spoken_language][code] for spoken_language in spoken)
        named = {each: names["countries"][each][code] for each in languages.CODES}
        ship(
            Country,
            {"code": code},
            {
                "iso_code": row["iso_code"],
                "slug": row["slug"],
                "official_languages": spoken,
                "position": position,
                "native_name": " / ".join(natives),
                "alphabetical": {each: names["alphabetical"][each].index(code) + 1 for each in languages.CODES},
                **localized.by_language("name", named),
            },
            ledger,
            report,
        )


def _instruments(rows: list[dict], report: Report):
    ledger = Ledger("countries.instrument:")
    countries = {country.code: country for country in Country.objects.all()}
    shipped_countries = {key.split(":")[1] for key in Ledger("countries.country:").records}
    for row in rows:
        for code in row["not_binding"]:
            if code not in countries and code not in shipped_countries:
                raise RowFault(f"{row['slug']}: unknown country {code!r}")
        ship(
            Instrument,
            {"slug": row["slug"]},
            {
                "number": row["number"],
                "date": row["date"],
                "url": row["url"],
                "not_binding": [countries[code] for code in row["not_binding"] if code in countries],
                **localized.by_language("title", one_line(row["title"])),
            },
            ledger,
            report,
        )


def _questionnaire(sections: list[dict], report: Report):
    """Sections, groups and questions; what belongs to a section or group that an editor has deleted is left out."""
    ledgers = {model: Ledger(f"{model._meta.label_lower}:") for model in (Section, QuestionGroup, Question)}
    place = 0
    for section_place, row in enumerate(sections, start=1):
        section = ship(
            Section,
            {"slug": row["slug"]},
            {
                "position": section_place,
                "audience": row.get("audience", Section.Audience.VICTIM),
                **localized.by_language("title", one_line(row["title"])),
                **localized.by_language("description", one_line(row["description"])),
            },
            ledgers[Section],
            report,
        )
        if section is None:
            continue
        groups = {}
        for group_place, group in enumerate(row.get("groups", ()), start=1):
            groups[group["slug"]] = ship(
                QuestionGroup,
                {"section": section, "slug": group["slug"]},
                {"position": group_place, **localized.by_language("title", one_line(group["title"]))},
                ledgers[QuestionGroup],
                report,
            )
        for question in row["questions"]:
            place += 1
            if question.get("group") and question["group"] not in groups:
                raise RowFault(f"{question['slug']}: unknown group {question['group']!r}")
            ship(
                Question,
                {"slug": question["slug"]},
                {
                    "section": section,
                    "group": groups.get(question.get("group")),
                    "asks": question["asks"],
                    "five_part": question.get("five_part", ""),
                    "four_part": question.get("four_part", ""),
                    "position": place,
                    **localized.by_language("title", one_line(question["title"])),
                    **localized.by_language("short", one_line(question["short"])),
                },
                ledgers[Question],
                report,
            )


def _synonyms(rows: list[dict], report: Report):
    ledger = Ledger("rights.synonym:")
    for row in rows:
        values = {"language": row["language"], "kind": row["kind"], "words": row["words"]}
        ship(Synonym, {"slug": row["slug"]}, {**values, "means": row.get("means", [])}, ledger, report)
