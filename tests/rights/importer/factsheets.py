"""Short made-up factsheets, and the reading of any; `corpora` holds whole ones."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from rights.importer import reading
from rights.importer.boilerplate import MARKERS
from rights.importer.template import Questionnaire, TemplateQuestion, numbers
from rights.seeding import reference
from rights.seeding.folders import read_reference

HEADINGS = yaml.safe_load(Path(__file__).with_name("headings.yaml").read_text(encoding="utf-8"))
COUNTRIES = {"de": "DE", "el": "EL", "pl": "PL", "fi": "FI", "bg": "BG", "fr": "FR", "hu": "HU"}


def from_fixture() -> Questionnaire:
    """The questionnaire as it ships, without a database."""
    sections = read_reference(reference.FIXTURES, reference.FILES)["questionnaire.yaml"]
    return Questionnaire(
        tuple(
            TemplateQuestion(
                row["slug"],
                section["slug"],
                numbers(row.get("five_part", "")),
                numbers(row.get("four_part", "")),
                row["title"],
            )
            for section in sections
            for row in section["questions"]
        )
    )


QUESTIONNAIRE = from_fixture()


@dataclass(frozen=True)
class Section:
    title: str
    answers: tuple[tuple[str, str], ...]  # heading, text


def read(data, country="LV", language="lv", confirmed=None):
    return reading.report_on(data, country, language, QUESTIONNAIRE, confirmed)


def sections(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The made-up headings of a language: (title, [(heading, question)])."""
    data = HEADINGS[language]
    return [
        (
            section["title"],
            [
                (heading, question.slug)
                for heading, question in zip(
                    section["headings"],
                    QUESTIONNAIRE.section(data["template"], int(section["title"][0])),
                    strict=True,
                )
            ],
        )
        for section in data["sections"]
    ]


def published_text(language: str, made: list[Section], contents: bool = False) -> str:
    """The text as the site would show it: overview, then a page for each section, each with date and disclaimer."""
    marker = MARKERS[language]
    disclaimer = f"{marker.disclaimers[0]} {'… ' * 60}."
    closing = ["", f"{marker.updated}: 05/03/2021", "", disclaimer, ""]
    lines = ["Titel - Land", "", "The overview is one sentence.", ""]
    lines += [f"{marker.link}{section.title}\n" for section in made] if len(made) > 1 else []
    lines += closing
    for section in made:
        lines += [section.title, ""]
        if contents:
            lines += [f"{heading}\n" for heading, _text in section.answers]
            lines += [marker.additional[0], ""]
        for heading, text in section.answers:
            lines += [heading, "", text, ""]
        lines += closing
    return "\n".join(lines)
