"""The management command `send_digest`: one mail a day with what waits on the desk."""

import datetime
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from countries.models import Country
from rights.models import Answer, Assignment, Digest, Question, Revision
from rights.services import drafting, publishing
from tests.rights.seeding.cited import a_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(reference, user):
    """The people of Estonia, as they sign in to the desk."""

    def make(name, *assignments, **fields):
        return user(name, *assignments, **{"is_staff": True, **fields})

    return make


@pytest.fixture
def author(desk):
    return desk("author", ("author", "EE", "et"))


@pytest.fixture
def reviewer(desk):
    return desk("reviewer", ("reviewer", "EE", ""))


def submit(author, question="damages", language="et") -> Revision:
    answer = drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug=question))
    draft = drafting.start_draft(answer, language, author)
    text = {"summary": f"Lühidalt: {question}.", "body": "<p>Kogu vastus.</p>", "sources": [a_source()]}
    return drafting.submit(drafting.save_draft(draft, author, draft.saved_at, **text), author)


def send() -> str:
    from io import StringIO

    out = StringIO()
    call_command("send_digest", stdout=out)
    return out.getvalue()


def tomorrow():
    """A day passes: what was sent was sent yesterday."""
    Digest.objects.update(sent_on=timezone.localdate() - datetime.timedelta(days=1))


def mails(mailoutbox) -> dict[str, str]:
    """Address → text; each has one mail at most."""
    found = [(address, mail.body) for mail in mailoutbox for address in mail.to]
    assert len(found) == len(dict(found))
    return dict(found)


# When


def test_one_mail_says_all_that_waits(author, reviewer, mailoutbox):
    for question in ("damages", "appeal", "legal-aid"):
        submit(author, question)
    send()
    [mail] = mailoutbox
    assert mail.to == ["reviewer@example.eu"]


def test_a_second_run_on_the_same_day_sends_nothing_even_if_more_waits(author, reviewer, mailoutbox):
    submit(author)
    send()
    submit(author, "appeal")
    assert "0 sent" in send()
    assert len(mailoutbox) == 1


def test_the_next_day_what_still_waits_is_mailed_again(author, reviewer, mailoutbox):
    submit(author)
    send()
    tomorrow()
    send()
    send()
    assert len(mailoutbox) == 2


def test_where_nothing_waits_there_is_no_mail(author, reviewer, mailoutbox):
    send()
    assert mailoutbox == []


def test_a_day_without_a_mail_does_not_use_up_the_day(author, reviewer, mailoutbox):
    send()
    submit(author)
    send()
    assert list(mails(mailoutbox)) == ["reviewer@example.eu"]


def test_once_it_is_done_there_is_no_mail_any_more(author, reviewer, mailoutbox):
    revision = submit(author)
    send()
    tomorrow()
    publishing.publish(revision, reviewer)
    mailoutbox.clear()
    send()
    assert mailoutbox == []


def test_what_was_never_answered_and_one_s_own_drafts_are_no_news(author, mailoutbox):
    answer = drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))
    drafting.start_draft(answer, "et", author)
    send()
    assert mailoutbox == []


# To whom


def test_nobody_is_mailed_about_another_country_or_another_language(author, reviewer, desk, mailoutbox):
    desk("of-latvia", ("reviewer", "LV", ""))
    desk("of-another-language", ("reviewer", "EE", "lv"))
    desk("without-assignment")
    submit(author)
    send()
    assert list(mails(mailoutbox)) == ["reviewer@example.eu"]


def test_nobody_is_asked_to_review_their_own_text(desk, mailoutbox):
    submit(desk("both", ("author", "EE", "et"), ("reviewer", "EE", "")))
    send()
    assert mailoutbox == []


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}, {"email": ""}])
def test_who_cannot_sign_in_or_has_no_address_is_not_mailed(author, reviewer, mailoutbox, fields):
    submit(author)
    for name, value in fields.items():
        setattr(reviewer, name, value)
    reviewer.save()
    assert "0 sent, 0 failed" in send()
    assert mailoutbox == []


def test_who_has_left_is_not_mailed(author, reviewer, mailoutbox):
    publishing.send_back(submit(author), reviewer, "Give the law.")
    Assignment.objects.filter(user=author).delete()
    send()
    assert mailoutbox == []


def test_who_works_for_another_country_now_is_not_mailed_about_the_former(author, reviewer, mailoutbox):
    publishing.send_back(submit(author), reviewer, "Give the law.")
    Assignment.objects.filter(user=author).delete()
    Assignment.objects.create(user=author, role="author", country=Country.objects.get(code="LV"))
    send()
    assert mailoutbox == []


def test_a_superuser_is_mailed_what_waits_anywhere(author, desk, mailoutbox):
    desk("root", is_superuser=True)
    submit(author)
    send()
    assert "damages" in mails(mailoutbox)["root@example.eu"].lower()


def test_one_mail_has_one_reader(author, reviewer, desk, mailoutbox):
    desk("second", ("reviewer", "EE", "et"))
    submit(author)
    send()
    assert sorted(mail.recipients() for mail in mailoutbox) == [["reviewer@example.eu"], ["second@example.eu"]]


# What


def short(slug) -> str:
    return Question.objects.get(slug=slug).short_en


def section_of(text, heading) -> str:
    """What stands below a heading of a mail."""
    lines = text.splitlines()
    [start] = [number for number, line in enumerate(lines) if line.startswith(heading)]
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith("  - ")), len(lines))
    return "\n".join(lines[start:end])


def test_the_mail_names_the_question_the_country_and_the_language_and_leads_to_the_desk(
    author, reviewer, mailoutbox, settings
):
    settings.DESK_ADDRESS = "https://portal.example.eu/admin/"
    submit(author)
    send()
    text = mails(mailoutbox)["reviewer@example.eu"]
    found = section_of(text, "To review (1)")
    for expected in (short("damages"), "Estonia", "et"):
        assert expected in found
    assert "https://portal.example.eu/admin/" in text


def test_what_was_returned_is_mailed_to_its_author(author, reviewer, mailoutbox):
    publishing.send_back(submit(author), reviewer, "Give the law.")
    send()
    assert short("damages") in section_of(mails(mailoutbox)["author@example.eu"], "Returned to you (1)")
    assert "reviewer@example.eu" not in mails(mailoutbox)


def test_what_is_to_be_translated_is_mailed_to_the_translator(publish_text, desk, mailoutbox):
    publish_text("EE", "damages", "et", source_language="et")
    desk("translator", ("translator", "EE", "lv"))
    send()
    assert f"{short('damages')} (Estonia, lv)" in section_of(
        mails(mailoutbox)["translator@example.eu"], "To translate (1)"
    )


def test_a_translation_that_became_outdated_is_mailed_to_the_translator(publish_text, desk, mailoutbox):
    publish_text("EE", "damages", "et", source_language="et")
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="Nüüd teisiti.")
    desk("translator", ("translator", "EE", "lv"))
    send()
    text = mails(mailoutbox)["translator@example.eu"]
    assert f"{short('damages')} (Estonia, lv)" in section_of(text, "Outdated translations (1)")
    assert "To translate" not in text


@pytest.mark.parametrize(("days", "heading"), [(-1, "Check is overdue (1)"), (30, "Check due within 30 days (1)")])
def test_a_check_that_is_due_is_mailed_to_the_reviewer(publish_text, reviewer, mailoutbox, days, heading):
    answer = publish_text("EE", "damages", "et", source_language="et")
    due = timezone.localdate() + datetime.timedelta(days=days)
    Answer.objects.filter(pk=answer.pk).update(review_due=due)
    send()
    text = mails(mailoutbox)["reviewer@example.eu"]
    assert short("damages") in section_of(text, heading)
    assert text.count(short("damages")) == 1


def test_a_check_that_is_due_much_later_is_no_news(publish_text, reviewer, mailoutbox):
    answer = publish_text("EE", "damages", "et", source_language="et")
    Answer.objects.filter(pk=answer.pk).update(review_due=timezone.localdate() + datetime.timedelta(days=31))
    send()
    assert mailoutbox == []


def test_a_long_list_is_counted_whole(publish_text, desk, mailoutbox):
    slugs = list(Question.objects.values_list("slug", flat=True)[:15])
    for slug in slugs:
        publish_text("EE", slug, "et", source_language="et")
    desk("translator", ("translator", "EE", "lv"))
    send()
    assert "To translate (15)" in mails(mailoutbox)["translator@example.eu"]


def test_letters_and_signs_stand_in_the_mail_as_they_are(author, reviewer, mailoutbox):
    Question.objects.filter(slug="damages").update(short_en="Victim’s “right” & <more>")
    submit(author)
    send()
    assert "Victim’s “right” & <more>" in mails(mailoutbox)["reviewer@example.eu"]


# A mail server that fails


class Fails(EmailBackend):
    """A mail server that refuses some addresses."""

    refused: tuple[str, ...] = ()
    error: Exception = SMTPServerDisconnected("gone")

    def send_messages(self, messages):
        if {address for mail in messages for address in mail.to} & set(self.refused):
            raise self.error
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.rights.test_send_digest.Fails"

    def refuses(*addresses, error=Fails.error):
        monkeypatch.setattr(Fails, "refused", addresses)
        monkeypatch.setattr(Fails, "error", error)

    return refuses


@pytest.mark.parametrize(
    "error", [SMTPServerDisconnected("gone"), ConnectionRefusedError("nobody there"), TimeoutError("slow")], ids=repr
)
def test_a_failure_for_one_person_stops_no_other_and_is_reported(author, desk, mailoutbox, server, capsys, error):
    for name in ("r1", "r2", "r3"):
        desk(name, ("reviewer", "EE", ""))
    submit(author)
    server("r2@example.eu", error=error)
    with pytest.raises(CommandError):
        send()
    assert sorted(mails(mailoutbox)) == ["r1@example.eu", "r3@example.eu"]
    assert "@" not in capsys.readouterr().err, "a log names nobody"


def test_what_failed_is_tried_again_on_the_same_day_and_the_others_get_no_second_mail(author, desk, mailoutbox, server):
    for name in ("r1", "r2"):
        desk(name, ("reviewer", "EE", ""))
    submit(author)
    server("r2@example.eu")
    with pytest.raises(CommandError):
        send()
    server()
    assert "1 sent, 0 failed" in send()
    assert sorted(mails(mailoutbox)) == ["r1@example.eu", "r2@example.eu"]
    assert "0 sent" in send()


def test_a_failure_after_a_mail_of_yesterday_is_tried_again_too(author, reviewer, mailoutbox, server):
    submit(author)
    send()
    tomorrow()
    server("reviewer@example.eu")
    with pytest.raises(CommandError):
        send()
    server()
    send()
    assert len(mailoutbox) == 2


def test_an_address_that_cannot_be_written_to_stops_no_other(author, desk, mailoutbox):
    desk("r1", ("reviewer", "EE", ""))
    broken = desk("r2", ("reviewer", "EE", ""))
    desk("r3", ("reviewer", "EE", ""))
    type(broken).objects.filter(pk=broken.pk).update(email="r2@example.eu\nBcc: all@example.eu")
    submit(author)
    with pytest.raises(CommandError):
        send()
    assert sorted(mails(mailoutbox)) == ["r1@example.eu", "r3@example.eu"]
