"""Bringing published factsheets in: upload or paste a text, see what was understood, choose, and have drafts.

The text travels between the steps in the page itself, signed for one person and one country: nobody else sees it, and
nothing of it is kept before it is chosen.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from countries.models import Country, SupportService
from portal.i18n import languages
from portal.text import richtext
from portal.web.bodies import takes_files
from portal.web.errors import with_bad_request_page
from rights import permissions
from rights.desk.forms import ImportForm, SourceOfImportForm
from rights.desk.inbox import edit_address
from rights.importer import confirmed_headings, decoding, drafts, organisations, reading, template
from rights.importer.report import ImportReport, MatchedText, UnmatchedText, sentence_of
from rights.models import Publication, Question, Revision
from rights.services import errors

SALT = "desk-import"
OPEN_FOR = 12 * 3600  # seconds, like a session
WORDS_SHOWN = 45
MOST_PARTS = 300  # texts that an editor is asked about; a country has about 70
MOST_SERVICES = 150
WRITTEN_ON = (Revision.State.DRAFT, Revision.State.RETURNED)


def too_long_page(request: HttpRequest) -> HttpResponse:
    """Instead of Django's page for a request that cannot be read: the text was too long."""
    sentence = _("The text is far longer than any factsheet: bring one country in at a time. Nothing was changed.")
    context = {
        "title": _("Bring a published factsheet in"),
        "site_header": admin.site.site_header,
        "sentence": sentence,
    }
    return TemplateResponse(request, "admin/desk/too_large.html", context, status=413).render()


@takes_files(max(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, 4 * decoding.MAX_CHARACTERS))
@with_bad_request_page(too_long_page)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, country: str) -> HttpResponse:
    """Every step: the empty form, the report on a text, and what the import did."""
    desk = _find(request, country)
    if request.method != "POST":
        own = [code for code in desk.country.official_languages if code in desk.written]
        return _form_page(request, desk, ImportForm(written=desk.written, initial={"language": next(iter(own), None)}))
    if request.POST.get("act") == "import":
        return _import(request, desk)
    form = ImportForm(request.POST, request.FILES, written=desk.written)
    if not form.is_valid():
        return _form_page(request, desk, form, status=422)
    sent = SentText(form.content(), form.cleaned_data["language"], form.cleaned_data["address"])
    report = sent.report(desk)
    if not report.parts():
        return _form_page(request, desk, form, report, status=422)
    return _report_page(request, desk, sent, report, SourceOfImportForm(initial={"publisher": report.publisher}))


@dataclass(frozen=True)
class ImportDesk:
    """Whose import it is: the country, and the languages in which this person writes for it."""

    user: User
    country: Country
    written: list[str]

    @property
    def manages(self) -> bool:
        return permissions.may_manage(self.user, self.country)


def _find(request: HttpRequest, country: str) -> ImportDesk:
    """As if the page did not exist for those who write nothing for the country."""
    here = get_object_or_404(permissions.countries_of(request.user), slug=country)
    written = permissions.languages_of(request.user, here, permissions.WRITES_TRANSLATION)
    if not written:
        raise Http404("no assignment to write")
    return ImportDesk(request.user, here, written)  # type: ignore[arg-type]  # the desk lets nobody in who is not signed in


# The text on its way


@dataclass(frozen=True)
class SentText:
    """What somebody sent: the text, its language and its address."""

    content: bytes | str
    language: str
    address: str

    def report(self, desk: ImportDesk) -> ImportReport:
        known = confirmed_headings.headings(self.language)
        questionnaire = template.from_database()
        return reading.report_on(self.content, desk.country.code, self.language, questionnaire, known)

    def sealed(self, desk: ImportDesk) -> str:
        """For a hidden field; the text as it was decoded, so that the next step reads the same."""
        readable = decoding.decode(self.content, self.language)
        return signing.dumps([readable, self.language, self.address, *_whose(desk)], salt=SALT, compress=True)


def _whose(desk: ImportDesk) -> list:
    return [desk.user.pk, desk.country.code]


def _unsealed(sealed: str, desk: ImportDesk) -> SentText | None:
    try:
        content, language, address, *whose = signing.loads(sealed, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None
    return SentText(content, language, address) if whose == _whose(desk) and language in desk.written else None


# The report


@dataclass(frozen=True)
class ReportPart:
    """A text that may be brought in, as a row of the report, with what is chosen for it so far.

    `place` is the question of a matched text (`confidence` in per cent); of others `put` is the suggestion that was
    chosen and `elsewhere` the question of the whole questionnaire. `present` is the state of the
    text that the question has already.
    """

    key: str
    heading: str
    html: str
    beginning: str
    words: int
    confidence: int | None
    superseded: bool
    suggestions: tuple[tuple[Question, int], ...]
    place: str
    put: str
    elsewhere: str
    ticked: bool
    present: str

    @property
    def is_long(self) -> bool:
        return self.words > WORDS_SHOWN


def _form_page(
    request: HttpRequest, desk: ImportDesk, form: ImportForm, report: ImportReport | None = None, status=200, notice=""
):
    context = {
        "form": form,
        "problems": _problems(report) if report else [],
        "notice": notice,
    }
    return _answer(request, desk, "import", context, status)


def _report_page(
    request: HttpRequest,
    desk: ImportDesk,
    sent: SentText,
    report: ImportReport,
    source: SourceOfImportForm,
    status=200,
    notice="",
) -> HttpResponse:
    """The report with its choices; after a refusal with what was chosen."""
    questions = {row.slug: row for row in Question.objects.select_related("section").order_by("position")}
    parts = report.parts()
    chosen = _Choices(request.POST) if source.is_bound else None
    present = _states_of_texts(desk.country, sent.language)
    shown_keys = _shown_keys(report)
    rows = [_part(key, parts[key], questions, present, chosen) for key in shown_keys]
    context = {
        "sent": sent,
        "sealed": sent.sealed(desk),
        "language_name": languages.name_of(sent.language, translation.get_language()),
        "source": source,
        "report": report,
        "asked": " ".join(shown_keys),
        "matched": [row for row in rows if row.confidence is not None],
        "unmatched": [row for row in rows if row.confidence is None],
        "left_out": len(parts) - len(rows),
        "sections": _by_section(questions.values()),
        "open_drafts": [questions[slug] for slug, state in present.items() if state in WRITTEN_ON],
        "adding": chosen.adding if chosen else set(),
        "unanswered": [(questions.get(none.question), none) for none in report.unanswered],
        "beaten": [(questions.get(match.question), match) for match in report.superseded],
        "problems": _problems(report),
        "services": _services(desk, report, chosen),
        "kinds": SupportService.Kind.choices,
        "notice": notice,
    }
    return _answer(request, desk, "import_report", context, status)


def _part(
    key: str, part: MatchedText | UnmatchedText, questions: dict, present: dict, chosen: "_Choices | None"
) -> ReportPart:
    found = part.question if isinstance(part, MatchedText) else ""
    place = (chosen.place(key) if chosen else "") or found
    return ReportPart(
        key,
        part.heading,
        part.html,
        Truncator(richtext.plain(part.html)).words(WORDS_SHOWN),
        part.words,
        round(100 * part.confidence) if isinstance(part, MatchedText) else None,
        part.page.superseded,
        _suggestions(part, questions),
        place,
        chosen.put(key) if chosen else "",
        chosen.elsewhere(key) if chosen else "",
        key in chosen.ticked if chosen else bool(found),
        present.get(place, ""),
    )


def _suggestions(part: MatchedText | UnmatchedText, questions: dict) -> tuple[tuple[Question, int], ...]:
    """The questions that an unmatched text may answer, with how sure that is, in per cent."""
    offered = part.suggestions if isinstance(part, UnmatchedText) else ()
    return tuple((questions[one.question], round(100 * one.confidence)) for one in offered)


def _by_section(questions) -> list[tuple[object, list[Question]]]:
    found: dict[object, list[Question]] = {}
    for question in questions:
        found.setdefault(question.section, []).append(question)
    return list(found.items())


def _states_of_texts(country: Country, language: str) -> dict[str, str]:
    """What there is of each question in a language: an open text before a public one."""
    public = Publication.objects.filter(answer__country=country, language=language)
    waiting = Revision.objects.filter(answer__country=country, language=language, state__in=Revision.OPEN)
    found = dict.fromkeys(public.values_list("answer__question__slug", flat=True), "published")
    return found | dict(waiting.values_list("answer__question__slug", "state"))


def _services(desk: ImportDesk, report: ImportReport, chosen: "_Choices | None") -> list[dict]:
    compared = organisations.compare(report.services[:MOST_SERVICES], desk.country)
    picked = chosen.services if chosen else {}
    return [
        {"at": at, "service": service, "known": known, "kind": picked.get(at, "")}
        for at, (service, known) in enumerate(compared)
    ]


def _problems(report: ImportReport) -> list[dict]:
    return [
        {"line": problem.line, "sentence": sentence_of(problem), "text": problem.text if problem.line else ""}
        for problem in report.problems
    ]


def _answer(request: HttpRequest, desk: ImportDesk, name: str, context: dict, status: int = 200) -> HttpResponse:
    full = {
        **admin.site.each_context(request),
        "title": _("Bring a published factsheet in"),
        "country": desk.country,
        "manages": desk.manages,
        **context,
    }
    templates = {
        "import": "admin/desk/import.html",
        "import_report": "admin/desk/import_report.html",
        "imported": "admin/desk/imported.html",
    }
    return TemplateResponse(request, templates[name], full, status=status)


# The choice


class _Choices:
    """What was chosen on the report.

    Matched texts have a tick and a question; the others a suggestion or any other question, and none leaves them out.
    """

    def __init__(self, data):
        self.data = data
        self.ticked = set(data.getlist("part"))
        self.adding = set(data.getlist("adding"))
        kinds = dict(SupportService.Kind.choices)
        self.services = {
            int(at): kind
            for at in data.getlist("service")
            if at.isdecimal() and len(at) < 5 and (kind := data.get(f"kind-{at}", "")) in kinds
        }

    def place(self, key: str) -> str:
        return self.data.get(f"place-{key}", "")

    def put(self, key: str) -> str:
        return self.data.get(f"put-{key}", "")

    def elsewhere(self, key: str) -> str:
        return self.data.get(f"elsewhere-{key}", "")

    def placed(self, report: ImportReport) -> dict[str, str]:
        """Each text with the question that it was put to; "" for what stays out."""
        return {
            key: self.elsewhere(key) or self.put(key) or (self.place(key) if key in self.ticked else "")
            for key in report.parts()
        }

    def were_made_on(self, report: ImportReport) -> bool:
        """Whether the page that these choices were made on showed this report."""
        return self.data.get("asked", "").split() == _shown_keys(report)


def _shown_keys(report: ImportReport) -> list[str]:
    return list(report.parts())[:MOST_PARTS]


def _import(request: HttpRequest, desk: ImportDesk) -> HttpResponse:
    sent = _unsealed(request.POST.get("sealed", ""), desk)
    if sent is None:
        notice = _("The report was open for too long, or it is not yours. Read the text again.")
        return _form_page(request, desk, ImportForm(written=desk.written), status=422, notice=notice)
    report, choices = sent.report(desk), _Choices(request.POST)
    source = SourceOfImportForm(request.POST)

    def again(notice: str, status: int) -> HttpResponse:
        return _report_page(request, desk, sent, report, source, status, notice)

    if notice := _objection(report, choices, source):
        return again(notice, 422)
    try:
        outcome = drafts.import_drafts(
            report,
            desk.country,
            sent.language,
            request.user,
            placed=choices.placed(report),
            adding=choices.adding,
            services=choices.services,
            address=sent.address,
            publisher=source.cleaned_data["publisher"],
            title=source.cleaned_data["title"],
        )
    except errors.NotAllowed as refusal:
        return again(str(refusal), 403)
    except errors.Refusal as refusal:
        return again(str(refusal), 409)
    return _outcome_page(request, desk, sent, outcome)


def _objection(report: ImportReport, choices: _Choices, source: SourceOfImportForm) -> str:
    """Why what was chosen cannot be brought in; empty where it can."""
    if not source.is_valid():
        return _("Look at the source: something is missing or too long.")
    if not choices.were_made_on(report) or any(at >= len(report.services) for at in choices.services):
        return _("What is known of the headings changed meanwhile: look at the report again.")
    wanted = set(filter(None, choices.placed(report).values()))
    if not wanted and not choices.services:
        return _("Tick what is to be brought in.")
    if Question.objects.filter(slug__in=wanted).count() < len(wanted):
        return _("Choose a question for each text that you ticked.")
    return ""


def _outcome_page(
    request: HttpRequest, desk: ImportDesk, sent: SentText, outcome: drafts.ImportOutcome
) -> HttpResponse:
    def row(one) -> dict:
        return {"one": one, "href": edit_address(desk.country.slug, one.question.slug, sent.language)}

    context = {
        "drafted": [row(one) for one in outcome.drafted],
        "skipped": [row(one) for one in outcome.skipped],
        "services": outcome.services,
    }
    return _answer(request, desk, "imported", context)
