"""What an address or a form under /compare/ asks for, and what stands in the way of an answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from countries import selectors
from countries.selectors import CountryEntry
from portal.web.errors import address_after_rename
from portal.web.rendering import render_page
from rights.comparison.choice import FEWEST, MOST, Choice, choose, join
from rights.selectors import comparison
from rights.selectors.comparison import Comparison
from rights.selectors.questionnaire import QuestionEntry, Questionnaire, SectionEntry, read_questionnaire


def union_of(countries: Iterable[CountryEntry]) -> CountryEntry | None:
    return next((country for country in countries if country.is_union), None)


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def query_of(choice: Choice, section: SectionEntry | None = None) -> str:
    """What names a choice in the address of a form."""
    return urlencode([("country", slug) for slug in choice.slugs] + ([("section", section.slug)] if section else []))


class Redirect(Exception):
    """What was asked for has another address."""

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


class Form(Protocol):
    """What somebody has filled in so far, and the page that shows it to them."""

    def page(self, request: HttpRequest, problems: Iterable[str] = (), status: int = 200) -> HttpResponse: ...


class Incomplete(Exception):
    """There is nothing to show yet: the reader gets the form again, with sentences that say what to do."""

    def __init__(self, form: Form, problems: list[str], status: int):
        super().__init__(*problems)
        self.form, self.problems, self.status = form, problems, status


def compares(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turns what a view raises into the response that it stands for."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except Redirect as redirect:
            return HttpResponseRedirect(redirect.address)
        except Incomplete as incomplete:
            return incomplete.form.page(request, incomplete.problems, incomplete.status)

    return answer


@dataclass(frozen=True)
class PickerRequest:
    """The countries and the section that somebody is choosing, as far as they have."""

    countries: list[CountryEntry]
    questionnaire: Questionnaire
    choice: Choice
    section: SectionEntry | None

    @classmethod
    def of(cls, country_slugs: Iterable[str], section_slug: str) -> "PickerRequest":
        language = translation.get_language()
        countries = selectors.countries(language)
        questionnaire = read_questionnaire(language)
        return cls(countries, questionnaire, choose(country_slugs, countries), questionnaire.section(section_slug))

    def complete(self, status: int) -> "ComparisonRequest":
        """The comparison that was chosen. Raises `Incomplete`, to be answered with `status`."""
        problems = self.choice.problems + ([] if self.section else [_("Choose what you want to compare.")])
        if self.section is None or problems:
            raise Incomplete(self, problems, status)
        return ComparisonRequest(self.countries, self.questionnaire, self.choice, self.section)

    def page(self, request: HttpRequest, problems: Iterable[str] = (), status: int = 200) -> HttpResponse:
        return render_page(
            request,
            "rights/compare/picker.html",
            countries=self.countries,
            questionnaire=self.questionnaire,
            chosen=self.choice.slugs,
            section=self.section,
            problems=problems,
            path=with_query(reverse("picker"), query_of(self.choice, self.section)),
            fewest=FEWEST,
            most=MOST,
            status=status,
        )


@dataclass(frozen=True)
class ComparisonRequest:
    """Two to eight countries and a section. `countries` are all that there are, `choice` those to compare."""

    countries: list[CountryEntry]
    questionnaire: Questionnaire
    choice: Choice
    section: SectionEntry

    @classmethod
    def of(cls, request: HttpRequest, named: str, section: str, *file: str) -> "ComparisonRequest":
        """What an address names; `file` is the layout and form of a file. Raises `Redirect`, `Incomplete`, Http404."""
        wanted = PickerRequest.of(named.split("+"), section)
        if wanted.section is None and address_after_rename(request):
            raise Http404(f"no section {section!r} any more")  # leads on to its new address
        complete = wanted.complete(status=404)
        if named != complete.choice.address:  # a country twice or by a former name, a "+" too many
            view = "compare-file" if file else "compare"
            raise Redirect(reverse(view, args=[complete.choice.address, section, *file]))
        return complete

    @property
    def address(self) -> str:
        return self.address_of(self.choice.countries)

    def address_of(self, countries: Iterable[CountryEntry], section: SectionEntry | None = None) -> str:
        """The same comparison of other countries, or of another section."""
        return reverse("compare", args=[join(countries), (section or self.section).slug])

    @property
    def picker_address(self) -> str:
        return with_query(reverse("picker"), query_of(self.choice, self.section))

    def read(self) -> Comparison:
        return comparison.compare(
            list(self.choice.countries),
            self.questionnaire.of_section(self.section.slug),
            self.questionnaire,
            translation.get_language(),
        )

    @property
    def columns(self) -> list[dict]:
        """Each column with the addresses that move it to the front, or leave it out."""
        countries = list(self.choice.countries)
        columns = []
        for place, country in enumerate(countries):
            others = countries[:place] + countries[place + 1 :]
            columns.append(
                {
                    "country": country,
                    "without": self.address_of(others) if len(others) >= FEWEST else "",
                    "forward": self.address_of([country, *others]) if place else "",
                }
            )
        return columns

    @property
    def with_union(self) -> str:
        """The address with the EU's minimum as a column; empty where it is one, or where there is no more room."""
        union = union_of(self.countries)
        if union is None or union in self.choice.countries or len(self.choice.countries) >= MOST:
            return ""
        return self.address_of([*self.choice.countries, union])


@dataclass(frozen=True)
class QuestionComparison:
    """One question in every country."""

    countries: list[CountryEntry]
    questionnaire: Questionnaire
    question: QuestionEntry

    @classmethod
    def of(cls, slug: str) -> "QuestionComparison":
        """Raises Http404."""
        language = translation.get_language()
        countries = selectors.countries(language)
        questionnaire = read_questionnaire(language)
        question = questionnaire.question(slug)
        if question is None:
            raise Http404(f"no question {slug!r}")
        return cls(countries, questionnaire, question)

    @property
    def neighbours(self) -> tuple[QuestionEntry | None, QuestionEntry | None]:
        of_section = self.questionnaire.of_section(self.question.section.slug)
        return self.questionnaire.neighbours(of_section, self.question)

    def read(self) -> Comparison:
        """The European Union first, then the countries by the alphabet."""
        union_first = sorted(self.countries, key=lambda country: not country.is_union)
        return comparison.compare(union_first, [self.question], self.questionnaire, translation.get_language())
