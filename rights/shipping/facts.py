"""Indicators as they ship, and a country's time limits and facts from its file. `docs/content.md` describes both."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from countries.models import Country, KeepsOldSlugs, RetiredSlug
from portal import localized
from rights.models import Indicator, IndicatorValue, Question, TimeLimit
from rights.shipping.rows import Ledger, Report, RowFault, row_key, ship
from rights.shipping.shapes import Check, columns, day, listed, number, one_line, one_of, record, text, texts

CENTS = Decimal("0.01")


def amount(value: Any, name: str) -> Iterator[str]:
    """An amount of money, written as a text so that no digit is lost."""
    try:
        good = isinstance(value, str) and Decimal(value) >= 0 and Decimal(value) == Decimal(value).quantize(CENTS)
    except InvalidOperation:  # no number, or one without end
        good = False
    if not good:
        yield f'{name} must be an amount in quotes, as in "9590.50"'


MONEY = record({"amount": amount, "currency": text}, {})


def value(given: Any, name: str) -> Iterator[str]:
    """A value: a word of a scale, an age, an amount with its currency, or a text in several languages."""
    if isinstance(given, dict):
        yield from (MONEY if "amount" in given else texts)(given, name)
    elif not isinstance(given, str) and list(number(given, name)):
        yield f"{name} must be a word of the scale, a number, {{amount: …, currency: …}} or a text for each language"


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
TIME_LIMIT = record(
    {
        "slug": text,
        "question": text,
        "title": texts,
        "start": texts,
        "length": number,
        "unit": one_of(TimeLimit.Unit.values, "unit"),
        "sources": listed(text),
    },
    {
        "indicator": text,
        "counting": one_of(TimeLimit.Counting.values, "way of counting"),
        "exceptions": texts,
        "legal_basis": text,
        "valid_from": day,
    },
    missing={"sources": "no source"},
)
FACT = record(
    {"indicator": text, "sources": listed(text)},
    {
        "value": value,
        "kind": one_of(IndicatorValue.Kind.values, "kind"),
        "note": texts,
        "legal_basis": text,
        "valid_from": day,
    },
    missing={"sources": "no source"},
)
SHAPES: dict[str, tuple[str, Check]] = {"time_limits": ("slug", TIME_LIMIT), "facts": ("indicator", FACT)}


def by_any_slug(model: type[KeepsOldSlugs]) -> dict[str, Any]:
    """Every record by its slug and by those that it once had."""
    by_pk = {row.pk: row for row in model.objects.all()}
    retired = RetiredSlug.objects.filter(kind=model._meta.model_name).values_list("slug", "successor")
    return {slug: by_pk[pk] for slug, pk in retired if pk in by_pk} | {row.slug: row for row in by_pk.values()}


def load_indicators(rows: list[dict], report: Report):
    """Bring the indicators in; one whose question an editor has deleted is left out."""
    ledger = Ledger("rights.indicator:")
    questions = by_any_slug(Question)
    known = {key.split(":")[1] for key in Ledger("rights.question:").records}
    for position, row in enumerate(rows, start=1):
        if row["question"] not in questions:
            if row["question"] in known:
                continue
            raise RowFault(f"{row['slug']}: unknown question {row['question']!r}")
        ship(
            Indicator,
            {"slug": row["slug"]},
            {
                "question": questions[row["question"]],
                "type": row["type"],
                "scale": row.get("scale", ""),
                "position": position,
                **localized.by_language("title", one_line(row["title"])),
                **localized.by_language("explanation", one_line(row["explanation"])),
            },
            ledger,
            report,
        )


def load_of_country(content: dict, country: Country, questions: dict[str, Question], source_of, report: Report):
    """Bring a country's time limits and facts in.

    `questions` finds a question by any slug that it has or had; `source_of(row)` is the source of a row with the date
    of its check as values, empty where an editor has deleted it.
    """
    indicators = by_any_slug(Indicator)
    known = {key.split(":")[1] for key in Ledger("rights.indicator:").records}

    def indicator_of(row: dict, place: str) -> Indicator | None:
        slug = row.get("indicator")
        if slug and slug not in indicators and slug not in known:
            raise RowFault(f"{place}: unknown indicator {slug!r}")
        return indicators.get(slug)

    named = [row["indicator"] for kind in SHAPES for row in content.get(kind, []) if row.get("indicator")]
    if twice := sorted({slug for slug in named if named.count(slug) > 1}):
        raise RowFault(f"indicator {', '.join(twice)}: stands twice among the time limits and facts")
    ledger = Ledger(f"rights.timelimit:{country.pk}:")
    for position, row in enumerate(content.get("time_limits", []), start=1):
        place = f"time limit {row['slug']}"
        if row["question"] not in questions:
            raise RowFault(f"{place}: unknown question {row['question']!r}")
        indicator = indicator_of(row, place)
        key = {"country": country, "slug": row["slug"]}
        if _is_said_elsewhere(country, indicator, row["slug"]):
            report.kept.append(row_key(TimeLimit, key))
        elif source := source_of(row):
            ship(
                TimeLimit,
                key,
                {
                    "question": questions[row["question"]],
                    "indicator": indicator,
                    "length": row["length"],
                    "unit": row["unit"],
                    "counting": row.get("counting", TimeLimit.Counting.CALENDAR),
                    "legal_basis": row.get("legal_basis", ""),
                    "valid_from": row.get("valid_from"),
                    "position": position,
                    **source,
                    **columns(row, "title", "start", "exceptions"),
                },
                ledger,
                report,
            )
    ledger = Ledger(f"rights.indicatorvalue:{country.pk}:")
    for row in content.get("facts", []):
        indicator = indicator_of(row, f"fact {row['indicator']}")
        key = {"country": country, "indicator": indicator}
        if indicator and TimeLimit.objects.filter(**key).exists():  # as in _is_said_elsewhere
            report.kept.append(row_key(IndicatorValue, key))
        elif indicator and (source := source_of(row)):
            ship(
                IndicatorValue,
                key,
                {
                    "kind": row.get("kind", IndicatorValue.Kind.VALUE),
                    "legal_basis": row.get("legal_basis", ""),
                    "valid_from": row.get("valid_from"),
                    **source,
                    **columns(row, "note"),
                    **_value_columns(row.get("value")),
                },
                ledger,
                report,
            )


def _is_said_elsewhere(country: Country, indicator: Indicator | None, slug: str) -> bool:
    """Whether another record says already how long a period is: a fact has one home, and what editors wrote stays."""
    if indicator is None:
        return False
    key = {"country": country, "indicator": indicator}
    return IndicatorValue.objects.filter(**key).exists() or TimeLimit.objects.filter(**key).exclude(slug=slug).exists()


def _value_columns(given) -> dict[str, Any]:
    """The columns of a value by the form that it is written in."""
    if given is None:
        return {}
    if isinstance(given, str):
        return {"choice": given}
    if isinstance(given, int):
        return {"number": Decimal(given).quantize(CENTS)}
    if "amount" in given:
        return {"number": Decimal(given["amount"]).quantize(CENTS), "currency": given["currency"]}
    return localized.by_language("text", one_line(given))
