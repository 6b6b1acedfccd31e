"""“Report a mistake in this answer”: taken from anybody, noted of nobody, bounded, and read on the desk alone."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from countries.models import ContentVersion
from rights.models import MistakeReport
from rights.services import reports
from tests.public_pages import KINDS, parse, text_of
from tests.rights.desk.people import AtDesk
from tests.rights.desk.people import Page as DeskPage

pytestmark = pytest.mark.django_db

QUESTION = f"/en/{KINDS['question']}"
WRONG = "The deadline is one year.\nIt changed in May."
DESK = "/admin/reports/latvia/"
THANKS = "Thank you."


@pytest.fixture(autouse=True)
def _pages(every_status_state, db):
    """Answers of every kind."""


def send(text: str, path: str = QUESTION, **headers):
    """A report as a browser sends it that knows of no token; headers as WSGI names them."""
    return Client(enforce_csrf_checks=True).post(path, {"text": text, "website": ""}, **headers)


def texts() -> list[str]:
    return list(MistakeReport.objects.values_list("text", flat=True))


def typed(response) -> str | None:
    """What stands in the form of a page; None where there is no form."""
    return next((area.text or "" for area in parse(response.content.decode()).iter("textarea")), None)


def of_element(response, id: str) -> str:
    return next(text_of(each) for each in parse(response.content.decode()).iter() if each.get("id") == id)


# Taken


def test_a_report_holds_what_is_wrong_where_and_in_which_hour_and_nothing_else():
    version = ContentVersion.state()
    sent = send(WRONG.replace("\n", "\r\n"), QUESTION.replace("/en/", "/lv/"), HTTP_USER_AGENT="A telephone")
    assert sent.status_code == 200
    assert sent.headers["Cache-Control"] == "no-store"
    assert not sent.cookies
    assert "ETag" not in sent.headers
    [report] = MistakeReport.objects.all()
    names = {field.name for field in MistakeReport._meta.get_fields()}
    assert names == {"id", "country", "question", "language", "text", "received_at"}
    assert (report.country.code, report.question.slug) == ("LV", "state-compensation")
    assert (report.language, report.text) == ("lv", WRONG)
    assert (report.received_at.minute, report.received_at.second, report.received_at.microsecond) == (0, 0, 0)
    assert ContentVersion.state() == version  # nothing that the public sees has changed


def test_the_page_thanks_and_the_next_reader_gets_the_page_as_it_was(client):
    before = client.get(QUESTION).content
    sent = send(WRONG)
    assert THANKS in of_element(sent, "report")
    assert typed(sent) is None
    assert WRONG.encode() not in sent.content
    assert client.get(QUESTION).content == before


def test_the_same_words_sent_again_are_kept_once():
    assert [THANKS in of_element(send(WRONG), "report") for _time in range(3)] == [True] * 3
    assert texts() == [WRONG]


def test_the_form_stands_on_every_answer_and_nowhere_else(client):
    answered = ["question", "question-of-the-minimum", "question-no-right", "question-outdated"]
    assert [typed(client.get(f"/el/{KINDS[kind]}")) for kind in answered] == [""] * len(answered)
    assert typed(client.get(f"/el/{KINDS['question-not-answered']}")) is None


def test_every_answer_of_a_section_leads_to_its_form(client):
    page = parse(client.get("/en/latvia/compensation/").content.decode())
    links = [link.get("href") for link in page.iter("a") if link.get("href").endswith("#report")]
    histories = [link.get("href") for link in page.iter("a") if link.get("href").endswith("/history/")]
    assert QUESTION + "#report" in links
    assert set(links) >= {address.removesuffix("history/") + "#report" for address in histories}


# Refused, with nothing lost


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("   \r\n", 422, "Write what is wrong."),
        ("ά" * (reports.LONGEST + 1), 422, "Your text has 1001 characters; shorten it to 1000 at most."),
    ],
    ids=["empty", "too long"],
)
def test_what_is_refused_is_shown_again_with_a_sentence(text, status, said):
    sent = send(text)
    assert (sent.status_code, of_element(sent, "problem")) == (status, said)
    assert typed(sent).strip() == text.strip()
    assert sent.headers["Cache-Control"] == "no-store"
    assert texts() == []


def test_a_thousand_characters_are_taken_however_they_are_written():
    assert send("ά" * (reports.LONGEST - 1) + "\r\n" + "ά" * 0 + "\x00\x1b").status_code == 200
    assert [len(text) for text in texts()] == [reports.LONGEST - 1]


def test_a_body_beyond_all_measure_is_not_read():
    sent = send("x" * 200_000)
    assert sent.status_code == 413
    assert "xxx" not in sent.content.decode()
    assert texts() == []


def test_markup_comes_back_as_the_text_that_it_is():
    script = "</textarea><script>alert(1)</script>" + "x" * 1000
    sent = send(script)
    assert typed(sent) == script
    assert b"<script>alert" not in sent.content


def test_a_program_that_fills_in_what_nobody_sees_is_refused():
    sent = Client().post(QUESTION, {"text": WRONG, "website": "https://example.eu/"})
    assert (sent.status_code, typed(sent), texts()) == (422, WRONG, [])


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"}, True),
        ({"HTTP_SEC_FETCH_SITE": "none"}, True),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "null"}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_ORIGIN": "null"}, True),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_ORIGIN": "https://testserver"}, False),
        ({"HTTP_ORIGIN": "https://example.eu"}, False),
    ],
)
def test_a_form_of_another_site_is_refused_and_its_words_are_not_shown(headers, is_taken):
    sent = send(WRONG, **headers)
    assert sent.status_code == (200 if is_taken else 403)
    assert texts() == ([WRONG] if is_taken else [])
    assert WRONG.encode() not in sent.content


# Bounds that know nobody


def test_reports_of_one_answer_and_of_one_hour_are_bounded(monkeypatch):
    monkeypatch.setattr(reports, "MOST_OF_AN_ANSWER", 2)
    monkeypatch.setattr(reports, "MOST_OF_AN_HOUR", 3)
    other = f"/en/{KINDS['question-no-right']}"
    sent = [send(f"{number}", path) for path in (QUESTION, other) for number in range(3)]
    assert [each.status_code for each in sent] == [200, 200, 429, 200, 429, 429]
    assert [typed(each) for each in sent] == [None, None, "2", None, "1", "2"]
    assert len(texts()) == 3
    MistakeReport.objects.update(received_at=timezone.now() - datetime.timedelta(hours=2))
    assert send("later", other).status_code == 200


def test_what_has_waited_ninety_days_is_deleted_every_morning_and_by_the_next_report():
    other = f"/en/{KINDS['question-no-right']}"
    for trigger in (lambda: call_command("send_digest", verbosity=0), lambda: send("new", other)):
        send(WRONG)
        MistakeReport.objects.update(received_at=timezone.now() - datetime.timedelta(days=89))
        trigger()
        assert WRONG in texts()
        MistakeReport.objects.update(received_at=timezone.now() - datetime.timedelta(days=91))
        trigger()
        assert WRONG not in texts()


# On the desk


def test_the_reports_of_a_country_are_for_its_people_alone(user):
    send(WRONG)
    [report] = MistakeReport.objects.all()
    people = {
        "author": [("author", "LV", "lv")],
        "translator": [("translator", "LV", "de")],
        "reviewer": [("reviewer", "LV", "")],
        "manager": [("manager", "LV", "")],
        "stranger": [("manager", "EE", ""), ("reviewer", "EU", "")],
        "nobody": [],
    }
    desks = {name: AtDesk(user(name, *given, is_staff=True)) for name, given in people.items()}
    desks["root"] = AtDesk(user("root", is_staff=True, is_superuser=True))
    sees = {name for name, desk in desks.items() if "It changed in May." in desk.open(DESK).text}
    assert sees == {"author", "translator", "reviewer", "manager", "root"}
    assert {name for name, desk in desks.items() if DESK in desk.open("/admin/").html} == sees
    assert [desks[name].send(DESK, {"report": report.pk}).status for name in ("stranger", "nobody")] == [404, 404]
    elsewhere = desks["stranger"].send("/admin/reports/estonia/", {"report": report.pk})
    assert (elsewhere.status, texts()) == (200, [WRONG])
    links = {link.get("href") for link in desks["translator"].open(DESK).all("a")}
    assert "/admin/answers/latvia/state-compensation/de/" in links
    desks["translator"].send(DESK, {"report": report.pk})
    assert texts() == []


def test_what_readers_write_is_text_on_the_desk(user):
    send("<script>alert(1)</script>\n{{ 7|add:7 }}")
    page: DeskPage = AtDesk(user("m", ("manager", "LV", ""), is_staff=True)).open(DESK)
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7|add:7 }}" in page.text


def test_the_daily_mail_gives_the_number_and_never_the_words(user, mailoutbox):
    user("manager", ("manager", "LV", ""), is_staff=True)
    user("stranger", ("manager", "DE", ""), is_staff=True)
    send(WRONG)
    send("Another one.")
    call_command("send_digest", verbosity=0)
    [mail] = [mail for mail in mailoutbox if "Mistakes that readers report" in mail.body]
    assert mail.to == ["manager@example.eu"]
    assert "Latvia (2)" in mail.body
    assert "May" not in mail.body + mail.subject
