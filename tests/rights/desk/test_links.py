"""Where links of records lead: what a browser would run comes in by no entrance."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from countries.models import Country, Instrument, Source, SupportService
from portal.text import richtext
from rights.importer import organisations
from rights.importer.report import NamedOrganisation
from rights.seeding import factsheet_form, reference
from rights.services import records
from rights.services.errors import Refusal
from tests.rights.desk.people import DAMAGES, TYPED
from tests.rights.desk.records.forms import edit
from tests.rights.seeding.cited import a_source

pytestmark = pytest.mark.django_db

UNSAFE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript://example.eu/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://example.eu/",
    "//example.eu/",
    "/admin/",
    'https://example.eu/"onclick="alert(1)',
    "mailto:a@example.eu",
    "blob:https://example.eu/1",
    "view-source:https://example.eu/",
]


def service(**fields) -> SupportService:
    given = {"country": Country.objects.get(code="EE"), "slug": "centre", "kind": "ngo", "name_en": "Centre"}
    return SupportService(**given, source=a_source(), **fields)


def record_with(entrance: str, link: str):
    if entrance == "source":
        return Source(slug="ee-page", title_en="A page", publisher="Ministry", language="et", url=link)
    if entrance == "instrument":
        return Instrument(slug="2030-1", number="2030/1", title_en="A law", date=datetime.date(2030, 1, 1), url=link)
    return service(**{entrance: [link]})


@pytest.mark.parametrize("entrance", ["source", "instrument", "urls", "emails"])
def test_neither_a_record_s_own_check_nor_the_services_take_an_unsafe_link(reference, entrance):
    for link in UNSAFE:
        record = record_with(entrance, link)
        with pytest.raises(ValidationError, match=r"url|email"):
            record.full_clean()
        with pytest.raises(Refusal):
            records.save(record)
        assert record.pk is None, link
    good = "help@example.eu" if entrance == "emails" else "https://example.eu/page"
    records.save(record_with(entrance, good))


def test_a_text_instead_of_a_list_is_no_list_of_links(reference):
    with pytest.raises(Refusal):
        records.save(service(urls="javascript:alert(1)"))


@pytest.mark.parametrize(
    ("form", "row"),
    [
        (factsheet_form.SOURCE, lambda link: {"url": link}),
        (factsheet_form.SERVICE, lambda link: {"urls": [link]}),
        (factsheet_form.SERVICE, lambda link: {"emails": [link]}),
        (reference.INSTRUMENT, lambda link: {"url": link}),
    ],
    ids=["a source", "a service's pages", "a service's mailboxes", "an instrument"],
)
def test_no_file_of_content_brings_an_unsafe_link_in(form, row):
    for link in UNSAFE:
        assert [fault for fault in form(row(link), "it") if "is no address such as" in fault], link
    assert [fault for fault in form(row(5), "it") if "is no address such as" in fault]


def test_no_form_of_the_desk_takes_an_unsafe_link(people, answer):
    new = {"new_title": "The law", "new_publisher": "Ministry"}
    for link in ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "ftp://example.eu/"):
        page = people.author.open(DAMAGES).press("save", **TYPED, **new, new_url=link)
        assert page.status == 422, link
        page = people.author.send(
            "/admin/import/estonia/", {"text": "A text.", "language": "et", "address": link, "act": ""}
        )
        assert page.status == 422, link
        assert "errorlist" in edit(people.root.client, a_source(), url=link).content.decode(), link
    assert not Source.objects.exclude(url="").filter(url__in=UNSAFE).exists()


def test_no_import_brings_an_unsafe_link_in(reference, cast):
    named = NamedOrganisation(name="Centre", urls=tuple(UNSAFE), emails=tuple(UNSAFE), phones=())
    made = organisations.create(named, "ngo", Country.objects.get(code="EE"), "et", a_source(), cast.manager)
    assert made.emails == []
    assert [url for url in made.urls if not url.startswith("https://")] == []


def test_the_import_of_pages_takes_an_address_of_the_web_alone(reference, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("A text.")
    for link in UNSAFE:
        with pytest.raises(CommandError, match="begins with https"):
            call_command("import_pages", str(page), country="EE", language="et", address=link, dry_run=True)


def test_texts_refuse_what_records_refuse():
    """But mailboxes and telephones, to which a text may lead as well."""
    for link in UNSAFE:
        kept = richtext.clean(f'<p><a href="{link}">x</a></p>')
        href = re.findall(r'href="([^"]*)"', kept)
        assert not href or href[0].startswith(("https://example.eu/", "mailto:")), (link, kept)
