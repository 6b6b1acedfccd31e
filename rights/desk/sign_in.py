"""The password: whoever guesses it is slowed down where they are, and keeps nobody else from signing in.

Wrong passwords are counted for a name and the place that they come from (`portal/web/throttling.py`). Many places
together are stopped by a count of the name alone, which a browser that has signed in with this name before is spared.
All refusals are one sentence: it says neither whether there is such a name, nor whether a password is still tried.
"""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy

from portal.web.throttling import MINUTE, Limit, source_of

WRONG = Limit("wrong passwords for a name, from one place", 6, 15 * MINUTE)
WRONG_IN_KNOWN_BROWSERS = Limit("wrong passwords for a name, in browsers that know it", 6, 15 * MINUTE)
WRONG_OF_A_NAME = Limit("wrong passwords for a name", 60, 15 * MINUTE)
WRONG_OF_A_PLACE = Limit("wrong passwords from one place", 60, 15 * MINUTE)

KNOWN = "desk_browser"  # the cookie of a browser that has signed in
KNOWN_FOR = 90 * 24 * 60 * MINUTE


def known_name(typed: str) -> str:
    """The name of somebody's account as they may type it: it, or their e-mail address, in large letters or small."""
    people = get_user_model().objects
    for wanted in (Q(username=typed), Q(username__iexact=typed), Q(email__iexact=typed)):
        found = people.filter(wanted).values_list("username", flat=True)[:2]
        if len(found) == 1:
            return found[0]
    return typed.casefold()


class Guesses:
    """The wrong passwords that count against one who now gives a password for a name."""

    def __init__(self, request: HttpRequest, name: str):
        source = source_of(request)
        self.counts: list[tuple[Limit, tuple[str, ...]]]
        if is_known(request, name):
            self.counts = [(WRONG_IN_KNOWN_BROWSERS, (name,))]
        else:
            self.counts = [(WRONG, (name, source)), (WRONG_OF_A_NAME, (name,)), (WRONG_OF_A_PLACE, (source,))]

    def are_too_many(self) -> bool:
        return any(limit.is_reached(*what) for limit, what in self.counts)

    def one_more(self) -> None:
        for limit, what in self.counts:
            limit.count(*what)

    def forget(self) -> None:
        """Those of this name here, which the right password forgives; not those of others."""
        limit, what = self.counts[0]
        limit.forget(*what)


class SignInForm(AdminAuthenticationForm):
    request: HttpRequest
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": gettext_lazy(
            "The name or the password is not right, or a wrong one was given too often. "
            "Wait a quarter of an hour, or set a new password."
        ),
    }

    def clean_username(self) -> str:
        return known_name(self.cleaned_data["username"])

    def clean(self):
        guesses = Guesses(self.request, self.cleaned_data.get("username", ""))
        if guesses.are_too_many():
            raise self.get_invalid_login_error()
        try:
            data = super().clean()
        except forms.ValidationError:
            guesses.one_more()
            raise
        if self.user_cache:
            guesses.forget()
        return data


def forgive(request: HttpRequest, name: str) -> None:
    """Whoever holds a link from their mailbox begins anew here."""
    WRONG.forget(name, source_of(request))
    WRONG_IN_KNOWN_BROWSERS.forget(name)


def _sign_of(name: str) -> str:
    return salted_hmac("rights.desk.sign_in.KNOWN", name, algorithm="sha256").hexdigest()


def is_known(request: HttpRequest, name: str) -> bool:
    return constant_time_compare(request.COOKIES.get(KNOWN, ""), _sign_of(name))


def make_known(request: HttpRequest, response: HttpResponse, user) -> None:
    """Let this browser be spared what strangers do to the name. The cookie names nobody."""
    response.set_cookie(
        KNOWN,
        _sign_of(user.get_username()),
        max_age=KNOWN_FOR,
        path="/admin/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
