"""Factsheets for the tests: the real ones where they are at hand, and made-up ones in the form of the real ones."""

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from portal.environment import BASE_DIR
from rights.exchange import published, questionnaire
from rights.exchange.markers import MARKERS

SOURCES = Path(os.environ.get("FACTSHEET_SOURCES", BASE_DIR.parent / "shared" / "sources"))
HEADINGS = yaml.safe_load(Path(__file__).with_name("headings.yaml").read_text(encoding="utf-8"))
QUESTIONNAIRE = questionnaire.from_fixture()
COUNTRIES = {"de": "DE", "el": "EL", "pl": "PL", "fi": "FI", "bg": "BG", "fr": "FR", "hu": "HU"}
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the published texts are not part of the repository")


@dataclass(frozen=True)
class Section:
    title: str
    answers: tuple[tuple[str, str], ...]  # heading, text


def source(name: str) -> str:
    return (SOURCES / f"{name}.txt").read_text(encoding="utf-8")


@cache
def gold() -> dict[str, dict[str, str]]:
    """The right question of each heading, by country."""
    rows = json.loads((SOURCES / "gold.json").read_text(encoding="utf-8"))
    return {code: {row["heading"]: row["question"] for row in headings} for code, headings in rows.items()}


def read(data, country="LV", language="lv", confirmed=None):
    return published.report_on(data, country, language, QUESTIONNAIRE, confirmed)


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
