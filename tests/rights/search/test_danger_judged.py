"""Queries of people in danger, in 24 languages, by somebody who had not seen the table that finds them: danger.yaml."""

from pathlib import Path

import pytest
import yaml
from django.test import Client

from countries.models import Country
from portal.i18n import languages
from rights.models import Question
from rights.search import query
from tests.public_pages import main_of, text_of

pytestmark = pytest.mark.django_db

JUDGED = yaml.safe_load(Path(__file__).with_name("danger.yaml").read_text(encoding="utf-8"))
QUERIES = [(language, words) for language, row in JUDGED.items() for words in row]


def test_every_language_is_judged_by_at_least_ten_queries():
    assert set(JUDGED) == set(languages.CODES)
    assert {language: len(row) for language, row in JUDGED.items() if len(row) < 10} == {}


@pytest.mark.slow
def test_danger_is_understood_and_leads_to_protection_or_support(everything_state):
    estonia = Country.objects.get(code="EE").pk
    helps = set(Question.objects.filter(group__slug="protection").values_list("slug", flat=True))
    helps |= set(Question.objects.filter(section__slug="support").values_list("slug", flat=True))
    helps |= {"trial-protection", "protection-after"}
    not_understood, no_help = [], []
    for language, words in QUERIES:
        results = query.search(words, language=language, reading=estonia)
        if not results.is_danger:
            not_understood.append((language, words))
        first = [hit.question_slug for hit in [*results.hits, *results.in_english][:3]]
        if not helps & set(first):
            no_help.append((language, words, first))
    assert not_understood == []
    assert len(no_help) <= 0.05 * len(QUERIES), no_help


@pytest.mark.slow
def test_112_stands_before_everything_else_on_the_page_in_every_language(everything_state):
    wrong = []
    for language, row in JUDGED.items():
        page = main_of(Client().get(f"/{language}/search/", {"q": row[0]}).content.decode())
        links = [link.get("href") for link in page.iter("a")]
        if links[:1] != ["tel:112"]:
            wrong.append((language, row[0], links[:2]))
        if any(text_of(mark) for mark in page.iter("mark")):
            wrong.append((language, row[0], "a word is highlighted"))
    assert wrong == []
