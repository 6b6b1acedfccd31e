"""The urgent act: take an answer, a help line or a service of a country off the public pages, and show it again."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from countries.models import Country, HelpLine, SupportService
from countries.selectors import EMERGENCY
from rights import permissions
from rights.models import Answer
from rights.services import errors, urgent

ACTS = {
    "take-down": (urgent.take_down, gettext_lazy("It is off the public pages, in every language.")),
    "show-again": (urgent.show_again, gettext_lazy("The text is public now.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, country: str) -> HttpResponse:
    """What can be taken down, and what is down; `?what=` chooses one."""
    here = get_object_or_404(permissions.countries_of(request.user), slug=country)
    if not permissions.may_take_down(request.user, here):
        raise Http404("takes nothing down here")
    refusal = None
    chosen, reason = request.GET.get("what", ""), ""
    if request.method == "POST":
        act, done = ACTS.get(request.POST.get("act", ""), (None, ""))
        chosen, reason = request.POST.get("what", ""), request.POST.get("reason", "")
        if act is None:
            raise Http404("no such act")
        try:
            act(find(here, chosen), request.user, reason)
        except errors.Refusal as refused:
            refusal = refused
        else:
            messages.success(request, str(done))
            return redirect(request.path)
    context = {
        **admin.site.each_context(request),
        "title": _("Take something down at once"),
        "country": here,
        "refusal": refusal,
        "chosen": chosen,
        "reason": reason,
        "groups": [(heading, [(key_of(row), name_of(row)) for row in rows]) for heading, rows in public(here)],
        "down": [(key_of(row), name_of(row), urgent.acts_on(row)[0]) for row in taken_down(here)],
    }
    return TemplateResponse(request, "admin/desk/urgent.html", context, status=409 if refusal else 200)


def public(country: Country) -> list[tuple[str, list[urgent.Public]]]:
    """What the country shows and could take down, by kind."""
    answers = Answer.objects.filter(country=country, publications__taken_down_at=None, publications__isnull=False)
    lines = HelpLine.objects.filter(country=country, taken_down_at=None).exclude(number=EMERGENCY)
    return [
        (_("Answers"), list(_in_order(answers))),
        (_("Help lines"), list(lines)),
        (_("Services"), list(SupportService.objects.filter(country=country, taken_down_at=None))),
    ]


def taken_down(country: Country) -> list[urgent.Public]:
    answers = Answer.objects.filter(country=country, publications__taken_down_at__isnull=False)
    return [
        *_in_order(answers),
        *HelpLine.objects.filter(country=country, taken_down_at__isnull=False),
        *SupportService.objects.filter(country=country, taken_down_at__isnull=False),
    ]


def _in_order(answers):
    return (
        answers.distinct()
        .select_related("question__section")
        .order_by("question__section__position", "question__position")
    )


def key_of(row: urgent.Public) -> str:
    """What a form calls it: "answer:damages", "helpline:4"."""
    return f"{row._meta.model_name}:{row.question.slug if isinstance(row, Answer) else row.pk}"


def name_of(row: urgent.Public) -> str:
    return str(row.question if isinstance(row, Answer) else row)


def find(country: Country, key: str) -> urgent.Public:
    """What a key stands for among what is of the country. Raises Http404."""
    every = [row for _heading, rows in public(country) for row in rows] + taken_down(country)
    found = next((row for row in every if key_of(row) == key), None)
    if found is None:
        raise Http404(f"nothing called {key!r} here")
    found.country = country
    return found
