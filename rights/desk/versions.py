"""Beside the page of an answer: its preview, its history, and what a withdrawal would do."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.i18n import languages
from rights import diffs
from rights.desk.answer import find
from rights.factsheet.views import QuestionRequest, question_page
from rights.models import Revision
from rights.selectors.answers import preview_answer
from rights.services import revisions, urgent


@require_GET
def preview(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """The version as the public will see it: the public page itself, with this text in it."""
    desk = find(request, country, question, language)
    if desk.shown is None:
        raise Http404("nothing to preview")
    with translation.override(language):
        wanted = QuestionRequest.of(desk.country.slug, desk.question.section.slug, desk.question.slug)
        answer = preview_answer(
            desk.shown,
            wanted.country,
            wanted.question,
            wanted.questionnaire,
            language,
            revisions.outdated_since(desk.shown),
        )
        response = question_page(request, wanted, answer)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
def history(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """Every version with who, when and why, and what changed between two of them (`?from=1&to=2`)."""
    desk = find(request, country, question, language)
    versions = list(
        Revision.objects.filter(answer=desk.answer, language=language)
        .select_related("author", "reviewer", "based_on")
        .prefetch_related("writers")
        .order_by("-number")
    )
    by_number = {str(version.number): version for version in versions}
    old, new = by_number.get(request.GET.get("from", "")), by_number.get(request.GET.get("to", ""))
    context = {
        **admin.site.each_context(request),
        "title": desk.question.title,
        "desk": desk,
        "versions": versions,
        "urgent": urgent.acts_on(desk.answer) if desk.answer else [],
        "old": old,
        "new": new,
        "changes": diffs.texts(old, new) if old and new else None,
    }
    return TemplateResponse(request, "admin/desk/history.html", context)


@require_GET
def withdrawal(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """What a withdrawal does, before it is done: to translations, to search and feeds, to history."""
    desk = find(request, country, question, language)
    if desk.answer is None or desk.public is None or not desk.may_review:
        raise Http404("nothing to withdraw")
    others = desk.answer.publications.exclude(language=language).order_by("language")
    context = {
        **admin.site.each_context(request),
        "title": _("Withdraw a text"),
        "desk": desk,
        "others": [languages.name_of(row.language, translation.get_language()) for row in others],
    }
    return TemplateResponse(request, "admin/desk/withdraw.html", context)
