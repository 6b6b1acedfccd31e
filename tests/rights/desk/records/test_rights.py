"""Addresses that are kept, and who may change which record."""

import pytest

from countries.models import Country, HelpLine, Instrument, Telephone
from rights.models import Answer, Indicator, Question, Section
from rights.services import records
from tests.rights.desk.records.forms import (
    address,
    change_of,
    country,
    edit,
    errors,
    history,
    make_service,
    make_source,
    signed_in,
    typed,
)

pytestmark = pytest.mark.django_db


# Slugs


@pytest.mark.parametrize(("code", "slug"), [("EE", "compare"), ("EE", "lv"), ("EE", "admin"), ("EE", "Estonia Two")])
def test_a_country_cannot_take_a_reserved_address(administrator, code, slug):
    page = edit(administrator, country(code), slug=slug)
    assert errors(page)
    assert country(code).slug == "estonia"


@pytest.mark.parametrize(
    ("model", "slug", "reserved"), [(Section, "trial", "services"), (Question, "damages", "history")]
)
def test_a_section_and_a_question_cannot_take_a_reserved_address(administrator, model, slug, reserved):
    record = model.objects.get(slug=slug)
    page = edit(administrator, record, slug=reserved)
    assert "is an address of the portal itself" in errors(page)
    assert model.objects.get(pk=record.pk).slug == slug


def test_a_slug_that_another_record_has_or_had_is_refused(administrator):
    edit(administrator, country("EE"), slug="eesti")
    for taken in ("latvia", "estonia"):
        assert errors(edit(administrator, country("LT"), slug=taken))
    assert country("LT").slug == "lithuania"


@pytest.mark.parametrize(
    ("model", "slug", "new", "before", "after"),
    [
        (Country, "estonia", "eesti", "/en/estonia/", "/en/eesti/"),
        (Country, "estonia", "eesti", "/lv/estonia/trial/appeal/", "/lv/eesti/trial/appeal/"),
        (Section, "trial", "the-trial", "/en/estonia/trial/", "/en/estonia/the-trial/"),
        (Question, "appeal", "appeals", "/en/estonia/trial/appeal/", "/en/estonia/trial/appeals/"),
        (Question, "appeal", "appeals", "/en/estonia/trial/appeal/history/", "/en/estonia/trial/appeals/history/"),
        (Country, "estonia", "eesti", "/en/estonia/trial/appeal/history/1/", "/en/eesti/trial/appeal/history/1/"),
    ],
)
def test_a_renamed_slug_leaves_a_redirect(administrator, client, model, slug, new, before, after):
    assert not errors(edit(administrator, model.objects.get(slug=slug), slug=new))
    page = client.get(before)
    assert (page.status_code, page.headers["Location"]) == (301, after)


def test_a_slug_can_be_taken_back(administrator, client):
    edit(administrator, country("EE"), slug="eesti")
    assert not errors(edit(administrator, country("EE"), slug="estonia"))
    assert client.get("/en/estonia/").status_code == 200
    assert client.get("/en/eesti/").headers["Location"] == "/en/estonia/"


def test_a_renamed_slug_stands_in_the_history(administrator):
    edit(administrator, country("EE"), slug="eesti")
    assert ["slug", "estonia", "eesti"] in [row[2:] for row in history(administrator, country("EE"))]


# Who may


@pytest.fixture
def of_latvia(reference):
    service = make_service("LV")
    line = HelpLine.objects.create(country=country("LV"), number="116006", name_en="Victims LV", source=service.source)
    return {"service": service, "help line": line, "source": service.source, "country": country("LV")}


@pytest.mark.parametrize("name", ["service", "help line", "source", "country"])
def test_a_record_of_another_country_is_neither_listed_nor_reached_nor_changed(desk, of_latvia, name):
    record = of_latvia[name]
    before = records.snapshot(record)
    listed = desk.get(address("changelist", record)).content.decode()
    assert change_of(record) not in listed
    for act in ("change", "delete", "history"):
        page = desk.get(address(act, record, record.pk), follow=True)
        assert page.status_code != 200 or page.request["PATH_INFO"] == "/admin/"
        desk.post(address(act, record, record.pk), {"post": "yes", "slug": "ee-x", "name_en": "Mine"})
    fields = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    desk.post(address("changelist", record), fields)
    assert records.snapshot(type(record).objects.get(pk=record.pk)) == before


def test_a_service_cannot_be_moved_to_another_country_or_cite_another_country_s_source(desk, service):
    foreign = make_source("LV")
    for forged in ({"country": country("LV").pk}, {"source": foreign.pk}):
        assert errors(edit(desk, service, **forged))
    service.refresh_from_db()
    assert (service.country.code, service.source.slug) == ("EE", "ee-page")


def test_a_telephone_of_another_country_s_service_cannot_be_changed_through_one_s_own(desk, service, of_latvia):
    foreign = Telephone.objects.create(service=of_latvia["service"], number="+37167014422")
    Telephone.objects.create(service=service, number="+3726121300")
    form = typed(desk.get(change_of(service)))
    forged = {"telephones-0-id": foreign.pk, "telephones-0-number": "112"}
    for also in ({}, {"telephones-0-service": of_latvia["service"].pk}, {"telephones-0-DELETE": "on"}):
        desk.post(change_of(service), form | forged | also)
    foreign.refresh_from_db()
    assert (foreign.number, foreign.service) == ("+37167014422", of_latvia["service"])


@pytest.mark.parametrize("role", ["author", "translator", "reviewer"])
def test_nobody_but_managers_edits_records(reference, user, service, help_line, role):
    client = signed_in(user("anna", (role, "EE", ""), is_staff=True))
    for record in (service, help_line, service.source, country("EE")):
        before = records.snapshot(record)
        for act, args in (("changelist", ()), ("add", ()), ("change", [record.pk]), ("delete", [record.pk])):
            assert client.get(address(act, record, *args)).status_code == 403
            assert client.post(address(act, record, *args), {"post": "yes"}).status_code == 403
        assert client.get(address("history", record, record.pk)).status_code in (302, 403, 404)
        assert records.snapshot(type(record).objects.get(pk=record.pk)) == before


@pytest.mark.parametrize("model", [Instrument, Section, Question, Indicator])
def test_records_of_the_whole_portal_are_for_administrators_alone(desk, administrator, model):
    record = model.objects.first()
    for act, args in (("changelist", ()), ("add", ()), ("change", [record.pk]), ("delete", [record.pk])):
        assert desk.get(address(act, record, *args)).status_code == 403
        assert desk.post(address(act, record, *args), {"post": "yes"}).status_code == 403
    assert administrator.get(change_of(record)).status_code == 200


@pytest.mark.parametrize("who", ["desk", "administrator"])
def test_no_country_is_added_or_deleted_on_the_desk(reference, request, who):
    client, here = request.getfixturevalue(who), country("EE")
    assert client.get(address("add", here)).status_code == 403
    assert client.post(address("delete", here, here.pk), {"post": "yes"}).status_code == 403
    assert Country.objects.count() == 28


def test_a_source_that_a_published_answer_rests_on_cannot_be_deleted(desk, publish_text):
    source = make_source("EE")
    answer = publish_text("EE", "damages", "en", source_language="en", sources=[source])
    desk.post(address("delete", source, source.pk), {"post": "yes"})
    assert list(Answer.objects.get(pk=answer.pk).sources.all()) == [source]
