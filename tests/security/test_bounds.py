"""What somebody sends sets the work and the answer: a long address or text is answered in little time and few bytes."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from portal.text import richtext
from rights import diffs, validation
from tests.rights.desk.people import BACKEND
from tests.rights.roles import make_person
from tests.security.test_addresses import ARGUMENT, ARGUMENTS, OPTIONAL, routes
from tests.timing import Stopwatch

LONG = 50_000  # letters; the server itself takes an address of 8,190
MOST = 200_000  # bytes of an answer, and the address some times besides
TIMES = 5
LONG_TEXTS = ["a" * LONG, "estonia+" * (LONG // 8)]
RECORDS_BUT_ONE = re.compile(r"admin/(countries|rights|auth)/(?!source/)")


def path_of(route: str, argument) -> str:
    path = ARGUMENT.sub(argument, OPTIONAL.sub("", route))
    return "/" + re.sub(r"\\Z|\$|\^", "", path).replace("\\.", ".")


def addresses() -> Iterator[str]:
    """Every address of the portal with something long in the place of its arguments, after it, and in its query."""
    for _name, route in routes():
        if RECORDS_BUT_ONE.match(route):
            continue
        for text in LONG_TEXTS if "<" in route else ():
            yield path_of(route, lambda _match, text=text: text)
        short = {**ARGUMENTS, "country": "estonia", "code": "EE", "object_id": "1", "id": "1"}
        plain = path_of(route, lambda match: short[match["name"] or match["named"]])  # noqa: B023
        yield f"{plain}{'a' * LONG}/"
        yield f"{plain}?q={'a' * LONG}&next=/{'a' * LONG}&country={'a' * LONG}&language={'a' * LONG}"


@pytest.mark.django_db
def test_no_address_is_answered_with_many_times_its_length(reference, caplog):
    caplog.set_level("CRITICAL")
    root = Client(raise_request_exception=False)
    root.force_login(make_person("root", is_superuser=True), backend=BACKEND)
    wrong = []
    for path in addresses():
        with Stopwatch() as watch:
            response = root.get(path)
        size = len(b"".join(response)) + sum(len(str(header)) for header in response.headers.values())
        if size > MOST + TIMES * len(path) or watch.seconds > 3 or response.status_code >= 500:
            wrong.append((path[:60], response.status_code, size // len(path), round(watch.seconds, 2)))
    assert wrong == []


PARTS = [
    "<h1 ", "<", "< ", "<p>", "<b>", "<b x=", "<a href='", "<a>", "&", "&#", "&lt;", "<!--", "<table>", "<td>", "<svg>",
    "<math><mi>", "<style>", "<title>", "<select>", "<p x='", "<a b c d ", "\x01", "a", "1 ", "é", "\n", "</", "<li>",
    "<i><table>", "<b><p>", "<template>", "<form><input>", "<nobr>", "<a href=question:x>y</a>", "[", "![",
]  # fmt: skip


def seconds_of(work) -> float:
    with Stopwatch() as watch, contextlib.suppress(richtext.TooMuch):
        work()
    return watch.seconds


@pytest.mark.parametrize("length", [richtext.LONGEST, pytest.param(600_000, marks=pytest.mark.full)])
def test_a_text_of_any_form_is_cleaned_checked_and_compared_in_little_time(length):
    slow = []
    for part in PARTS:
        text = part * (length // len(part))

        def enter(text=text):
            assert len(validation.too_much(body=text, summary=text)) >= 1
            html = richtext.clean(text)
            validation.problems(text[: richtext.LONGEST_PLAIN], html, "text", text[: richtext.LONGEST_PLAIN])
            diffs.html(html, html[: len(html) // 2])
            richtext.resolve_links(html, lambda scheme, target: f"/{target}")

        if (seconds := seconds_of(enter)) > 3:
            slow.append((part, round(seconds, 2)))
    assert slow == []
