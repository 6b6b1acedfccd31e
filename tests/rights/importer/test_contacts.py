"""Organisations and their contacts are read from loose lines."""

import pytest

from rights.importer.blocks import LINK, filled_lines
from rights.importer.contacts import services_in, telephones
from rights.importer.report import NamedOrganisation


@pytest.mark.parametrize(
    ("text", "country", "numbers"),
    [
        ("Call 116 006, free of charge", "EE", ["116 006"]),
        ("(+420) 116 006", "CZ", ["116 006"]),
        ("Tel. 01 42 34 56 78", "FR", ["+33 1 42 34 56 78"]),
        ("Τηλ. 210 123 4567", "EL", ["+30 21 0123 4567"]),
        ("In 2012 there were 5 of 27.", "FR", []),
    ],
)
def test_telephone_numbers_are_in_international_form(text, country, numbers):
    assert telephones(text, country) == numbers


def test_contacts_belong_to_the_name_above_them():
    lines = filled_lines(
        [
            "Victim Support Centre",
            "",
            "The centre helps all victims of crime.",
            "",
            "Website:",
            f"{LINK}https://support.example",
            "E-mail: help@support.example",
            "",
            f"{LINK}Women's Shelter",
            "Tel. 01 42 34 56 78",
        ]
    )
    assert services_in(lines, "FR") == (
        NamedOrganisation("Victim Support Centre", (), ("help@support.example",), ("https://support.example",)),
        NamedOrganisation("Women's Shelter", ("+33 1 42 34 56 78",)),
    )


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Weisser Ring", ["Alserbachstraße 18", "1090 Wien"]),
        ("Asociación Puerto Seguro", ["Calle Mayor 12, 28013 Madrid"]),
        ("Association Wäertvoll", ["12, rue du Port"]),
    ],
)
def test_an_address_is_no_organisations_name(name, address):
    lines = filled_lines([name, "", *address, "Tel.: +43 1 712 14 05"])
    assert [service.name for service in services_in(lines, "AT")] == [name]
