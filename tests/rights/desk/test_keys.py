"""Every key that the portal takes, in addresses and forms: what it names must be the person's to see, and belong here.

`KEYS` lists them all, and fails for one that nobody thought of. The pages of records and assignments are in
test_record_permissions.py and test_people.py; addresses as such, for every role, in tests/security/test_addresses.py.
Here somebody is at home in a page and sends it a key of something else.
"""

import re

import pytest
from django import forms
from django.urls import URLResolver, get_resolver

from countries.models import Country, HelpLine, Source
from portal.environment import BASE_DIR
from rights.models import MistakeReport, Question, Revision
from rights.services import drafting, publishing, reports, revisions
from tests.rights.desk.people import STATUS, TYPED
from tests.rights.seeding.cited import a_source

pytestmark = pytest.mark.django_db

# What a request is read for. Keys name an object: each says where a foreign one is tried.
KEYS = {
    # in addresses
    "country": "`_an_address_of_what_one_does_not_see_`, `_signed_is_of_one_person_and_one_country`",
    "question": "`_an_address_of_what_one_does_not_see_`",
    "language": "`_an_address_of_what_one_does_not_see_`; of the desk's lists: `_no_key_of_an_address_`",
    "number": "`_a_version_is_restored_by_a_number_of_its_own_language_only`; public versions: test_history.py",
    "section": "public; of the desk's lists: `_no_key_of_an_address_`",
    "object_id": "test_record_permissions.py",
    "uidb64": "with its `token`: test_people.py",
    "next": "`ELSEWHERE` in test_sign_in.py",
    # in forms and after the question mark
    "from": "`_no_key_of_an_address_`",
    "to": "`_no_key_of_an_address_`",
    "original": "`_noted_as_made_only_from_what_its_writer_may_read`",
    "rendered": "`_noted_as_made_only_from_what_its_writer_may_read`",
    "public": "`_no_key_of_a_form_`",
    "seen": "`_no_key_of_a_form_`; a time",
    "sources": "`_a_source_is_one_of_those_that_the_page_offers`",
    "source": "test_record_permissions.py",
    "cell": "`_an_act_on_many_reaches_only_what_one_may_do_one_by_one`",
    "act": "`_an_act_on_many_reaches_only_what_one_may_do_one_by_one`; else one of a few words",
    "what": "`_nothing_of_another_country_is_settled_or_taken_down`",
    "report": "`_nothing_of_another_country_is_settled_or_taken_down`",
    "sealed": "`_what_travels_signed_is_of_one_person_and_one_country`",
    "role": "test_record_permissions.py",
    # numbers of what a signed text holds, and questions, which are everybody's
    **dict.fromkeys(["part", "adding", "service", "place", "put", "elsewhere", "asked", "take", "overwrite"], "sealed"),
}
WORDS = {
    "app_label", "token", "url", "content_type_id", "code", "page", "form", "layout", "id",  # public
    "countries", "crime", "home", "indicator", "sort", "go", "website",  # what every reader may read
    "body", "summary", "legal_basis", "kind", "significance", "newest", "new_title", "new_publisher", "new_url",
    "new_date", "comment", "reason", "confirmed", "opened", "text", "file", "upload", "address", "publisher", "title",
    "files", "which", "state", "email", "full_name", "username", "password",
}  # fmt: skip
READ = re.compile(
    r"""(?:GET|POST|FILES|data)\.(?:get|getlist)\(\s*f?"([\w-]+?)[-{"]"""
    r"""|(?:GET|POST|FILES)\["([\w-]+)"\]|"([\w-]+)" (?:not )?in (?:request|self\.request)\.(?:GET|POST)"""
)

LATVIAN = "/admin/answers/estonia/damages/lv/"
SECRET = "Avaldamata"
HUGE = 10**30
ELSEWHERE = ["latvia/damages/lv", "estonia/damages/et", "estonia/nonsense/lv", "estonia/damages/xx"]
XLIFF = "/admin/xliff/estonia/export/"


@pytest.fixture
def secret(people, answer, publish):
    """A draft of the Estonian original, which the translator into Latvian may not read; version 2 of it."""
    publish(answer)
    draft = drafting.start_draft(answer, "et", people.author.person)
    return drafting.save_draft(draft, people.author.person, draft.saved_at, summary=SECRET, body=f"<p>{SECRET}</p>")


def foreign(people) -> Revision:
    """A public version of another question of the same country."""
    other = drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="legal-aid"))
    draft = drafting.start_draft(other, "et", people.author.person)
    draft = drafting.save_draft(draft, people.author.person, draft.saved_at, [a_source()], **TYPED)
    return publishing.publish(drafting.submit(draft, people.author.person), people.reviewer.person).revision


@pytest.mark.parametrize("newest", [None, "on"])
@pytest.mark.parametrize("name", ["rendered", "original"])
@pytest.mark.parametrize("key", ["a draft in another language", "a version of another answer", "none", "huge"])
def test_a_translation_is_noted_as_made_only_from_what_its_writer_may_read(people, secret, name, key, newest):
    keys = {
        "a draft in another language": lambda: secret.pk,
        "a version of another answer": lambda: foreign(people).pk,
        "none": lambda: 999_999,
        "huge": lambda: HUGE,
    }
    page = people.translator.open(LATVIAN)
    page.press("save", **{**TYPED, name: keys[key](), "newest": newest})
    made = Revision.objects.get(language="lv")
    assert made.based_on == revisions.published_revision(secret.answer, "et")
    assert SECRET not in people.translator.open(LATVIAN).html


@pytest.mark.parametrize("act", ["save", "submit"])
@pytest.mark.parametrize("name", ["rendered", "original", "public"])
def test_no_key_of_a_form_shows_a_draft_in_another_language(people, secret, name, act):
    page = people.translator.open(LATVIAN).press(act, **{**TYPED, name: secret.pk})
    assert page.status < 500
    assert SECRET not in page.html
    for address in (LATVIAN, f"{LATVIAN}history/?from=1&to=2", f"{LATVIAN}preview/"):
        assert SECRET not in people.translator.open(address).html


def test_what_a_translation_was_made_from_before_is_shown_only_to_those_who_may_read_it(people, secret):
    """As left by a key that was taken before it was checked."""
    people.translator.open(LATVIAN).press("save", **TYPED)
    Revision.objects.filter(language="lv").update(based_on=secret)
    assert SECRET not in people.translator.open(LATVIAN).html
    assert SECRET in people.author.open(LATVIAN).html


@pytest.mark.parametrize(
    "address",
    [
        f"{LATVIAN}history/?from=2&to=1",  # numbers count within the language
        f"{LATVIAN}history/?from={HUGE}&to=x",
        f"{XLIFF}?language=et&which=all&files=one",  # a language of others
        f"{XLIFF}?language=lv&which=all&files=one",
        f"{STATUS}?language=et&section=compensation&state=draft",
        f"{STATUS}?language=et",
    ],
)
def test_no_key_of_an_address_shows_a_draft_in_another_language(people, secret, address):
    response = people.translator.client.get(address)
    assert response.status_code in (200, 422)
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("number", [2, HUGE, 0])
def test_a_version_is_restored_by_a_number_of_its_own_language_only(people, secret, number):
    people.translator.open(LATVIAN).press("save", **TYPED)
    assert people.translator.client.post(f"{LATVIAN}restore/{number}/").status_code == 404


@pytest.mark.parametrize("key", ["of another country", "none", "huge", "no number"])
def test_a_source_is_one_of_those_that_the_page_offers(people, answer, key):
    Source.objects.create(slug="lv-secret", title_en="Another ministry", publisher="Latvia", language="lv")
    keys = {"of another country": a_source("LV").pk, "none": 999_999, "huge": HUGE, "no number": "1 or 1"}
    page = people.author.open().press("save", **TYPED, sources=[keys[key]])
    assert page.status == 422
    assert not Revision.objects.filter(sources__isnull=False).exists()


@pytest.mark.parametrize(
    "cell", ["damages et", "damages lt", "legal-aid lv", "nonsense lv", "damages", "damages lv et", f"{HUGE} lv"]
)
@pytest.mark.parametrize("act", ["submit", "publish", "check", f"submit {HUGE}", "publish compensation"])
def test_an_act_on_many_reaches_only_what_one_may_do_one_by_one(people, secret, cell, act):
    before = sorted(Revision.objects.values_list("pk", "state"))
    response = people.translator.client.post(STATUS, {"act": act, "cell": [cell]}, follow=True)
    assert response.status_code == 200
    assert sorted(Revision.objects.values_list("pk", "state")) == before
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("form", ["factsheet", "xliff"])
def test_what_travels_signed_is_of_one_person_and_one_country(people, form):
    """The import's text and an upload of XLIFF: made by the author, sent by somebody else, or for another country."""
    from rights.desk import importing, xliff

    if form == "factsheet":
        desk = importing.ImportDesk(people.author.person, Country.objects.get(code="EE"), ["et"])
        value = importing.SentText("A text.", "et", "").sealed(desk)
        address, fields = "/admin/import/{}/", {"act": "import", "sealed": value}
    else:
        value = xliff._seal(people.author.person, Country.objects.get(code="EE"), [])
        address, fields = "/admin/xliff/{}/import/", {"sealed": value}
    sentence = {"factsheet": "is not yours", "xliff": "Upload the file again"}[form]
    assert sentence not in people.author.send(address.format("estonia"), fields).text
    assert sentence in people.second.send(address.format("estonia"), fields).text
    assert sentence in people.root.send(address.format("latvia"), fields).text


@pytest.mark.parametrize("path", ["", "autosave/", "preview/", "history/", "withdrawal/", "restore/1/"])
@pytest.mark.parametrize(
    "place", ["latvia/damages/lv", "estonia/damages/et", "estonia/nonsense/lv", "estonia/damages/xx"]
)
def test_an_address_of_what_one_does_not_see_is_as_if_there_were_nothing(people, secret, place, path):
    address = f"/admin/answers/{place}/{path}"
    assert people.translator.client.get(address).status_code in (404, 405)
    assert people.translator.client.post(address, TYPED).status_code in (404, 405)


def read_by_name() -> set[str]:
    """Everything that a request is read for: in addresses, by forms, and by name."""

    def in_addresses(patterns):
        for pattern in patterns:
            yield from pattern.pattern.regex.groupindex
            if isinstance(pattern, URLResolver):
                yield from in_addresses(pattern.url_patterns)

    def descendants(kind):
        return {kind}.union(*map(descendants, kind.__subclasses__()))

    found = set(in_addresses(get_resolver().url_patterns))
    for form in descendants(forms.BaseForm):
        if form.__module__.startswith(("countries.", "portal.", "rights.")):
            found |= set(getattr(form, "base_fields", ()))
    for folder in ("countries", "portal", "rights"):
        for file in (BASE_DIR / folder).rglob("*.py"):
            found |= {next(filter(None, names)) for names in READ.findall(file.read_text(encoding="utf-8"))}
    return found


def test_every_key_that_is_read_stands_in_the_table_and_nothing_else():
    assert read_by_name() - {*KEYS, *WORDS} == set(), "does it name an object? then try a foreign one here"
    elsewhere = {"next", "source"}  # read by Django's own views
    assert {*KEYS, *WORDS} - read_by_name() - elsewhere == set()
    tests, files = " ".join(name for name in globals() if name.startswith("test")), BASE_DIR / "tests"
    for why in KEYS.values():
        assert [part for part in re.findall(r"`(_\w+)`", why) if part not in tests] == []
        assert [name for name in re.findall(r"test_\w+\.py", why) if not list(files.rglob(name))] == []


def test_nothing_of_another_country_is_settled_or_taken_down(people, answer, publish):
    publish(answer)
    line = HelpLine.objects.create(
        country=Country.objects.get(code="LV"), number="116006", name_en="Victims", operates=True, source=a_source("LV")
    )
    reports.take(Country.objects.get(code="LV").pk, answer.question.pk, "lv", "A number is wrong.")
    report = MistakeReport.objects.get()
    assert people.translator.send("/admin/reports/estonia/", {"report": report.pk}).status == 200
    keys = (f"helpline:{line.pk}", "answer:legal-aid", f"helpline:{HUGE}", "answer:", "revision:1", "country:1")
    for key in keys:
        for act in ("take-down", "show-again"):
            given = {"act": act, "what": key, "reason": "Wrong."}
            assert people.reviewer.send("/admin/urgent/estonia/", given).status == 404
    assert MistakeReport.objects.get() == report
    assert not HelpLine.objects.exclude(taken_down_at=None).exists()
    for desk in (people.author, people.manager):
        assert desk.open("/admin/reports/latvia/").status == desk.open("/admin/urgent/latvia/").status == 404
        assert desk.send("/admin/reports/latvia/", {"report": report.pk}).status == 404


@pytest.mark.parametrize("number", ["1", "2", HUGE])
def test_a_public_address_shows_no_version_that_was_never_public(people, secret, client, number):
    for address in (
        f"/et/estonia/compensation/damages/history/{number}/",
        f"/lv/estonia/compensation/damages/history/{number}/",
    ):
        response = client.get(address)
        assert response.status_code == (200 if number == "1" else 404)
        assert SECRET not in response.content.decode()
