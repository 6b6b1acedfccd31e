"""/<lang>/glossary/: words of the law in plain words; and their explanation in answers."""

import pytest

from rights.models import Answer, GlossaryTerm
from rights.selectors import kept
from tests.public_pages import parse, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(reference):
    GlossaryTerm.objects.all().delete()
    for language, slug, term in [
        ("en", "trial", "trial"), ("en", "appeal", "appeal"), ("en", "judgment", "judgment"), ("cs", "trial", "chod"),
        ("cs", "appeal", "hovor"),
    ]:  # fmt: skip
        GlossaryTerm.objects.create(slug=slug, language=language, term=term, forms=[term], meaning=f"{term}: plain.")
    kept.forget()


def page(client, address):
    return parse(client.get(address).content.decode())


def test_all_terms_of_a_language_stand_by_its_alphabet_each_at_an_address_of_its_own(client, terms):
    root = page(client, "/cs/glossary/")
    found = [div for div in root.iter("div") if div.getparent().tag == "dl"]
    assert [div.get("id") for div in found] == ["appeal", "trial"]  # "ch" stands after "h"
    assert [text_of(div) for div in found] == ["hovor hovor: plain.", "chod chod: plain."]
    links = [a for a in root.iter("a") if a.get("href", "").startswith("#") and a.getparent().tag == "li"]
    assert [(text_of(a), a.get("href")) for a in links] == [("H", "#appeal"), ("Ch", "#trial")]


def test_it_says_how_many_are_missing_and_in_english_nothing_is(client, terms):
    assert "1 " in text_of(next(p for p in page(client, "/cs/glossary/").iter("p") if "label" in p.get("class", "")))
    assert not [p for p in page(client, "/en/glossary/").iter("p") if "label" in p.get("class", "")]


def test_without_terms_the_page_is_there(client, reference):
    GlossaryTerm.objects.all().delete()
    assert client.get("/lv/glossary/").status_code == 200


@pytest.mark.parametrize("address", ["/en/estonia/compensation/damages/", "/en/estonia/compensation/"])
def test_an_answer_explains_its_terms_in_its_own_language(client, terms, publish_text, address):
    publish_text("EE", "damages", "en", body="<p>After the trial, an appeal. An appeal.</p>")
    for path in (address, address.replace("/en/", "/cs/")):  # in Czech it is shown in English
        root = page(client, path)
        buttons = [button for button in root.iter("button") if button.get("popovertarget")]
        assert [text_of(button) for button in buttons] == ["trial", "appeal"]
        meanings = {each.get("id"): each for each in root.iter("p") if each.get("popover") is not None}
        shown = [meanings[button.get("popovertarget")] for button in buttons]
        assert [text_of(each) for each in shown] == ["trial: trial: plain.", "appeal: appeal: plain."]
        assert [next(each.iter("a")).get("href") for each in shown] == ["/en/glossary/#trial", "/en/glossary/#appeal"]


def test_the_stored_text_its_history_and_comparisons_know_nothing_of_it(client, terms, publish_text):
    publish_text("EE", "damages", "en", body="<p>After the trial.</p>")
    assert "button" not in Answer.objects.get(question__slug="damages", country__code="EE").body_en
    for address in (
        "/en/estonia/compensation/damages/history/1/",
        "/en/compare/estonia+latvia/compensation/",
        "/en/compare/questions/damages/",
    ):
        assert "popovertarget" not in client.get(address).content.decode(), address
