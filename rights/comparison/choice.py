"""Which countries a comparison is of, as an address or a form names them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.selectors import CountryEntry, successors

FEWEST, MOST = 2, 8
BETWEEN = "+"  # "latvia+estonia"


@dataclass(frozen=True)
class Choice:
    """The countries that somebody chose, each once, in the order that they chose; and the names that mean none."""

    countries: tuple[CountryEntry, ...]
    unknown: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return join(self.countries)

    @property
    def slugs(self) -> list[str]:
        return [country.slug for country in self.countries]

    @property
    def unknown_names(self) -> list[str]:
        """What names no country, a sentence for each."""
        return [_("There is no country “%(name)s” here.") % {"name": name[:60]} for name in self.unknown[:MOST]]

    @property
    def problems(self) -> list[str]:
        """What is to be mended before there is something to compare, as sentences."""
        problems = self.unknown_names
        if not self.countries and not self.unknown:
            problems.append(_("Choose the countries that you want to compare."))
        elif len(self.countries) < FEWEST:
            problems.append(_("Choose one more country at least: there is nothing to compare with yet."))
        if len(self.countries) > MOST:
            sentence = ngettext(
                "Choose at most %(most)s countries. You chose %(number)s.",
                "Choose at most %(most)s countries. You chose %(number)s.",
                len(self.countries),
            )
            problems.append(sentence % {"most": MOST, "number": len(self.countries)})
        return problems


def join(countries: Iterable[CountryEntry]) -> str:
    return BETWEEN.join(country.slug for country in countries)


def choose(slugs: Iterable[str], countries: list[CountryEntry]) -> Choice:
    """The countries of some slugs, former ones too, at most one query more and that only where one is unknown."""
    named = tuple(slug for slug in slugs if slug)
    by_slug = {country.slug: country for country in countries}
    # PostgreSQL takes no NUL, not even to look for it.
    if missing := [slug for slug in named if slug not in by_slug and "\0" not in slug]:
        by_key = {country.pk: country for country in countries}
        renamed = successors("country", missing[:100])
        by_slug |= {slug: by_key[key] for slug, key in renamed.items() if key in by_key}
    return Choice(
        tuple(dict.fromkeys(by_slug[slug] for slug in named if slug in by_slug)),
        tuple(dict.fromkeys(slug for slug in named if slug not in by_slug)),
    )
