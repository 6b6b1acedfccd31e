"""Which countries somebody chose, from the names in an address or a form."""

import pytest

from countries import selectors
from countries.models import Country
from rights.comparison.choice import Choice, choose, join

pytestmark = pytest.mark.django_db

STATES = ["latvia", "estonia", "france", "malta", "spain", "italy", "greece", "sweden", "finland"]


@pytest.fixture
def choice(reference):
    return lambda *slugs: choose(slugs, selectors.countries("en"))


def test_countries_stand_in_the_order_chosen(choice):
    assert choice("sweden", "european-union", "estonia").slugs == ["sweden", "european-union", "estonia"]


def test_a_country_that_is_chosen_twice_is_there_once_where_it_was_first(choice):
    found = choice("latvia", "estonia", "latvia", "estonia")
    assert found.slugs == ["latvia", "estonia"]
    assert found.problems == []


@pytest.mark.parametrize("number", range(2, 9))
def test_two_to_eight_are_no_problem(choice, number):
    assert choice(*STATES[:number]).problems == []


def test_none_one_and_nine_are_problems_that_say_what_to_do(choice):
    assert choice().problems == ["Choose the countries that you want to compare."]
    [one] = choice("latvia").problems
    assert "one more country" in one
    assert choice("latvia", "latvia").problems == [one]
    assert choice(*STATES).problems == ["Choose at most 8 countries. You chose 9."]


def test_what_is_no_country_is_named_and_the_others_are_kept(choice):
    found = choice("latvia", "atlantis", "estonia", "atlantis", "avalon")
    assert found.slugs == ["latvia", "estonia"]
    assert found.unknown == ("atlantis", "avalon")
    assert found.problems == ["There is no country “atlantis” here.", "There is no country “avalon” here."]


@pytest.mark.parametrize(
    "name", ["", "Latvia", "LV", " latvia", "latvia/", "lat\0via", "x" * 10_000, "<script>", "'", "+"]
)
def test_a_country_is_named_by_its_slug_alone(choice, name):
    assert choice(name).countries == ()
    assert all(len(problem) < 120 for problem in choice(name).problems)


def test_a_hundred_names_make_few_sentences_and_one_question_to_the_database(choice, django_assert_num_queries):
    countries = selectors.countries("en")
    with django_assert_num_queries(1):
        found = choose([f"country-{number}" for number in range(5_000)], countries)
    assert len(found.problems) <= 9


def test_known_names_ask_nothing(reference, django_assert_num_queries):
    countries = selectors.countries("en")
    with django_assert_num_queries(0):
        choose(STATES, countries)


def test_a_former_name_means_the_country_that_had_it(choice):
    country = Country.objects.get(code="EE")
    country.slug = "eesti"
    country.save()
    assert choice("estonia", "latvia").slugs == ["eesti", "latvia"]
    assert choice("estonia", "eesti").slugs == ["eesti"]


def test_a_country_that_is_gone_is_unknown(choice):
    Country.objects.get(code="MT").delete()
    assert choice("malta", "latvia").unknown == ("malta",)


def test_an_address_joins_the_names(choice):
    found = choice("latvia", "estonia")
    assert found.address == join(found.countries) == "latvia+estonia"
    assert Choice(()).address == ""
