"""Signing in to the desk: the password, those who guess it, and the second factor."""

import os
import re
import subprocess
import sys
from base64 import b32decode
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from countries.models import Country, SupportService
from portal import settings as settings_of_the_portal
from portal.environment import BASE_DIR
from rights import workflow
from rights.models import Question, Revision
from tests import public_pages
from tests.public_pages import EXTERNAL, SVG, parse, text_of

pytestmark = pytest.mark.django_db

LOGIN, INDEX, VERIFY, SET_UP, CODES = (
    reverse(f"admin:{name}")
    for name in ("login", "index", "second_factor_verify", "second_factor_set_up", "second_factor_codes")
)
ANSWER = "/admin/answers/estonia/damages/et/"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
]


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    with public_pages.kept_for_the_module(django_db_blocker):
        yield public_pages.load_reference()


@pytest.fixture
def anna(reference, user):
    """Everything that one can be for Estonia."""
    roles = [(role, "EE", "") for role in ("author", "reviewer", "manager")]
    return user("anna", *roles, is_staff=True)


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
    return f"{totp(bytes.fromhex(device.key), drift=steps):06d}"


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
    return anna.totpdevice_set.get()


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


def guess(times, name="anna", client=None):
    """Wrong passwords, each from another address and another browser."""
    for n in range(times):
        page = give_password(
            client or Client(), name, f"wrong {n}", REMOTE_ADDR=f"192.0.2.{n + 1}", HTTP_USER_AGENT=f"Browser {n}"
        )
    return page


def test_a_few_wrong_passwords_do_not_lock_anybody_out(anna, client, optional):
    guess(5)
    give_password(client)
    assert is_in(client)


def test_whoever_guesses_a_name_s_password_from_many_addresses_is_locked_out(anna, client, optional):
    assert guess(6).status_code == 429
    assert give_password(client).status_code == 429, "not even the right password helps now"
    assert not is_in(client)


def test_nobody_else_is_locked_out_with_a_name_not_even_at_the_same_address(anna, user, client, optional):
    user("berta", ("author", "EE", ""), is_staff=True)
    guess(7, client=client)
    give_password(client, "berta")
    assert is_in(client)


def test_a_name_that_nobody_has_is_locked_out_alike(reference, optional):
    assert guess(6, "nobody").status_code == 429


def test_the_page_of_those_locked_out_says_for_how_long_and_what_helps(anna, client, optional):
    guess(6)
    page = give_password(client).content.decode()
    assert "Wait a quarter of an hour" in page
    assert reverse("admin_password_reset") in [link.get("href") for link in parse(page).iter("a")]


def test_a_quarter_of_an_hour_later_the_right_password_opens_again(anna, client, optional):
    guess(6)
    attempts = apps.get_model("axes.AccessAttempt").objects
    attempts.update(attempt_time=timezone.now() - timezone.timedelta(minutes=14))
    assert give_password(client).status_code == 429
    attempts.update(attempt_time=timezone.now() - timezone.timedelta(minutes=16))
    give_password(client)
    assert is_in(client)


def test_a_good_sign_in_begins_the_counting_anew(anna, client, optional):
    guess(5)
    give_password(client)
    assert guess(5).status_code == 200


def test_somebody_locked_out_who_sets_a_new_password_may_sign_in_with_it(anna, client, optional, mailoutbox):
    """The page of those locked out names this as a way out."""
    guess(6)
    client.post(reverse("admin_password_reset"), {"email": "anna@example.eu"})
    form = client.get(urlsplit(re.search(r"http\S+/admin/password/\S+", mailoutbox[0].body)[0]).path, follow=True)
    new = {"new_password1": "a new and silent one", "new_password2": "a new and silent one"}
    client.post(form.request["PATH_INFO"], new)
    assert give_password(client, password="a new and silent one").status_code == 302
    assert is_in(client)


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
    kept = everything_stored() + caplog.text
    assert "AccessAttempt {" in kept, "the failures are counted, and looked at here"
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
def test_without_a_device_every_address_leads_to_setting_one_up(anna, required, method):
    client = signed_in(anna)
    wrong = {address: landed for address in ADDRESSES if (landed := lands_on(client, method, address)) != SET_UP}
    if method == "post":
        assert wrong.pop(ANSWER) == ANSWER  # what was typed is shown again: the next test but one
    assert wrong == {}


@pytest.mark.parametrize("method", ["get", "post"])
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
    answer = workflow.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))
    workflow.start_draft(answer, "et", anna)
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
    assert list(picture.iter(f"{SVG}svg"))
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
    page = client.get(SET_UP).content.decode()  # another telephone, another key
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
    set_up(client, anna)
    wait(anna)
    assert is_in(client)
    give_code(other_browser, code_of(device))
    assert not is_in(other_browser)
    give_code(other_browser, code_of(anna.totpdevice_set.get()))
    wait(anna)
    give_code(other_browser, code_of(anna.totpdevice_set.get()))
    assert is_in(other_browser)


def test_nobody_is_shown_the_key_or_the_recovery_codes_of_somebody_else(anna, recovery_codes, cast, optional):
    """Not even a superuser: with them they could act as anybody, and be the other pair of eyes themselves."""
    client, telephone, codes = signed_in(cast.superuser), anna.totpdevice_set.get(), anna.staticdevice_set.get()
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


@pytest.mark.parametrize("code", ["", "000000", "abc", "12345678901234567890", "-1", "１２３４５６"])
def test_a_wrong_code_opens_nothing(anna, device, required, code):
    client = signed_in(anna)
    if code == code_of(device):
        return
    assert give_code(client, code).status_code == 200
    assert not is_in(client)


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
    give_code(client, code_of(device))
    assert not is_in(client)
    wait(anna)
    give_code(client, code_of(device))
    assert is_in(client)


def test_the_code_of_somebody_else_opens_nothing(anna, device, required, user):
    berta = user("berta", ("author", "EE", ""), is_staff=True)
    set_up(signed_in(berta), berta)
    wait(berta)
    client = signed_in(anna)
    give_code(client, code_of(berta.totpdevice_set.get()))
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
    pages = [client.get(address).content.decode() for address in (INDEX, SET_UP)]
    actions = [form.get("action") for page in pages for form in parse(page).iter("form")]
    assert CODES in actions


def test_new_recovery_codes_end_the_former_ones(anna, recovery_codes, required):
    client = signed_in(anna)
    give_code(client, recovery_codes[0])
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
    give_code(client, code_of(anna.totpdevice_set.get()))
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
