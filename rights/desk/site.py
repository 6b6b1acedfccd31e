"""The desk's site: sign-in with a second factor, and the pages beside Django's own."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from portal.i18n import languages
from rights import permissions
from rights.desk import bulk, editing, importing, inbox, reports, second_factor, status, urgent, versions, xliff
from rights.desk.forms import AnswerForm
from rights.desk.sign_in import SignInForm, make_known
from rights.models import Section

ANSWERS = "/admin/answers/"


class DeskSite(admin.AdminSite):
    site_header = gettext_lazy("Editors’ desk")
    site_title = gettext_lazy("Editors’ desk")
    index_title = gettext_lazy("What waits for you")
    login_form = SignInForm
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Not the devices of the second factor: nobody, superusers included, reads another person's keys."""
        if getattr(admin_class, "__module__", "").startswith("django_otp."):
            return
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff, with the second factor given where one is required or set up."""
        return super().has_permission(request) and not second_factor.is_wanted(request.user)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Password first; then the second factor, or setting one up where it is required."""
        if super().has_permission(request) and second_factor.is_wanted(request.user):
            after = request.GET.get(REDIRECT_FIELD_NAME, "")
            name = "verify" if second_factor.device_of(request.user) else "set_up"
            return redirect(f"{reverse(f'admin:second_factor_{name}')}?{urlencode({REDIRECT_FIELD_NAME: after})}")
        response = super().login(request, extra_context)
        if request.method == "POST" and request.user.is_authenticated:
            make_known(request, response, request.user)
        return response

    def get_urls(self):
        own = [
            path("logout/", self.logout, name="logout"),  # also for somebody who gave the password alone
            path("token/", self.token, name="desk_token"),
            path("second-factor/", second_factor.verify, name="second_factor_verify"),
            path("second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
            path("second-factor/prove/", self.admin_view(second_factor.prove), name="second_factor_prove"),
            path("second-factor/codes/", self.admin_view(second_factor.codes), name="second_factor_codes"),
            path("status/", self.admin_view(self.whole_portal), name="desk_status"),
            path("status/<slug:country>/", self.admin_view(self.country_status), name="desk_country"),
            path("xliff/<slug:country>/export/", self.admin_view(xliff.export), name="desk_xliff_export"),
            path("xliff/<slug:country>/import/", self.admin_view(xliff.import_), name="desk_xliff_import"),
            path("import/<slug:country>/", self.admin_view(importing.page), name="desk_import"),
            path("urgent/<slug:country>/", self.admin_view(urgent.page), name="desk_urgent"),
            path("reports/<slug:country>/", self.admin_view(reports.page), name="desk_reports"),
        ]
        answer = "answers/<slug:country>/<slug:question>/<slug:language>/"
        for name, view in (
            ("autosave", editing.autosave),
            ("preview", versions.preview),
            ("history", versions.history),
            ("withdrawal", versions.withdrawal),
        ):
            own.append(path(f"{answer}{name}/", self.admin_view(view), name=f"desk_{name}"))
        own += [
            path(f"{answer}restore/<int:number>/", self.admin_view(editing.restore), name="desk_restore"),
            path(answer, self.answer, name="desk_answer"),
        ]
        return own + super().get_urls()

    def answer(self, request: HttpRequest, **address) -> HttpResponse:
        """One answer; where the session has ended under a form, the form comes back with what was typed."""
        if request.method == "POST" and not self.has_permission(request):
            return resume_form(request, status=401)
        return self.admin_view(editing.edit)(request, **address)

    @method_decorator(never_cache)
    def token(self, request: HttpRequest) -> JsonResponse:
        """Whether the person is signed in, and the token that forms need now: for the script, after a new sign-in."""
        return JsonResponse({"signed_in": self.has_permission(request), "token": get_token(request)})

    def get_app_list(self, request: HttpRequest, app_label=None) -> list[dict]:
        """The records that a person may keep; asked for several times a page, so kept with the request."""
        known = request.__dict__.setdefault("_app_lists", {})
        if app_label not in known:
            known[app_label] = super().get_app_list(request, app_label)
        return known[app_label]

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "app_list": self.get_app_list(request),
            "inbox": inbox.for_person(request.user),
            "countries": permissions.countries_of(request.user),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/desk/index.html", context)

    def whole_portal(self, request: HttpRequest) -> HttpResponse:
        """Countries × languages in per cent."""
        countries = list(permissions.countries_of(request.user))
        if not countries:
            raise Http404("no assignment")
        return TemplateResponse(
            request,
            "admin/desk/whole_portal.html",
            {
                **self.each_context(request),
                "title": _("State of the whole portal"),
                "codes": languages.CODES,
                "rows": status.whole_portal(countries),
            },
        )

    def country_status(self, request: HttpRequest, country: str) -> HttpResponse:
        """Questions × languages of one country, with the acts that save work on many at once."""
        here = get_object_or_404(permissions.countries_of(request.user), slug=country)
        mine = permissions.languages_of(request.user, here)
        wanted = [code for code in request.GET.getlist("language") if code in mine]
        shown = wanted or [code for code in mine if code in ("en", *here.official_languages)] or mine[:4]
        if request.method == "POST":
            name, _space, section = request.POST.get("act", "").partition(" ")
            cells = (
                bulk.of_section(request.user, here, name, section, shown)
                if section
                else bulk.chosen(request.POST.getlist("cell"))
            )
            for level, sentence in bulk.act(request.user, here, name, cells):
                messages.add_message(request, level, sentence)
            return redirect(request.get_full_path())
        filters = {"state": request.GET.get("state", ""), "section": request.GET.get("section", "")}
        reviewed = permissions.languages_of(request.user, here, permissions.REVIEWS)
        context = {
            **self.each_context(request),
            "title": here.name,
            "country": here,
            "mine": mine,
            "shown": shown,
            "states": status.WORDS.items(),
            "sections": Section.objects.all(),
            "table": status.table(here, shown, **filters),
            "may_review": bool(reviewed),
            "may_take_down": permissions.may_take_down(request.user, here),
            "may_check": permissions.has_originals(here, reviewed),
            "may_write": permissions.holds(request.user, permissions.WRITES_TRANSLATION, here),
            **filters,
        }
        return TemplateResponse(request, "admin/desk/country.html", context)


def resume_form(request: HttpRequest, status: int) -> HttpResponse:
    """A refused form of an answer, with everything that was typed, to be sent again as a draft.

    After an expired session or a stale token. Whatever the button said, what is sent again is only saved: somebody who
    was led here by another site's form must not publish by one click.
    """
    texts, others = [], []
    names = ("summary", "body", "legal_basis", "comment")
    if request.path.startswith(ANSWERS):
        labels = {name: field.label for name, field in AnswerForm.base_fields.items()} | {"comment": _("Comment")}
        left_out = ("csrfmiddlewaretoken", "act", "confirmed")
        typed = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
        texts = [(name, labels[name], value) for name, value in typed if name in names]
        others = [(name, value) for name, value in typed if name not in names]
    context = {
        "title": _("Nothing is lost"),
        "site_header": DeskSite.site_header,
        "texts": texts,
        "others": others,
        "address": request.path.removesuffix("autosave/"),
        "is_draft": any(name in ("summary", "body") for name, _label, _value in texts),
    }
    response = TemplateResponse(request, "admin/desk/resume_form.html", context, status=status)
    add_never_cache_headers(response)
    return response.render()


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF refusal (the setting CSRF_FAILURE_VIEW), with what was typed."""
    return resume_form(request, status=403)
