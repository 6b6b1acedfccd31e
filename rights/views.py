"""The pages of a country's factsheet: fetch, build, render."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from countries import directory
from countries.models import Country, RetiredSlug
from portal import languages
from portal.localized import Text
from portal.pages import by_reader_language, find_country, render_page
from rights import diffs, factsheets, indicators
from rights.factsheets import Status
from rights.models import Question

WAY = ("investigation", "trial", "post-trial")  # the stages in their order; compensation and support run alongside
EU_CODE_OF_ISO = {"GR": "EL"}


@require_safe
def country(request: HttpRequest, country: str) -> HttpResponse:
    """A country: who counts as a victim, the way through the proceedings, and who helps."""
    language = translation.get_language()
    countries = directory.countries(language)
    here = find_country(country, countries)
    asked = factsheets.questionnaire(language)
    answers = factsheets.answers(here, asked.questions, language, asked.section_of_question())
    stages = [stage(section, answers) for section in asked.sections]
    help_lines = directory.help_lines(here.code, language)
    own_lines = [line for line in help_lines if line.country_code == here.code]
    sheet = indicators.read([here], {here.pk: own_lines}, language)
    return render_page(
        request,
        "rights/country.html",
        countries=countries,
        country=here,
        overview=[answer for answer in answers if answer.question.section.slug == "overview"],
        way=[found for found in stages if found["section"].slug in WAY],
        alongside=[found for found in stages if found["section"].slug in ("compensation", "support")],
        accused=[found for found in stages if found["section"].is_for_the_accused],
        answered=sum(answer.status not in (Status.NOT_ANSWERED, Status.EU_MINIMUM) for answer in answers),
        asked=len(answers),
        services=directory.services(here.pk, language),
        help_lines=help_lines,
        facts=[fact for fact in sheet.of_country(here) if fact.is_stated],
    )


def stage(section: factsheets.SectionEntry, answers: list[factsheets.AnswerEntry]) -> dict:
    """A section with its answers, for lists of questions."""
    return {"section": section, "answers": [answer for answer in answers if answer.question.section == section]}


@require_safe
def section(request: HttpRequest, country: str, section: str) -> HttpResponse:
    """All questions of a section with their answers, each at #<question>."""
    language = translation.get_language()
    countries = directory.countries(language)
    here = find_country(country, countries)
    asked = factsheets.questionnaire(language)
    chosen = asked.section(section)
    if chosen is None:
        raise Http404(f"no section {section!r}")
    answers = factsheets.answers(here, asked.of_section(section), language, asked.section_of_question())
    before, after = asked.neighbours(asked.sections, chosen)
    return render_page(
        request,
        "rights/section.html",
        countries=countries,
        country=here,
        section=chosen,
        answers=answers,
        groups=[(group, list(found)) for group, found in groupby(answers, key=lambda answer: answer.question.group)],
        minutes=factsheets.reading_minutes(answers),
        oldest_check=min((answer.checked_on for answer in answers if answer.is_stale), default=None),
        before=before,
        after=after,
    )


@require_safe
def question(request: HttpRequest, country: str, section: str, question: str) -> HttpResponse:
    """One question: the deep link."""
    countries, here, asked, chosen = find_question(country, section, question)
    [answer] = factsheets.answers(here, [chosen], translation.get_language(), asked.section_of_question())
    return question_page(request, countries, here, asked, chosen, answer)


def find_question(country: str, section: str, question: str):
    """The countries, this one, the questionnaire and the question that an address names."""
    language = translation.get_language()
    countries = directory.countries(language)
    here = find_country(country, countries)
    asked = factsheets.questionnaire(language)
    chosen = asked.question(question)
    if chosen is None or chosen.section.slug != section:
        raise Http404(f"no question {question!r} in section {section!r}")
    return countries, here, asked, chosen


def question_page(request, countries, here, asked, chosen, answer, is_preview: bool = False) -> HttpResponse:
    """The page of one answer, as published or as an editor previews it."""
    before, after = asked.neighbours(asked.of_section(chosen.section.slug), chosen)
    return render_page(
        request,
        "rights/question.html",
        countries=countries,
        country=here,
        section=chosen.section,
        question=chosen,
        answer=answer,
        before=before,
        after=after,
        permanent=request.build_absolute_uri(reverse("go", args=[here.code, chosen.slug])),
        is_preview=is_preview,
        path=reverse("question", args=[here.slug, chosen.section.slug, chosen.slug]) if is_preview else None,
    )


@require_safe
def history(request: HttpRequest, country: str, section: str, question: str) -> HttpResponse:
    """Every version of an answer that was ever public, each citable by its number."""
    return history_page(request, "rights/history.html", *find_question(country, section, question))


@require_safe
def version(request: HttpRequest, country: str, section: str, question: str, number: int) -> HttpResponse:
    """One version, with what it changed. A withdrawn one says so (410 Gone), without its text."""
    return history_page(request, "rights/version.html", *find_question(country, section, question), number=number)


def history_page(request, template, countries, here, asked, chosen, number: int | None = None) -> HttpResponse:
    """Versions in the reader's language; where none was ever public in it, those in which the answer is shown.

    The address to cite a version by is that of its own language: it means the same when the reader's gets versions too.
    """
    language = translation.get_language()
    shown = factsheets.language_of_history(here, chosen, language)
    versions = factsheets.versions(here, chosen, shown) if shown else []
    with translation.override(shown or language):
        cited = [reverse("version", args=[here.slug, chosen.section.slug, chosen.slug, v.number]) for v in versions]
    context, status = {}, 200
    if number is not None:
        numbers = [version.number for version in versions]
        if number not in numbers:
            raise Http404(f"no version {number} of {chosen.slug!r} in {shown}")
        place = numbers.index(number)
        this = versions[place]
        former = next((version for version in versions[place + 1 :] if not version.is_withdrawn), None)
        status = 410 if this.is_withdrawn else 200
        context = {
            "version": this,
            "body": factsheets.resolve_links(this.body, here, asked.section_of_question()),
            "former": former,
            "changes": diffs.texts(former, this) if former and not this.is_withdrawn else None,
            "permanent": request.build_absolute_uri(cited[place]),
            "text": Text(this.summary, this.language, language),
        }
    return render_page(
        request,
        template,
        countries=countries,
        country=here,
        section=chosen.section,
        question=chosen,
        versions=list(zip(cited, versions, strict=True)),
        shown=shown,
        status=status,
        **context,
    )


@require_safe
def go(request: HttpRequest, code: str, question: str, language: str | None = None) -> HttpResponse:
    """A permanent link: to the answer in the language named, else in the reader's."""
    code = EU_CODE_OF_ISO.get(code.upper(), code.upper())
    country = Country.objects.filter(code=code).values_list("slug", flat=True).first()
    asked = question_by_slug(question)
    if country is None or asked is None or (language and language not in languages.CODES):
        raise Http404(f"no permanent link {code}/{question}")
    chosen = language or languages.best_of(request.headers.get("Accept-Language", ""))
    with translation.override(chosen):
        response = HttpResponseRedirect(reverse("question", args=[country, asked.section.slug, asked.slug]))
    return response if language else by_reader_language(response)


def question_by_slug(slug: str) -> Question | None:
    """A question by the slug that it has or once had."""
    questions = Question.objects.select_related("section").only("slug", "section__slug")
    retired = RetiredSlug.objects.filter(kind="question", slug=slug).values("successor")
    return questions.filter(slug=slug).first() or questions.filter(pk__in=retired).first()
