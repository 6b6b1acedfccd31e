"""The desk's first page: what waits for each role, each a link to the act."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from countries.models import Country
from rights.models import Answer, Assignment, Question
from rights.services import drafting, publishing
from tests.public_pages import text_of
from tests.rights.desk.people import DAMAGES, TYPED, AtDesk
from tests.rights.seeding.cited import a_source

pytestmark = pytest.mark.django_db

LATVIAN = "/admin/answers/estonia/damages/lv/"
EVERYBODY = ["author", "second", "translator", "reviewer", "other_reviewer", "both", "manager", "stranger", "root"]
RETURNED, REVIEW, DRAFTS = "Returned to you", "To review", "Your drafts"
TRANSLATE, OUTDATED = "To translate", "Outdated translations"
OVERDUE, SOON, NEVER = "Check is overdue", "Check due within 30 days", "Never answered"


def piles(desk) -> dict[str, tuple[int, list[str]]]:
    """Heading → how many, and where the links lead, as the page of the desk shows them."""
    found = {}
    for section in desk.open("/admin/").all("section", class_="pile"):
        [heading] = section.iter("h2")
        title = (heading.text or "").strip()
        count = int(text_of(heading).removeprefix(title) or 0)
        found[title] = (count, [a.get("href") for a in section.iter("a")])
    return found


def who_sees(people, pile, link) -> set[str]:
    return {name for name in EVERYBODY if link in piles(getattr(people, name)).get(pile, (0, []))[1]}


# Each pile, for each role


@pytest.mark.slow
def test_a_draft_waits_for_its_author(people):
    people.author.open().press("save", **TYPED)
    assert who_sees(people, DRAFTS, DAMAGES) == {"author"}
    assert piles(people.author)[DRAFTS] == (1, [DAMAGES])


def test_a_text_in_review_waits_for_the_reviewers_who_did_not_write_it(people):
    people.both.open().press("submit", **TYPED)
    assert who_sees(people, REVIEW, DAMAGES) == {"reviewer", "other_reviewer", "root"}
    assert piles(people.both).get(DRAFTS) is None


def test_a_text_that_a_reviewer_only_mended_does_not_wait_for_their_review(people):
    people.author.open().press("save", **TYPED)
    people.both.open().press("save", summary="Mended.")
    people.author.open().press("submit")
    assert "both" not in who_sees(people, REVIEW, DAMAGES)


@pytest.mark.slow
def test_a_returned_text_waits_for_its_author_with_the_comment(people):
    people.author.open().press("submit", **TYPED)
    people.reviewer.open().press("return", comment="Say by when.")
    assert who_sees(people, RETURNED, DAMAGES) == {"author"}
    assert "Say by when." in people.author.open("/admin/").text
    assert REVIEW not in piles(people.reviewer)


def test_an_original_without_a_translation_waits_for_its_translators(people, publish_text):
    publish_text("EE", "damages", "et")
    assert who_sees(people, TRANSLATE, LATVIAN) == {"translator"}


@pytest.mark.parametrize("done", ["begun", "published"])
def test_a_translation_that_is_begun_or_published_waits_no_more_to_be_made(people, publish_text, done):
    publish_text("EE", "damages", "et")
    if done == "begun":
        people.translator.open(LATVIAN).press("save", **TYPED)
    else:
        publish_text("EE", "damages", "lv")
    assert TRANSLATE not in piles(people.translator)


def test_an_assignment_to_every_language_asks_for_translations_into_the_official_ones(user, reference, publish_text):
    belgian = AtDesk(user("belgian", ("author", "BE", ""), is_staff=True))
    publish_text("BE", "damages", "nl")
    links = piles(belgian)[TRANSLATE][1]
    assert set(links) == {f"/admin/answers/belgium/damages/{code}/" for code in ("fr", "de")}


def test_a_draft_of_an_original_does_not_wait_for_translators(people):
    people.author.open().press("submit", **TYPED)
    assert TRANSLATE not in piles(people.translator)


def test_an_outdated_translation_waits_for_those_who_write_in_its_language(people, publish_text):
    publish_text("EE", "damages", "et")
    publish_text("EE", "damages", "lv")
    assert OUTDATED not in piles(people.translator)
    publish_text("EE", "damages", "et", summary="New.")
    assert who_sees(people, OUTDATED, LATVIAN) == {"author", "second", "translator", "both", "root"}


def test_a_check_that_is_overdue_waits_for_reviewers_and_not_as_due_soon(people, publish_text):
    publish_text("EE", "damages", "et", checked_on=timezone.localdate() - datetime.timedelta(days=366))
    assert who_sees(people, OVERDUE, DAMAGES) == {"reviewer", "other_reviewer", "both", "root"}
    assert SOON not in piles(people.reviewer)


@pytest.mark.parametrize(
    ("due_in", "pile"), [(-1, OVERDUE), (0, SOON), (30, SOON), (31, None)], ids=["yesterday", "today", "30", "31"]
)
def test_a_check_waits_from_30_days_before_it_is_due(people, publish_text, due_in, pile):
    answer = publish_text("EE", "damages", "et")
    Answer.objects.filter(pk=answer.pk).update(review_due=timezone.localdate() + datetime.timedelta(days=due_in))
    found = piles(people.reviewer)
    assert {name for name in (OVERDUE, SOON) if name in found} == ({pile} if pile else set())


def test_a_check_of_an_answer_in_many_languages_waits_once(people, publish_text):
    for language in ("et", "en", "lv"):
        publish_text("EE", "damages", language, checked_on=datetime.date(2020, 1, 1))
    assert piles(people.reviewer)[OVERDUE] == (1, [DAMAGES])


def test_a_withdrawn_answer_is_not_to_be_checked(people, publish_text):
    answer = publish_text("EE", "damages", "et", checked_on=datetime.date(2020, 1, 1))
    publishing.withdraw(answer, "et", people.reviewer.person, "Wrong.")
    assert OVERDUE not in piles(people.reviewer)


def test_once_checked_an_answer_waits_no_more(people, publish_text):
    publish_text("EE", "damages", "et", checked_on=datetime.date(2020, 1, 1))
    people.reviewer.open().press("check")
    assert not {OVERDUE, SOON} & piles(people.reviewer).keys()


def test_what_was_never_answered_is_counted_for_each_of_one_s_countries(people, publish_text):
    publish_text("EE", "damages", "et")
    publish_text("EE", "damages", "lv")
    people.author.open("/admin/answers/estonia/appeal/et/").press("submit", **TYPED)
    asked = Question.objects.count()
    page = people.author.open("/admin/")
    [section] = [each for each in page.all("section", class_="pile") if NEVER in text_of(each)]
    assert f"Estonia {asked - 1} questions" in text_of(section)
    assert piles(people.author)[NEVER][1] == ["/admin/status/estonia/?state=missing"]
    assert len(piles(people.root)[NEVER][1]) == Country.objects.count()


def test_a_country_that_has_answered_everything_is_not_named(people, publish_text):
    for slug in Question.objects.values_list("slug", flat=True):
        publish_text("EE", slug, "et", body="<p>Yes.</p>")
    assert NEVER not in piles(people.author)


# Scope


def test_nothing_of_another_country_waits(people, publish_text):
    publish_text("EE", "damages", "et", checked_on=datetime.date(2020, 1, 1))
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="New.")
    people.author.open("/admin/answers/estonia/appeal/et/").press("submit", **TYPED)
    page = people.stranger.open("/admin/")
    assert "estonia" not in page.html.lower()


def test_nothing_of_another_language_waits(people, user, publish_text):
    finnish = AtDesk(user("finnish", ("reviewer", "EE", "fi"), ("translator", "EE", "fi"), is_staff=True))
    publish_text("EE", "damages", "et", checked_on=datetime.date(2020, 1, 1))
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="New.")
    people.author.open("/admin/answers/estonia/appeal/et/").press("submit", **TYPED)
    found = piles(finnish)
    assert not {REVIEW, OUTDATED, OVERDUE, SOON} & found.keys()
    assert found[TRANSLATE] == (1, ["/admin/answers/estonia/damages/fi/"])


def test_a_draft_of_a_country_that_one_has_left_does_not_wait(people):
    people.author.open().press("save", **TYPED)
    Assignment.objects.filter(user=people.author.person).update(country=Country.objects.get(code="LV"))
    page = people.author.open("/admin/")
    assert DAMAGES not in page.html


@pytest.mark.slow
def test_every_link_of_the_desk_leads_somewhere(people, publish_text):
    publish_text("EE", "damages", "et", checked_on=datetime.date(2020, 1, 1))
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="New.")
    publish_text("EE", "appeal", "et", checked_on=timezone.localdate() - datetime.timedelta(days=350))
    people.author.open("/admin/answers/estonia/statement/et/").press("save", **TYPED)
    people.author.open("/admin/answers/estonia/case-file/et/").press("submit", **TYPED)
    for name in EVERYBODY:
        desk = getattr(people, name)
        links = {link for _count, links in piles(desk).values() for link in links}
        assert links
        assert {link: desk.client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_somebody_without_an_assignment_is_told_whom_to_ask(reference, user):
    page = AtDesk(user("nobody", is_staff=True)).open("/admin/")
    assert "You have no assignment yet. Ask the manager of your country." in page.text
    assert not page.all("section", class_="pile")


def test_where_nothing_waits_the_desk_says_so(people):
    assert "Nothing waits for you." in people.author.open("/admin/").text


@pytest.mark.parametrize("pile", [DRAFTS, RETURNED])
def test_where_a_draft_waits_the_desk_does_not_say_that_nothing_does(people, pile):
    people.author.open().press("save" if pile == DRAFTS else "submit", **TYPED)
    if pile == RETURNED:
        people.reviewer.open().press("return", comment="Say more.")
    page = people.author.open("/admin/")
    assert pile in page.text
    assert "Nothing waits for you." not in page.text


def test_a_comment_and_a_title_are_escaped(people):
    people.author.open().press("submit", **TYPED)
    people.reviewer.open().press("return", comment="<script>alert(1)</script>")
    page = people.author.open("/admin/")
    assert "<script>alert(1)" not in page.html
    assert "<script>alert(1)</script>" in page.text


# Long piles


def fill(people, publish_text):
    """Every pile has something, most of them more than are shown."""
    trial = list(Question.objects.filter(section__slug="trial").values_list("slug", flat=True))
    support = list(Question.objects.filter(section__slug="support").values_list("slug", flat=True))
    investigation = list(Question.objects.filter(section__slug="investigation").values_list("slug", flat=True))
    for slug in investigation:
        publish_text("EE", slug, "et", checked_on=datetime.date(2020, 1, 1))
    for slug in trial:
        publish_text("EE", slug, "et", checked_on=timezone.localdate() - datetime.timedelta(days=350))
        publish_text("EE", slug, "lv")
        publish_text("EE", slug, "et", summary="New.", checked_on=None)
    estonia = Country.objects.get(code="EE")
    for n, slug in enumerate(support):
        answer = drafting.answer_for(estonia, Question.objects.get(slug=slug))
        for language in ("et", "en", "fi"):
            draft = drafting.start_draft(answer, language, people.author.person)
            if n % 3:
                draft = drafting.save_draft(draft, people.author.person, draft.saved_at, sources=[a_source()], **TYPED)
                draft = drafting.submit(draft, people.author.person)
            if n % 3 == 2:
                publishing.send_back(draft, people.reviewer.person, "Say more.")


def test_a_long_pile_says_how_many_more_there_are(people, publish_text):
    for slug in Question.objects.filter(section__slug="investigation").values_list("slug", flat=True):
        publish_text("EE", slug, "et")
    count, links = piles(people.translator)[TRANSLATE]
    assert count == Question.objects.filter(section__slug="investigation").count() > len(links)
    assert f"and {count - len(links)} more" in people.translator.open("/admin/").text


@pytest.mark.parametrize("who", ["author", "translator", "reviewer", "both", "manager", "root"])
@pytest.mark.slow
def test_the_desk_s_queries_do_not_grow_with_its_texts(people, publish_text, who):
    desk = getattr(people, who)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.open("/admin/").status == 200
        return len(captured)

    publish_text("EE", "damages", "et", checked_on=datetime.date(2020, 1, 1))
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="New.", checked_on=datetime.date(2020, 1, 1))
    publish_text("EE", "appeal", "et", checked_on=timezone.localdate() - datetime.timedelta(days=350))
    people.author.open("/admin/answers/estonia/statement/et/").press("save", **TYPED)
    people.author.open("/admin/answers/estonia/case-file/et/").press("submit", **TYPED)
    people.author.open("/admin/answers/estonia/take-part/et/").press("submit", **TYPED)
    people.reviewer.open("/admin/answers/estonia/take-part/et/").press("return", comment="Say more.")
    few = queries()
    fill(people, publish_text)
    assert queries() <= few
