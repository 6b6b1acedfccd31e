"""One answer in one language: reading, writing, reviewing, its preview and its history."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from countries import directory
from countries.models import EUROPEAN_UNION, Country, HelpLine, Source, SupportService, Telephone
from portal import languages
from rights import diffs, factsheets, workflow
from rights.desk.forms import NEW_SOURCE, AnswerForm
from rights.desk.waiting import edit_address
from rights.models import Answer, Opened, Question, Revision
from rights.views import question_page


@dataclass
class Desk:
    """What the page of one answer in one language is about, and who looks at it.

    `draft` is the open version, `public` the published one, `source` the published text of the original's language.
    """

    user: object
    country: Country
    question: Question
    language: str
    answer: Answer | None
    draft: Revision | None
    public: Revision | None
    source: Revision | None

    @property
    def source_language(self) -> str:
        return self.answer.source_language if self.answer else self.country.default_source_language

    @property
    def is_source(self) -> bool:
        return self.language == self.source_language

    @property
    def shown(self) -> Revision | None:
        """The version that the form starts from: the open one, else what is public."""
        return self.draft or self.public

    @property
    def rendered(self) -> Revision | None:
        """The version of the original that this translation renders; of a former original, where this one took over."""
        rendered = self.shown.based_on if self.shown and not self.is_source else None
        if rendered and rendered.language != self.source_language:
            return self.answer.source_base
        return rendered

    @property
    def behind(self) -> Revision | None:
        """What this translation renders, where a newer version of the original is public."""
        return self.rendered if self.rendered and self.source and self.rendered != self.source else None

    @property
    def is_overtaken(self) -> bool:
        """Whether another text than the draft continues is public in this language now, or none any more."""
        return self.draft is not None and self.draft.parent_id != key_of(self.public)

    @property
    def of_unknown_base(self) -> bool:
        """Whether this is a translation, such as an imported one, of which nobody knows what it renders."""
        return bool(not self.is_source and self.source and self.draft and self.draft.based_on is None)

    @property
    def may_write(self) -> bool:
        roles = workflow.WRITES_SOURCE if self.is_source else workflow.WRITES_TRANSLATION
        return not self.in_review and workflow.holds(self.user, roles, self.country, self.language)

    @property
    def may_review(self) -> bool:
        return workflow.holds(self.user, workflow.REVIEWS, self.country, self.language)

    @property
    def may_make_original(self) -> bool:
        return bool(self.public and not self.is_source and workflow.may_manage(self.user, self.country))

    @property
    def in_review(self) -> bool:
        return self.draft is not None and self.draft.state == Revision.State.IN_REVIEW

    @property
    def is_own_text(self) -> bool:
        return self.draft is not None and workflow.wrote(self.user, self.draft)

    @property
    def href(self) -> str:
        return edit_address(self.country.slug, self.question.slug, self.language)

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language, translation.get_language())

    @property
    def source_language_name(self) -> str:
        return languages.name_of(self.source_language, translation.get_language())


def key_of(revision: Revision | None) -> int | None:
    return revision.pk if revision else None


def find(request: HttpRequest, country: str, question: str, language: str) -> Desk:
    """The desk for an address; as if it did not exist for those whose assignments do not reach it."""
    here = get_object_or_404(Country, slug=country)
    if language not in languages.CODES or not workflow.may_see(request.user, here, language):
        raise Http404(f"nothing at {country}/{question}/{language}")
    asked = get_object_or_404(Question.objects.select_related("section"), slug=question)
    answer = Answer.objects.filter(country=here, question=asked).first()
    found = {}
    if answer:
        answer.country, answer.question = here, asked
        for revision in Revision.objects.filter(
            answer=answer,
            language__in=[language, answer.source_language],
            state__in=[*Revision.OPEN, Revision.State.PUBLISHED],
        ).select_related("author", "reviewer", "based_on"):
            revision.answer = answer
            found[revision.language, revision.is_open] = revision
    return Desk(
        user=request.user,
        country=here,
        question=asked,
        language=language,
        answer=answer,
        draft=found.get((language, True)),
        public=found.get((language, False)),
        source=found.get((answer.source_language, False)) if answer else None,
    )


# The page and its acts


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """The page itself, and every act on it by POST."""
    desk = find(request, country, question, language)
    if request.method == "POST":
        return act(request, desk)
    if desk.in_review and desk.may_review:
        seen = {"saved_at": desk.draft.saved_at}
        Opened.objects.update_or_create(user=request.user, revision=desk.draft, defaults=seen)
    return page(request, desk, form_of(desk))


def form_of(desk: Desk, data=None) -> AnswerForm:
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
    sources = Source.objects.filter(workflow.sources_of(desk.country)).order_by("slug")
    if shown and desk.is_source:
        sources = (sources | Source.objects.filter(pk__in=shown.sources.values("pk"))).distinct()
    sent = data is not None and data.get("rendered") != data.get("original")
    is_behind = desk.behind is not None or desk.of_unknown_base or sent
    return AnswerForm(data, initial=initial, is_source=desk.is_source, is_behind=is_behind, sources=sources)


def act(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Carry out what a button says; where the workflow refuses, the page comes back with all that was typed."""
    name = request.POST.get("act", "save")
    if name not in ACTS:
        raise Http404(f"no act {name!r}")
    form = form_of(desk, request.POST) if name in ("save", "submit") else None
    if form is not None and not form.is_valid():
        return page(request, desk, form, status=422)
    try:
        ACTS[name](request, desk, form)
    except workflow.Refusal as refusal:
        desk = find(request, desk.country.slug, desk.question.slug, desk.language)
        status = 403 if isinstance(refusal, workflow.NotAllowed) else 409
        kept = form_of(desk, _as_seen(desk, request.POST, form.added)) if form is not None else form_of(desk)
        return page(request, desk, kept, refusal=refusal, refused=name, status=status)
    messages.success(request, DONE[name])
    return redirect(desk.href)


def _as_seen(desk: Desk, data, added: Source | None):
    """What was typed, as by somebody who has now seen what stands in the database: both texts are on their page.

    A source that was added before the refusal is one of the list now.
    """
    data = data.copy()
    data["seen"] = desk.draft.saved_at.isoformat() if desk.draft else ""
    data["public"] = key_of(desk.public) or ""
    if added:
        data.setlist("sources", [*data.getlist("sources"), str(added.pk)])
        for name in NEW_SOURCE:
            data[name] = ""
    return data


def save(desk: Desk, form: AnswerForm):
    """Write what was typed into the open draft, beginning one where there is none."""
    seen = form.cleaned_data["seen"]
    if seen is None:
        if form.cleaned_data["public"] != key_of(desk.public):
            sentence = _("Another text was published or withdrawn after you opened the page.")
            raise workflow.Conflict(sentence, desk.public, form.texts())
        try:
            desk.draft = (
                workflow.start_draft(desk.answer, desk.language, desk.user)
                if desk.answer
                else workflow.first_draft(desk.country, desk.question, desk.language, desk.user)
            )
        except workflow.Conflict as conflict:
            raise workflow.Conflict(str(conflict), conflict.theirs, form.texts()) from conflict
        seen = desk.draft.saved_at
    elif desk.draft is None:
        sentence = _("The draft that you opened was published or put away meanwhile.")
        raise workflow.Conflict(sentence, desk.public, form.texts())
    fields = form.texts()
    if not desk.is_source:
        fields["based_on"] = _rendered(desk, form)
    sources = form.cleaned_data.get("sources")
    desk.draft = workflow.save_draft(desk.draft, desk.user, seen, sources=sources, **fields)
    desk.answer = desk.draft.answer


def _rendered(desk: Desk, form: AnswerForm) -> Revision | None:
    """The version of the original that the translation renders: of those on the page, the one that its writer says."""
    name = "original" if form.cleaned_data.get("newest") else "rendered"
    versions = Revision.objects.filter(answer=desk.draft.answer, language=desk.source_language)
    return versions.filter(pk=form.cleaned_data[name] or 0).first() or desk.draft.based_on


def _save(request: HttpRequest, desk: Desk, form: AnswerForm):
    save(desk, form)
    if new := form.new_source():
        form.added = workflow.add_source(desk.country, request.user, language=desk.language, **new)
        sources = [*desk.draft.sources.all(), form.added]
        desk.draft = workflow.save_draft(desk.draft, request.user, desk.draft.saved_at, sources=sources)


def _submit(request: HttpRequest, desk: Desk, form: AnswerForm):
    _save(request, desk, form)
    workflow.submit(desk.draft, request.user, _confirmed(request))


def _publish(request: HttpRequest, desk: Desk, form):
    workflow.publish(_read(request, desk), request.user, _confirmed(request))


def _return(request: HttpRequest, desk: Desk, form):
    workflow.send_back(_read(request, desk), request.user, request.POST.get("comment", ""))


def _read(request: HttpRequest, desk: Desk) -> Revision:
    """The version in review, if it is the one that the reviewer's page showed."""
    draft = _need(desk.draft)
    if request.POST.get("seen") != draft.saved_at.isoformat():
        raise workflow.Conflict(_("The text changed after you opened it. Read it again."), theirs=draft, mine=None)
    return draft


def _check(request: HttpRequest, desk: Desk, form):
    workflow.check(_need(desk.public).answer, request.user)


def _withdraw(request: HttpRequest, desk: Desk, form):
    workflow.withdraw(_need(desk.public).answer, desk.language, request.user, request.POST.get("comment", ""))


def _discard(request: HttpRequest, desk: Desk, form):
    workflow.discard(_need(desk.draft), request.user)


def _make_original(request: HttpRequest, desk: Desk, form):
    workflow.change_source_language(_need(desk.public).answer, desk.language, request.user)


def _need(revision: Revision | None) -> Revision:
    if revision is None:
        raise workflow.WrongState(_("There is no version here that this could be done with. Load the page again."))
    return revision


def _confirmed(request: HttpRequest) -> bool:
    return request.POST.get("confirmed") == "yes"


ACTS = {
    "save": _save,
    "submit": _submit,
    "return": _return,
    "publish": _publish,
    "check": _check,
    "withdraw": _withdraw,
    "discard": _discard,
    "make-original": _make_original,
}
DONE = {
    "save": gettext_lazy("The draft is saved. Nothing is public yet."),
    "submit": gettext_lazy("The draft waits for review."),
    "return": gettext_lazy("The text went back to its author with your comment."),
    "publish": gettext_lazy("The text is public now."),
    "check": gettext_lazy("Marked as checked today."),
    "withdraw": gettext_lazy("The text is no longer public. Its history stays."),
    "discard": gettext_lazy("The draft is put away. It stays in the history."),
    "make-original": gettext_lazy("Translations are made from this text from now on."),
}


def page(
    request: HttpRequest, desk: Desk, form: AnswerForm, refusal=None, refused: str = "", status: int = 200
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
        "confirmable": refused if isinstance(refusal, workflow.Outdated) else "",
        "conflict": refusal if isinstance(refusal, workflow.Conflict) else None,
        "records": records_of(desk.country, getattr(refusal, "problems", ())),
        "source_changes": diffs.texts(desk.behind, desk.source) if desk.behind else None,
        "public_changes": _since_begun(desk),
        "changes": diffs.texts(desk.public, desk.draft) if desk.in_review and desk.public else None,
        "services": [
            (f"service:{service.slug}", service)
            for service in SupportService.objects.filter(country=desk.country).only("slug", "name_en")
        ],
        "help_lines": [(f"help-line:{line.number}", line) for line in help_lines(desk.country)],
        "may_manage": workflow.may_manage(request.user, desk.country),
    }
    if context["conflict"] and refusal.theirs and isinstance(refusal.mine, dict):
        context["conflict_changes"] = diffs.texts(refusal.theirs, _Mine(refusal.mine))
    return TemplateResponse(request, "admin/desk/answer.html", context, status=status)


def _since_begun(desk: Desk) -> diffs.Changes | None:
    """What changed in public after the draft was begun."""
    if desk.is_overtaken and desk.draft.parent and desk.public:
        return diffs.texts(desk.draft.parent, desk.public)
    return None


class _Mine:
    """What somebody typed, as a version to compare with."""

    def __init__(self, texts: dict):
        self.texts = texts

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


@require_POST
def autosave(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """Keep what is being typed: the draft's new time of saving, or what stands in the way. For the page's script."""
    desk = find(request, country, question, language)
    form = form_of(desk, request.POST)
    if not form.is_valid():
        return JsonResponse(
            {"problem": " ".join(sentence for errors in form.errors.values() for sentence in errors)}, status=422
        )
    try:
        save(desk, form)
    except workflow.Refusal as refusal:
        status = 403 if isinstance(refusal, workflow.NotAllowed) else 409
        return JsonResponse({"problem": str(refusal)}, status=status)
    at = timezone.localtime(desk.draft.saved_at).strftime("%H:%M:%S")
    return JsonResponse({"seen": desk.draft.saved_at.isoformat(), "said": _("Draft kept at %s.") % at})


# Beside the page


@require_GET
def preview(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """The version as the public will see it: the public page itself, with this text in it."""
    desk = find(request, country, question, language)
    if desk.shown is None:
        raise Http404("nothing to preview")
    with translation.override(language):
        countries = directory.countries(language)
        here = next(entry for entry in countries if entry.pk == desk.country.pk)
        asked = factsheets.questionnaire(language)
        chosen = asked.question(question)
        answer = factsheets.preview(
            desk.shown, here, chosen, language, asked.section_of_question(), workflow.outdated_since(desk.shown)
        )
        response = question_page(request, countries, here, asked, chosen, answer, is_preview=True)
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
        "old": old,
        "new": new,
        "changes": diffs.texts(old, new) if old and new else None,
    }
    return TemplateResponse(request, "admin/desk/history.html", context)


@require_POST
def restore(request: HttpRequest, country: str, question: str, language: str, number: int) -> HttpResponse:
    """Begin a draft with the text of a former version."""
    desk = find(request, country, question, language)
    version = get_object_or_404(Revision, answer=desk.answer, language=language, number=number)
    version.answer = desk.answer
    try:
        workflow.restore(version, request.user)
    except workflow.Refusal as refusal:
        status = 403 if isinstance(refusal, workflow.NotAllowed) else 409
        return page(request, desk, form_of(desk), refusal=refusal, status=status)
    messages.success(request, _("A draft was begun with the text of version %d.") % number)
    return redirect(desk.href)


@require_GET
def withdrawal(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """What a withdrawal does, before it is done: to translations, to search and feeds, to history."""
    desk = find(request, country, question, language)
    if desk.public is None or not desk.may_review:
        raise Http404("nothing to withdraw")
    others = desk.answer.publications.exclude(language=language).order_by("language")
    context = {
        **admin.site.each_context(request),
        "title": _("Withdraw a text"),
        "desk": desk,
        "others": [languages.name_of(row.language, translation.get_language()) for row in others],
    }
    return TemplateResponse(request, "admin/desk/withdraw.html", context)
