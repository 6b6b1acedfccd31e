"""A crime in another country: what EU law gives, and both countries side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countries import selectors
from countries.models import SupportService
from countries.selectors import CountryEntry, ServiceEntry
from portal.web.rendering import render_page
from rights.comparison.choice import choose
from rights.comparison.requests import Incomplete, Redirect, compares, union_of, with_query
from rights.selectors import comparison, indicators
from rights.selectors.answers import Resting, read_resting
from rights.selectors.comparison import Cell
from rights.selectors.eu_minimum import Instrument
from rights.selectors.indicators import Fact
from rights.selectors.questionnaire import QuestionEntry, read_questionnaire

QUESTIONS = ("living-abroad", "report-crime", "state-compensation", "interpreter", "contacts")
AUTHORITIES = (SupportService.Kind.AUTHORITY, SupportService.Kind.LEGAL_AID)  # kinds that take claims to the state
ANSWERED_BY_UNION = ("living-abroad", "state-compensation")
CLAIM, LIMIT = "state-compensation", "state-compensation-deadline"  # the question of a claim, its time limit
VICTIMS, COMPENSATION = "2012-29", "2004-80"  # the directives that speak of crimes in another country


@dataclass(frozen=True)
class AcrossForm:
    """Where a crime happened (`there`) and where its victim lives (`here`), as far as that is filled in."""

    countries: list[CountryEntry]
    there: CountryEntry | None = None
    here: CountryEntry | None = None

    @property
    def context(self) -> dict:
        return {
            "countries": self.countries,
            "member_states": [country for country in self.countries if not country.is_union],
            "there": self.there,
            "here": self.here,
        }

    def page(self, request: HttpRequest, problems: Iterable[str] = (), status: int = 200) -> HttpResponse:
        template = "rights/compare/across_picker.html"
        chosen = [(name, country.slug) for name, country in (("crime", self.there), ("home", self.here)) if country]
        path = with_query(reverse("across-picker"), urlencode(chosen))
        return render_page(request, template, **self.context, problems=problems, path=path, status=status)


@dataclass(frozen=True)
class AcrossRequest:
    """The same, filled in: two different member states."""

    form: AcrossForm
    there: CountryEntry
    here: CountryEntry

    @classmethod
    def of(cls, crime: str, home: str, status: int) -> "AcrossRequest":
        """What an address or the form names. Raises `Incomplete`, to be answered with `status`."""
        countries = selectors.countries(translation.get_language())
        choices = [choose([slug], countries) for slug in (crime, home)]
        there, here = (next(iter(choice.countries), None) for choice in choices)
        form = AcrossForm(countries, there, here)
        problems = [sentence for choice in choices for sentence in choice.unknown_names]
        if not (crime and home):
            problems.append(_("Choose both countries."))
        elif there and there == here:
            problems.append(
                _("Choose two different countries. Where both are the same, its own pages say what you need.")
            )
        if any(country and country.is_union for country in (there, here)):
            problems.append(_("Choose a country: the European Union itself has no police and no courts for this."))
        if problems or there is None or here is None:
            raise Incomplete(form, problems, status)
        return cls(form, there, here)

    @property
    def address(self) -> str:
        return reverse("across", args=[self.there.slug, self.here.slug])


@require_safe
@compares
def picker(request: HttpRequest) -> HttpResponse:
    """Where it happened and where one lives; with both, on to the page."""
    crime, home = request.GET.get("crime", ""), request.GET.get("home", "")
    if crime or home:
        raise Redirect(AcrossRequest.of(crime, home, status=400).address)
    return AcrossForm(selectors.countries(translation.get_language())).page(request)


@require_safe
@compares
def across(request: HttpRequest, crime: str, home: str) -> HttpResponse:
    """The crime happened in one country, the victim lives in another."""
    wanted = AcrossRequest.of(crime, home, status=404)
    if (crime, home) != (wanted.there.slug, wanted.here.slug):  # a former name
        raise Redirect(wanted.address)
    language = translation.get_language()
    questionnaire = read_questionnaire(language)
    questions = [question for slug in QUESTIONS if (question := questionnaire.question(slug))]
    both = [wanted.there, wanted.here]
    instruments = read_resting(language)
    compared = comparison.compare(both, questions, questionnaire, language, instruments)
    claim = next((row for row in compared.rows if row.question.slug == CLAIM), None)
    return render_page(
        request,
        "rights/compare/across.html",
        **wanted.form.context,
        **law_of(both, instruments),
        comparison=compared,
        decided_there=CLAIM,
        authorities=named_services(claim.cells[1]) if claim else [],
        limit=time_limit(wanted.there),
        limit_address=(claim.question, address_of(claim.cells[0])) if claim else None,
        union_answers=union_answers(wanted.form.countries, questions),
        permanent=request.build_absolute_uri(request.path),
    )


def address_of(cell: Cell) -> str:
    return reverse("question", args=[cell.country.slug, cell.question.section.slug, cell.question.slug])


def time_limit(country: CountryEntry) -> Fact | None:
    """How long a country gives to claim compensation from the state."""
    facts = indicators.read([country], {}, translation.get_language(), LIMIT)
    return next(iter(facts.of_country(country)), None)


def named_services(cell: Cell) -> list[ServiceEntry]:
    """The authorities of a country that its own answer leads to: one query, none where it leads to none."""
    page = reverse("services", args=[cell.country.slug])
    if not cell.is_its_own or f'"{page}#' not in cell.answer.body:
        return []
    return [
        service
        for service in selectors.services(cell.country.pk, translation.get_language())
        if service.kind in AUTHORITIES and f'"{page}#{service.slug}"' in cell.answer.body
    ]


def law_of(both: list[CountryEntry], resting: list[Resting]) -> dict:
    """What EU law says of a crime in another country, and which of its directives bind which of the two."""
    there, here = both
    instruments = {instrument.slug: instrument for instrument, _answers in resting}
    victims, compensation = instruments.get(VICTIMS), instruments.get(COMPENSATION)
    return {
        "victims": victims,
        "there_bound": binds(victims, there),
        "here_bound": binds(victims, here),
        "compensation": compensation,
        "claims_unbound": [country for country in both if compensation and not binds(compensation, country)],
    }


def binds(instrument: Instrument | None, country: CountryEntry) -> bool:
    return instrument is not None and country.code not in instrument.not_binding


def union_answers(countries: list[CountryEntry], questions: list[QuestionEntry]) -> list[tuple[QuestionEntry, str]]:
    """The questions on which the EU's own answer says more, with the address of that answer."""
    union = union_of(countries)
    return [
        (question, reverse("question", args=[union.slug, question.section.slug, question.slug]))
        for question in questions
        if union and question.slug in ANSWERED_BY_UNION
    ]
