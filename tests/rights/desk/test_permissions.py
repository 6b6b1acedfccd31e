"""The desk's pages obey the table of rights: by what they offer, and by POSTs that no page offered.

`tests/rights/test_permissions.py` holds the table against the services in full. Here each act is tried by each role,
allowed and refused; under the mark `full` every attempt is made.
"""

from itertools import product

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from countries.models import Country
from rights.models import Assignment, Question, Revision
from tests.rights.desk.forging import (
    BESIDE,
    POSTS,
    Offers,
    WithToken,
    address,
    all_rows,
    offers,
    outcome_of,
    post,
    rows_of_texts,
    status_address,
)
from tests.rights.desk.people import BACKEND
from tests.rights.roles import (
    BLANK,
    DRAFTED,
    HELD,
    MAY,
    ORIGINAL,
    OTHER,
    OUTSIDERS,
    OWN,
    PLACES,
    PUBLIC,
    REVIEWED,
    ROLES,
    TRANSLATION,
    Attempt,
    attempts,
    mark_as_read,
    may,
    samples,
    secret_of,
    sees,
    versions,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts")]


def by_person(enter, cases):
    """Each way to hold a role, once its holder is signed in, with its cases."""
    for role, held in dict.fromkeys((case[0], case[1]) for case in cases):
        yield enter(role, held), [case for case in cases if (case[0], case[1]) == (role, held)]


# What the server accepts


@pytest.mark.parametrize(
    "cases",
    samples(
        attempts(POSTS),
        lambda attempt: attempt.role,
        lambda attempt: (attempt.act, attempt.role, attempt.is_allowed),
        lambda attempt: (attempt.act, attempt.code, attempt.language),
        lambda attempt: (attempt.role, attempt.held, attempt.code, attempt.language),
    ),
)
@pytest.mark.slow
def test_the_server_accepts_an_act_from_those_who_may_do_it_and_from_nobody_else(client, enter, cases):
    wrong = {}
    for person, own in by_person(enter, cases):
        before = rows_of_texts()
        for attempt in own:
            happened = outcome_of(attempt.act, client, attempt.code, attempt.language, person, before)
            if happened != ("done" if attempt.is_allowed else "nothing"):
                wrong[attempt] = happened
    assert wrong == {}


@pytest.mark.parametrize(
    "cases",
    samples(
        list(product(OUTSIDERS, POSTS, PLACES)),
        lambda case: case[0],
        lambda case: (case[0], case[1]),
        lambda case: (case[0], case[2]),
        lambda case: (case[1], case[2]),
    ),
)
def test_the_server_accepts_nothing_from_outsiders(client, enter, cases):
    person, before = enter(cases[0][0]), rows_of_texts()
    happened = {(act, *place): outcome_of(act, client, *place, person, before) for _outsider, act, place in cases}
    assert happened == dict.fromkeys(happened, "nothing")


@pytest.mark.parametrize(("role", "act"), [("author", "submit"), ("reviewer", "publish")])
@pytest.mark.parametrize(("held", "foreign"), [(ORIGINAL, TRANSLATION), (TRANSLATION, ORIGINAL)])
def test_an_act_on_a_section_leaves_languages_alone_that_are_not_ones_own(client, enter, role, held, foreign, act):
    person = enter(role, held)
    question = DRAFTED if act == "submit" else REVIEWED
    for language in (held, foreign):
        mark_as_read(person, OWN, question, language)
    before = list(versions(OWN, question, foreign).values())
    for shown in (foreign, held):
        post(client, f"section-{act}", OWN, shown)
    assert list(versions(OWN, question, foreign).values()) == before
    assert versions(OWN, question, held).first().state == ("in-review" if act == "submit" else "published")


@pytest.mark.parametrize("act", ["bulk-publish", "section-publish"])
def test_a_reviewer_publishes_in_bulk_only_what_they_have_opened(client, enter, act):
    enter("reviewer")
    before = all_rows()
    post(client, act, OWN, ORIGINAL)
    assert all_rows() == before
    client.get(address(OWN, REVIEWED, ORIGINAL))
    post(client, act, OWN, ORIGINAL)
    assert versions(OWN, REVIEWED, ORIGINAL).first().state == "published"


@pytest.mark.parametrize("is_superuser", [False, True], ids=["reviewer", "superuser"])
def test_nobody_reviews_their_own_text(client, texts, is_superuser):
    Assignment.objects.create(user=texts.writer, role="reviewer", country=Country.objects.get(code=OWN), language="")
    User.objects.filter(pk=texts.writer.pk).update(is_superuser=is_superuser)
    client.force_login(texts.writer, backend=BACKEND)
    acts = ["return", "publish", "bulk-publish", "section-publish"]
    tried = {(act, language): outcome_of(act, client, OWN, language, texts.writer)
             for act, language in product(acts, [ORIGINAL, TRANSLATION])}  # fmt: skip
    assert tried == dict.fromkeys(tried, "nothing")
    for language in (ORIGINAL, TRANSLATION):
        assert not offers(client, OWN, REVIEWED, language) & {"publish", "return"}


@pytest.mark.slow
def test_a_right_ends_with_its_assignment(client, enter):
    person = enter("author")
    for role in Assignment.Role.values:
        Assignment.objects.get_or_create(user=person, role=role, country=Country.objects.get(code=OWN), language="")
    places = {act: TRANSLATION if act == "make-original" else ORIGINAL for act in POSTS}
    before = {act: outcome_of(act, client, OWN, place, person) for act, place in places.items()}
    assert before == dict.fromkeys(POSTS, "done")
    assert client.get(address(OWN, DRAFTED, ORIGINAL)).status_code == 200
    person.assignments.all().delete()
    after = {act: outcome_of(act, client, OWN, place, person) for act, place in places.items()}
    assert after == dict.fromkeys(POSTS, "nothing")
    assert client.get(address(OWN, DRAFTED, ORIGINAL)).status_code == 404


# What the pages offer

OFFERED = {  # what can be done at all with a text in each stage
    DRAFTED: "see preview history save autosave submit discard withdrawal check make-original",
    REVIEWED: "see preview history return publish withdrawal check make-original",
    PUBLIC: "see preview history save autosave submit restore withdrawal check make-original",
    BLANK: "see save autosave submit",
}


PAGES = [  # of what nobody has answered, the original is in the country's own language
    Attempt(role, held, question, *place)
    for role in ROLES
    for held in HELD[role]
    for question, place in product(OFFERED, PLACES)
    if question != BLANK or place[0] == OWN
]


@pytest.mark.parametrize(
    "cases",
    samples(
        PAGES,
        lambda page: page.role,
        lambda page: (page.role, page.act, page.language, sees(page.role, page.held, page.code, page.language)),
        lambda page: (page.role, page.held, page.code, page.language),
    ),
)
def test_the_page_of_an_answer_offers_what_its_reader_may_do_and_nothing_else(client, enter, cases):
    wrong = {}
    for _person, own in by_person(enter, cases):
        for page in own:
            role, held, question, code, language = page
            expected = {act for act in OFFERED[question].split() if may(role, held, act, code, language)}
            if (found := offers(client, code, question, language)) != expected:
                wrong[page] = found ^ expected
    assert wrong == {}


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_outsiders_are_offered_no_page_of_an_answer(client, enter, outsider):
    enter(outsider)
    for question, (code, language) in product(OFFERED, PLACES):
        assert offers(client, code, question, language) == set()
    for beside, (code, language) in product(BESIDE, PLACES):
        response = client.get(address(code, DRAFTED, language, f"{beside}/"))
        assert response.status_code == 404 or response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize(
    "cases",
    samples(
        attempts(BESIDE),
        lambda attempt: attempt.role,
        lambda attempt: (attempt.act, attempt.role, attempt.is_allowed),
        lambda attempt: (attempt.role, attempt.held, attempt.code, attempt.language),
    ),
)
def test_the_pages_beside_an_answer_open_by_address_only_for_those_who_may_see_them(client, enter, cases):
    wrong = {}
    for _person, own in by_person(enter, cases):
        for attempt in own:
            page = address(attempt.code, DRAFTED, attempt.language, f"{attempt.act}/")
            if (status := client.get(page).status_code) != (200 if attempt.is_allowed else 404):
                wrong[attempt] = status
    assert wrong == {}


@pytest.mark.parametrize(("mine", "foreign"), [(ORIGINAL, TRANSLATION), (TRANSLATION, ORIGINAL)])
@pytest.mark.parametrize("role", ["author", "translator", "reviewer"])
def test_drafts_of_another_language_show_on_no_page_of_ones_own(client, enter, role, mine, foreign):
    enter(role, mine)
    pages = [address(OWN, question, mine, f"{beside}/" if beside else "") for question in (DRAFTED, REVIEWED)
             for beside in ("", "preview", "history")]  # fmt: skip
    shown = "".join(client.get(page).content.decode() for page in [*pages, "/admin/", status_address(OWN)])
    assert secret_of(OWN, mine) in shown
    assert secret_of(OWN, foreign) not in shown


# The status tables and the first page


def bulk_offers(role: str) -> set[str]:
    acts = {act for act in ("submit", "publish", "check") if MAY[f"bulk-{act}", role] != "-"}
    sections = Question.objects.values_list("section__slug", flat=True).distinct().order_by("section__slug")
    by_section = {act for act in ("submit", "publish", "check") if MAY[f"section-{act}", role] != "-"}
    return acts | {f"{act} {section}" for act in by_section for section in sections}


@pytest.mark.parametrize("role", ROLES)
def test_the_status_table_offers_the_bulk_acts_of_a_role(client, enter, role):
    enter(role)
    assert Offers(client.get(status_address(OWN))).buttons == bulk_offers(role)


def test_the_status_table_offers_no_check_to_those_who_review_no_original(client, enter):
    enter("reviewer", TRANSLATION)
    buttons = Offers(client.get(status_address(OWN))).buttons
    assert "publish" in buttons
    assert not {button for button in buttons if button.startswith("check")}


@pytest.mark.parametrize("role", ["author", "translator", "reviewer"])
@pytest.mark.parametrize("asked", ["", ORIGINAL, TRANSLATION, "fi"])
def test_the_status_table_shows_ones_own_languages_whatever_is_asked_for(client, enter, role, asked):
    enter(role, TRANSLATION)
    page = Offers(client.get(status_address(OWN, asked)))
    own = {address(OWN, slug, TRANSLATION) for slug in Question.objects.values_list("slug", flat=True)}
    answers = reverse("admin:index") + "answers/"
    assert page.languages == {TRANSLATION}
    assert {link for link in page.links if link.startswith(answers)} == own


@pytest.mark.parametrize("role", ["author", "translator", "reviewer", "manager"])
def test_status_tables_and_the_first_page_know_no_country_but_ones_own(client, enter, role):
    enter(role)
    assert client.get(status_address(OWN)).status_code == 200
    assert client.get(status_address(OTHER)).status_code == 404
    for page in (client.get("/admin/"), client.get(reverse("admin:desk_status"))):
        links = Offers(page).links
        assert status_address(OWN) in links
        assert not [link for link in links if "latvia" in link]
        assert "Latvia<" not in page.content.decode()


def test_a_superuser_sees_the_status_of_every_country(client, enter):
    enter("superuser")
    links = Offers(client.get(reverse("admin:desk_status"))).links
    assert {status_address(OWN), status_address(OTHER)} <= links
    assert client.get(status_address(OTHER)).status_code == 200


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_outsiders_see_no_status_table(client, enter, outsider):
    enter(outsider)
    for page in (status_address(OWN), reverse("admin:desk_status")):
        response = client.get(page)
        assert response.status_code == 404 or response.url.startswith(reverse("admin:login"))


def test_those_without_an_assignment_find_nothing_on_the_first_page(client, enter):
    enter("unassigned")
    page = Offers(client.get("/admin/"))
    assert not [link for link in page.links if "/status/" in link or "/answers/" in link or "/countries/" in link]


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_one_wrote_leaves_the_first_page_when_the_assignment_ends(client, texts, state):
    Revision.objects.filter(state__in=Revision.OPEN).update(state=state, comment="The reviewer's own words.")
    client.force_login(texts.writer, backend=BACKEND)
    assert [link for link in Offers(client.get("/admin/")).links if "/answers/" in link]
    texts.writer.assignments.all().delete()
    response = client.get("/admin/")
    assert "own words" not in response.content.decode()
    assert not [link for link in Offers(response).links if "/answers/" in link]


# Cross-site forgery


@pytest.mark.slow
def test_no_act_on_a_text_is_done_without_the_token(browser):
    places = {act: TRANSLATION if act == "make-original" else ORIGINAL for act in POSTS}

    def outcomes(sender) -> dict:
        return {act: outcome_of(act, sender, OWN, place, browser.person) for act, place in places.items()}

    assert outcomes(browser) == dict.fromkeys(POSTS, "nothing")
    browser.get("/admin/")  # not even where the browser holds the cookie
    assert outcomes(browser) == dict.fromkeys(POSTS, "nothing")
    assert outcomes(WithToken(browser)) == dict.fromkeys(POSTS, "done")
