"""People on the desk: who may do what, inviting them, passwords and telephones that were lost, leaving."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from countries.models import Country
from rights.desk.second_factor import kept_form
from rights.models import Assignment, Question, Revision
from rights.services import drafting
from tests.public_pages import main_of, parse, text_of

pytestmark = pytest.mark.django_db

User = get_user_model()
LIST, ADD = reverse("admin:rights_assignment_changelist"), reverse("admin:rights_assignment_add")
RESET = reverse("admin_password_reset")
GOOD = "a new and silent one"


@pytest.fixture
def manager(reference, user):
    return user("manager", ("manager", "EE", ""), is_staff=True)


@pytest.fixture
def desk(manager):
    """The desk as Estonia's manager has it open."""
    return signed_in(manager)


@pytest.fixture
def administrator(reference, user):
    return signed_in(user("root", is_staff=True, is_superuser=True))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def country(code) -> int:
    return Country.objects.get(code=code).pk


def assign(desk, email="new@example.eu", role="author", code="EE", language="", full_name="", **fields):
    return desk.post(
        ADD,
        {
            "email": email,
            "full_name": full_name,
            "role": role,
            "country": country(code),
            "language": language,
            **fields,
        },
        follow=True,
    )


def act(desk, name, *assignments):
    chosen = {"action": name, "_selected_action": [assignment.pk for assignment in assignments]}
    return desk.post(LIST, chosen, follow=True)


def assignment_of(person, **fields) -> Assignment:
    return Assignment.objects.get(user=person, **fields)


def said(page) -> str:
    lists = [found for found in parse(page.content.decode()).iter("ul") if "messagelist" in found.get("class", "")]
    return " ".join(text_of(found) for found in lists)


def errors(page) -> str:
    lists = [found for found in parse(page.content.decode()).iter("ul") if "errorlist" in found.get("class", "")]
    return " ".join(text_of(found) for found in lists)


def link_in(mail) -> str:
    return urlsplit(re.search(r"http\S+/admin/password/\S+", mail.body)[0]).path


def set_password(link, password=GOOD, again=GOOD):
    """Follow a link of a mail in a browser of its own; the last page."""
    client = Client()
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"new_password1": password, "new_password2": again}, follow=True)


def can_sign_in(name, password=GOOD) -> bool:
    client = Client()
    client.post(reverse("admin:login"), {"username": name, "password": password, "next": "/admin/"})
    return client.get("/admin/").status_code == 200


# Assigning


@pytest.mark.parametrize("role", ["author", "translator", "reviewer", "manager"])
def test_a_manager_assigns_somebody_known_by_their_address(desk, user, role):
    person = user("anna", is_staff=True)
    assign(desk, "Anna@Example.eu", role=role)
    assert assignment_of(person).role == role
    assert assignment_of(person).country.code == "EE"


def test_somebody_known_gets_no_second_account_and_no_invitation(desk, user, mailoutbox):
    user("anna", is_staff=True)
    assign(desk, "ANNA@example.eu")
    assert User.objects.filter(email__iexact="anna@example.eu").count() == 1
    assert mailoutbox == []


def test_somebody_known_who_was_not_of_the_desk_may_enter_it_now(desk, user):
    user("anna")
    assign(desk, "anna@example.eu")
    assert can_sign_in("anna", "secret")


def test_somebody_s_name_is_not_changed_by_a_manager_who_assigns_them(desk, user):
    user("anna", first_name="Anna", is_staff=True)
    assign(desk, "anna@example.eu", full_name="Somebody Else")
    assert User.objects.get(username="anna").get_full_name() == "Anna"


def test_somebody_new_gets_one_account_and_the_assignment(desk, mailoutbox):
    assign(desk, "New@Example.eu", role="translator", language="lv", full_name="Nora van Dam")
    person = User.objects.get(email="new@example.eu")
    assert person.get_full_name() == "Nora van Dam"
    assert (person.is_staff, person.is_superuser) == (True, False)
    assert assignment_of(person, role="translator", language="lv", country__code="EE")


def test_the_same_assignment_twice_is_refused(desk, user):
    person = user("anna", ("author", "EE", "et"), is_staff=True)
    page = assign(desk, "anna@example.eu", language="et")
    assert "This person has this assignment already." in errors(page)
    assert Assignment.objects.filter(user=person).count() == 1


def test_several_assignments_of_one_person_stand_beside_each_other(desk, user):
    person = user("anna", ("author", "EE", "et"), is_staff=True)
    assign(desk, "anna@example.eu", role="translator", language="lv")
    assign(desk, "anna@example.eu", role="reviewer")
    assert Assignment.objects.filter(user=person).count() == 3


def test_a_manager_is_for_the_whole_country_and_a_language_is_refused(desk):
    page = assign(desk, role="manager", language="et")
    assert "leave the language empty" in errors(page)
    assert not User.objects.filter(email="new@example.eu").exists()


def test_an_assignment_cannot_become_a_manager_s_for_one_language(desk, user):
    person = user("anna", ("author", "EE", "et"), is_staff=True)
    address = reverse("admin:rights_assignment_change", args=[assignment_of(person).pk])
    page = desk.post(address, {"role": "manager", "country": country("EE"), "language": "et"}, follow=True)
    assert "leave the language empty" in errors(page)
    assert assignment_of(person).role == "author"


@pytest.mark.parametrize("fields", [{"email": "no address"}, {"role": "king"}, {"language": "xx"}, {"email": ""}])
def test_what_makes_no_sense_is_refused_and_nobody_is_invited(desk, mailoutbox, fields):
    before = User.objects.count()
    assert errors(assign(desk, **fields))
    assert (User.objects.count(), mailoutbox) == (before, [])


def test_an_assignment_can_be_changed_but_not_given_to_another_person(desk, user):
    person, other = user("anna", ("author", "EE", ""), is_staff=True), user("berta", is_staff=True)
    assignment = assignment_of(person)
    desk.post(
        reverse("admin:rights_assignment_change", args=[assignment.pk]),
        {"email": other.email, "user": other.pk, "role": "reviewer", "country": country("EE"), "language": "et"},
    )
    assignment.refresh_from_db()
    assert (assignment.user, assignment.role, assignment.language) == (person, "reviewer", "et")


def test_assigning_and_ending_an_assignment_are_noted(desk, manager, user):
    person = user("anna", ("author", "EE", ""), is_staff=True)
    assign(desk, "new@example.eu")
    desk.post(reverse("admin:rights_assignment_delete", args=[assignment_of(person).pk]), {"post": "yes"})
    assert LogEntry.objects.filter(user=manager, content_type__model="assignment").count() == 2


def test_somebody_whose_sign_in_name_is_that_address_is_no_reason_to_break_down(desk, reference):
    """`createsuperuser` asks for a name first, and leaves the address empty where none is given."""
    User.objects.create_superuser("boss@example.eu", "", "secret")
    assert assign(desk, "boss@example.eu").status_code == 200


# Inviting


def test_somebody_new_is_invited_by_a_mail_with_a_link(desk, mailoutbox, settings):
    page = assign(desk, "new@example.eu", full_name="Nora O’Neill & Co")
    assert "ew@example.eu was invited by e-mail." in said(page)  # the admin begins with a capital
    [mail] = mailoutbox
    assert mail.to == ["new@example.eu"]
    assert "Nora O’Neill & Co" in mail.body
    assert re.search(rf"{re.escape(settings.DESK_ADDRESS)}password/\S+", mail.body)


def test_the_link_of_an_invitation_sets_a_password_that_opens_the_desk(desk, mailoutbox):
    assign(desk, "new@example.eu")
    page = set_password(link_in(mailoutbox[0]))
    assert page.status_code == 200
    assert reverse("admin:login") in [link.get("href") for link in parse(page.content.decode()).iter("a")]
    assert can_sign_in("new@example.eu")


def test_without_the_link_nobody_signs_in_as_somebody_invited(desk):
    assign(desk, "new@example.eu")
    assert not can_sign_in("new@example.eu", "")
    assert not User.objects.get(email="new@example.eu").has_usable_password()


def test_the_link_of_an_invitation_works_once(desk, mailoutbox):
    assign(desk, "new@example.eu")
    set_password(link_in(mailoutbox[0]))
    again = Client().get(link_in(mailoutbox[0]), follow=True)
    assert "password reset link was invalid" in again.content.decode()
    set_password(link_in(mailoutbox[0]), "a stranger’s password", "a stranger’s password")
    assert can_sign_in("new@example.eu")
    assert not can_sign_in("new@example.eu", "a stranger’s password")


def test_the_link_of_an_invitation_is_of_one_person(desk, mailoutbox, user):
    other = user("berta", ("author", "EE", ""), is_staff=True)
    assign(desk, "new@example.eu")
    name, _slash, token = link_in(mailoutbox[0]).strip("/").rpartition("/")
    own = link_in(mailoutbox[0]).split("/")[3]
    forged = f"/{name}/{token}/".replace(f"/{own}/", f"/{urlsafe_base64_encode(str(other.pk).encode())}/")
    assert forged != link_in(mailoutbox[0])
    assert "password reset link was invalid" in Client().get(forged, follow=True).content.decode()


@pytest.mark.parametrize("weak", ["1234567890", "password", "short", "newexample"])
def test_a_weak_password_is_refused(desk, mailoutbox, weak):
    assign(desk, "newexample@example.eu")
    page = set_password(link_in(mailoutbox[0]), weak, weak)
    assert errors(page)
    assert not can_sign_in("newexample@example.eu", weak)


def test_the_address_of_the_link_leaks_to_no_other_site(desk, mailoutbox):
    assign(desk)
    page = Client().get(link_in(mailoutbox[0]), follow=True)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.request["PATH_INFO"] != link_in(mailoutbox[0]), "the token is taken out of the address"


def test_an_invitation_can_be_sent_again_until_it_was_followed(desk, mailoutbox):
    assign(desk, "new@example.eu")
    page = act(desk, "invite_again", assignment_of(User.objects.get(email="new@example.eu")))
    assert "was invited by e-mail" in said(page)
    assert [mail.to for mail in mailoutbox] == [["new@example.eu"]] * 2
    set_password(link_in(mailoutbox[1]))
    assert can_sign_in("new@example.eu")
    act(desk, "invite_again", assignment_of(User.objects.get(email="new@example.eu")))
    assert len(mailoutbox) == 2


def test_somebody_with_several_assignments_is_invited_again_by_one_mail(desk, mailoutbox):
    assign(desk, "new@example.eu")
    assign(desk, "new@example.eu", role="reviewer")
    assert len(mailoutbox) == 1
    act(desk, "invite_again", *Assignment.objects.filter(user__email="new@example.eu"))
    assert len(mailoutbox) == 2


def test_an_invitation_that_cannot_be_mailed_is_said_so_and_leaves_nobody_half_invited(desk, settings):
    settings.EMAIL_BACKEND = "tests.rights.desk.test_people.NoServer"
    desk.raise_request_exception = False
    page = assign(desk, "new@example.eu")
    assert "was invited by e-mail" not in said(page)
    person = User.objects.filter(email="new@example.eu")
    assert person.exists() == Assignment.objects.filter(user__in=person).exists()
    assert page.status_code == 200, "no page for errors, but one on which to try again"


class NoServer(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server here")


# Passwords


def test_a_forgotten_password_is_set_anew_by_a_link_in_a_mail(reference, user, client, mailoutbox):
    user("anna", ("author", "EE", ""), is_staff=True)
    page = client.post(RESET, {"email": "ANNA@example.eu"}, follow=True)
    assert page.status_code == 200
    [mail] = mailoutbox
    assert mail.to == ["anna@example.eu"]
    set_password(link_in(mail))
    assert can_sign_in("anna")
    assert not can_sign_in("anna", "secret")
    assert "password reset link was invalid" in Client().get(link_in(mail), follow=True).content.decode()


def test_the_sign_in_page_leads_to_setting_a_new_password(reference, client):
    page = client.get(reverse("admin:login")).content.decode()
    assert RESET in [link.get("href") for link in parse(page).iter("a")]


def test_asking_for_a_new_password_does_not_tell_who_is_known(reference, user, client, mailoutbox):
    user("anna", is_staff=True)
    pages = [client.post(RESET, {"email": f"{name}@example.eu"}, follow=True) for name in ("anna", "nobody")]
    assert pages[0].request["PATH_INFO"] == pages[1].request["PATH_INFO"]
    assert text_of(parse(pages[0].content.decode())) == text_of(parse(pages[1].content.decode()))
    assert len(mailoutbox) == 1


def test_somebody_who_was_put_out_gets_no_link(reference, user, client, mailoutbox):
    user("former", is_staff=True, is_active=False)
    client.post(RESET, {"email": "former@example.eu"})
    assert mailoutbox == []


def test_a_new_password_ends_the_sessions_that_the_former_one_opened(reference, user, client, mailoutbox):
    elsewhere = signed_in(user("anna", ("author", "EE", ""), is_staff=True))
    client.post(RESET, {"email": "anna@example.eu"})
    set_password(link_in(mailoutbox[0]))
    assert elsewhere.get("/admin/").status_code == 302


def test_a_new_password_is_no_way_past_the_second_factor(reference, user, client, mailoutbox):
    person = user("anna", ("author", "EE", ""), is_staff=True)
    with_telephone(person)
    client.post(RESET, {"email": "anna@example.eu"})
    set_password(link_in(mailoutbox[0]))
    assert not can_sign_in("anna")
    assert TOTPDevice.objects.filter(user=person, confirmed=True).exists()


# A lost second factor


def with_telephone(person):
    TOTPDevice.objects.create(user=person, name="telephone", confirmed=True)
    StaticDevice.objects.create(user=person, name="recovery").token_set.create(token=kept_form("abcdefgh"))
    return person


def has_second_factor(person) -> bool:
    return TOTPDevice.objects.filter(user=person).exists() or StaticDevice.objects.filter(user=person).exists()


def test_a_manager_resets_a_lost_second_factor_and_it_is_noted_who_did_it(desk, manager, user):
    person = with_telephone(user("anna", ("author", "EE", ""), is_staff=True))
    page = act(desk, "reset_second_factor", assignment_of(person))
    assert "1 second factor reset." in said(page)
    assert not has_second_factor(person)
    [entry] = LogEntry.objects.filter(content_type__model="user")
    assert (entry.user, entry.object_id) == (manager, str(person.pk))
    assert "second factor" in entry.get_change_message().lower()


def test_somebody_whose_second_factor_was_reset_sets_a_new_one_up(desk, user, settings):
    settings.TWO_FACTOR = True
    person = with_telephone(user("anna", ("author", "EE", ""), is_staff=True))
    colleague = signed_in(person)
    verify, set_up = reverse("admin:second_factor_verify"), reverse("admin:second_factor_set_up")
    assert colleague.get("/admin/", follow=True).request["PATH_INFO"] == verify
    settings.TWO_FACTOR = False  # for the manager, who has none
    act(desk, "reset_second_factor", assignment_of(person))
    settings.TWO_FACTOR = True
    assert colleague.get("/admin/", follow=True).request["PATH_INFO"] == set_up


def test_a_session_that_gave_the_lost_code_ends_where_the_factor_is_required(desk, user, settings):
    person = with_telephone(user("anna", ("author", "EE", ""), is_staff=True))
    colleague = signed_in(person)
    colleague.post(reverse("admin:second_factor_verify"), {"code": "abcdefgh"})
    assert colleague.get("/admin/").status_code == 200
    act(desk, "reset_second_factor", assignment_of(person))
    settings.TWO_FACTOR = True
    assert colleague.get("/admin/").status_code == 302


def test_the_second_factor_of_a_superuser_is_out_of_a_manager_s_reach(desk, user):
    boss = with_telephone(user("boss", ("author", "EE", ""), is_staff=True, is_superuser=True))
    page = act(desk, "reset_second_factor", assignment_of(boss))
    assert "0 second factors reset." in said(page)
    assert has_second_factor(boss)
    assert not LogEntry.objects.filter(content_type__model="user").exists()


def test_somebody_who_also_works_for_another_country_keeps_their_second_factor(desk, user):
    person = with_telephone(user("anna", ("author", "EE", ""), ("translator", "LV", "et"), is_staff=True))
    page = act(desk, "reset_second_factor", assignment_of(person, country__code="EE"))
    assert has_second_factor(person)
    assert "also works for another country: ask an administrator" in said(page)


def test_of_several_chosen_only_those_within_reach_are_reset(desk, user):
    mine = with_telephone(user("anna", ("author", "EE", ""), ("reviewer", "EE", ""), is_staff=True))
    shared = with_telephone(user("berta", ("author", "EE", ""), ("author", "LV", ""), is_staff=True))
    untouched = with_telephone(user("clara", ("author", "EE", ""), is_staff=True))
    chosen = Assignment.objects.filter(user__in=[mine, shared], country__code="EE")
    act(desk, "reset_second_factor", *chosen)
    assert [has_second_factor(person) for person in (mine, shared, untouched)] == [False, True, True]


def test_a_manager_of_both_countries_resets_the_second_factor_of_who_works_for_both(reference, user):
    both = signed_in(user("both", ("manager", "EE", ""), ("manager", "LV", ""), is_staff=True))
    person = with_telephone(user("anna", ("author", "EE", ""), ("author", "LV", ""), is_staff=True))
    act(both, "reset_second_factor", assignment_of(person, country__code="EE"))
    assert not has_second_factor(person)


def test_an_administrator_resets_anybody_s_second_factor(administrator, user):
    person = with_telephone(user("anna", ("author", "EE", ""), ("author", "LV", ""), is_staff=True))
    act(administrator, "reset_second_factor", assignment_of(person, country__code="EE"))
    assert not has_second_factor(person)


def test_the_second_factor_of_another_country_s_people_is_out_of_reach(desk, user):
    person = with_telephone(user("anna", ("author", "LV", ""), is_staff=True))
    act(desk, "reset_second_factor", assignment_of(person))
    assert has_second_factor(person)


# Leaving


def draft_of(person) -> Revision:
    answer = drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))
    begun = drafting.start_draft(answer, "et", person)
    text = {"summary": "Lühidalt.", "body": "<p>Kogu vastus.</p>"}
    return drafting.save_draft(begun, person, begun.saved_at, **text)


def test_who_leaves_has_no_assignment_any_more_and_their_texts_keep_their_author(desk, user):
    person = user("anna", ("author", "EE", ""), ("translator", "EE", "lv"), is_staff=True)
    draft = draft_of(person)
    page = act(desk, "end_everything_here", assignment_of(person, role="author"))
    assert "2 assignments ended." in said(page)
    assert not Assignment.objects.filter(user=person).exists()
    assert Revision.objects.get(pk=draft.pk).author == person


def test_who_has_left_sees_nothing_of_the_country(desk, user):
    person = user("anna", ("author", "EE", ""), is_staff=True)
    draft_of(person)
    act(desk, "end_everything_here", assignment_of(person))
    client = signed_in(person)
    assert "Estonia" not in client.get("/admin/").content.decode()
    assert client.get("/admin/answers/estonia/damages/et/").status_code in (403, 404)
    assert client.get("/admin/status/estonia/").status_code in (403, 404)


def test_leaving_one_country_leaves_the_work_for_others(desk, user):
    person = user("anna", ("author", "EE", ""), ("author", "LV", ""), is_staff=True)
    act(desk, "end_everything_here", assignment_of(person, country__code="EE"))
    assert [assignment.country.code for assignment in Assignment.objects.filter(user=person)] == ["LV"]


def test_one_assignment_alone_can_end(desk, user):
    person = user("anna", ("author", "EE", ""), ("reviewer", "EE", ""), is_staff=True)
    desk.post(
        reverse("admin:rights_assignment_delete", args=[assignment_of(person, role="author").pk]), {"post": "yes"}
    )
    assert assignment_of(person).role == "reviewer"


def test_that_somebody_left_is_noted(desk, manager, user):
    person = user("anna", ("author", "EE", ""), is_staff=True)
    act(desk, "end_everything_here", assignment_of(person))
    assert LogEntry.objects.filter(user=manager).exists()


# Other countries, and more than one may


def test_a_manager_sees_the_people_of_their_country_alone(desk, user):
    user("anna", ("author", "EE", ""), is_staff=True)
    user("berta", ("author", "LV", ""), is_staff=True)
    page = desk.get(LIST).content.decode()
    assert "anna" in page
    assert "berta" not in page
    assert "Latvia" not in page
    found = parse(desk.get(f"{LIST}?q=example.eu").content.decode())
    [table] = [table for table in found.iter("table") if table.get("id") == "result_list"]
    assert "berta" not in text_of(table)


@pytest.mark.parametrize("code", ["LV", "EU"])
def test_a_manager_assigns_nobody_to_another_country(desk, code):
    page = assign(desk, "new@example.eu", code=code)
    assert errors(page)
    assert not Assignment.objects.filter(country__code=code).exists()
    assert not User.objects.filter(email="new@example.eu").exists()


def test_a_manager_moves_no_assignment_to_another_country(desk, user):
    assignment = assignment_of(user("anna", ("author", "EE", ""), is_staff=True))
    address = reverse("admin:rights_assignment_change", args=[assignment.pk])
    desk.post(address, {"role": "author", "country": country("LV"), "language": ""})
    assignment.refresh_from_db()
    assert assignment.country.code == "EE"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_an_assignment_of_another_country_cannot_be_reached_by_its_address(desk, user, method, page):
    person = user("berta", ("author", "LV", ""), is_staff=True)
    address = reverse(f"admin:rights_assignment_{page}", args=[assignment_of(person).pk])
    fields = {"post": "yes", "role": "reviewer", "country": country("EE"), "language": ""}
    answer = getattr(desk, method)(address, fields, follow=True)
    assert "berta" not in answer.content.decode()
    assert (assignment_of(person).role, assignment_of(person).country.code) == ("author", "LV")


@pytest.mark.parametrize("name", ["invite_again", "reset_second_factor", "end_everything_here", "delete_selected"])
def test_no_act_reaches_an_assignment_of_another_country(desk, user, mailoutbox, name):
    person = with_telephone(user("berta", ("author", "LV", ""), is_staff=True))
    person.set_unusable_password()
    person.save()
    desk.post(LIST, {"action": name, "_selected_action": [assignment_of(person).pk], "post": "yes"})
    assert assignment_of(person).country.code == "LV"
    assert has_second_factor(person)
    assert mailoutbox == []


@pytest.mark.parametrize("role", ["author", "translator", "reviewer"])
@pytest.mark.parametrize("name", ["changelist", "add"])
def test_nobody_but_managers_assigns_people(reference, user, role, name):
    client = signed_in(user("anna", (role, "EE", ""), is_staff=True))
    address = reverse(f"admin:rights_assignment_{name}")
    assert client.get(address).status_code == 403
    assert (
        client.post(address, {"email": "new@example.eu", "role": "manager", "country": country("EE")}).status_code
        == 403
    )
    assert not User.objects.filter(email="new@example.eu").exists()


def test_a_manager_makes_nobody_a_superuser(desk, user):
    person = user("anna", is_staff=True)
    assign(desk, "anna@example.eu", is_superuser="on", user_permissions="1", groups="1")
    person.refresh_from_db()
    assert not person.is_superuser
    for address in ("/admin/auth/user/", f"/admin/auth/user/{person.pk}/change/", "/admin/auth/group/add/"):
        assert desk.get(address).status_code == 403
        assert desk.post(address, {"username": "anna", "is_superuser": "on", "name": "all"}).status_code == 403
    assert not User.objects.filter(is_superuser=True).exists()


def test_a_manager_does_not_invite_a_superuser_anew(desk, user, mailoutbox):
    """Whoever reads the mail could set the password."""
    boss = user("boss", ("author", "EE", ""), is_staff=True, is_superuser=True)
    boss.set_unusable_password()
    boss.save()
    act(desk, "invite_again", assignment_of(boss))
    assert mailoutbox == []


def test_a_former_manager_assigns_nobody(desk, manager):
    Assignment.objects.filter(user=manager).delete()
    assert desk.get(ADD).status_code == 403


def test_the_form_offers_the_manager_s_countries_alone(desk):
    form = main_of(desk.get(ADD).content.decode())
    [choice] = [found for found in form.iter("select") if found.get("name") == "country"]
    assert [text_of(option) for option in choice.iter("option") if option.get("value")] == ["Estonia"]


# Both pairs of eyes


def test_the_list_names_those_who_both_write_and_review_a_country_also_with_two_addresses(desk, user):
    user("one", ("author", "EE", ""), ("reviewer", "EE", "lv"))
    user("tamm", ("translator", "EE", "lv"), first_name="Anna", last_name="Tamm")
    user("second", ("reviewer", "EE", ""), first_name="ANNA", last_name="tamm")
    user("kask", ("author", "EE", ""))
    user("kask+review", ("reviewer", "EE", ""))
    user("writer", ("author", "EE", ""), first_name="Mari", last_name="Maasikas")
    user("elsewhere", ("author", "LV", ""), ("reviewer", "LV", ""))
    user("abroad", ("reviewer", "LV", ""), first_name="Mari", last_name="Maasikas")
    [box] = [box for box in parse(desk.get(LIST).content.decode()).iter("div") if box.get("class") == "warn"]
    named = [text_of(row) for row in box.iter("li")]
    assert sorted(named) == [
        "Estonia: ANNA tamm (second@example.eu), Anna Tamm (tamm@example.eu)",
        "Estonia: kask (kask@example.eu), kask+review (kask+review@example.eu)",
        "Estonia: one (one@example.eu)",
    ]


def test_the_list_warns_of_nobody_where_each_does_one_thing(desk, user):
    user("writer", ("author", "EE", ""))
    user("reader", ("reviewer", "EE", ""))
    assert 'class="warn"' not in desk.get(LIST).content.decode()
