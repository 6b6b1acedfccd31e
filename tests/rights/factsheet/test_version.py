"""/<lang>/<country>/<section>/<question>/history/<n>/: one version of an answer, to be cited."""

import datetime

import pytest

from countries.models import Country, HelpLine
from portal.web import page_cache
from rights.models import Question, Revision
from rights.services import drafting, publishing
from tests.public_pages import main_of, parse, passages, text_of
from tests.rights.seeding.cited import a_source

pytestmark = pytest.mark.django_db

QUESTION = "estonia/compensation/damages/"
PATH = f"{QUESTION}history/"


@pytest.fixture
def get(reference, db, client):
    def fetch(number, language="en"):
        page_cache.clear()
        return client.get(f"/{language}/{PATH}{number}/")

    return fetch


@pytest.fixture
def page(get):
    return lambda number, language="en": main_of(get(number, language).content.decode())


@pytest.fixture
def two(publish_text):
    """Two versions, of which the second changed the amount, dropped a paragraph and added another."""
    first = "<h2>How</h2><p>You get at most 500 euros.</p><p>Write a letter.</p>"
    second = "<h2>How</h2><p>You get at most 700 euros.</p><p>Fill in the form.</p><p>It is free.</p>"
    old = {"summary": "You may claim it.", "body": first, "legal_basis": "Penal Code, § 1"}
    new = {"summary": "You may claim it all.", "body": second, "legal_basis": "Penal Code, § 2"}
    publish_text("EE", "damages", "en", source_language="en", **old)
    return publish_text("EE", "damages", "en", **new)


def begin(answer, author, language="et", **fields):
    draft = drafting.start_draft(answer, language, author)
    text = {"summary": "Mustand.", "body": "<p>Keegi ei tohi seda näha.</p>", "sources": [a_source()]}
    return drafting.save_draft(draft, author, draft.saved_at, **{**text, **fields})


def links(page) -> list[str]:
    return [link.get("href") for link in page.iter("a")]


def marked(page, tag) -> str:
    return " ".join(text_of(found) for found in page.iter(tag))


# Its text


def test_a_version_shows_its_own_text_whole(page, two):
    [old] = page(1).iter("article")
    for expected in ("You may claim it.", "at most 500 euros", "Write a letter.", "Penal Code, § 1"):
        assert expected in text_of(old)
    assert "700" not in text_of(old)
    [new] = page(2).iter("article")
    assert "at most 700 euros" in text_of(new)
    assert "500" not in text_of(new)


def test_a_version_is_numbered_and_dated(page, two, reference):
    first, fifth = (datetime.datetime(2026, 3, day, 12, tzinfo=datetime.UTC) for day in (1, 5))
    Revision.objects.filter(answer=two, number=1).update(published_at=first, ended_at=fifth)
    Revision.objects.filter(answer=two, number=2).update(published_at=fifth)
    assert "public from 1 March 2026 to 5 March 2026" in text_of(page(1)).replace("Public", "public")
    assert "public since 5 March 2026" in text_of(page(2)).replace("Public", "public")
    [heading] = page(1).iter("h1")
    assert "Version 1" in text_of(heading)
    assert Question.objects.get(slug="damages").title_en in text_of(heading)
    assert "Estonia" in text_of(heading)


def test_a_former_version_leads_to_the_answer_of_today(page, two):
    [notice] = [found for found in page(1).iter("p") if found.get("class") == "notice"]
    assert links(notice) == [f"/en/{QUESTION}"]
    assert f"/en/{PATH}" in links(page(1))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("no-right", "The law here gives no such right."), ("does-not-apply", "This does not apply here.")],
)
def test_the_kind_of_a_version_is_said_as_it_was(page, publish_text, kind, sentence):
    publish_text("EE", "damages", "en", source_language="en", kind=kind)
    publish_text("EE", "damages", "en", kind="text", summary="Now there is one.")
    assert sentence in text_of(page(1))
    [new] = page(2).iter("article")
    assert sentence not in text_of(new)


def test_links_in_a_former_text_lead_to_today_s_pages_in_the_reader_s_language(page, publish_text):
    body = "<p>See <a href='question:legal-aid'>legal aid</a> or <a href='help-line:112'>the number</a>.</p>"
    source = publish_text("EU", "legal-aid", "en").sources.get()
    HelpLine.objects.create(country=Country.objects.get(code="EU"), number="112", name_en="Emergency", source=source)
    publish_text("EE", "damages", "en", source_language="en", body=body)
    section = Question.objects.get(slug="legal-aid").section.slug
    assert f"/lv/estonia/{section}/legal-aid/" in links(page(1, "lv"))
    assert "tel:112" in links(page(1, "lv"))


def test_headings_of_the_text_stand_below_the_page_s_own(page, two):
    assert [found.tag for found in page(1).iter() if found.tag in ("h1", "h2", "h3")] == ["h1", "h2"]


def test_no_picker_of_a_version_leads_nowhere(get, client, two, publish_text):
    """Versions are numbered by country and language: the number means another text there, or none."""
    publish_text("EE", "damages", "lv")
    page = parse(get(2).content.decode())
    [pickers] = [found for found in page.iter("nav") if found.get("class") == "pickers"]
    offered = {link.get("href") for link in pickers.iter("a")}
    assert len(offered) == 24 + 27
    assert {path for path in offered if client.get(path).status_code != 200} == set()


# What it changed


def test_a_version_shows_what_it_changed_word_by_word(page, two):
    changed = page(2)
    assert "500" in marked(changed, "del")
    assert "700" in marked(changed, "ins")
    assert "all" in marked(changed, "ins").split()
    assert "It is free." in marked(changed, "ins")
    assert "euros" not in marked(changed, "del") + marked(changed, "ins")
    assert "1" in marked(changed, "del").split()
    assert "What changed since version 1" in text_of(changed)


def test_the_first_version_changed_nothing(page, two):
    assert marked(page(1), "del") == marked(page(1), "ins") == ""
    assert "What changed" not in text_of(page(1))


def test_changes_are_those_since_the_version_that_was_public_before(page, cast, publish_text):
    answer = publish_text("EE", "damages", "et", source_language="et", summary="Esimene.")
    drafting.discard(begin(answer, cast.author), cast.author)
    third = begin(answer, cast.author, summary="Kolmas.", body="<p>Uus.</p>")
    publishing.publish(drafting.submit(third, cast.author), cast.reviewer)
    changed = page(3, "et")
    assert "Esimene" in marked(changed, "del")
    assert "Kolmas" in marked(changed, "ins")
    assert "Mustand" not in text_of(changed)


def test_the_text_of_a_withdrawn_version_is_not_shown_as_what_changed_either(page, cast, publish_text):
    answer = publish_text("EE", "damages", "en", source_language="en", summary="First one.")
    publish_text("EE", "damages", "en", summary="A slander.", body="<p>Slander.</p>")
    publishing.withdraw(answer, "en", cast.reviewer, "Wrong.")
    publish_text("EE", "damages", "en", summary="Third one.")
    shown = page(3)
    assert "slander" not in text_of(shown).lower()
    assert "What changed since version 1" in text_of(shown)
    assert "First" in marked(shown, "del")


def test_signs_of_markup_in_a_text_stay_text(get, publish_text):
    publish_text("EE", "damages", "en", source_language="en", body="<p>Under 5 &lt;b&gt; &amp; over.</p>")
    publish_text("EE", "damages", "en", body="<p>Under 6 &lt;script&gt; &amp; over.</p>")
    html = get(2).content.decode()
    assert "<script>" not in html.split("<main", 1)[1]
    assert "&lt;script&gt;" in html


# Withdrawn and never public


def test_a_withdrawn_version_is_gone_says_so_and_shows_nothing_of_its_text(get, cast, publish_text):
    text = {"summary": "A slander.", "body": "<p>Slander.</p>", "legal_basis": "Law on it"}
    answer = publish_text("EE", "damages", "en", source_language="en", **text)
    assert get(1).status_code == 200
    publishing.withdraw(answer, "en", cast.reviewer, "A secret reason.")
    gone = get(1)
    assert gone.status_code == 410
    assert "This version was withdrawn." in text_of(main_of(gone.content.decode()))
    assert "withdrawn on" in text_of(main_of(gone.content.decode()))
    html = gone.content.decode().lower()
    for left_out in ("slander", "law on it", "a secret reason"):
        assert left_out not in html
    assert "public" not in gone.headers["Cache-Control"]


def test_a_withdrawn_version_leaves_the_pages_that_were_kept_at_once(client, cast, publish_text):
    answer = publish_text("EE", "damages", "en", source_language="en")
    assert client.get(f"/en/{PATH}1/").status_code == 200
    publishing.withdraw(answer, "en", cast.reviewer, "Wrong.")
    page_cache.version_clock.forget()  # a second passes
    assert client.get(f"/en/{PATH}1/").status_code == 410


@pytest.mark.parametrize("state", ["draft", "in review", "returned", "discarded"])
def test_what_was_never_public_is_not_found(get, cast, publish_text, state):
    answer = publish_text("EE", "damages", "et", source_language="et")
    draft = begin(answer, cast.author)
    if state in ("in review", "returned"):
        drafting.submit(draft, cast.author)
    if state == "returned":
        publishing.send_back(draft, cast.reviewer, "Not so.")
    if state == "discarded":
        drafting.discard(draft, cast.author)
    page = get(2, "et")
    assert page.status_code == 404
    assert "Mustand" not in page.content.decode()
    assert get(1, "et").status_code == 200


@pytest.mark.parametrize("number", ["0", "3", "-1", "one", "99999999999999999999999", "1.0"])
def test_a_number_that_no_version_has_is_not_found(get, two, number):
    assert get(number).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "atlantis/compensation/damages/history/1/",
        "latvia/compensation/damages/history/1/",
        "estonia/trial/damages/history/1/",
        "estonia/compensation/state-advance/history/1/",
    ],
)
def test_a_version_of_something_else_is_not_found(client, two, path):
    assert client.get(f"/en/{path}").status_code == 404


# Languages


def test_a_version_in_another_language_is_labelled_and_marked(page, two):
    shown = page(1, "mt")
    [label] = [text_of(found) for found in shown.iter("p") if found.get("class") == "label language"]
    assert "Malti" in label
    assert "Ingliż" in label
    found = dict(passages(shown, "mt"))
    assert found["You may claim it."] == found["Write a letter."] == found["Penal Code, § 1"] == "en"


def test_the_differences_of_another_language_are_marked_too(page, two):
    shown = page(2, "mt")
    languages_of = {words: language for words, language in passages(shown, "mt") if words}
    assert languages_of["500"] == languages_of["700"] == "en"


def test_a_version_in_the_reader_s_language_bears_no_label(page, two):
    assert not [found for found in page(1).iter("p") if found.get("class") == "label language"]


def test_a_language_s_numbers_are_its_own_and_no_other_language_fills_the_gaps(get, publish_text, two):
    publish_text("EE", "damages", "lv", summary="Īsumā.")
    assert "Īsumā." in text_of(main_of(get(1, "lv").content.decode()))
    assert get(2, "lv").status_code == 404


def permanent(page) -> str:
    [found] = [link for link in page.iter("a") if (link.get("href") or "").startswith("http://testserver/")]
    assert text_of(found) == found.get("href")
    return found.get("href")


@pytest.mark.parametrize("language", ["en", "lv", "mt"])
def test_the_permanent_link_is_in_the_version_s_own_language(page, two, language):
    assert permanent(page(1, language)) == f"http://testserver/en/{PATH}1/"


def test_the_permanent_link_means_the_same_when_the_reader_s_language_gets_versions(page, client, two, publish_text):
    cited = permanent(page(1, "lv"))
    publish_text("EE", "damages", "lv", summary="Īsumā.")
    page_cache.clear()
    assert "You may claim it." in client.get(cited).content.decode()
    assert permanent(page(1, "lv")) == f"http://testserver/lv/{PATH}1/"


def test_the_permanent_link_leads_to_the_version_for_readers_of_every_language(client, two):
    cited = f"/en/{PATH}1/"
    pages = {client.get(cited, headers={"Accept-Language": language}).content for language in ("en", "lv", "mt")}
    assert len(pages) == 1


# The page


def test_a_version_is_the_same_for_everybody_and_sets_no_cookie(get, client, two, cast):
    public = get(1)
    assert not public.cookies
    assert public.headers["Cache-Control"].startswith("public")
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert get(1).content == public.content
    assert client.post(f"/en/{PATH}1/").status_code == 405


def test_a_withdrawn_version_sets_no_cookie_and_is_not_indexed(get, cast, publish_text):
    answer = publish_text("EE", "damages", "en", source_language="en")
    publishing.withdraw(answer, "en", cast.reviewer, "Wrong.")
    gone = get(1)
    assert not gone.cookies
    metas = parse(gone.content.decode()).iter("meta")
    assert [found.get("content") for found in metas if found.get("name") == "robots"] == ["noindex"]


def test_a_version_that_was_restored_stands_as_a_new_one_beside_the_old(page, cast, publish_text):
    answer = publish_text("EE", "damages", "et", source_language="et", summary="Esimene.")
    publish_text("EE", "damages", "et", summary="Teine.")
    old = Revision.objects.get(answer=answer, language="et", number=1)
    restored = drafting.restore(old, cast.author)
    publishing.publish(drafting.submit(restored, cast.author), cast.reviewer)
    for number, text in ((1, "Esimene."), (2, "Teine."), (3, "Esimene.")):
        [shown] = page(number, "et").iter("article")
        assert text in text_of(shown)


def test_the_text_of_a_version_does_not_change_when_a_country_is_renamed(client, get, two):
    country = Country.objects.get(code="EE")
    country.slug = "eesti"
    country.save()
    moved = get(1)
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/en/{PATH}1/".replace("estonia", "eesti"))
    assert "You may claim it." in client.get(moved.headers["Location"]).content.decode()
