"""Brings indicators in, and a country's time limits and facts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from countries.models import Country, RetiredSlug
from portal.i18n import translated
from rights.models import Indicator, IndicatorValue, Question, TimeLimit
from rights.seeding.factsheet_form import CENTS, Factsheet
from rights.seeding.schema import columns, one_line
from rights.seeding.upsert import Load, RowFault, Upserter, ever_shipped

Row = TypeVar("Row", Question, Indicator)


def by_any_slug(model: type[Row]) -> dict[str, Row]:
    """Every record by its slug and by those that it once had."""
    by_pk = {row.pk: row for row in model._default_manager.all()}
    retired = RetiredSlug.objects.filter(kind=model._meta.model_name).values_list("slug", "successor")
    return {slug: by_pk[pk] for slug, pk in retired if pk in by_pk} | {row.slug: row for row in by_pk.values()}


def load_indicators(load: Load, rows: list[dict]) -> None:
    """Bring the indicators in; one whose question an editor has deleted is left out."""
    indicators = Upserter(load, Indicator, "slug")
    questions, shipped_questions = by_any_slug(Question), ever_shipped(Question)
    for position, row in enumerate(rows, start=1):
        if row["question"] not in questions:
            if row["question"] in shipped_questions:
                continue
            raise RowFault(f"{row['slug']}: unknown question {row['question']!r}")
        indicators.upsert(
            row["slug"],
            {
                "question": questions[row["question"]],
                "type": row["type"],
                "scale": row.get("scale", ""),
                "position": position,
                **translated.by_language("title", one_line(row["title"])),
                **translated.by_language("explanation", one_line(row["explanation"])),
            },
        )


def load_of_country(
    load: Load,
    country: Country,
    sheet: Factsheet,
    questions: dict[str, Question],
    source_of: Callable[[dict], dict[str, Any]],
) -> None:
    """Bring a country's time limits and facts in.

    `questions` finds a question by any slug that it has or had; `source_of(row)` is the source of a row with the date
    of its check as values, empty where an editor has deleted it.
    """
    named = [row["indicator"] for row in (*sheet.time_limits, *sheet.facts) if row.get("indicator")]
    if twice := sorted({slug for slug in named if named.count(slug) > 1}):
        raise RowFault(f"indicator {', '.join(twice)}: stands twice among the time limits and facts")
    indicators = _Indicators()
    _load_time_limits(load, country, sheet.time_limits, questions, indicators, source_of)
    _load_values(load, country, sheet.facts, indicators, source_of)


class _Indicators:
    """Finds the indicator that a row names; None where it names none, or one that an editor has deleted."""

    def __init__(self) -> None:
        self.by_slug, self.shipped = by_any_slug(Indicator), ever_shipped(Indicator)

    def of(self, row: dict, place: str) -> Indicator | None:
        slug = row.get("indicator") or ""
        if slug and slug not in self.by_slug and slug not in self.shipped:
            raise RowFault(f"{place}: unknown indicator {slug!r}")
        return self.by_slug.get(slug)


def _load_time_limits(
    load: Load,
    country: Country,
    rows: list[dict],
    questions: dict[str, Question],
    indicators: _Indicators,
    source_of: Callable[[dict], dict[str, Any]],
) -> None:
    time_limits = Upserter(load, TimeLimit, "slug", country=country)
    for position, row in enumerate(rows, start=1):
        place = f"time limit {row['slug']}"
        if row["question"] not in questions:
            raise RowFault(f"{place}: unknown question {row['question']!r}")
        indicator = indicators.of(row, place)
        if _has_another_record(country, indicator, row["slug"]):
            load.report.left_alone.append(time_limits.key(row["slug"]))
        elif source := source_of(row):
            time_limits.upsert(
                row["slug"],
                {
                    "question": questions[row["question"]],
                    "indicator": indicator,
                    "length": row["length"],
                    "unit": row["unit"],
                    "counting": row.get("counting", TimeLimit.Counting.CALENDAR),
                    "valid_from": row.get("valid_from"),
                    "position": position,
                    **source,
                    **columns(row, "title", "start", "exceptions", "legal_basis"),
                },
            )


def _load_values(
    load: Load,
    country: Country,
    rows: list[dict],
    indicators: _Indicators,
    source_of: Callable[[dict], dict[str, Any]],
) -> None:
    values = Upserter(load, IndicatorValue, "indicator", country=country)
    time_limits = set(TimeLimit.objects.filter(country=country).values_list("indicator", flat=True))
    for row in rows:
        indicator = indicators.of(row, f"fact {row['indicator']}")
        if indicator is None:
            continue
        if indicator.pk in time_limits:  # as in _has_another_record
            load.report.left_alone.append(values.key(indicator))
        elif source := source_of(row):
            values.upsert(
                indicator,
                {
                    "kind": row.get("kind", IndicatorValue.Kind.VALUE),
                    "valid_from": row.get("valid_from"),
                    **source,
                    **columns(row, "note", "legal_basis"),
                    **_value_columns(row.get("value")),
                },
            )


def _has_another_record(country: Country, indicator: Indicator | None, slug: str) -> bool:
    """Whether another record says already how long a period is: a fact has one home, and what editors wrote stays."""
    if indicator is None:
        return False
    key = {"country": country, "indicator": indicator}
    return IndicatorValue.objects.filter(**key).exists() or TimeLimit.objects.filter(**key).exclude(slug=slug).exists()


def _value_columns(given: Any) -> dict[str, Any]:
    """The columns of a value by the form that it is written in."""
    if given is None:
        return {}
    if isinstance(given, str):
        return {"choice": given}
    if isinstance(given, int):
        return {"number": Decimal(given).quantize(CENTS)}
    if "amount" in given:
        return {"number": Decimal(given["amount"]).quantize(CENTS), "currency": given["currency"]}
    return translated.by_language("text", one_line(given))
