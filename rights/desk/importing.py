"""Bringing published factsheets in: upload or paste a text, see what was understood, choose, and have drafts.

The text travels between the steps in the page itself, signed for one person and one country: nobody else sees it, and
nothing of it is kept before it is chosen.
"""

from dataclasses import dataclass

from django.contrib import admin
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from countries.models import Country, SupportService
from portal import languages
from rights import richtext, workflow
from rights.desk.forms import ImportForm, SourceOfImportForm
from rights.desk.waiting import edit_address
from rights.exchange import confirmed, drafts, organisations, published, questionnaire, text
from rights.exchange.report import Match, Report, Unmatched, sentence_of
from rights.models import Publication, Question, Revision

SALT = "desk-import"
OPEN_FOR = 12 * 3600  # seconds, like a session
WORDS_SHOWN = 45
MOST_PARTS = 300  # texts that an editor is asked about; a country has about 70
MOST_SERVICES = 150
WRITTEN_ON = (Revision.State.DRAFT, Revision.State.RETURNED)
BASE = "/admin/import/"


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
    sent = _Sent(form.content(), form.cleaned_data["language"], form.cleaned_data["address"])
    report = sent.report(desk)
    if not report.parts():
        return _form_page(request, desk, form, report, status=422)
    return _report_page(request, desk, sent, report, SourceOfImportForm(initial={"publisher": report.publisher}))


@dataclass(frozen=True)
class _Desk:
    """Whose import it is: the country, and the languages in which this person writes for it."""

    user: object
    country: Country
    written: list[str]

    @property
    def manages(self) -> bool:
        return workflow.may_manage(self.user, self.country)


def _find(request: HttpRequest, country: str) -> _Desk:
    """As if the page did not exist for those who write nothing for the country."""
    here = get_object_or_404(workflow.countries_of(request.user), slug=country)
    written = workflow.languages_of(request.user, here, workflow.WRITES_TRANSLATION)
    if not written:
        raise Http404("no assignment to write")
    return _Desk(request.user, here, written)


# The text on its way


@dataclass(frozen=True)
class _Sent:
    """What somebody sent: the text, its language and its address."""

    content: bytes | str
    language: str
    address: str

    def report(self, desk: _Desk) -> Report:
        known = confirmed.headings(self.language)
        asked = questionnaire.from_database()
        return published.report_on(self.content, desk.country.code, self.language, asked, known)

    def sealed(self, desk: _Desk) -> str:
        """For a hidden field; the text as it was decoded, so that the next step reads the same."""
        readable = text.decode(self.content, self.language)
        return signing.dumps([readable, self.language, self.address, *_whose(desk)], salt=SALT, compress=True)


def _whose(desk: _Desk) -> list:
    return [desk.user.pk, desk.country.code]


def _unsealed(sealed: str, desk: _Desk) -> _Sent | None:
    try:
        content, language, address, *whose = signing.loads(sealed, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None
    return _Sent(content, language, address) if whose == _whose(desk) and language in desk.written else None


# The report


@dataclass(frozen=True)
class Part:
    """A text that may be brought in, as a row of the report, with what is chosen for it so far.

    `place` is the question of a matched text (`confidence` in per cent); of others `put` is the suggestion that was
    chosen and `elsewhere` the question of the whole questionnaire. `there` says what there is of the question already.
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
    there: str

    @property
    def is_long(self) -> bool:
        return self.words > WORDS_SHOWN


def _form_page(request: HttpRequest, desk: _Desk, form: ImportForm, report: Report | None = None, status=200, said=""):
    context = {
        "form": form,
        "problems": _problems(report) if report else [],
        "said": said,
    }
    return _answer(request, desk, "import", context, status)


def _report_page(
    request: HttpRequest, desk: _Desk, sent: _Sent, report: Report, source: SourceOfImportForm, status=200, said=""
) -> HttpResponse:
    """The report with its choices; after a refusal with what was chosen."""
    questions = {row.slug: row for row in Question.objects.select_related("section").order_by("position")}
    parts = report.parts()
    chosen = _Choices(request.POST) if source.is_bound else None
    there = _texts_there(desk.country, sent.language)
    asked = _asked(report)
    rows = [_part(key, parts[key], questions, there, chosen) for key in asked]
    context = {
        "sent": sent,
        "sealed": sent.sealed(desk),
        "language_name": languages.name_of(sent.language, translation.get_language()),
        "source": source,
        "report": report,
        "asked": " ".join(asked),
        "matched": [row for row in rows if row.confidence is not None],
        "unmatched": [row for row in rows if row.confidence is None],
        "left_out": len(parts) - len(rows),
        "sections": _by_section(questions.values()),
        "open_drafts": [questions[slug] for slug, state in there.items() if state in WRITTEN_ON],
        "adding": chosen.adding if chosen else set(),
        "unanswered": [(questions.get(none.question), none) for none in report.unanswered],
        "beaten": [(questions.get(match.question), match) for match in report.superseded],
        "problems": _problems(report),
        "services": _services(desk, report, chosen),
        "kinds": SupportService.Kind.choices,
        "said": said,
    }
    return _answer(request, desk, "import_report", context, status)


def _part(key: str, part: Match | Unmatched, questions: dict, there: dict, chosen: "_Choices | None") -> Part:
    found = part.question if isinstance(part, Match) else ""
    place = (chosen.place(key) if chosen else "") or found
    return Part(
        key,
        part.heading,
        part.html,
        Truncator(richtext.plain(part.html)).words(WORDS_SHOWN),
        part.words,
        round(100 * part.confidence) if found else None,
        part.page.superseded,
        () if found else tuple((questions[one.question], round(100 * one.confidence)) for one in part.suggestions),
        place,
        chosen.put(key) if chosen else "",
        chosen.elsewhere(key) if chosen else "",
        key in chosen.ticked if chosen else bool(found),
        there.get(place, ""),
    )


def _by_section(questions) -> list[tuple[object, list[Question]]]:
    found: dict[object, list[Question]] = {}
    for question in questions:
        found.setdefault(question.section, []).append(question)
    return list(found.items())


def _texts_there(country: Country, language: str) -> dict[str, str]:
    """What there is of each question in a language: an open text before a public one."""
    public = Publication.objects.filter(answer__country=country, language=language)
    waiting = Revision.objects.filter(answer__country=country, language=language, state__in=Revision.OPEN)
    found = dict.fromkeys(public.values_list("answer__question__slug", flat=True), "published")
    return found | dict(waiting.values_list("answer__question__slug", "state"))


def _services(desk: _Desk, report: Report, chosen: "_Choices | None") -> list[dict]:
    compared = organisations.compare(report.services[:MOST_SERVICES], desk.country)
    picked = chosen.services if chosen else {}
    return [
        {"at": at, "service": service, "known": known, "kind": picked.get(at, "")}
        for at, (service, known) in enumerate(compared)
    ]


def _problems(report: Report) -> list[dict]:
    return [
        {"line": problem.line, "sentence": sentence_of(problem), "text": problem.text if problem.line else ""}
        for problem in report.problems
    ]


def _answer(request: HttpRequest, desk: _Desk, name: str, context: dict, status: int = 200) -> HttpResponse:
    whole = {
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
    return TemplateResponse(request, templates[name], whole, status=status)


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

    def placed(self, report: Report) -> dict[str, str]:
        """Each text with the question that it was put to; "" for what stays out."""
        return {
            key: self.elsewhere(key) or self.put(key) or (self.place(key) if key in self.ticked else "")
            for key in report.parts()
        }

    def were_asked_of(self, report: Report) -> bool:
        """Whether the page that these choices were made on showed this report."""
        return self.data.get("asked", "").split() == _asked(report)


def _asked(report: Report) -> list[str]:
    return list(report.parts())[:MOST_PARTS]


def _import(request: HttpRequest, desk: _Desk) -> HttpResponse:
    sent = _unsealed(request.POST.get("sealed", ""), desk)
    if sent is None:
        said = _("The report was open for too long, or it is not yours. Read the text again.")
        return _form_page(request, desk, ImportForm(written=desk.written), status=422, said=said)
    report, choices = sent.report(desk), _Choices(request.POST)
    source = SourceOfImportForm(request.POST)

    def again(said: str, status: int) -> HttpResponse:
        return _report_page(request, desk, sent, report, source, status, said)

    if said := _objection(report, choices, source):
        return again(said, 422)
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
    except workflow.NotAllowed as refusal:
        return again(str(refusal), 403)
    except workflow.Refusal as refusal:
        return again(str(refusal), 409)
    return _outcome_page(request, desk, sent, outcome)


def _objection(report: Report, choices: _Choices, source: SourceOfImportForm) -> str:
    """Why what was chosen cannot be brought in; empty where it can."""
    if not source.is_valid():
        return _("Look at the source: something is missing or too long.")
    if not choices.were_asked_of(report) or any(at >= len(report.services) for at in choices.services):
        return _("What is known of the headings changed meanwhile: look at the report again.")
    wanted = set(filter(None, choices.placed(report).values()))
    if not wanted and not choices.services:
        return _("Tick what is to be brought in.")
    if Question.objects.filter(slug__in=wanted).count() < len(wanted):
        return _("Choose a question for each text that you ticked.")
    return ""


def _outcome_page(request: HttpRequest, desk: _Desk, sent: _Sent, outcome: drafts.Outcome) -> HttpResponse:
    def row(one) -> dict:
        return {"one": one, "href": edit_address(desk.country.slug, one.question.slug, sent.language)}

    context = {
        "drafted": [row(one) for one in outcome.drafted],
        "skipped": [row(one) for one in outcome.skipped],
        "services": outcome.services,
    }
    return _answer(request, desk, "imported", context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read (Django's handler400): too long a text gets a page that says so."""
    if not request.path.startswith(BASE):
        return defaults.bad_request(request, exception)
    context = {"title": _("Bring a published factsheet in"), "site_header": admin.site.site_header}
    return TemplateResponse(request, "admin/desk/import_too_long.html", context, status=400).render()
