"""The pages of a country's factsheet: fetch, build, render."""

from dataclasses import dataclass
from functools import partial
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from countries import selectors
from countries.models import Country
from countries.selectors import CountryEntry
from portal.i18n import languages
from portal.i18n.translated import TranslatedText
from portal.web import page_cache
from portal.web.rendering import by_reader_language, find_country, render_page
from rights import diffs
from rights.factsheet import reporting
from rights.factsheet.reporting import Report
from rights.selectors import common_states, indicators
from rights.selectors.answers import (
    AnswerEntry,
    AnswerStatus,
    public_languages,
    read_answers,
    reading_minutes,
    resolve_links,
    with_meanings,
)
from rights.selectors.glossary import read_glossaries
from rights.selectors.history import Version, language_of_history, read_versions
from rights.selectors.questionnaire import (
    QuestionEntry,
    Questionnaire,
    SectionEntry,
    question_with_slug,
    read_questionnaire,
)
from rights.services import reports

WAY = ("investigation", "trial", "post-trial")  # the stages in their order; compensation and support run alongside
ALONGSIDE = ("compensation", "support")
NOT_ITS_OWN = (AnswerStatus.NOT_ANSWERED, AnswerStatus.EU_MINIMUM)  # kinds of answer that the country has not given
EU_CODE_OF_ISO = {"GR": "EL"}


@require_safe
def country(request: HttpRequest, country: str) -> HttpResponse:
    """A country: who counts as a victim, the way through the proceedings, and who helps."""
    language = translation.get_language()
    countries = selectors.countries(language)
    here = find_country(country, countries)
    questionnaire = read_questionnaire(language)
    answers = read_answers(here, questionnaire.questions, questionnaire, language)
    stages = [Stage.of(section, answers) for section in questionnaire.sections]
    help_lines = selectors.help_lines(here.code, language)
    own_lines = [line for line in help_lines if line.country_code == here.code]
    facts = indicators.read([here], {here.pk: own_lines}, language).of_country(here)
    return render_page(
        request,
        "rights/country.html",
        countries=countries,
        country=here,
        overview=[answer for answer in answers if answer.question.section.slug == "overview"],
        way=[stage for stage in stages if stage.section.slug in WAY],
        alongside=[stage for stage in stages if stage.section.slug in ALONGSIDE],
        accused=[stage for stage in stages if stage.section.is_for_the_accused],
        answered=sum(answer.status not in NOT_ITS_OWN for answer in answers),
        total=len(answers),
        services=selectors.services(here.pk, language),
        help_lines=help_lines,
        facts=[fact for fact in facts if fact.is_stated],
    )


def languages_of(country: CountryEntry, answers: list[AnswerEntry]) -> dict:
    """In which languages what a page shows is public, and in which it shows it where that is not the page's own."""
    shown = {answer.language for answer in answers if answer.has_text}
    spoken = public_languages(country, answers) | shown
    return {"spoken": spoken, "text_language": shown.pop() if len(shown) == 1 else None}


@dataclass(frozen=True)
class Stage:
    """A section with its answers, for lists of questions."""

    section: SectionEntry
    answers: list[AnswerEntry]

    @classmethod
    def of(cls, section: SectionEntry, answers: list[AnswerEntry]) -> "Stage":
        return cls(section, [answer for answer in answers if answer.question.section == section])


@require_safe
def section(request: HttpRequest, country: str, section: str) -> HttpResponse:
    """All questions of a section with their answers, each at #<question>."""
    language = translation.get_language()
    countries = selectors.countries(language)
    here = find_country(country, countries)
    questionnaire = read_questionnaire(language)
    this = questionnaire.section(section)
    if this is None:
        raise Http404(f"no section {section!r}")
    answers = read_answers(here, questionnaire.of_section(section), questionnaire, language)
    answers = with_meanings(answers, read_glossaries(page_cache.version_clock.now(), language))
    before, after = questionnaire.neighbours(questionnaire.sections, this)
    return render_page(
        request,
        "rights/section.html",
        countries=countries,
        country=here,
        section=this,
        answers=answers,
        groups=[(group, list(entries)) for group, entries in groupby(answers, key=lambda each: each.question.group)],
        **common_states.of_country(answers),
        **languages_of(here, answers),
        minutes=reading_minutes(answers),
        oldest=oldest(answers),
        before=before,
        after=after,
    )


def oldest(answers: list[AnswerEntry]) -> AnswerEntry | None:
    """The stale answer that was known to hold the longest ago, None where all are fresh."""
    stale = [(answer.known_on, place) for place, answer in enumerate(answers) if answer.known_on and answer.is_stale]
    return answers[min(stale)[1]] if stale else None


@dataclass(frozen=True)
class QuestionRequest:
    """What the address of a question names, and what its page is made from."""

    countries: list[CountryEntry]
    country: CountryEntry
    questionnaire: Questionnaire
    question: QuestionEntry

    @classmethod
    def of(cls, country: str, section: str, question: str) -> "QuestionRequest":
        """Raises Http404."""
        language = translation.get_language()
        countries = selectors.countries(language)
        here = find_country(country, countries)
        questionnaire = read_questionnaire(language)
        named = questionnaire.question(question)
        if named is None or named.section.slug != section:
            raise Http404(f"no question {question!r} in section {section!r}")
        return cls(countries, here, questionnaire, named)

    def address(self, view: str, *more) -> str:
        """Of the question, its history, or a version of it."""
        return reverse(view, args=[self.country.slug, self.question.section.slug, self.question.slug, *more])

    @property
    def context(self) -> dict:
        """What every page about the question shows."""
        return {
            "countries": self.countries,
            "country": self.country,
            "section": self.question.section,
            "question": self.question,
        }


@csrf_exempt  # why: `reporting`
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, country: str, section: str, question: str) -> HttpResponse:
    """One question: the deep link. By POST, a mistake in its answer is reported."""
    wanted = QuestionRequest.of(country, section, question)
    language = translation.get_language()
    [answer] = read_answers(wanted.country, [wanted.question], wanted.questionnaire, language)
    if request.method != "POST":
        return question_page(request, wanted, answer, Report())
    keep = partial(reports.take, wanted.country.pk, wanted.question.pk, language)
    response = question_page(request, wanted, answer, reporting.receive(request, keep))
    response.headers["Cache-Control"] = page_cache.NO_STORE
    return response


def question_page(
    request: HttpRequest, wanted: QuestionRequest, answer: AnswerEntry, report: Report | None = None
) -> HttpResponse:
    """The page of one answer, with the form for mistakes; without one (`report`) it is an editor's preview."""
    is_preview = report is None
    glossaries = read_glossaries(page_cache.version_clock.now(), translation.get_language())
    [answer] = with_meanings([answer], glossaries)
    of_section = wanted.questionnaire.of_section(wanted.question.section.slug)
    before, after = wanted.questionnaire.neighbours(of_section, wanted.question)
    return render_page(
        request,
        "rights/question.html",
        **wanted.context,
        answer=answer,
        **languages_of(wanted.country, [answer]),
        before=before,
        after=after,
        permanent=request.build_absolute_uri(reverse("go", args=[wanted.country.code, wanted.question.slug])),
        is_preview=is_preview,
        report=report,
        path=wanted.address("question") if is_preview else None,
        status=report.status if report else 200,
    )


@dataclass(frozen=True)
class History:
    """The public versions of an answer in one language, the newest first, each with the address to cite it by.

    The language is the reader's; where none was ever public in it, the one in which the answer is shown. The addresses
    are in that language: they mean the same when the reader's gets versions too.
    """

    language: str | None
    versions: list[Version]
    addresses: list[str]

    @classmethod
    def of(cls, wanted: QuestionRequest) -> "History":
        reader_language = translation.get_language()
        language = language_of_history(wanted.country, wanted.question, reader_language)
        versions = read_versions(wanted.country, wanted.question, language) if language else []
        with translation.override(language or reader_language):
            return cls(language, versions, [wanted.address("version", version.number) for version in versions])

    def place_of(self, number: int) -> int:
        """Raises Http404."""
        numbers = [version.number for version in self.versions]
        if number not in numbers:
            raise Http404(f"no version {number} in {self.language}")
        return numbers.index(number)

    @property
    def context(self) -> dict:
        return {"versions": list(zip(self.addresses, self.versions, strict=True)), "shown_in": self.language}


@require_safe
def history(request: HttpRequest, country: str, section: str, question: str) -> HttpResponse:
    """Every version of an answer that was ever public, each citable by its number."""
    wanted = QuestionRequest.of(country, section, question)
    return render_page(request, "rights/history.html", **wanted.context, **History.of(wanted).context)


@require_safe
def version(request: HttpRequest, country: str, section: str, question: str, number: int) -> HttpResponse:
    """One version, with what it changed. A withdrawn one says so (410 Gone), without its text."""
    wanted = QuestionRequest.of(country, section, question)
    history = History.of(wanted)
    place = history.place_of(number)
    this = history.versions[place]
    former = next((version for version in history.versions[place + 1 :] if not version.is_hidden), None)
    return render_page(
        request,
        "rights/version.html",
        **wanted.context,
        **history.context,
        version=this,
        body=resolve_links(this.body, wanted.country, wanted.questionnaire),
        former=former,
        changes=diffs.texts(former, this) if former and not this.is_hidden else None,
        permanent=request.build_absolute_uri(history.addresses[place]),
        text=TranslatedText(this.summary, this.language, translation.get_language()),
        path=wanted.address("history"),  # another language and another country number their versions otherwise
        status=410 if this.is_withdrawn else 200,
    )


@require_safe
def go(request: HttpRequest, code: str, question: str, language: str | None = None) -> HttpResponse:
    """A permanent link: to the answer in the language named, else in the reader's."""
    code = EU_CODE_OF_ISO.get(code.upper(), code.upper())
    country = Country.objects.filter(code=code).values_list("slug", flat=True).first()
    named = question_with_slug(question)
    if country is None or named is None or (language and language not in languages.CODES):
        raise Http404(f"no permanent link {code}/{question}")
    with translation.override(language or languages.best_of(request.headers.get("Accept-Language", ""))):
        response = HttpResponseRedirect(reverse("question", args=[country, named.section.slug, named.slug]))
    return response if language else by_reader_language(response)
