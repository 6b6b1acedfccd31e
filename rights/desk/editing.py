"""Acts on one answer in one language: writing, reviewing, publishing, withdrawing; each by a button of its page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from countries.models import Source
from rights.desk.answer import AnswerDesk, find, key_of
from rights.desk.answer_page import form_of, page
from rights.desk.forms import NEW_SOURCE, AnswerForm
from rights.models import Opened, Revision
from rights.services import drafting, errors, publishing, records


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """The page itself, and every act on it by POST."""
    desk = find(request, country, question, language)
    if request.method == "POST":
        return act(request, desk)
    if desk.draft and desk.in_review and desk.may_review:
        seen = {"saved_at": desk.draft.saved_at}
        Opened.objects.update_or_create(user=desk.user, revision=desk.draft, defaults=seen)
    return page(request, desk, form_of(desk))


def act(request: HttpRequest, desk: AnswerDesk) -> HttpResponse:
    """Carry out what a button says; where the workflow refuses, the page comes back with all that was typed."""
    name = request.POST.get("act", "save")
    if name not in ACTS:
        raise Http404(f"no act {name!r}")
    form = form_of(desk, request.POST) if name in ("save", "submit") else None
    if form is not None and not form.is_valid():
        return page(request, desk, form, status=422)
    try:
        ACTS[name](request, desk, form)
    except errors.Refusal as refusal:
        desk = find(request, desk.country.slug, desk.question.slug, desk.language)
        status = 403 if isinstance(refusal, errors.NotAllowed) else 409
        refilled = form_of(desk, _as_seen(desk, request.POST, form.added)) if form is not None else form_of(desk)
        return page(request, desk, refilled, refusal=refusal, refused=name, status=status)
    messages.success(request, DONE[name])
    return redirect(desk.href)


def _as_seen(desk: AnswerDesk, data, added: Source | None):
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


def save(desk: AnswerDesk, form: AnswerForm) -> Revision:
    """Write what was typed into the open draft, beginning one where there is none; returns it.

    Raises `Conflict` with both texts where something else is stored or public than the form was made from.
    """
    draft, seen = desk.draft, form.cleaned_data["seen"]
    if seen is None:
        if form.cleaned_data["public"] != key_of(desk.public):
            sentence = _("Another text was published or withdrawn after you opened the page.")
            raise errors.Conflict(sentence, desk.public, form.texts())
        try:
            draft = (
                drafting.start_draft(desk.answer, desk.language, desk.user)
                if desk.answer
                else drafting.first_draft(desk.country, desk.question, desk.language, desk.user)
            )
        except errors.Conflict as conflict:
            raise errors.Conflict(str(conflict), conflict.theirs, form.texts()) from conflict
        seen = draft.saved_at
    elif draft is None:
        sentence = _("The draft that you opened was published or put away meanwhile.")
        raise errors.Conflict(sentence, desk.public, form.texts())
    fields = form.texts()
    if not desk.is_source:
        fields["based_on"] = _rendered(desk, draft, form)
    sources = form.cleaned_data.get("sources")
    desk.draft = drafting.save_draft(draft, desk.user, seen, sources=sources, **fields)
    desk.answer = desk.draft.answer
    return desk.draft


def _rendered(desk: AnswerDesk, draft: Revision, form: AnswerForm) -> Revision | None:
    """The version of the original that the translation renders: of those on the page, the one that its writer says.

    Only versions that were public stand on a page: a key of any other is as good as none.
    """
    name = "original" if form.cleaned_data.get("newest") else "rendered"
    versions = Revision.objects.filter(answer=draft.answer, language=desk.source_language, published_at__isnull=False)
    return versions.filter(pk=form.cleaned_data[name] or 0).first() or draft.based_on


def _save(request: HttpRequest, desk: AnswerDesk, form: AnswerForm) -> Revision:
    draft = save(desk, form)
    if new := form.new_source():
        form.added = records.add_source(desk.country, request.user, language=desk.language, **new)
        sources = [*draft.sources.all(), form.added]
        draft = desk.draft = drafting.save_draft(draft, request.user, draft.saved_at, sources=sources)
    return draft


def _submit(request: HttpRequest, desk: AnswerDesk, form: AnswerForm):
    drafting.submit(_save(request, desk, form), request.user, _confirmed(request))


def _publish(request: HttpRequest, desk: AnswerDesk, form):
    publishing.publish(_read(request, desk), request.user, _confirmed(request))


def _return(request: HttpRequest, desk: AnswerDesk, form):
    publishing.send_back(_read(request, desk), request.user, request.POST.get("comment", ""))


def _read(request: HttpRequest, desk: AnswerDesk) -> Revision:
    """The version in review, if it is the one that the reviewer's page showed."""
    draft = _need(desk.draft)
    if request.POST.get("seen") != draft.saved_at.isoformat():
        raise errors.Conflict(_("The text changed after you opened it. Read it again."), theirs=draft, mine=None)
    return draft


def _check(request: HttpRequest, desk: AnswerDesk, form):
    publishing.check(_need(desk.public).answer, request.user)


def _withdraw(request: HttpRequest, desk: AnswerDesk, form):
    publishing.withdraw(_need(desk.public).answer, desk.language, request.user, request.POST.get("comment", ""))


def _discard(request: HttpRequest, desk: AnswerDesk, form):
    drafting.discard(_need(desk.draft), request.user)


def _make_original(request: HttpRequest, desk: AnswerDesk, form):
    publishing.change_source_language(_need(desk.public).answer, desk.language, request.user)


def _need(revision: Revision | None) -> Revision:
    if revision is None:
        raise errors.WrongState(_("There is no version here that this could be done with. Load the page again."))
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


@require_POST
def autosave(request: HttpRequest, country: str, question: str, language: str) -> HttpResponse:
    """Keep what is being typed: the draft's new time of saving, or what stands in the way. For the page's script."""
    desk = find(request, country, question, language)
    form = form_of(desk, request.POST)
    if not form.is_valid():
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        return JsonResponse({"problem": " ".join(sentences)}, status=422)
    try:
        draft = save(desk, form)
    except errors.Refusal as refusal:
        status = 403 if isinstance(refusal, errors.NotAllowed) else 409
        return JsonResponse({"problem": str(refusal)}, status=status)
    at = timezone.localtime(draft.saved_at).strftime("%H:%M:%S")
    return JsonResponse({"seen": draft.saved_at.isoformat(), "said": _("Draft kept at %s.") % at})


@require_POST
def restore(request: HttpRequest, country: str, question: str, language: str, number: int) -> HttpResponse:
    """Begin a draft with the text of a former version."""
    desk = find(request, country, question, language)
    if desk.answer is None:
        raise Http404("no version to restore")
    version = get_object_or_404(Revision, answer=desk.answer, language=language, number=number)
    version.answer = desk.answer
    try:
        drafting.restore(version, request.user)
    except errors.Refusal as refusal:
        status = 403 if isinstance(refusal, errors.NotAllowed) else 409
        return page(request, desk, form_of(desk), refusal=refusal, status=status)
    messages.success(request, _("A draft was begun with the text of version %d.") % number)
    return redirect(desk.href)
