"""Every address of the portal, by every role: what it answers. The addresses come from the URL configuration.

An address that has no line in the table fails, and so does a line that no address has. What a page then shows and what
its forms do is tried in `tests/rights/desk/`.
"""

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.rights.desk.people import BACKEND
from tests.rights.desk.test_record_permissions import _make_records
from tests.rights.roles import OTHER, OWN, REVIEWED, SECTION, SLUG, make_person, write_texts

pytestmark = pytest.mark.django_db
ROLES = {
    "anonymous": None,
    "author": [("author", OWN, "")],
    "translator": [("translator", OWN, "lv")],
    "reviewer": [("reviewer", OWN, "")],
    "manager": [("manager", OWN, "")],
    "superuser": [],
}
# One status for all, or one for each role. 302 leads to the desk's door, or from a record that somebody does not keep.
PUBLIC = """
root                              302
healthz                           200
robots                            200
security                          404
go                                302
about                             200
glossary                          200
home                              200
country                           200
services                          200
section                           200
question                          200
history                           200
version                           200
search                            200
titles                            200
picker                            200
compare-without-section           302
compare                           200
compare-file                      200
compare-question                  200
compare-question-file             200
matrix                            200
matrix-file                       200
indicator                         200
indicator-file                    200
across-picker                     200
across                            200
"""
DESK = """
admin_password_reset            200
password_reset_done             200
password_reset_confirm          200
password_reset_complete         200
logout                          405
desk_token                      200
second_factor_verify            302   200   200   200   200   200
second_factor_set_up            302   200   200   200   200   200
second_factor_prove             302   200   200   200   200   200
second_factor_codes             302
desk_status                     302   200   200   200   200   200
desk_country                    302   200   200   200   200   200
desk_country elsewhere          302   404   404   404   404   200
desk_xliff_export               302   200   200   200   200   200
desk_xliff_export elsewhere     302   404   404   404   404   200
desk_xliff_import               302   200   200   403   403   200
desk_xliff_import elsewhere     302   404   404   404   404   200
desk_import                     302   200   200   404   404   200
desk_import elsewhere           302   404   404   404   404   200
desk_autosave                   302   405   405   405   405   405
desk_autosave elsewhere         302   405   405   405   405   405
desk_preview                    302   200   404   200   200   200
desk_preview elsewhere          302   404   404   404   404   200
desk_history                    302   200   404   200   200   200
desk_history elsewhere          302   404   404   404   404   200
desk_withdrawal                 302   404   404   200   404   200
desk_withdrawal elsewhere       302   404   404   404   404   200
desk_restore                    302   405   405   405   405   405
desk_restore elsewhere          302   405   405   405   405   405
desk_urgent                     302   404   404   200   200   200
desk_urgent elsewhere           302   404   404   404   404   200
desk_reports                    302   200   200   200   200   200
desk_reports elsewhere          302   404   404   404   404   200
desk_answer                     302   200   404   200   200   200
desk_answer elsewhere           302   404   404   404   404   200
index                           302   200   200   200   200   200
login                           200   302   302   302   302   302
password_change                 302   200   200   200   200   200
password_change_done            302   200   200   200   200   200
autocomplete                    302   403   403   403   403   403
jsi18n                          302   200   200   200   200   200
view_on_site                    302   404   404   404   404   404
view_on_site elsewhere          302   404   404   404   404   404
app_list                        302   404   404   404   200   200
anything else                   302   404   404   404   404   404
"""
# Records have the addresses of Django's admin; who keeps them says what these answer. Nobody adds or deletes a country.
RECORDS = """
manager's list                  302   403   403   403   200   200
manager's add                   302   403   403   403   200   200
manager's change                302   403   403   403   200   200
manager's change elsewhere      302   403   403   403   302   200
manager's delete                302   403   403   403   200   200
manager's delete elsewhere      302   403   403   403   302   200
manager's history               302   302   302   302   200   200
manager's history elsewhere     302   302   302   302   302   200
manager's one                   302
manager's one elsewhere         302
superuser's list                302   403   403   403   403   200
superuser's add                 302   403   403   403   403   200
superuser's change              302   403   403   403   403   200
superuser's change elsewhere    302   403   403   403   403   200
superuser's delete              302   403   403   403   403   200
superuser's delete elsewhere    302   403   403   403   403   200
superuser's history             302   403   403   403   403   200
superuser's history elsewhere   302   403   403   403   403   200
superuser's password            302   403   403   403   403   200
superuser's password elsewhere  302   403   403   403   403   200
superuser's one                 302
superuser's one elsewhere       302
country add                     302   403   403   403   403   403
country delete                  302   403   403   403   403   403
country delete elsewhere        302   403   403   403   403   403
"""
KEPT_BY = {
    "manager's": ["country", "supportservice", "helpline", "source", "timelimit", "indicatorvalue", "assignment"],
    "superuser's": [
        "instrument", "section", "questiongroup", "question", "indicator", "glossaryterm", "synonym", "sitenotice",
        "group", "user",
    ],
}  # fmt: skip

# What stands for an argument of an address, for the country that is one's own and for another.
ARGUMENTS = {
    "section": SECTION[REVIEWED],
    "question": REVIEWED,
    "language": "et",
    "number": "1",
    "crime": SLUG[OWN],
    "home": SLUG[OTHER],
    "countries": f"{SLUG[OWN]}+{SLUG[OTHER]}",
    "indicator": "free-legal-aid",
    "page": "about",
    "layout": "by-country",
    "form": "csv",
    "uidb64": "MQ",
    "token": "set-password",
    "app_label": "countries",
    "url": "nothing",
    "content_type_id": "1",
}
# Whatever a path of `re_path` may hold besides names: what ends it, and the part of it that may be missing.
OPTIONAL = re.compile(r"\(\?:/\(\?P<language>\[a-z\]\{2\}\)\)\?/\?\$")
ARGUMENT = re.compile(r"<(?:\w+:)?(?P<name>\w+)>|\(\?P<(?P<named>\w+)>(?:[^()]|\([^()]*\))*\)")
RECORD = re.compile(r"admin/(?P<app>countries|rights|auth)/(?P<model>\w+)/")


def routes(patterns=None, before="") -> Iterator[tuple[str, str]]:
    """Each address as its name and its route, the routes of all levels in one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield pattern.name or "", route


class Address:
    """An address with its line in the table, for the country that is one's own or for another."""

    def __init__(self, name: str, route: str, code: str, records: dict):
        self.route, self.code, self.records = route, code, records
        self.model = None
        self.line = name or "anything else"
        if record := RECORD.match(route):
            self.model = apps.get_model(record["app"], record["model"])
            rest = route[record.end() :]
            acts = ("add", "history", "delete", "change", "password")
            act = next((act for act in acts if f"{act}/" in rest), "one" if rest else "list")
            self.line = f"{record['model']} {act}"
        if code != OWN:
            self.line += " elsewhere"

    @property
    def is_of_a_country(self) -> bool:
        return ":country>" in self.route or "object_id" in self.route or "<id>" in self.route

    @property
    def path(self) -> str:
        path = ARGUMENT.sub(self._argument, OPTIONAL.sub("", self.route))
        return "/" + re.sub(r"\\Z|\$|\^", "", path).replace("\\.", ".")

    def _argument(self, match: re.Match) -> str:
        name = match["name"] or match["named"]
        if name in ("object_id", "id"):
            return str(self.records[self.model][self.code].pk) if self.model else "1"
        return {"country": SLUG[self.code], "code": self.code}.get(name) or ARGUMENTS[name]


@pytest.fixture
def addresses(reference):
    """Every address, with something behind it."""
    records = _make_records()
    for code in SLUG:
        write_texts(code, make_person(f"writer of {code}", ("author", code, "")))
    found = []
    for name, route in routes():
        own = Address(name, route, OWN, records)
        is_divided = route.startswith("admin/") and own.is_of_a_country
        found += [own, *([Address(name, route, OTHER, records)] if is_divided else [])]
    return found


def table() -> dict[str, list[int]]:
    """Line → the status for each role."""
    found = {}
    for line in chain(*(part.strip().splitlines() for part in (PUBLIC, DESK, RECORDS))):
        name, *statuses = re.split(r"\s{2,}", line.strip())
        found[name] = [int(status) for status in statuses * (len(ROLES) if len(statuses) == 1 else 1)]
    return found


def line_of(address: Address, lines: dict[str, list[int]]) -> str:
    """Its own line, or that of all records that the same people keep."""
    if address.line in lines or not address.model:
        return address.line
    model, _space, act = address.line.partition(" ")
    [keeper] = [keeper for keeper, models in KEPT_BY.items() if model in models]
    return f"{keeper} {act}"


@pytest.fixture
def people(addresses) -> dict[str, Client]:
    found = {}
    for role, assignments in ROLES.items():
        found[role] = Client(raise_request_exception=False)
        if assignments is not None:
            person = make_person(f"a {role}", *assignments, is_superuser=role == "superuser")
            found[role].force_login(person, backend=BACKEND)
    return found


def faults(addresses: list[Address], people: dict[str, Client]) -> list[str]:
    lines, wrong = table(), []
    for address in addresses:
        expected = dict(zip(ROLES, lines.get(line_of(address, lines), []), strict=False))
        found = {role: client.get(address.path).status_code for role, client in people.items()}
        wrong += [f"{address.line}: {role}: {status}" for role, status in found.items() if status != expected.get(role)]
    return wrong


def test_every_address_has_a_line_and_every_line_an_address(addresses):
    lines = table()
    assert {line_of(address, lines) for address in addresses} == set(lines)


def test_every_line_holds_for_every_role_and_every_address_for_strangers(addresses, people):
    lines = table()
    one_of_each = list({line_of(address, lines): address for address in addresses}.values())
    assert faults(one_of_each, people) == []
    assert faults(addresses, {role: people[role] for role in ["anonymous"]}) == []


@pytest.mark.full
def test_every_address_answers_every_role_as_the_table_says(addresses, people):
    assert faults(addresses, people) == []


def test_no_address_takes_a_form_without_its_token(addresses):
    """But for the report of a mistake: without a cookie there is no token; it asks where the form was sent from."""
    root = Client(enforce_csrf_checks=True, raise_request_exception=False)
    root.force_login(make_person("root", is_superuser=True), backend=BACKEND)
    taken = {address.line: root.post(address.path).status_code for address in addresses}
    assert {line: status for line, status in taken.items() if status not in (403, 404, 405)} == {
        "question": 422  # of an empty form
    }
