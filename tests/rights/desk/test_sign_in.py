"""Signing in to the desk: the password, those who guess it, and the second factor."""

import os
import re
import subprocess
import sys
import time
from base64 import b32decode, b32encode, b64encode
from importlib import import_module
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.core.cache.backends import locmem
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from countries.models import Country, SupportService
from portal import sealing
from portal import settings as settings_of_the_portal
from portal.environment import BASE_DIR
from rights.desk import second_factor
from rights.desk.people import invite
from rights.models import CodeDevice, Question, Revision
from rights.services import drafting
from tests.public_pages import EXTERNAL, parse, text_of

pytestmark = pytest.mark.django_db

LOGIN, INDEX = reverse("admin:login"), reverse("admin:index")
VERIFY, SET_UP, PROVE, CODES = (
    reverse(f"admin:second_factor_{name}") for name in ("verify", "set_up", "prove", "codes")
)
ANSWER = "/admin/answers/estonia/damages/et/"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
]


@pytest.fixture
def anna(reference, user):
    """Everything that one can be for Estonia."""
    roles = [(role, "EE", "") for role in ("author", "reviewer", "manager")]
    return user("anna", *roles, is_staff=True)


@pytest.fixture
def clock(monkeypatch):
    """Moves the time by which counts in memory end."""
    passed, now = [0], time.time
    monkeypatch.setattr(time, "time", lambda: now() + passed[0])
    return SimpleNamespace(forward=lambda seconds: passed.__setitem__(0, passed[0] + seconds))


@pytest.fixture
def required(settings):
    settings.TWO_FACTOR = True


@pytest.fixture
def optional(settings):
    settings.TWO_FACTOR = False


def give_password(client, name="anna", password="secret", next_=INDEX, **request):
    return client.post(f"{LOGIN}?{urlencode({'next': next_})}", {"username": name, "password": password}, **request)


def signed_in(person) -> Client:
    """Somebody who gave their password, and nothing else."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def code_of(device, steps=0) -> str:
    """What the telephone shows now, or some times thirty seconds later."""
    return f"{totp(device.bin_key, drift=steps):06d}"


def wait(person):
    """Much later: no device is slow any more because of wrong codes, and the telephone shows another code."""
    person.totpdevice_set.update(throttling_failure_timestamp=None, last_t=-1, drift=0)
    person.staticdevice_set.update(throttling_failure_timestamp=None)


def code_of_the_picture(client) -> str:
    """What a telephone shows that has read the picture of the page that sets it up."""
    [key] = [text_of(found) for found in parse(client.get(SET_UP).content.decode()).iter("code")]
    [secret] = parse_qs(urlsplit(key).query)["secret"]
    return f"{totp(b32decode(secret)):06d}"


def set_up(client, person) -> list[str]:
    """Set the second factor up as somebody does; the recovery codes that the page shows."""
    page = client.post(SET_UP, {"code": code_of_the_picture(client)})
    return [text_of(code) for code in parse(page.content.decode()).iter("code")]


@pytest.fixture
def device(anna):
    """Anna's telephone, set up at another time and in another browser."""
    set_up(signed_in(anna), anna)
    wait(anna)
    return CodeDevice.objects.get(user=anna)


@pytest.fixture
def recovery_codes(anna):
    codes = set_up(signed_in(anna), anna)
    wait(anna)
    return codes


def give_code(client, code, next_=INDEX):
    return client.post(f"{VERIFY}?{urlencode({'next': next_})}", {"code": code})


def is_in(client) -> bool:
    return client.get(INDEX).status_code == 200


# The password


def test_a_new_password_is_kept_with_argon2(settings):
    settings.PASSWORD_HASHERS = settings_of_the_portal.PASSWORD_HASHERS
    kept = make_password("a long and silent password")
    assert kept.startswith("argon2$")
    assert check_password("a long and silent password", kept)


def test_the_password_leads_to_where_one_wanted_to_go(anna, client, optional):
    wanted = client.get(ANSWER).headers["Location"]
    page = client.post(wanted, {"username": "anna", "password": "secret"})
    assert page.headers["Location"] == ANSWER
    assert client.get(ANSWER).status_code == 200


def test_a_wrong_password_leads_nowhere(anna, client, optional):
    page = give_password(client, password="wrong")
    assert page.status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_staff": True, "is_active": False}])
def test_somebody_who_is_not_of_the_desk_or_was_put_out_cannot_sign_in(reference, user, client, optional, fields):
    user("former", **fields)
    assert give_password(client, "former").status_code == 200
    assert not is_in(client)


# Guessing

REFUSED = "The name or the password is not right, or a wrong one was given too often."
HERE, THERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "198.51.100.7"}


def guess(times, name="anna", places=1, first=0):
    """Wrong passwords, each in another browser, from one address after the other; the last page."""
    for n in range(times):
        where = {"REMOTE_ADDR": f"192.0.2.{first + n % places + 1}", "HTTP_USER_AGENT": f"Browser {n}"}
        page = give_password(Client(), name, f"wrong {n}", **where)
    return page


def opens(client=None, name="anna", password="secret", **where) -> bool:
    client = client or Client()
    give_password(client, name, password, **where)
    return is_in(client)


def test_a_few_wrong_passwords_do_not_lock_anybody_out(anna, optional):
    guess(5)
    assert opens(**HERE)


def test_whoever_guesses_a_name_s_password_is_refused_and_keeps_nobody_else_from_signing_in(anna, user, optional):
    user("berta", ("author", "EE", ""), is_staff=True)
    refused = text_of(parse(guess(30).content.decode()))
    assert not opens(**HERE), "not even the right password helps here now"
    assert opens(**THERE), "whose name it is signs in from where they are"
    assert opens(name="berta", **HERE), "and so does a colleague at the guesser's address"
    right = give_password(Client(), **HERE)
    assert right.status_code == 200, "the answer does not tell that this password was the right one"
    assert text_of(parse(right.content.decode())) == refused
    assert REFUSED in refused


def test_a_name_that_nobody_has_is_refused_in_the_same_words(anna, optional):
    known, unknown = (text_of(parse(guess(9, name).content.decode())) for name in ("anna", "nobody"))
    assert known.replace("anna", "") == unknown.replace("nobody", "")


def test_many_places_that_guess_together_are_stopped_and_a_browser_that_knows_the_name_is_let_in(anna, optional):
    own = Client()
    assert opens(own, **THERE)
    own.post(reverse("admin:logout"))
    guess(90, places=30)
    assert not opens(REMOTE_ADDR="203.0.113.9"), "not from a thirty-first place"
    assert opens(own, **THERE)


def test_one_place_that_guesses_at_many_names_is_stopped(anna, optional):
    for n in range(60):
        give_password(Client(), f"name{n}", "wrong", **HERE)
    assert not opens(**HERE)
    assert opens(**THERE)


def test_a_browser_that_knows_a_name_may_not_guess_without_end_either(anna, optional):
    own = Client()
    assert opens(own)
    own.post(reverse("admin:logout"))
    for n in range(6):
        give_password(own, password=f"wrong {n}")
    assert not opens(own)


def test_a_browser_that_signed_in_is_known_by_a_cookie_that_names_nobody(anna, client, optional):
    give_password(client)
    cookie = client.cookies["desk_browser"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Strict")
    assert "anna" not in cookie.value
    other = Client()
    other.cookies["desk_browser"] = cookie.value[:-1] + "x"
    guess(90, places=30)
    assert not opens(other)


@pytest.mark.parametrize(
    ("proxies", "is_one_place"),
    [(0, True), (1, False), (2, True)],  # the last address is the one that the nearest proxy saw
)
def test_behind_proxies_a_place_is_what_the_outermost_of_ours_saw(anna, settings, optional, proxies, is_one_place):
    settings.PROXIES = proxies
    for n in range(6):
        forwarded = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{n}, 198.51.100.1, 192.0.2.{n}"}
        give_password(Client(), password="wrong", REMOTE_ADDR="10.0.0.1", **forwarded)
    last = {"HTTP_X_FORWARDED_FOR": "203.0.113.99, 198.51.100.1, 192.0.2.99"}
    assert opens(REMOTE_ADDR="10.0.0.1", **last) is not is_one_place


def test_the_addresses_of_one_household_are_one_place(anna, optional):
    for n in range(6):
        give_password(Client(), password="wrong", REMOTE_ADDR=f"2001:db8:1:2:{n}::1")
    assert not opens(REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert opens(REMOTE_ADDR="2001:db8:1:3::1")


def test_a_quarter_of_an_hour_later_the_right_password_opens_again(anna, optional, clock):
    guess(6)
    clock.forward(14 * 60)
    assert not opens(**HERE)
    clock.forward(2 * 60)
    assert opens(**HERE)


def test_a_good_sign_in_begins_the_counting_anew(anna, optional):
    guess(5)
    assert opens(**HERE)
    guess(5)
    assert opens(**HERE)


def test_somebody_refused_who_sets_a_new_password_may_sign_in_with_it(anna, client, optional, mailoutbox):
    """The sentence of the refusal names this as a way out."""
    guess(6)
    client.post(reverse("admin_password_reset"), {"email": "anna@example.eu"})
    form = client.get(urlsplit(re.search(r"http\S+/admin/password/\S+", mailoutbox[0].body)[0]).path, follow=True)
    new = {"new_password1": "a new and silent one", "new_password2": "a new and silent one"}
    client.post(form.request["PATH_INFO"], new, **HERE)
    assert opens(client, password="a new and silent one", **HERE)


def test_nobody_is_sent_more_than_a_few_mails_however_often_they_are_asked_for(anna, user, mailoutbox, clock):
    user("berta", is_staff=True)

    def ask(email, place):
        return Client().post(reverse("admin_password_reset"), {"email": email}, REMOTE_ADDR=f"192.0.2.{place}")

    pages = {ask(("anna@example.eu", "ANNA@example.eu", "nobody@example.eu")[n % 3], n).url for n in range(40)}
    assert len(pages) == 1, "whoever asks is told the same each time"
    assert [mail.to for mail in mailoutbox] == [["anna@example.eu"]] * 3
    ask("berta@example.eu", 200)
    assert mailoutbox[-1].to == ["berta@example.eu"]
    clock.forward(3601)
    ask("anna@example.eu", 1)
    assert len(mailoutbox) == 5


@pytest.mark.parametrize("name", ["ANNA", "Anna@Example.EU", "anna@example.eu", " anna "])
def test_a_name_or_an_e_mail_address_is_taken_in_large_letters_and_small(anna, optional, name):
    assert opens(name=name)


def test_links_in_mails_lead_to_the_configured_address_whatever_the_request_says(anna, settings, mailoutbox):
    settings.DESK_ADDRESS = "https://portal.example.eu:8443/admin/"
    settings.ALLOWED_HOSTS = ["*"]
    person = get_user_model().objects.create_user("new", "new@example.eu", is_staff=True)
    Client().post(reverse("admin_password_reset"), {"email": "anna@example.eu"}, HTTP_HOST="evil.example")
    invite(person)
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert re.findall(r"https?://[^/]+/", mail.body) == ["https://portal.example.eu:8443/"]
        assert "evil" not in mail.subject + mail.body


# Addresses


def everything_stored() -> str:
    """Every value of every row of every table, sessions opened."""
    found = [str(session.get_decoded()) for session in Session.objects.all()]
    for model in apps.get_models(include_auto_created=True):
        columns = [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.JSONField)]
        found += [f"{model.__name__} {row}" for row in model.objects.values(*columns)]
    return "\n".join(found)


def test_no_address_is_written_anywhere_whatever_becomes_of_a_sign_in(anna, device, client, optional, caplog):
    where = {"REMOTE_ADDR": "203.0.113.77", "HTTP_X_FORWARDED_FOR": "198.51.100.23", "HTTP_X_REAL_IP": "198.51.100.24"}
    client.get(LOGIN, **where)
    give_password(client, password="not this one", **where)
    give_password(client, **where)
    client.post(VERIFY, {"code": "000000"}, **where)
    wait(anna)
    client.post(VERIFY, {"code": code_of(device)}, **where)
    assert client.get(INDEX, **where).status_code == 200
    client.post(reverse("admin:logout"), **where)
    for _n in range(8):
        give_password(client, password="not this one", **where)
    kept = everything_stored() + caplog.text + "".join(map(str, locmem._caches[""].items()))
    assert "CodeDevice {" in kept, "what is stored is looked at here"
    assert [address for address in where.values() if address in kept] == []
    assert "not this one" not in kept


# The second factor where it is required

KNOWN = {"app_label": "countries", "country": "estonia", "question": "damages", "language": "et"}
OPEN = {"login", "logout", "desk_token", "second_factor_verify", "second_factor_set_up", "password_reset_done"}
OPEN |= {"admin_password_reset", "password_reset_confirm", "password_reset_complete"}


def desk_addresses():
    """Every address under /admin/ but those of signing in, by its name, with arguments that make it real."""

    def patterns(found, prefix=""):
        for pattern in found:
            if isinstance(pattern, URLResolver):
                yield from patterns(pattern.url_patterns, prefix + str(pattern.pattern))
            else:
                yield prefix, pattern

    for prefix, pattern in patterns(get_resolver().url_patterns):
        if not prefix.startswith("admin/") or pattern.name in OPEN:
            continue
        if pattern.name:
            named = {name: KNOWN.get(name, 1) for name in pattern.pattern.regex.groupindex}
            yield reverse(f"admin:{pattern.name}", kwargs=named)
        else:  # Django's own: former addresses of records, and whatever is nowhere
            yield from ("/admin/countries/country/1/", "/admin/something/else/")


ADDRESSES = sorted(set(desk_addresses()))


def test_every_kind_of_address_of_the_desk_is_tried():
    tried = set(ADDRESSES)
    assert {INDEX, CODES, ANSWER, f"{ANSWER}autosave/", f"{ANSWER}restore/1/", "/admin/status/estonia/"} <= tried
    assert {
        f"/admin/countries/supportservice/{act}" for act in ("", "add/", "1/change/", "1/delete/", "1/history/")
    } <= (tried)
    assert len(tried) > 60


def lands_on(client, method, address) -> str:
    return getattr(client, method)(address, follow=True).request["PATH_INFO"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.slow
def test_without_a_device_every_address_leads_to_setting_one_up(anna, required, method):
    client = signed_in(anna)
    wrong = {address: landed for address in ADDRESSES if (landed := lands_on(client, method, address)) != SET_UP}
    if method == "post":
        assert wrong.pop(ANSWER) == ANSWER  # what was typed is shown again: the next test but one
    assert wrong == {}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.slow
def test_with_a_device_every_address_leads_to_giving_a_code(anna, device, required, method):
    client = signed_in(anna)
    wrong = {address: landed for address in ADDRESSES if (landed := lands_on(client, method, address)) != VERIFY}
    if method == "post":
        assert wrong.pop(ANSWER) == ANSWER
    assert wrong == {}


def test_a_text_sent_before_the_code_was_given_is_shown_again_and_not_saved(anna, device, required):
    client = signed_in(anna)
    page = client.post(ANSWER, {"summary": "Typed with care.", "act": "save"})
    assert page.status_code == 401
    assert "Typed with care." in page.content.decode()
    assert not Revision.objects.exists()


def test_a_post_before_the_code_was_given_changes_nothing(anna, device, required):
    service = SupportService.objects.create(
        country=Country.objects.get(code="EE"), slug="centre", kind="ngo", name_en="Centre", source=_source()
    )
    client = signed_in(anna)
    client.post(reverse("admin:countries_supportservice_delete", args=[service.pk]), {"post": "yes"})
    assert SupportService.objects.filter(pk=service.pk).exists()


def _source():
    from countries.models import Source

    return Source.objects.create(slug="ee-page", title_en="A page", publisher="Ministry", language="et")


def test_the_token_says_that_somebody_without_a_code_is_not_signed_in(anna, device, required):
    client = signed_in(anna)
    assert client.get("/admin/token/").json()["signed_in"] is False
    give_code(client, code_of(device))
    assert client.get("/admin/token/").json()["signed_in"] is True


@pytest.mark.parametrize("address", [VERIFY, SET_UP])
def test_the_pages_of_the_second_factor_show_nothing_of_the_desk(anna, client, required, address):
    if address == VERIFY:
        set_up(signed_in(anna), anna)
    answer = drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))
    drafting.start_draft(answer, "et", anna)
    page = signed_in(anna).get(address)
    assert page.request["PATH_INFO"] == address
    html = page.content.decode()
    assert "Estonia" not in html
    assert "Assignments" not in html
    links = {urlsplit(link.get("href")).path for link in parse(html).iter("a")} - {INDEX, reverse("admin:logout"), ""}
    assert [link for link in links if not link.startswith("#")] == []


@pytest.mark.parametrize("address", [VERIFY, SET_UP])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_the_second_factor_ask_for_the_password_first(reference, client, required, address, method):
    assert lands_on(client, method, address) == LOGIN
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("address", [VERIFY, SET_UP])
def test_somebody_who_is_not_of_the_desk_gets_no_second_factor(reference, user, required, address):
    client = signed_in(user("reader"))
    assert client.get(address).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_the_desk_s_pages_are_never_kept_by_a_cache(anna, required):
    client = signed_in(anna)
    for address in (LOGIN, SET_UP, VERIFY):
        assert "no-store" in client.get(address).headers["Cache-Control"]


def test_somebody_half_signed_in_can_sign_out_again(anna, device, required):
    client = signed_in(anna)
    client.post(reverse("admin:logout"))
    assert "_auth_user_id" not in client.session


# Setting it up


def test_the_page_shows_the_key_as_a_picture_and_as_text(anna, required):
    page = signed_in(anna).get(SET_UP).content.decode()
    root = parse(page)
    [picture] = [found for found in root.iter() if found.get("role") == "img"]
    assert picture.get("aria-label")
    assert list(picture.iter("svg"))
    [key] = [text_of(found) for found in root.iter("code")]
    address = urlsplit(key)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"]


def test_the_picture_holds_the_key_of_this_person(anna, required):
    """The picture is of the text below it: another key gives another picture."""
    client = signed_in(anna)
    first, again = (client.get(SET_UP).content.decode() for _n in range(2))
    other = get_user_model().objects.create_user("berta", "berta@example.eu", "secret", is_staff=True)
    pictures = [re.search(r"<svg.*?</svg>", page, re.DOTALL)[0] for page in (first, again)]
    assert pictures[0] == pictures[1]
    assert pictures[0] not in signed_in(other).get(SET_UP).content.decode()


def test_the_page_with_the_picture_loads_nothing_from_outside(anna, required):
    page = signed_in(anna).get(SET_UP).content.decode()
    named = [found.get(name) for found in parse(page).iter() for name in ("src", "href", "action")]
    assert [address for address in named if address and EXTERNAL.match(address)] == []
    assert " style=" not in page


def test_a_wrong_code_sets_nothing_up(anna, required):
    client = signed_in(anna)
    client.get(SET_UP)
    page = client.post(SET_UP, {"code": "abc"})
    assert "This code is not right" in page.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert not is_in(client)


def test_a_right_code_sets_it_up_signs_in_and_shows_ten_recovery_codes(anna, required):
    client = signed_in(anna)
    codes = set_up(client, anna)
    assert len(set(codes)) == 10
    assert is_in(client)


def test_a_code_with_spaces_is_read_as_it_is_shown(anna, device, required):
    client = signed_in(anna)
    code = code_of(device)
    give_code(client, f" {code[:3]} {code[3:]} ")
    assert is_in(client)


def test_nobody_is_shown_the_key_of_a_telephone_that_is_set_up_already(anna, device, required):
    client = signed_in(anna)
    assert lands_on(client, "get", SET_UP) == VERIFY
    give_code(client, code_of(device))
    client.post(PROVE, {"password": "secret"})
    page = client.get(SET_UP).content.decode()  # another telephone, another key
    assert "otpauth" in page
    assert device.config_url.split("secret=")[1][:32] not in page


def test_somebody_who_gave_only_the_password_cannot_replace_the_second_factor(anna, device, required):
    client = signed_in(anna)
    assert lands_on(client, "post", SET_UP) == VERIFY
    client.post(SET_UP, {"code": code_of(device)})
    assert list(anna.totpdevice_set.all()) == [device]
    assert not is_in(client)


def test_a_key_that_was_begun_before_cannot_replace_the_second_factor(anna, required):
    """Somebody who knows the password opens the page first and keeps its key; the person sets their telephone up."""
    guesser = signed_in(anna)
    known = code_of_the_picture(guesser)
    set_up(signed_in(anna), anna)
    wait(anna)
    give_code(guesser, known)
    guesser.post(SET_UP, {"code": known})
    assert not is_in(guesser)


def test_somebody_who_gave_only_the_password_gets_no_new_recovery_codes(anna, recovery_codes, required):
    client = signed_in(anna)
    assert lands_on(client, "post", CODES) == VERIFY
    give_code(client, recovery_codes[0])
    assert is_in(client)


def test_with_a_code_the_telephone_can_be_replaced_and_the_former_one_ends(anna, device, required):
    client, other_browser = signed_in(anna), signed_in(anna)
    give_code(client, code_of(device))
    wait(anna)
    client.post(PROVE, {"code": code_of(device)})
    set_up(client, anna)
    wait(anna)
    assert is_in(client)
    give_code(other_browser, code_of(device))
    assert not is_in(other_browser)
    give_code(other_browser, code_of(CodeDevice.objects.get(user=anna)))
    wait(anna)
    give_code(other_browser, code_of(CodeDevice.objects.get(user=anna)))
    assert is_in(other_browser)


@pytest.mark.parametrize("act", ["a telephone", "recovery codes"])
def test_another_telephone_or_other_codes_need_a_proof_and_are_told_by_mail(
    anna, device, required, settings, mailoutbox, act
):
    """An open desk is not enough: with a telephone of their own, a passer-by would come back."""
    mailoutbox.clear()
    client = signed_in(anna)
    give_code(client, code_of(device))
    before = list(StaticDevice.objects.values())

    def change():
        if act == "a telephone":
            return client.post(SET_UP, {"code": code_of_the_picture(client)})
        return client.post(CODES)

    assert lands_on(client, "get", SET_UP) == PROVE
    for wrong in ({"code": ""}, {"password": "not it"}, {"code": "000000"}, {"code": "\0"}, {"code": code_of(device)}):
        page = client.post(PROVE, wrong)
        assert "errorlist" in page.content.decode(), "also a code that was used already is refused with a sentence"
        assert client.post(CODES).url == client.get(SET_UP).url == PROVE
    assert list(StaticDevice.objects.values()) == before
    assert mailoutbox == []
    client.post(PROVE, {"password": "secret"})
    assert len(list(parse(change().content.decode()).iter("code"))) == 10
    [mail] = mailoutbox
    assert mail.to == ["anna@example.eu"]
    assert f"{settings.DESK_ADDRESS}password-reset/" in mail.body
    assert client.post(CODES).url == PROVE, "one proof serves one change"


def test_the_password_that_proves_who_one_is_cannot_be_guessed_without_end(anna, device, required):
    client = signed_in(anna)
    give_code(client, code_of(device))
    for n in range(6):
        client.post(PROVE, {"password": f"wrong {n}"})
    client.post(PROVE, {"password": "secret"})
    assert lands_on(client, "get", SET_UP) == PROVE


def test_a_manager_who_resets_a_second_factor_does_not_do_so_unseen(anna, device, user, optional, mailoutbox):
    mailoutbox.clear()
    manager = signed_in(user("head", ("manager", "EE", ""), is_staff=True))
    chosen = [assignment.pk for assignment in anna.assignments.all()[:1]]
    fields = {"action": "reset_second_factor", "_selected_action": chosen}
    manager.post(reverse("admin:rights_assignment_changelist"), fields)
    assert not CodeDevice.objects.exists()
    assert [mail.to for mail in mailoutbox] == [["anna@example.eu"]]


# On disk


def test_the_database_and_its_sessions_keep_no_key_and_no_recovery_code_that_could_be_used(anna, required):
    client = signed_in(anna)
    client.get(SET_UP)
    codes = [code.replace("-", "") for code in set_up(client, anna)]
    begun = signed_in(get_user_model().objects.create_user("berta", "", "secret", is_staff=True))
    [text] = [text_of(found) for found in parse(begun.get(SET_UP).content.decode()).iter("code")]
    pending = b32decode(parse_qs(urlsplit(text).query)["secret"][0])
    kept = everything_stored()
    for key in (CodeDevice.objects.get(user=anna).bin_key, pending):
        assert [form for form in (key.hex(), b32encode(key).decode(), b64encode(key).decode()) if form in kept] == []
    assert [code for code in codes if code in kept] == []


def test_a_new_secret_key_takes_over_what_the_former_one_sealed(anna, recovery_codes, required, settings):
    former, telephone = settings.SECRET_KEY, CodeDevice.objects.get(user=anna)
    key = telephone.bin_key
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another " * 10, [former]
    assert telephone.bin_key == key
    call_command("reseal")
    settings.SECRET_KEY_FALLBACKS = []
    client = signed_in(anna)
    give_code(client, code_of(CodeDevice.objects.get(user=anna)))
    assert is_in(client)
    settings.SECRET_KEY = "a third " * 10
    lost = signed_in(anna)
    assert give_code(lost, "123456").status_code == 200, "refused with a sentence"
    give_code(lost, recovery_codes[0])
    assert is_in(lost), "recovery codes outlive the secret key"


def test_what_was_sealed_for_one_person_opens_nothing_for_another(anna, device, user):
    CodeDevice.objects.filter(pk=device.pk).update(user=user("berta"))
    with pytest.raises(sealing.Unsealable):
        CodeDevice.objects.get(pk=device.pk).bin_key  # noqa: B018


def test_keys_and_codes_that_were_kept_in_the_clear_are_sealed_by_the_migration_and_go_on(anna, required):
    key = "000102030405060708090a0b0c0d0e0f10111213"
    TOTPDevice.objects.create(user=anna, key=key, name="telephone")
    StaticDevice.objects.create(user=anna, name="recovery").token_set.create(token="abcdefgh")
    import_module("rights.migrations.0009_second_factor").seal(apps, None)
    assert key not in everything_stored()
    assert "abcdefgh" not in everything_stored()
    for code in (f"{totp(bytes.fromhex(key)):06d}", "ABCD-EFGH"):
        client = signed_in(anna)
        give_code(client, code)
        assert is_in(client)


def test_nobody_is_shown_the_key_or_the_recovery_codes_of_somebody_else(anna, recovery_codes, cast, optional):
    """Not even a superuser: with them they could act as anybody, and be the other pair of eyes themselves."""
    client, telephone, codes = signed_in(cast.superuser), CodeDevice.objects.get(user=anna), anna.staticdevice_set.get()
    pages = [f"/admin/otp_totp/totpdevice/{telephone.pk}/change/", f"/admin/otp_static/staticdevice/{codes.pk}/change/"]
    shown = "".join(client.get(address, follow=True).content.decode() for address in pages)
    assert telephone.key not in shown
    assert [code for code in recovery_codes if code in shown] == []


# Giving a code


def test_the_right_code_opens_the_desk_where_one_wanted_to_go(anna, device, required):
    client = signed_in(anna)
    asked = client.get(ANSWER, follow=True).redirect_chain[-1][0]
    page = client.post(asked, {"code": code_of(device)})
    assert page.headers["Location"] == ANSWER
    assert client.get(ANSWER).status_code == 200


def test_the_way_to_the_code_keeps_the_whole_address_with_all_its_filters(anna, device, required):
    wanted = "/admin/rights/assignment/?role=author&language=et"
    client = signed_in(anna)
    asked = client.get(wanted, follow=True).redirect_chain[-1][0]
    assert client.post(asked, {"code": code_of(device)}).headers["Location"] == wanted


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
NO_CODES = {
    "", " ", "abc", "12345678901234567890", "-1", "²²²²²²", "①②③④⑤⑥", "١٢٣٤٥٦", "１２３４５６", "\0", "123\x00456",
    "1_2_3_4", "+12345", "1e5555", "0x1234", "½½½½½½", "\u2028" * 6, "\ud800", "💥" * 6, "a" * 5000,
    "{{ 7*7 }}",
}  # fmt: skip


@pytest.mark.parametrize("page", ["verify", "set up", "prove"])
def test_what_is_no_code_is_refused_with_a_sentence(anna, required, page):
    client = signed_in(anna)
    if page != "set up":
        set_up(client, anna)
        wait(anna)
    if page == "verify":
        client = signed_in(anna)
    address = {"verify": VERIFY, "set up": SET_UP, "prove": PROVE}[page]
    before = list(CodeDevice.objects.values("key"))
    right = code_of_the_picture(client) if page == "set up" else code_of(CodeDevice.objects.get(user=anna))
    faults = {}
    for code in sorted({*NO_CODES, right.translate(FULL_WIDTH)}):
        sent = urlencode({"code": code.encode("utf-8", "surrogatepass")})
        response = client.post(address, sent, content_type="application/x-www-form-urlencoded")
        if response.status_code != 200 or "errorlist" not in response.content.decode():
            faults[code] = response.status_code
    assert faults == {}
    assert list(CodeDevice.objects.values("key")) == before
    assert is_in(client) is (page == "prove")


def test_the_session_is_another_one_once_the_code_was_given(anna, required):
    client = signed_in(anna)
    half = client.session.session_key
    set_up(client, anna)
    assert client.session.session_key != half
    wait(anna)
    again = signed_in(anna)
    half = again.session.session_key
    give_code(again, code_of(CodeDevice.objects.get(user=anna)))
    assert is_in(again)
    assert again.session.session_key != half
    assert not Session.objects.filter(session_key=half).exists()


def test_a_wrong_code_is_said_to_be_wrong(anna, device, required):
    page = give_code(signed_in(anna), "abc").content.decode()
    assert "This code is not right, or was used already." in page


def test_a_code_works_once(anna, device, required):
    code = code_of(device)
    first, second = signed_in(anna), signed_in(anna)
    give_code(first, code)
    assert is_in(first)
    give_code(second, code)
    assert not is_in(second)


def test_whoever_guesses_codes_is_slowed_down(anna, device, required):
    client = signed_in(anna)
    near = {code_of(device, steps) for steps in range(-2, 3)}
    for guess in [f"{number:06d}" for number in range(9) if f"{number:06d}" not in near][:4]:
        give_code(client, guess)
    page = text_of(parse(give_code(client, code_of(device)).content.decode()))
    assert not is_in(client)
    until = CodeDevice.objects.get(user=anna).verify_is_allowed()[1]["locked_until"]
    assert f"none is taken before {second_factor.moment(until)}" in page, "the right code too is told until when"
    wait(anna)
    give_code(client, code_of(device))
    assert is_in(client)


def test_a_moment_is_told_with_its_day_where_it_is_not_today():
    now = timezone.localtime().replace(hour=11, minute=14, second=30)
    assert "11:15" in second_factor.moment(now)
    assert f"{now:%Y}" not in second_factor.moment(now)
    later = now + timezone.timedelta(days=400)
    assert f"{later:%Y}" in second_factor.moment(later)


def test_whoever_sets_a_new_password_by_mail_may_give_a_code_at_once(anna, device, required, mailoutbox):
    """Somebody else knew the former password, and kept giving wrong codes."""
    mailoutbox.clear()
    for kind in (CodeDevice, StaticDevice):
        kind.objects.update(throttling_failure_count=30, throttling_failure_timestamp=timezone.now())
    client = Client()
    client.post(reverse("admin_password_reset"), {"email": "anna@example.eu"})
    form = client.get(urlsplit(re.search(r"http\S+/admin/password/\S+", mailoutbox[0].body)[0]).path, follow=True)
    new = {"new_password1": "a new and silent one", "new_password2": "a new and silent one"}
    client.post(form.request["PATH_INFO"], new)
    give_password(client, password="a new and silent one")
    give_code(client, code_of(device))
    assert is_in(client)


def test_the_code_of_somebody_else_opens_nothing(anna, device, required, user):
    berta = user("berta", ("author", "EE", ""), is_staff=True)
    set_up(signed_in(berta), berta)
    wait(berta)
    client = signed_in(anna)
    give_code(client, code_of(CodeDevice.objects.get(user=berta)))
    assert not is_in(client)


def test_a_code_counts_for_this_browser_only(anna, device, required):
    give_code(signed_in(anna), code_of(device))
    assert not is_in(signed_in(anna))


def test_after_signing_out_both_are_asked_for_again(anna, device, required):
    client = signed_in(anna)
    give_code(client, code_of(device))
    client.post(reverse("admin:logout"))
    give_password(client)
    assert not is_in(client)


# Recovery codes


def test_a_recovery_code_works_once(anna, recovery_codes, required):
    first, second = signed_in(anna), signed_in(anna)
    give_code(first, recovery_codes[0])
    assert is_in(first)
    wait(anna)
    give_code(second, recovery_codes[0])
    assert not is_in(second)
    wait(anna)
    give_code(second, recovery_codes[1])
    assert is_in(second)


def test_somebody_who_used_a_recovery_code_is_told_how_many_are_left(anna, recovery_codes, required):
    client = signed_in(anna)
    page = client.post(VERIFY, {"code": recovery_codes[3].upper()}, follow=True).content.decode()
    assert "9 are left" in page


def test_somebody_on_the_desk_finds_a_way_to_new_recovery_codes(anna, recovery_codes, required):
    client = signed_in(anna)
    give_code(client, recovery_codes[0])
    client.post(PROVE, {"password": "secret"})
    pages = [client.get(address).content.decode() for address in (INDEX, SET_UP)]
    actions = [form.get("action") for page in pages for form in parse(page).iter("form")]
    assert CODES in actions


def test_new_recovery_codes_end_the_former_ones(anna, recovery_codes, required):
    client = signed_in(anna)
    give_code(client, recovery_codes[0])
    client.post(PROVE, {"password": "secret"})
    page = client.post(CODES).content.decode()
    new = [text_of(code) for code in parse(page).iter("code")]
    assert len(set(new) - set(recovery_codes)) == 10
    other = signed_in(anna)
    wait(anna)
    give_code(other, recovery_codes[1])
    assert not is_in(other)
    wait(anna)
    give_code(other, new[0])
    assert is_in(other)


def test_recovery_codes_are_not_shown_or_made_by_following_a_link(anna, recovery_codes, required):
    client = signed_in(anna)
    give_code(client, recovery_codes[0])
    assert lands_on(client, "get", CODES) == INDEX
    other = signed_in(anna)
    wait(anna)
    give_code(other, recovery_codes[1])
    assert is_in(other)


def test_a_right_code_forgives_mistyped_ones_for_the_recovery_codes_too(anna, recovery_codes, required):
    """Years of mistyped codes must not close the recovery codes on the day on which the telephone is lost."""
    client = signed_in(anna)
    for _n in range(12):
        give_code(client, "abc")
        StaticDevice.objects.update(throttling_failure_timestamp=timezone.now() - timezone.timedelta(days=30))
    wait_for_the_telephone = {"throttling_failure_timestamp": None, "throttling_failure_count": 0}
    TOTPDevice.objects.update(**wait_for_the_telephone)
    give_code(client, code_of(CodeDevice.objects.get(user=anna)))
    assert is_in(client)
    mistyped = signed_in(anna)
    give_code(mistyped, "abc")
    StaticDevice.objects.update(throttling_failure_timestamp=timezone.now() - timezone.timedelta(minutes=2))
    give_code(mistyped, recovery_codes[0])
    assert is_in(mistyped)


# The second factor where it is optional


def test_where_it_is_optional_the_password_is_enough(anna, client, optional):
    give_password(client)
    assert is_in(client)


def test_where_it_is_optional_the_desk_offers_to_set_it_up(anna, optional):
    page = signed_in(anna).get(INDEX).content.decode()
    assert SET_UP in [link.get("href") for link in parse(page).iter("a")]


def test_whoever_has_a_device_is_asked_for_the_code_even_where_it_is_optional(anna, device, optional):
    client = signed_in(anna)
    assert lands_on(client, "get", ANSWER) == VERIFY
    assert lands_on(client, "get", SET_UP) == VERIFY
    give_code(client, code_of(device))
    assert is_in(client)


def test_a_picture_that_was_only_looked_at_asks_for_no_code(anna, optional):
    client = signed_in(anna)
    client.get(SET_UP)
    assert is_in(client)


def test_setting_it_up_elsewhere_asks_the_browsers_that_were_signed_in_for_the_code(anna, optional):
    client = signed_in(anna)
    assert is_in(client)
    set_up(signed_in(anna), anna)
    assert not is_in(client)


# Addresses of other sites


@pytest.mark.parametrize("address", ELSEWHERE)
def test_the_password_leads_to_no_other_site_but_to_the_desk(anna, client, optional, address):
    page = give_password(client, next_=address)
    assert page.headers["Location"] == INDEX


@pytest.mark.parametrize("address", ELSEWHERE)
def test_the_code_leads_to_no_other_site_but_to_the_desk(anna, device, required, address):
    page = give_code(signed_in(anna), code_of(device), next_=address)
    assert page.headers["Location"] == INDEX


@pytest.mark.parametrize("address", ELSEWHERE)
def test_the_whole_way_leads_to_no_other_site(anna, device, client, required, address):
    page = client.post(
        f"{LOGIN}?{urlencode({'next': address})}", {"username": "anna", "password": "secret"}, follow=True
    )
    asked = client.get(f"{LOGIN}?{urlencode({'next': address})}", follow=True).redirect_chain[-1][0]
    page = client.post(asked, {"code": code_of(device)}, follow=True)
    assert [step for step, _status in page.redirect_chain if urlsplit(step).netloc] == []
    assert page.request["PATH_INFO"] == INDEX


# Forged forms, and production


@pytest.mark.parametrize("address", [LOGIN, VERIFY, SET_UP])
def test_a_form_from_another_site_is_refused(anna, device, required, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address, {"code": code_of(device)}).status_code == 403
    assert not is_in(client)


def test_the_desk_is_django_s_admin():
    assert type(admin.site._wrapped if hasattr(admin.site, "_wrapped") else admin.site).__name__ == "DeskSite"


@pytest.mark.parametrize(("value", "starts"), [("0", False), ("1", True), (None, True)])
def test_production_refuses_to_start_without_the_second_factor(tmp_path, value, starts):
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_DATA_DIR": str(tmp_path),
        "PORTAL_ENV": "production",
        "SECRET_KEY": "h4Yq2-vT9sLx0_Zp7mWc3RnKd8Jf5Gb6Ea1UoIiQtXy-SzVwMlPk",
        "ALLOWED_HOSTS": "portal.example.eu",
        **({"PORTAL_TWO_FACTOR": value} if value else {}),
    }
    started = subprocess.run(
        [sys.executable, "-c", "from portal import settings; print(settings.TWO_FACTOR)"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if starts:
        assert started.stdout.strip() == "True"
    else:
        assert started.returncode != 0
        assert "PORTAL_TWO_FACTOR" in started.stderr
        assert "Traceback" not in started.stderr
