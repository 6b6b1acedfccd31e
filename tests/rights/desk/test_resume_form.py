"""An expired session and a refused token: what was typed comes back, and can be saved after signing in."""

import re

import pytest
from django.conf import settings

from countries.models import Source
from rights.models import Revision
from tests.rights.desk.people import DAMAGES, TYPED, AtDesk

pytestmark = pytest.mark.django_db

MARKUP = "</textarea><script>alert(1)</script>\"'&amp;"
TYPING = {"save", "submit"}


@pytest.fixture
def checked(people):
    """The author, in a browser whose tokens are checked."""
    return AtDesk(people.author.person, enforce_csrf_checks=True)


def end_session(desk):
    """The session ends; the cookie of the token lives on, as it does for a year."""
    desk.client.session.flush()
    desk.client.cookies.pop(settings.SESSION_COOKIE_NAME, None)


def sign_in_again(desk):
    """In another window, through the form: the token changes with it."""
    page = desk.open("/admin/login/")
    [token] = [field.get("value") for field in page.all("input") if field.get("name") == "csrfmiddlewaretoken"]
    given = {"username": desk.person.username, "password": "secret", "csrfmiddlewaretoken": token}
    assert desk.client.post("/admin/login/", given).status_code == 302


def comes_back(page) -> dict:
    return {name: page.fields("save")[name] for name in TYPED}


def the_draft() -> Revision:
    return Revision.objects.get(answer__question__slug="damages", language="et")


def texts_of(revision) -> dict:
    return {name: getattr(revision, name) for name in TYPED}


def send_until_taken(page):
    """Send what came back. A stale token is refused once more, with what was typed again."""
    page = page.press("save")
    return page.press("save") if page.status == 403 else page


# An expired session


@pytest.mark.parametrize("act", ["save", "submit", "publish", "discard"])
def test_after_the_session_what_was_typed_comes_back_whatever_the_button(people, act):
    page = people.author.open()
    end_session(people.author)
    kept = people.author.send(DAMAGES, {**page.fields("save"), **TYPED, "act": act})
    assert kept.status == 401
    assert "Nothing is lost" in kept.text
    assert comes_back(kept) == TYPED
    assert kept.acts == ["save"]
    assert not Revision.objects.exists()


def test_what_came_back_is_saved_after_signing_in(checked):
    page = checked.open()
    end_session(checked)
    kept = page.press("save", **TYPED)
    assert kept.status == 401
    sign_in_again(checked)
    saved = send_until_taken(kept)
    assert "The draft is saved." in saved.text
    assert texts_of(the_draft()) == TYPED


def test_what_came_back_is_only_saved_even_where_it_was_to_be_handed_in(checked):
    page = checked.open()
    end_session(checked)
    kept = page.press("submit", **TYPED)
    sign_in_again(checked)
    send_until_taken(kept)
    assert (the_draft().state, texts_of(the_draft())) == ("draft", TYPED)


def test_kind_significance_sources_and_a_new_source_come_back_too(checked):
    cited = [
        Source.objects.create(slug=f"ee-{n}", title_en=f"Law {n}", publisher="State", language="et") for n in range(2)
    ]
    new = {"new_title": "A leaflet", "new_publisher": "Police", "new_date": "2026-02-01"}
    page = checked.open()
    end_session(checked)
    kept = page.press(
        "save", **TYPED, **new, kind="no-right", significance="minor", sources=[source.pk for source in cited]
    )
    sign_in_again(checked)
    fields = kept.fields("save")
    assert {name: fields[name] for name in new} == new
    values = [(field.get("name"), field.get("value")) for field in kept.all("input")]
    assert {("sources", str(source.pk)) for source in cited} <= set(values)
    token = checked.client.cookies[settings.CSRF_COOKIE_NAME].value
    sent = {**fields, "sources": [source.pk for source in cited], "csrfmiddlewaretoken": token, "act": "save"}
    checked.send(DAMAGES, sent)
    assert (the_draft().kind, the_draft().significance) == ("no-right", "minor")
    assert [source.title_en for source in the_draft().sources.order_by("pk")] == ["Law 0", "Law 1", "A leaflet"]


def test_what_came_back_does_not_overwrite_what_somebody_else_saved_meanwhile(people, checked):
    checked.open().press("save", **TYPED)
    page = checked.open()
    end_session(checked)
    kept = page.press("save", summary="Mine.")
    people.second.open().press("save", summary="Theirs.")
    sign_in_again(checked)
    conflict = send_until_taken(kept)
    assert conflict.status == 409
    assert conflict.fields("save")["summary"] == "Mine."
    assert "Theirs." in conflict.text
    assert the_draft().summary == "Theirs."


def test_the_session_ended_but_the_draft_was_kept_as_it_was_typed(people):
    fields = people.author.open().fields("save")
    people.author.client.post(f"{DAMAGES}autosave/", {**fields, **TYPED})
    end_session(people.author)
    assert texts_of(the_draft()) == TYPED


def test_somebody_without_an_assignment_gets_what_they_typed_and_nothing_else(people, publish_text):
    publish_text("EE", "damages", "et", summary="Public already.")
    people.author.open().press("save", **{**TYPED, "summary": "A draft of the author."})
    end_session(people.stranger)
    kept = people.stranger.send(DAMAGES, {**TYPED, "act": "save"})
    assert comes_back(kept) == TYPED
    assert "A draft of the author." not in kept.html
    assert "estonia" not in kept.html.replace(DAMAGES, "").lower()


@pytest.mark.parametrize("act", ["return", "withdraw"])
def test_a_comment_comes_back_after_the_session(people, answer, publish, in_review, act):
    publish(answer)
    in_review(answer, by=people.second)
    page = people.reviewer.open(f"{DAMAGES}withdrawal/" if act == "withdraw" else DAMAGES)
    end_session(people.reviewer)
    assert "A paragraph on why." in page.press(act, comment="A paragraph on why.").html


# A refused token


@pytest.mark.parametrize("act", ["save", "submit", "publish", "discard"])
def test_after_a_refused_token_what_was_typed_comes_back_whatever_the_button(checked, act):
    page = checked.open()
    fields = {**page.fields("save"), **TYPED, "csrfmiddlewaretoken": "stale", "act": act}
    kept = checked.send(DAMAGES, fields)
    assert kept.status == 403
    assert comes_back(kept) == TYPED
    assert kept.acts == ["save"]
    saved = kept.press("save")
    assert "The draft is saved." in saved.text
    assert (the_draft().state, texts_of(the_draft())) == ("draft", TYPED)


def test_a_form_from_before_a_new_sign_in_comes_back_and_is_saved(checked):
    page = checked.open()
    end_session(checked)
    sign_in_again(checked)
    kept = page.press("save", **TYPED)
    assert (kept.status, comes_back(kept)) == (403, TYPED)
    assert "The draft is saved." in kept.press("save").text
    assert texts_of(the_draft()) == TYPED


def test_a_refused_token_comes_back_with_the_form_and_never_with_the_old_one(checked):
    page = checked.open()
    kept = checked.send(DAMAGES, {**page.fields("save"), **TYPED, "csrfmiddlewaretoken": "stale", "act": "save"})
    tokens = [field.get("value") for field in kept.all("input") if field.get("name") == "csrfmiddlewaretoken"]
    assert len(tokens) == len(kept.all("form"))
    assert "stale" not in tokens


def test_another_site_gets_no_more_than_a_draft_out_of_one_click(people, checked, answer, in_review):
    """A forged form with every word of a publication; the person presses the button that they are shown."""
    revision = in_review(answer)
    reviewer = AtDesk(people.reviewer.person, enforce_csrf_checks=True)
    reviewer.open()
    forged = {"act": "publish", "confirmed": "yes", "seen": revision.saved_at.isoformat(), **TYPED}
    kept = reviewer.send(DAMAGES, forged)
    kept.press("save")
    revision.refresh_from_db()
    assert revision.state == "in-review"


# As one types


def test_keeping_after_the_session_says_so_without_writing(people):
    fields = people.author.open().fields("save")
    end_session(people.author)
    answered = people.author.client.post(f"{DAMAGES}autosave/", {**fields, **TYPED})
    assert "json" not in answered.headers["Content-Type"]  # the script then asks the person to sign in
    assert answered.status_code in (302, 401, 403)
    assert not Revision.objects.exists()


def test_keeping_with_a_refused_token_brings_back_what_was_typed(checked):
    fields = {**checked.open().fields("save"), **TYPED, "csrfmiddlewaretoken": "stale"}
    kept = checked.send(f"{DAMAGES}autosave/", fields)
    assert (kept.status, comes_back(kept)) == (403, TYPED)
    assert "The draft is saved." in kept.press("save").text


def test_the_page_learns_whether_one_is_signed_in_and_the_token_that_forms_need_now(checked):
    page = checked.open()
    end_session(checked)
    assert checked.client.get("/admin/token/").json()["signed_in"] is False
    sign_in_again(checked)
    answered = checked.client.get("/admin/token/")
    assert answered.json()["signed_in"] is True
    assert "no-store" in answered.headers["Cache-Control"]
    saved = page.press("save", **TYPED, csrfmiddlewaretoken=answered.json()["token"])
    assert "The draft is saved." in saved.text


# Other addresses, and what is shown


@pytest.mark.parametrize(
    "address",
    [
        "/admin/login/",
        "/admin/second-factor/",
        "/admin/password_change/",
        "/admin/status/estonia/",
        "/admin/countries/supportservice/add/",
        f"{DAMAGES}restore/1/",
    ],
)
def test_nothing_that_was_sent_to_another_address_comes_back(checked, address):
    sent = {"username": "anna", "password": "p4ssw0rd-typed", "old_password": "p4ssw0rd-typed", "token": "123456789"}
    kept = checked.send(address, sent)
    assert kept.status == 403
    assert "p4ssw0rd-typed" not in kept.html
    assert "123456789" not in kept.html


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/status/estonia/"])
def test_not_even_what_is_named_like_a_text_comes_back_from_another_address(checked, address):
    assert TYPED["summary"] not in checked.send(address, TYPED).html


@pytest.mark.parametrize("name", ["summary", "body", "legal_basis", "seen", "kind", "new_title", "comment"])
def test_what_comes_back_is_escaped(people, checked, name):
    end_session(people.author)
    for page in (
        people.author.send(DAMAGES, {**TYPED, name: MARKUP}),
        checked.send(DAMAGES, {**TYPED, name: MARKUP, "csrfmiddlewaretoken": "stale"}),
    ):
        assert "<script>alert(1)" not in page.html
        if name != "comment":
            assert page.fields("save")[name] == MARKUP


def test_what_is_named_with_markup_is_escaped(people):
    end_session(people.author)
    page = people.author.send(DAMAGES, {**TYPED, '"><script>alert(1)</script>': "x"})
    assert "<script>alert(1)" not in page.html


def test_the_form_that_comes_back_leads_to_the_same_answer(people):
    end_session(people.author)
    kept = people.author.send(DAMAGES, TYPED)
    assert [form.get("action") for form in kept.all("form") if "save" in kept.acts] == [DAMAGES]
    assert not re.search(r'action="(?!/admin/)', kept.html)


def test_what_comes_back_is_stored_nowhere_on_the_way(people):
    end_session(people.author)
    assert "no-store" in people.author.send(DAMAGES, TYPED).response.headers.get("Cache-Control", "")
