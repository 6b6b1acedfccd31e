"""A judged set: what people type in nine languages, and the answer that should come first.

Judged on the texts: what ships (fixtures/factsheets), and where the portal has no text in a language yet, small
texts of our own (own_texts.yaml). The measure is the mean reciprocal rank among the first ten hits.
"""

import datetime
from collections import Counter
from pathlib import Path
from statistics import mean
from types import SimpleNamespace

import pytest
import yaml
from django.db import connection

from countries.models import Country, Source
from rights.models import Publication, Question
from rights.search.query import search
from rights.services import drafting, seeds
from tests import public_pages

HERE = Path(__file__).parent
LANGUAGES = ("en", "lv", "et", "el", "cs", "fr", "de", "bg", "mt")
KINDS = {"exact", "inflected", "unaccented", "beginning", "mistyped", "synonym", "phrase"}
OVERALL, EACH = 0.85, 0.75
DANGER = {
    "en": ("he is hitting me", "HELP NOW!!"),
    "lv": ("vins mani sit", "palīgā"),
    "et": ("ta lööb mind", "appi"),
    "el": ("με χτυπαει", "βοήθεια τώρα"),
    "cs": ("manzel me bije", "pomozte mi"),
    "fr": ("il me frappe", "au secours"),
    "de": ("mein mann schlagt mich", "Hilfe sofort"),
    "bg": ("мъжът ми ме бие", "помощ веднага"),
    "mt": ("qed isawwatni", "għinuni"),
}


def _read(name):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _expected(row) -> set[tuple[str, str]]:
    answers = row["expect"] if isinstance(row["expect"], list) else [row["expect"]]
    return {(answer["country"], answer["question"]) for answer in answers}


JUDGED = _read("judged.yaml")


def _publish_own_texts():
    source = Source.objects.create(
        slug="judged", title_en="Made up for the tests", publisher="Tests", url="https://example.eu/", language="en"
    )
    for language, texts in _read("own_texts.yaml").items():
        country = Country.objects.get(code=texts["country"])
        for question, text in texts["answers"].items():
            answer = drafting.answer_for(country, Question.objects.get(slug=question))
            answer.source_language = language
            answer.save(update_fields=["source_language"])
            seeds.publish_seed(
                answer,
                language,
                kind="text",
                legal_basis="",
                sources=[source],
                checked_on=datetime.date(2026, 6, 1),
                **text,
            )


@pytest.fixture(scope="module")
def everything(everything_state, django_db_blocker):
    with public_pages.kept_for_the_module(django_db_blocker):
        _publish_own_texts()
        connection.cursor().execute("ANALYZE")  # PostgreSQL believes the tables empty until the transaction ends
        countries = {country.code: country.pk for country in Country.objects.all()}
        yield SimpleNamespace(pk=countries, code={pk: code for code, pk in countries.items()})


@pytest.fixture(scope="module")
def judged(everything, django_db_blocker):
    """Every query of the set, with the answers that were found and the reciprocal rank of the right one."""
    with django_db_blocker.unblock():
        return [_judge(row, everything) for row in JUDGED]


def _judge(row, everything):
    results = search(row["query"], language=row["language"], reading=everything.pk.get(row["country"]))
    found = [(everything.code[hit.country_pk], hit.question_slug) for hit in results.hits[:10]]
    rank = next((place for place, answer in enumerate(found, 1) if answer in _expected(row)), None)
    return SimpleNamespace(row=row, results=results, found=found, rank=rank, score=1 / rank if rank else 0)


def _table(judged) -> str:
    """Means per language and kind, then each query whose answer did not come first."""
    lines = [f"mean reciprocal rank {_mean(judged):.3f} of {len(judged)} queries (wanted {OVERALL})"]
    for by, names in (("language", LANGUAGES), ("kind", sorted(KINDS))):
        means = (f"{name} {_mean(one for one in judged if one.row[by] == name):.3f}" for name in names)
        lines.append(f"by {by}: " + "  ".join(means))
    for one in sorted(judged, key=lambda one: LANGUAGES.index(one.row["language"])):
        if one.rank != 1:
            row = one.row
            wanted = " or ".join(sorted("/".join(answer) for answer in _expected(row)))
            got = ", ".join("/".join(answer) for answer in one.found[:3]) or "nothing"
            lines.append(
                f"{row['language']} {row['kind']:<10} {row['country'] or '-':<2} {row['query']!r}: "
                f"wanted {wanted} (rank {one.rank or '-'}), got {got}; searched {one.results.shown!r}"
            )
    return "\n".join(lines)


def _mean(judged) -> float:
    return mean(one.score for one in judged)


pytestmark = pytest.mark.django_db


def test_the_right_answer_comes_first(judged):
    short = [lang for lang in LANGUAGES if _mean(one for one in judged if one.row["language"] == lang) < EACH]
    assert _mean(judged) >= OVERALL, _table(judged)
    assert not short, f"too low in {short}\n{_table(judged)}"


def test_nobody_in_the_set_is_taken_to_be_in_danger_but_who_says_so(judged):
    assert [one.row["query"] for one in judged if one.results.is_danger] == ["преследва ме"]


def test_words_of_immediate_danger_are_known(everything):
    typed = [(language, words) for language, some in DANGER.items() for words in some]
    assert [each for each in typed if not search(each[1], language=each[0]).is_danger] == []


def test_the_set_is_large_and_varied_and_every_answer_in_it_is_public(everything):
    assert len(JUDGED) >= 120
    assert {row["kind"] for row in JUDGED} == KINDS
    by_language = Counter(row["language"] for row in JUDGED)
    assert set(by_language) == set(LANGUAGES) == set(DANGER)
    assert min(by_language.values()) >= 15
    twice = [key for key, times in Counter((row["language"], row["query"]) for row in JUDGED).items() if times > 1]
    assert twice == []
    public = set(Publication.objects.values_list("answer__country__code", "answer__question__slug", "language"))
    assert {(*answer, row["language"]) for row in JUDGED for answer in _expected(row)} - public == set()
