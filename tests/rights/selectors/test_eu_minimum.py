"""The EU's minimum for a country: only what binds it."""

import pytest

from rights.selectors.eu_minimum import Instrument, Minimum, for_country

VICTIMS = Instrument("2012-29", "2012/29", "Victims' rights", frozenset({"DK"}))
COMPENSATION = Instrument("2004-80", "2004/80", "Compensation", frozenset())
ORDER = Instrument("2011-99", "2011/99", "Protection order", frozenset({"DK", "IE"}))
ALL = [VICTIMS, COMPENSATION, ORDER]

INTRODUCTION = "<p>You are protected.</p>"
FIRST = "<h2>At home</h2><p>From the police.</p>"
TAKEN = "<h2>Protection that you take along (Directive 2011/99/EU)</h2><p>To another country.</p>"
DETAIL = "<h2>How to ask</h2><p>Write a letter.</p>"
PAID = "<h2>Money (Directive 2004/80/EC)</h2><p>From the state.</p>"
WHOLE = INTRODUCTION + FIRST + TAKEN + DETAIL + PAID
BASIS = ("Directive 2012/29/EU, Article 18", "Directive 2011/99/EU, Article 1", "Directive 2004/80/EC, Article 12")


def minimum(code, body=WHOLE, main=(VICTIMS,), instruments=ALL, summary="You are protected.", basis=BASIS):
    return for_country(code, summary, body, tuple(basis), list(main), instruments)


def test_a_country_bound_by_everything_gets_everything():
    assert minimum("EE") == Minimum("You are protected.", WHOLE, BASIS, ())


def test_a_part_under_a_heading_that_cites_what_does_not_bind_is_left_out():
    found = minimum("IE")
    assert found.body == INTRODUCTION + FIRST + PAID
    assert found.summary == "You are protected."
    assert found.not_bound == (ORDER,)


def test_a_heading_that_cites_nothing_belongs_to_the_one_cited_before_it():
    assert "Write a letter." not in minimum("IE").body
    assert "Write a letter." in minimum("IE", INTRODUCTION + DETAIL).body


def test_a_country_not_bound_by_the_main_instrument_keeps_the_parts_that_rest_on_another():
    found = minimum("DK")
    assert (found.summary, found.body) == ("", PAID)
    assert found.not_bound == (VICTIMS, ORDER)


def test_what_stands_before_the_first_heading_rests_on_the_main_instruments():
    found = minimum("DK", INTRODUCTION + PAID)
    assert found.body == PAID


def test_nothing_is_left_where_nothing_binds():
    found = minimum("DK", INTRODUCTION + FIRST)
    assert not found
    assert (found.summary, found.body) == ("", "")
    assert found.not_bound == (VICTIMS,)


def test_a_minimum_with_a_text_is_something():
    assert minimum("EE", body="")
    assert minimum("EE", summary="")


def test_one_main_instrument_that_does_not_bind_is_enough_to_leave_the_text_out():
    found = minimum("DK", INTRODUCTION, main=(COMPENSATION, VICTIMS))
    assert not found
    assert found.not_bound == (VICTIMS,)


@pytest.mark.parametrize("code", ["EE", "IE", "DK"])
def test_a_text_without_instruments_binds_everybody(code):
    found = minimum(code, INTRODUCTION, main=())
    assert (found.summary, found.body, found.not_bound) == ("You are protected.", INTRODUCTION, ())


def test_the_legal_basis_names_no_instrument_that_does_not_bind():
    assert minimum("IE").legal_basis == (BASIS[0], BASIS[2])
    assert minimum("DK").legal_basis == (BASIS[2],)


def test_an_instrument_that_does_not_bind_is_named_once():
    assert minimum("IE", TAKEN + PAID + TAKEN).not_bound == (ORDER,)


def test_an_instrument_that_the_text_does_not_rest_on_is_not_named():
    assert minimum("IE", INTRODUCTION).not_bound == ()


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Directive 2012/29/EU", True),
        ("Direktīva 2012/29/ES", True),
        ("(2012/29)", True),
        ("Directive 2012/291/EU", False),
        ("Directive 12012/29/EU", False),
        ("Directive 2012-29", False),
        ("", False),
    ],
)
def test_an_instrument_is_cited_by_its_whole_number(text, cited):
    assert VICTIMS.is_cited_in(text) == cited


def test_a_number_in_the_text_below_a_heading_moves_nothing():
    body = "<h2>At home</h2><p>See also Directive 2011/99/EU.</p>"
    assert minimum("IE", body).body == body


def test_a_lower_heading_does_not_begin_a_part():
    body = FIRST + "<h3>Abroad (Directive 2011/99/EU)</h3><p>There.</p>"
    assert minimum("IE", body).body == body


def test_a_heading_with_markup_is_read_too():
    body = INTRODUCTION + "<h2>Along (<em>Directive</em> 2011/99/EU)</h2><p>There.</p>"
    assert minimum("IE", body).body == INTRODUCTION
