"""What the site puts around a factsheet is known in every language, and found by its form where it is not."""

from datetime import date

import pytest

from portal.i18n import languages
from rights.importer import boilerplate


def test_the_table_has_all_languages():
    assert set(boilerplate.MARKERS) == set(languages.CODES)


@pytest.mark.parametrize("language", languages.CODES)
def test_the_sites_phrases_are_recognised_in_every_language(language):
    row = boilerplate.MARKERS[language]
    assert boilerplate.page_date(f"{row.updated}: 05/03/2021")[1] == date(2021, 3, 5)
    assert boilerplate.page_date(f"{row.updated}: 05/03/2021")[0] in boilerplate.UPDATED
    assert boilerplate.is_disclaimer(f"{row.disclaimers[0]} is kept by somebody.")
    assert boilerplate.is_notice(f"{row.pending[0]} has changed.")
    assert boilerplate.is_additional(f"{row.additional[0]}:")
    pattern = boilerplate.link_markers([])
    assert boilerplate.without_link_markers(f"See {row.link}Ministry", pattern) == "See Ministry"


def test_an_impossible_date_still_closes_a_page():
    assert boilerplate.page_date("Last update: 31/02/2020") == ("last update", None)


@pytest.mark.parametrize("line", ["Article 5 of 05/03/2021 says so", "05/03/2021", "Last update: soon"])
def test_other_lines_with_dates_close_no_page(line):
    found = boilerplate.page_date(line)
    assert found is None or found[0] not in boilerplate.UPDATED


def test_an_unknown_phrase_before_links_is_found_by_its_repetition():
    lines = ["See Goes to another siteMinistry", "Goes to another sitehttp://a.eu", "(Goes to another sitePolice)"]
    pattern = boilerplate.link_markers(lines)
    assert [boilerplate.without_link_markers(line, pattern) for line in lines] == [
        "See Ministry",
        "http://a.eu",
        "(Police)",
    ]


def test_a_marker_that_parted_two_words_leaves_a_space():
    pattern = boilerplate.link_markers([])
    assert boilerplate.without_link_markers("one,Link opens in new windowtwo", pattern) == "one, two"


@pytest.mark.parametrize("line", ["(Please delete when inserting data)When?", "TODO", "[…]", "Lorem ipsum dolor"])
def test_instructions_of_the_template_are_placeholders(line):
    assert boilerplate.is_placeholder(line)


def test_a_spanish_sentence_is_no_placeholder():
    assert not boilerplate.is_placeholder("TODO ciudadano tiene derechos.")
