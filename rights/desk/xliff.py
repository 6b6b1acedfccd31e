"""Texts to translators and back, as XLIFF: the desk's two pages for it."""

from django import forms
from django.contrib import admin
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from countries.models import Country
from portal.i18n import languages
from portal.web.bodies import takes_files
from portal.web.errors import with_bad_request_page
from rights import permissions
from rights.desk.inbox import edit_address
from rights.xliff import exporting, importing, markup
from rights.xliff.segments import Mark

SEALED_FOR = 12 * 3600  # seconds between looking at an upload and taking from it: as long as a session
MOST_SEALED = 2_000_000  # characters; a form that is larger is refused by Django


def _country(request: HttpRequest, slug: str) -> Country:
    """A country of the person's; as if it did not exist for those whose assignments do not reach it."""
    return get_object_or_404(permissions.countries_of(request.user), slug=slug)


def _page(request: HttpRequest, template: str, status: int = 200, **context) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)


# Out


class ExportForm(forms.Form):
    """What goes to the translator, and as what."""

    language = forms.ChoiceField(label=gettext_lazy("Translate into"))
    which = forms.ChoiceField(
        label=gettext_lazy("Which answers"),
        choices=[("wanted", gettext_lazy("only missing and outdated ones")), ("all", gettext_lazy("all"))],
        widget=forms.RadioSelect,
        initial="wanted",
        help_text=gettext_lazy("Answers of which somebody has begun a draft already do not count as missing."),
    )
    files = forms.ChoiceField(  # type: ignore[assignment]  # a declared field is no attribute of the form
        label=gettext_lazy("As"),
        choices=[("one", gettext_lazy("one file")), ("zip", gettext_lazy("a ZIP with one file for each answer"))],
        widget=forms.RadioSelect,
        initial="one",
    )

    def __init__(self, *args, codes: list[str], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        reader = translation.get_language()
        self.fields["language"].choices = [(code, languages.name_of(code, reader)) for code in codes]


@require_http_methods(["GET", "HEAD"])
def export(request: HttpRequest, country: str) -> HttpResponse:
    """The form; with its answers in the address, the file itself."""
    here = _country(request, country)
    form = ExportForm(
        request.GET if "which" in request.GET else None, codes=permissions.languages_of(request.user, here)
    )
    exported = None
    if form.is_bound and form.is_valid():
        language, wanted_only = form.cleaned_data["language"], form.cleaned_data["which"] == "wanted"
        chosen = exporting.originals(request.user, here, language, wanted_only)
        exported = exporting.export(here, language, chosen, one_file=form.cleaned_data["files"] == "one")
    if exported:
        headers = {"Content-Disposition": f'attachment; filename="{exported.name}"'}
        return HttpResponse(exported.content, content_type=exported.content_type, headers=headers)
    return _page(
        request,
        "admin/desk/xliff_export.html",
        422 if form.errors else 200,
        title=_("Export for translation"),
        country=here,
        form=form,
        nothing=form.is_bound and not form.errors,
    )


# Back


class ImportForm(forms.Form):
    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("What the translator sent back: an XLIFF 2.0 file (.xlf), or a ZIP of such files."),
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.zip"}),
    )


def too_large_page(request: HttpRequest) -> HttpResponse:
    """Instead of Django's page for a request that cannot be read."""
    sentence = _("The file is larger than %d MB. Import it in several parts.") % (markup.LARGEST // 1024 // 1024)
    context = {"title": _("Import translations"), "site_header": admin.site.site_header, "sentence": sentence}
    return TemplateResponse(request, "admin/desk/too_large.html", context, status=413).render()


@takes_files(markup.LARGEST)
@with_bad_request_page(too_large_page)
@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: HttpRequest, country: str) -> HttpResponse:
    """Upload; then the answers with what is to be known of each; then what became of those that were ticked."""
    here = _country(request, country)
    if not permissions.holds(request.user, permissions.WRITES_TRANSLATION, here):
        refusal = _("You have no assignment that allows this. Ask the manager of this country.")
        return _upload_page(request, here, refusal=refusal, status=403, form=None)
    if request.method != "POST":
        return _upload_page(request, here)
    return _taken(request, here) if "sealed" in request.POST else _offered(request, here)


def _upload_page(request: HttpRequest, here: Country, status: int = 200, **context) -> HttpResponse:
    context = {"form": ImportForm(label_suffix=""), **context}
    return _page(
        request, "admin/desk/xliff_import.html", status, title=_("Import translations"), country=here, **context
    )


def _offered(request: HttpRequest, here: Country) -> HttpResponse:
    """What is in an upload, each answer with its remarks. Nothing is changed."""
    form = ImportForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _upload_page(request, here, status=422, form=form)
    upload = form.cleaned_data["upload"]
    try:
        data = upload.read(markup.LARGEST + 1)
        translated, problems = markup.read_upload(upload.name, data)
        offered = importing.proposals(request.user, here, translated)
        sealed = _seal(request.user, here, offered)
    except markup.Unreadable as unreadable:
        return _upload_page(request, here, refusal=str(unreadable), status=422)
    return _page(
        request,
        "admin/desk/xliff_offered.html",
        title=_("What the upload holds"),
        country=here,
        proposals=[(number, proposal, _address(here, proposal)) for number, proposal in enumerate(offered)],
        problems=problems,
        sealed=sealed,
        takeable=any(proposal.may_be_taken for proposal in offered),
    )


def _taken(request: HttpRequest, here: Country) -> HttpResponse:
    """Take what was ticked, each answer by itself, and say what became of it."""
    try:
        sealed = _unsealed(request.user, here, request.POST["sealed"])
    except signing.BadSignature:
        return _upload_page(
            request, here, refusal=_("The page was open for too long. Upload the file again."), status=409
        )
    ticked, overwritten = request.POST.getlist("take"), request.POST.getlist("overwrite")
    results = [
        importing.take(request.user, here, translated, fingerprint, overwrite=str(number) in overwritten)
        for number, (translated, fingerprint) in enumerate(sealed)
        if str(number) in ticked
    ]
    return _page(
        request,
        "admin/desk/xliff_taken.html",
        title=_("What was imported"),
        country=here,
        results=[(result, _address(here, result.proposal)) for result in results],
    )


def _address(here: Country, proposal: importing.Proposal) -> str:
    """The page of the answer, empty where there is none."""
    if proposal.question is None or not proposal.answer:
        return ""
    return edit_address(here.slug, proposal.question.slug, proposal.translated.language)


# Between looking and taking, what was read travels in the page itself, signed: nothing is stored for an upload that
# nobody comes back to.


def _salt(user, here: Country) -> str:
    return f"xliff-import:{user.pk}:{here.pk}"


def _seal(user, here: Country, offered: list[importing.Proposal]) -> str:
    sealed = signing.dumps(
        [(proposal.translated, proposal.fingerprint) for proposal in offered], salt=_salt(user, here), compress=True
    )
    if len(sealed) > MOST_SEALED:
        raise markup.Unreadable(_("The upload holds too much text. Import it in several parts."))
    return sealed


def _unsealed(user, here: Country, sealed: str) -> list[tuple[markup.TranslatedAnswer, str]]:
    read = signing.loads(sealed, salt=_salt(user, here), max_age=SEALED_FOR)
    return [(_translated(translated), fingerprint) for translated, fingerprint in read]


def _translated(fields: list) -> markup.TranslatedAnswer:
    """An answer of an upload from its JSON, where every tuple is a list."""
    file, country, question, source_language, language, units = fields
    answer_units = tuple(_unit(*unit) for unit in units)
    return markup.TranslatedAnswer(file, country, question, source_language, language, answer_units)


def _unit(name: str, version: int | None, source: list, target: list, complete: bool) -> markup.Unit:
    return markup.Unit(name, version, _content(source), _content(target), complete)


def _content(parts: list) -> tuple[str | Mark, ...]:
    return tuple(part if isinstance(part, str) else Mark(*part) for part in parts)
