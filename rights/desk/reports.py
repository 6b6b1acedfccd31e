"""The mistakes that readers report of a country's answers: read here alone, and deleted once dealt with."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rights import permissions
from rights.desk.inbox import edit_address
from rights.models import MistakeReport
from rights.services import reports

LONGEST_KEY = 18  # digits


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, country: str) -> HttpResponse:
    """Every report that waits, the oldest first; by POST one of them is dealt with."""
    here = get_object_or_404(permissions.countries_of(request.user), slug=country)
    if request.method == "POST":
        key = request.POST.get("report", "")
        if key.isdecimal() and len(key) <= LONGEST_KEY:
            reports.settle(here, int(key), request.user)
        messages.success(request, _("The report is deleted."))
        return redirect(request.path)
    mine = permissions.languages_of(request.user, here)

    def seen(report: MistakeReport) -> str:
        """The language in which this person can look at the answer."""
        return next(code for code in (report.language, here.default_source_language, *mine) if code in mine)

    waiting = MistakeReport.objects.filter(country=here).select_related("question__section")
    context = {
        **admin.site.each_context(request),
        "title": _("Mistakes that readers report"),
        "country": here,
        "days": reports.KEPT.days,
        "reports": [(report, edit_address(here.slug, report.question.slug, seen(report))) for report in waiting],
    }
    return TemplateResponse(request, "admin/desk/reports.html", context)
