"""What became of a record: who changed what, and what stood before."""

import pytest

from countries.models import ContentVersion, Instrument, SupportService, Telephone
from rights.models import Change
from tests.rights.desk.records.forms import address, change_of, country, edit, history, make_service, typed

pytestmark = pytest.mark.django_db


def test_the_history_shows_who_changed_what_and_what_stood_before(desk, service):
    edit(desk, service, name_et="Uus keskus")
    [[_when, who, field, before, after]] = history(desk, service)
    assert (field, before, after) == ("name_et", "Keskus", "Uus keskus")
    assert who == "manager"


def test_the_history_shows_every_change_the_newest_first(desk, service):
    edit(desk, service, address="Pikk 1")
    edit(desk, service, address="Pikk 2", emails="b@example.eu")
    rows = [row[2:] for row in history(desk, service)]
    assert [row[0] for row in rows] == ["address", "emails", "address"]
    assert rows[0][1:] == ["Pikk 1", "Pikk 2"]
    assert rows[2][2] == "Pikk 1"
    assert "abi@example.eu" in rows[1][1]
    assert "b@example.eu" in rows[1][2]


def test_the_history_of_a_record_that_nobody_changed_says_so(desk, service):
    assert history(desk, service) == [["Nobody has changed it here."]]


def test_the_history_is_of_one_record_alone(desk, service):
    other = make_service("EE", "other")
    edit(desk, other, address="Lai 1")
    assert history(desk, service) == [["Nobody has changed it here."]]


def test_what_was_typed_is_shown_as_text_in_the_history(desk, service):
    edit(desk, service, address="<script>alert(1)</script>")
    page = desk.get(address("history", service, service.pk)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_history_of_a_service_shows_what_became_of_its_telephones(desk, service):
    number = Telephone.objects.create(service=service, number="+3726121300")
    form = typed(desk.get(change_of(service)))
    desk.post(change_of(service), form | {"telephones-0-number": "+372 6121399"})
    assert Change.objects.filter(record=f"countries.telephone:{number.pk}").exists()
    shown = " ".join(" ".join(row) for row in history(desk, service))
    assert "+3726121300" in shown
    assert "+372 6121399" in shown


@pytest.mark.parametrize("act", ["add", "change", "delete"])
def test_every_change_of_a_telephone_is_noted_and_reaches_the_readers(desk, service, manager, act):
    Telephone.objects.create(service=service, number="+3726121300")
    form, version = typed(desk.get(change_of(service))), ContentVersion.current()
    fields = {
        "add": {"telephones-1-number": "112"},
        "change": {"telephones-0-number": "112"},
        "delete": {"telephones-0-DELETE": "on"},
    }
    desk.post(change_of(service), form | fields[act])
    [change] = Change.objects.filter(record__startswith="countries.telephone:")
    assert change.author == manager
    assert change.before.get("number") == {"add": None, "change": "+3726121300", "delete": "+3726121300"}[act]
    assert change.after.get("number") == {"add": "112", "change": "112", "delete": None}[act]
    assert ContentVersion.current() > version


@pytest.mark.parametrize("how", ["page", "list"])
def test_deleting_a_record_is_noted_with_what_it_said(desk, manager, service, how):
    version, pk = ContentVersion.current(), service.pk
    if how == "page":
        desk.post(address("delete", service, pk), {"post": "yes"})
    else:
        fields = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        desk.post(address("changelist", service), fields)
    assert not SupportService.objects.filter(pk=pk).exists()
    change = Change.objects.get(record=f"countries.supportservice:{pk}")
    assert (change.author, change.before["name_et"], change.after) == (manager, "Keskus", {})
    assert ContentVersion.current() > version


def test_what_an_administrator_changes_in_the_list_of_countries_not_bound_is_noted_and_reaches_the_readers(
    administrator,
):
    instrument = Instrument.objects.get(slug="2012-29")
    france, version = country("FR"), ContentVersion.current()
    bound = [str(place.pk) for place in instrument.not_binding.all()]
    edit(administrator, instrument, not_binding=[*bound, str(france.pk)])
    assert france in instrument.not_binding.all()
    assert ContentVersion.current() > version
    assert "not_binding" in [row[2] for row in history(administrator, instrument)]
