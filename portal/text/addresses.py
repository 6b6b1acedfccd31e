"""Where a link may lead: to the web, to a mailbox, to a telephone. What begins otherwise a browser might run."""

import re
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

WEB_SCHEMES = ("https", "http")
SCHEMES = {*WEB_SCHEMES, "mailto", "tel"}
NEVER = re.compile(r"[\"<>\\^`{|}\s]")  # signs that no address has as they are (RFC 3986)
_is_on_the_web = URLValidator(WEB_SCHEMES)


def web_address(value: str) -> None:
    """Raises `ValidationError`, as do the others."""
    try:
        _is_on_the_web(value)
        if NEVER.search(value):
            raise ValidationError("")
    except ValidationError:
        raise ValidationError(_("Give an address that begins with https://.")) from None


def web_addresses(values: Iterable[str]) -> None:
    for value in values:
        web_address(value)


def mail_address(value: str) -> None:
    validate_email(value)


def mail_addresses(values: Iterable[str]) -> None:
    for value in values:
        mail_address(value)


def passes(check: Callable[[str], None], value: str) -> bool:
    """Whether a check raises nothing."""
    try:
        check(value)
    except ValidationError:
        return False
    return True
