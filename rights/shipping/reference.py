"""Reference data: countries, instruments, and the questionnaire with its wording."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from countries.models import ContentVersion, Country, Instrument
from portal import languages, localized
from portal.environment import BASE_DIR
from rights.models import Question, QuestionGroup, Section
from rights.shipping.files import Faults, read, texts
from rights.shipping.rows import Ledger, Report, ship

FIXTURES = BASE_DIR / "fixtures"


@transaction.atomic
def load(folder: Path = FIXTURES) -> dict[str, Report]:
    """Bring the reference data in, all or nothing; what was done by file. Raises `Faults`."""
    reports = {}
    for name, loader in (
        ("countries.yaml", _countries),
        ("instruments.yaml", _instruments),
        ("questionnaire.yaml", _questionnaire),
    ):
        report, faults = Report(), []
        rows = read(folder / name)
        try:
            loader(rows, report, faults)
        except (KeyError, TypeError, AttributeError) as error:
            faults.append(f"not in the expected form ({type(error).__name__}: {error})")
        except ValidationError as error:
            faults += error.messages
        if faults:
            raise Faults(name, faults)
        reports[name] = report
    if any(report.has_changes for report in reports.values()):
        ContentVersion.bump()
    return reports


def _countries(rows: list[dict], report: Report, faults: list[str]):
    names = json.loads(languages.NAMES_FILE.read_text(encoding="utf-8"))
    ledger = Ledger("countries.country:")
    for position, row in enumerate(rows, start=1):
        code, spoken = row["code"], row["official_languages"]
        natives = dict.fromkeys(names["countries"][language][code] for language in spoken)
        ship(
            Country,
            {"code": code},
            {
                "iso_code": row["iso_code"],
                "slug": row["slug"],
                "official_languages": spoken,
                "position": position,
                "native_name": " / ".join(natives),
                "alphabetical": {
                    language: names["alphabetical"][language].index(code) + 1 for language in languages.CODES
                },
                **{
                    localized.column("name", language): names["countries"][language][code]
                    for language in languages.CODES
                },
            },
            ledger,
            report,
        )


def _instruments(rows: list[dict], report: Report, faults: list[str]):
    ledger = Ledger("countries.instrument:")
    countries = {country.code: country for country in Country.objects.all()}
    for row in rows:
        ship(
            Instrument,
            {"slug": row["slug"]},
            {
                "number": row["number"],
                "date": row["date"],
                "url": row["url"],
                **localized.by_language("title", texts(row["title"], row["slug"], faults)),
                "not_binding": [countries[code] for code in row["not_binding"]],
            },
            ledger,
            report,
        )


def _questionnaire(sections: list[dict], report: Report, faults: list[str]):
    ledgers = {model: Ledger(f"{model._meta.label_lower}:") for model in (Section, QuestionGroup, Question)}
    place = 0
    for section_place, row in enumerate(sections, start=1):
        section = ship(
            Section,
            {"slug": row["slug"]},
            {
                "position": section_place,
                "audience": row.get("audience", Section.Audience.VICTIM),
                **localized.by_language("title", texts(row["title"], row["slug"], faults)),
                **localized.by_language("description", texts(row["description"], row["slug"], faults)),
            },
            ledgers[Section],
            report,
        )
        groups = {}
        for group_place, group in enumerate(row.get("groups", ()), start=1):
            groups[group["slug"]] = ship(
                QuestionGroup,
                {"section": section, "slug": group["slug"]},
                {
                    "position": group_place,
                    **localized.by_language("title", texts(group["title"], group["slug"], faults)),
                },
                ledgers[QuestionGroup],
                report,
            )
        for question in row["questions"]:
            place += 1
            where = f"question {question['slug']}"
            ship(
                Question,
                {"slug": question["slug"]},
                {
                    "section": section,
                    "group": groups[question["group"]] if "group" in question else None,
                    "asks": question["asks"],
                    "five_part": question.get("five_part", ""),
                    "four_part": question.get("four_part", ""),
                    "position": place,
                    **localized.by_language("title", texts(question["title"], where, faults)),
                    **localized.by_language("short", texts(question["short"], where, faults)),
                },
                ledgers[Question],
                report,
            )
