"""The page of one answer: its form, what was typed, and what stands beside it."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from countries.models import EUROPEAN_UNION, Country, HelpLine, Source, SupportService, Telephone
from portal.text import richtext
from rights import diffs, permissions
from rights.desk.answer import AnswerDesk, key_of
from rights.desk.forms import AnswerForm
from rights.models import Answer, Revision
from rights.services import errors, records


def form_of(desk: AnswerDesk, data=None) -> AnswerForm:
    """The form with the draft, else with what is public, else empty; or with what was typed (`data`)."""
    shown = desk.shown
    initial = {
        "seen": desk.draft.saved_at.isoformat() if desk.draft else "",
        "kind": (shown or desk.source or desk.answer or Answer()).kind,
        "significance": desk.draft.significance if desk.draft else Revision.Significance.SUBSTANTIVE,
        "public": key_of(desk.public),
        "original": key_of(desk.source),
        "rendered": key_of(desk.rendered or (None if desk.of_unknown_base else desk.source)),
    }
    if shown:
        texts = {name: getattr(shown, name) for name in ("summary", "body", "legal_basis")}
        initial |= texts | ({"sources": shown.sources.all()} if desk.is_source else {})
    sources = Source.objects.filter(records.sources_of(desk.country)).order_by("slug")
    if shown and desk.is_source:
        sources = (sources | Source.objects.filter(pk__in=shown.sources.values("pk"))).distinct()
    sent = data is not None and data.get("rendered") != data.get("original")
    is_outdated = desk.outdated_base is not None or desk.of_unknown_base or sent
    return AnswerForm(data, initial=initial, is_source=desk.is_source, is_outdated=is_outdated, sources=sources)


def page(
    request: HttpRequest, desk: AnswerDesk, form: AnswerForm, refusal=None, refused: str = "", status: int = 200
) -> HttpResponse:
    """The page of one answer; after a refusal with its sentence, with both texts, and with what was typed."""
    typed = form.typed() if form.is_bound and not desk.may_write else []
    comment = request.POST.get("comment", "") if refusal else ""
    if comment and not (desk.in_review and desk.may_review and not desk.is_own_text):
        typed = [*typed, (_("Comment"), comment)]
    context = {
        **admin.site.each_context(request),
        "title": desk.question.title,
        "desk": desk,
        "form": form,
        "media": form.media,
        "typed": typed,
        "comment": comment,
        "refusal": refusal,
        "confirmable": refused if isinstance(refusal, errors.Outdated) else "",
        "conflict": refusal if isinstance(refusal, errors.Conflict) else None,
        "records": records_of(desk.country, getattr(refusal, "problems", ())),
        "source_changes": diffs.texts(desk.outdated_base, desk.source) if desk.outdated_base else None,
        "public_changes": _since_begun(desk),
        "changes": diffs.texts(desk.public, desk.draft) if desk.in_review and desk.public else None,
        "services": [
            (f"service:{service.slug}", service)
            for service in SupportService.objects.filter(country=desk.country).only("slug", "name_en")
        ],
        "help_lines": [(f"help-line:{line.number}", line) for line in help_lines(desk.country)],
        "may_manage": permissions.may_manage(request.user, desk.country),
    }
    if context["conflict"] and refusal.theirs and isinstance(refusal.mine, dict):
        context["conflict_changes"] = diffs.texts(refusal.theirs, _TypedText(refusal.mine))
    return TemplateResponse(request, "admin/desk/answer.html", context, status=status)


def _since_begun(desk: AnswerDesk) -> diffs.Changes | None:
    """What changed in public after the draft was begun."""
    if desk.draft and desk.is_overtaken and desk.draft.parent and desk.public:
        return diffs.texts(desk.draft.parent, desk.public)
    return None


class _TypedText:
    """What somebody typed, as a version to compare with."""

    def __init__(self, texts: dict):
        self.texts = {**texts, "body": richtext.clean(texts.get("body", ""))}

    def __getattr__(self, name: str) -> str:
        return self.texts.get(name, "")


def records_of(country: Country, problems) -> list[tuple[str, str]]:
    """For the telephone numbers that a text was refused for: the records that hold them, as (number, link to write)."""
    found = []
    for problem in problems:
        if problem.kind != "telephone":
            continue
        digits = "".join(sign for sign in problem.found if sign.isdigit())[-7:]
        for telephone in Telephone.objects.filter(service__country=country).select_related("service"):
            if digits and telephone.number.replace(" ", "").endswith(digits):
                found.append((telephone.number, f"service:{telephone.service.slug}"))
        for line in help_lines(country):
            if digits and line.number.replace(" ", "").endswith(digits):
                found.append((line.number, f"help-line:{line.number}"))
    return found


def help_lines(country: Country):
    """The help lines that a country's texts may link to: its own, and those of the whole EU."""
    return HelpLine.objects.filter(country__code__in=[country.code, EUROPEAN_UNION]).only("number", "name_en")
