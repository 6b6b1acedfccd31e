"""Facts for tests: what an indicator says of a country, made as the desk would make it."""

from decimal import Decimal

from countries import selectors
from countries.models import Country, HelpLine, Source
from rights.models import Indicator, IndicatorValue, Question, TimeLimit
from rights.selectors import indicators


def a_source(**fields) -> Source:
    given = {"title_en": "A law of tests", "publisher": "Parliament", "language": "en", "url": "https://example.eu/law"}
    return Source.objects.get_or_create(slug=fields.pop("slug", "law-of-tests"), defaults={**given, **fields})[0]


def value(code: str, indicator: str, given=None, **fields) -> IndicatorValue:
    """`value("LV", "state-compensation-max", (3100, "EUR"))`; a word, an age or a text likewise; none, an absence."""
    columns = {}
    if isinstance(given, tuple):
        columns = {"number": Decimal(str(given[0])), "currency": given[1]}
    elif isinstance(given, int):
        columns = {"number": Decimal(given)}
    elif given in IndicatorValue.Choice.values:
        columns = {"choice": given}
    elif isinstance(given, str):
        columns = {"text_en": given}
    row = IndicatorValue(
        country=Country.objects.get(code=code),
        indicator=Indicator.objects.get(slug=indicator),
        **{"source": a_source(), **columns, **fields},
    )
    row.full_clean(exclude=["text"])
    row.save()
    return row


def period(code: str, length: int, unit: str, indicator: str | None = "appeal-closure-days", **fields) -> TimeLimit:
    found = Indicator.objects.get(slug=indicator) if indicator else None
    row = TimeLimit(
        country=Country.objects.get(code=code),
        indicator=found,
        question=found.question if found else Question.objects.get(slug="damages"),
        length=length,
        unit=unit,
        **{"slug": "a-limit", "title_en": "Do it", "start_en": "the day after", "source": a_source(), **fields},
    )
    row.full_clean(exclude=["title", "start", "exceptions"])
    row.save()
    return row


def help_line(code: str, number: str, operates: bool | None = True, **fields) -> HelpLine:
    return HelpLine.objects.create(
        country=Country.objects.get(code=code),
        number=number,
        operates=operates,
        **{"name_en": "Victims", "source": a_source(), **fields},
    )


def read(slug: str | None = None, language: str = "en", codes=None) -> indicators.FactMatrix:
    countries = [c for c in selectors.countries(language) if codes is None or c.code in codes]
    return indicators.read(countries, selectors.victim_help_lines(countries, language), language, slug)


def facts_of(slug: str, language: str = "en", codes=None) -> dict[str, indicators.Fact]:
    """What an indicator says, by the code of the country, in the order of the alphabet."""
    matrix = read(slug, language, codes)
    return {fact.country.code: fact for fact in matrix.facts.values() if fact.indicator.slug == slug}


def in_alphabet(slug: str, language: str = "en", codes=None) -> list[indicators.Fact]:
    countries = [c for c in selectors.countries(language) if codes is None or c.code in codes]
    return read(slug, language, codes).of_indicator(read(slug, language, codes).indicators[0], countries)
