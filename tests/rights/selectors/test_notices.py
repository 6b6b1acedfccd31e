"""Notices on every page: in each language, on their days alone, at once, and only from those who keep the portal."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from countries.models import ContentVersion, Country, HelpLine
from portal.i18n import languages, translated
from portal.web import page_cache
from rights.models import SiteNotice
from rights.services import records, urgent
from tests.public_pages import KINDS, parse, text_of
from tests.rights.desk.people import AtDesk

pytestmark = pytest.mark.django_db

ADD = "/admin/rights/sitenotice/add/"


@pytest.fixture(autouse=True)
def _pages(every_status_state, db):
    """Answers of every kind."""


@pytest.fixture
def line(source) -> HelpLine:
    return HelpLine.objects.create(
        country=Country.objects.get(code="LV"), number="+37167999456", name_en="The <made-up> line", source=source
    )


def notices(path: str) -> list[str]:
    page_cache.store.clear()
    page_cache.version_clock.forget()
    root = parse(Client().get(path).content.decode())
    [header] = root.iter("header")
    return [text_of(each) for each in header.iter("p") if each.get("class") == "notice"]


def announce(kind: str, first: int = 0, last: int = 0, **about) -> SiteNotice:
    """A notice from one day to another, counted from today."""
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    notice = SiteNotice(kind=kind, starts_on=today + first * day, ends_on=today + last * day, **about)
    notice.full_clean()
    records.save(notice)
    return notice


def test_a_notice_stands_on_every_kind_of_page(line):
    announce("dead-line", help_line=line)
    said = "Latvia: The <made-up> line (+371\u00a067\u00a0999\u00a0456) cannot be reached at the moment."
    said = [f"{said} In danger, call 112.".replace("\u00a0", " ")]
    kinds = [
        "home", "about", "country", "services", "section", "question", "history", "version", "picker", "compared",
        "question-compared", "facts", "fact-choice", "across", "search", "search-found", "not-found",
    ]  # fmt: skip
    assert {kind: notices(f"/en/{KINDS[kind]}") for kind in kinds} == dict.fromkeys(kinds, said)


def test_each_sentence_stands_in_every_language_with_the_names_it_needs(line):
    announce("repair")
    announce("changed-law", country=Country.objects.get(code="LV"))
    announce("dead-line", help_line=line)
    said = {code: notices(f"/{code}/safety/") for code in languages.CODES}
    latvia = Country.objects.get(code="LV")
    for code, (dead, law, repair) in said.items():
        assert dead.startswith(getattr(latvia, translated.column("name", code))), code
        assert "The <made-up> line (+371 67 999 456)" in dead, code
        assert law.startswith(getattr(latvia, translated.column("name", code))), code
        assert "112" in dead, code
        assert "112" in repair, code
    for place in range(3):
        assert len({tuple(sentences[place] for sentences in said.values())}) == 1
        assert len({sentences[place] for sentences in said.values()}) == len(languages.CODES)


@pytest.mark.parametrize(("first", "last", "is_shown"), [(0, 0, True), (-3, 3, True), (1, 5, False), (-5, -1, False)])
def test_a_notice_stands_from_its_first_day_to_its_last(first, last, is_shown):
    announce("repair", first, last)
    assert bool(notices("/en/")) is is_shown


def test_the_number_of_a_line_that_was_taken_down_is_not_given(line, user):
    announce("dead-line", help_line=line)
    urgent.take_down(line, user("root", is_superuser=True), "Wrong.")
    assert notices("/en/") == ["Latvia: The <made-up> line cannot be reached at the moment. In danger, call 112."]


def test_only_those_who_keep_the_portal_announce_and_the_act_shows_at_once_and_is_noted(user):
    today = timezone.localdate().isoformat()
    typed = {"kind": "repair", "starts_on": today, "ends_on": today}
    manager = AtDesk(user("manager", ("manager", "LV", ""), is_staff=True))
    assert manager.send(ADD, typed).status == 403
    assert SiteNotice.objects.count() == 0
    root = AtDesk(user("root", is_staff=True, is_superuser=True))
    before = ContentVersion.state()
    assert root.send(ADD, typed).status == 200
    [notice] = SiteNotice.objects.all()
    assert ContentVersion.state() != before
    assert len(notices("/lv/")) == 1
    [(change, _fields)] = records.changes_of(notice)
    assert (change.author, change.after["kind"]) == (root.person, "repair")
    root.send(f"/admin/rights/sitenotice/{notice.pk}/delete/", {"post": "yes"})
    assert notices("/lv/") == []


@pytest.mark.parametrize(
    "typed",
    [{"kind": "dead-line"}, {"kind": "changed-law"}, {"kind": "repair", "ends_on": "2020-01-01"}, {"kind": "other"}],
)
def test_a_notice_that_would_say_nothing_or_never_is_refused(user, typed):
    today = timezone.localdate().isoformat()
    root = AtDesk(user("root", is_staff=True, is_superuser=True))
    page = root.send(ADD, {"starts_on": today, "ends_on": today, **typed})
    assert "Please correct the error below." in page.text
    assert SiteNotice.objects.count() == 0
