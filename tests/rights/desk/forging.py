"""Requests that no page offered, what pages offer, and what either did to the database."""

from collections.abc import Callable
from html.parser import HTMLParser

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from countries.models import ContentVersion, Source
from rights.models import Answer, Assignment, Change, Opened, Publication, Revision
from tests.rights.roles import (
    OUTCOMES,
    REVIEWED,
    SECTION,
    SLUG,
    TYPED,
    mark_as_read,
    open_version,
    secret_of,
)
from tests.rights.seeding.cited import a_source


def all_rows() -> dict:
    """Every row of the database that a request could write, but sessions and notes of who has opened what."""
    left_out = {Session, Opened, Permission, ContentType}
    return rows_of(model for model in apps.get_models(include_auto_created=True) if model not in left_out)


def rows_of_texts() -> dict:
    """Everything that belongs to texts: what the many POSTs of the matrix are watched by, for speed."""
    links = (Revision.writers.through, Revision.sources.through, Answer.sources.through)
    return rows_of([Answer, Revision, Publication, Change, Source, ContentVersion, Assignment, *links])


def rows_of(models) -> dict:
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def address(code: str, question: str, language: str, beside: str = "") -> str:
    return reverse("admin:desk_answer", args=[SLUG[code], question, language]) + beside


def status_address(code: str, language: str = "") -> str:
    return reverse("admin:desk_country", args=[SLUG[code]]) + (f"?language={language}" if language else "")


# Every act as a POST that is right in all but who sends it


def by_form(act: str, beside: str = "", **fields) -> Callable:
    def post(client, question, code, language):
        draft = open_version(code, question, language)
        public = Revision.objects.filter(
            answer__country__code=code, answer__question__slug=question, language=language, state="published"
        ).first()
        shown = {"seen": draft.saved_at.isoformat() if draft else "", "public": public.pk if public else ""}
        cited = {"sources": [a_source(code).pk]} if act == "submit" else {}
        data = {"act": act, **shown, **cited, **fields}
        return client.post(address(code, question, language, beside), data)

    return post


def in_bulk(act: str) -> Callable:
    def post(client, question, code, language):
        return client.post(status_address(code, language), {"act": act, "cell": [f"{question} {language}"]})

    return post


def of_section(act: str) -> Callable:
    def post(client, question, code, language):
        return client.post(status_address(code, language), {"act": f"{act} {SECTION[question]}"})

    return post


POSTS = {
    "answer": by_form("save", **TYPED),
    "begin": by_form("save", **TYPED),
    "save": by_form("save", **TYPED),
    "autosave": by_form("", beside="autosave/", **TYPED),
    "submit": by_form("submit", **TYPED),
    "discard": by_form("discard"),
    "restore": by_form("", beside="restore/1/"),
    "return": by_form("return", comment="Say more."),
    "publish": by_form("publish"),
    "withdraw": by_form("withdraw", comment="It is wrong."),
    "check": by_form("check"),
    "make-original": by_form("make-original"),
    **{f"bulk-{act}": in_bulk(act) for act in ("submit", "publish", "check")},
    **{f"section-{act}": of_section(act) for act in ("submit", "publish", "check")},
}


def post(client, act: str, code: str, language: str):
    return POSTS[act](client, OUTCOMES[act].question, code, language)


def outcome_of(act: str, client, code: str, language: str, person, before: dict | None = None) -> str:
    """What a forged POST did: "done", "nothing", or what else happened. It is rolled back."""
    before = before or rows_of_texts()
    with transaction.atomic():
        if act in ("bulk-publish", "section-publish"):
            mark_as_read(person, code, REVIEWED, language)
        response = post(client, act, code, language)
        changed = [label for label, rows in rows_of_texts().items() if rows != before[label]]
        is_done = bool(changed) and OUTCOMES[act].is_done(code, language)
        transaction.set_rollback(True)
    if response.status_code in (302, 401, 404):
        assert secret_of(code, language) not in response.content.decode()
    return "done" if is_done else f"changed {changed}" if changed else "nothing"


# What the pages offer


class Offers(HTMLParser):
    """The acts that a page offers: its buttons, and the addresses that its links and forms lead to."""

    def __init__(self, response):
        super().__init__()
        self.buttons, self.links, self.forms, self.languages = set(), set(), set(), set()
        self.keeps_drafts = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "button" and given.get("name") == "act":
            self.buttons.add(given["value"])
        if tag == "a":
            self.links.add(given.get("href"))
        if tag == "form":
            self.forms.add(given.get("action"))
            self.keeps_drafts |= bool(given.get("data-autosave"))
        if tag == "input" and given.get("name") == "language":
            self.languages.add(given["value"])


def offers(client, code: str, question: str, language: str) -> set[str]:
    """What the page of an answer, and its history, offer to do; nothing where there is no such page."""
    here = address(code, question, language)
    response = client.get(here)
    if response.status_code != 200:
        assert secret_of(code, language) not in response.content.decode()
        assert response.status_code == 404 or response.url.startswith(reverse("admin:login"))
        return set()
    page = Offers(response)
    found = {"see", *page.buttons, *(beside for beside in BESIDE if f"{here}{beside}/" in page.links)}
    if page.keeps_drafts:
        found.add("autosave")
    if "history" in found and f"{here}restore/1/" in Offers(client.get(f"{here}history/")).forms:
        found.add("restore")
    return found


BESIDE = ("preview", "history", "withdrawal")


class WithToken:
    """Sends what a form of the site itself would send."""

    def __init__(self, browser):
        self.browser = browser

    def post(self, page, data):
        token = self.browser.get(reverse("admin:desk_token")).json()["token"]
        return self.browser.post(page, {**data, "csrfmiddlewaretoken": token})
