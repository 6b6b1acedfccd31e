"""The desk's page: upload or paste, report, choose, drafts. Through its HTML alone, as a browser without JavaScript."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from countries.models import Country, SupportService
from rights.importer import confirmed_headings
from rights.models import ConfirmedHeading, Publication, Question, Revision
from rights.services import drafting, errors, records
from tests import undefined
from tests.public_pages import text_of
from tests.rights.importer.corpora import corpus as corpus_of
from tests.rights.importer.ireland import ODD, TEXT, WRITTEN
from tests.stored import stored

pytestmark = pytest.mark.django_db
HERE = "/admin/import/ireland/"
SAID = {"publisher": "Department of Justice"}
SESSIONS = ("sessions.Session",)


@pytest.fixture
def read(people):
    """Sends the made-up factsheet and gives back the report: `read(people.author)`."""

    def send(by=people.author, text=TEXT, language="en", **typed):
        return by.open(HERE).press("read", text=text, language=language, **typed)

    return send


def upload(desk, data: bytes, language="en", **fields):
    return desk.send(HERE, {"act": "read", "language": language, "file": SimpleUploadedFile("x.txt", data), **fields})


def key_of(page, heading: str) -> str:
    """The key of a text of the report, by the name of what is chosen for it."""
    [part] = [each for each in page.all("fieldset", class_="part") if text_of(each).startswith(heading)]
    names = [field.get("name") for field in part.iter() if field.tag in ("input", "select")]
    return next(name for name in names if name != "part").partition("-")[2]


def drafts() -> dict[str, Revision]:
    rows = Revision.objects.select_related("answer__question")
    return {row.answer.question.slug: row for row in rows}


# The way through


def test_the_page_of_the_country_leads_here(people):
    page = people.author.open("/admin/status/ireland/")
    assert HERE in [link.get("href") for link in page.all("a")]
    assert HERE not in [link.get("href") for link in people.reviewer.open("/admin/status/ireland/").all("a")]


def test_the_report_shows_what_was_understood_and_changes_nothing(read):
    before = stored(without=SESSIONS)
    page = read()
    assert page.status == 200
    for words in (
        "4 - Compensation", "5 March 2021", "superseded", "6 texts that were understood", "85 % sure",
        "You claim them in court:", "1 text for you to place", ODD, "Wexford Rape Crisis Centre", "+353 1 408 6118",
    ):  # fmt: skip
        assert words in page.text
    assert stored(without=SESSIONS) == before


def test_what_is_ticked_becomes_drafts_with_links_to_their_pages(read):
    page = read().press("import", **SAID)
    assert drafts().keys() == WRITTEN
    assert {row.state for row in drafts().values()} == {"draft"}
    links = {link.get("href") for link in page.all("a")}
    assert {f"/admin/answers/ireland/{question}/en/" for question in WRITTEN} <= links
    assert "“In brief” is empty" in page.text
    assert not Publication.objects.exists()


def test_an_uploaded_file_is_read_like_a_pasted_text(people):
    page = upload(people.author, TEXT.encode("utf-16"))
    page.press("import", **SAID)
    assert drafts().keys() == WRITTEN


def test_the_address_travels_along(read):
    read(address="https://example.ie/rights").press("import", **SAID)
    assert drafts()["damages"].sources.get().url == "https://example.ie/rights"


def test_what_is_not_ticked_stays_out(read):
    page = read()
    ticks = page.fields("import")["part"]
    page.press("import", part=ticks[:1], **SAID)
    assert len(drafts()) == 1


def test_a_text_goes_to_the_question_that_the_editor_chose_and_that_is_remembered(read):
    page = read()
    typed = {f"elsewhere-{key_of(page, ODD)}": "no-conviction"}
    page.press("import", part=None, **typed, **SAID)
    assert drafts().keys() == {"no-conviction"}
    assert ConfirmedHeading.objects.get().question.slug == "no-conviction"
    assert "for you to place" in read().text
    assert "7 texts that were understood" in read().text


def test_a_text_that_was_matched_wrongly_is_put_right(read):
    page = read()
    heading = "Am I entitled to compensation from the state?"
    key = key_of(page, heading)
    page.press("import", part=[key], **{f"place-{key}": "emergency-payment"}, **SAID)
    assert drafts().keys() == {"emergency-payment"}
    assert list(confirmed_headings.headings("en").values()) == ["emergency-payment"]


def test_the_drafts_wait_on_the_desk_to_be_finished_and_say_where_they_are_from(read, people):
    read().press("import", **SAID)
    assert "Imported, to be finished 6" in people.author.open("/admin/").text
    page = people.author.open("/admin/answers/ireland/appeal/en/")
    assert "Imported: 3 - My rights after the trial, 1 January 2012" in page.text
    assert "From a superseded page" in page.text


def test_an_imported_text_is_finished_and_published_like_any_other(read, people):
    read().press("import", **SAID)
    page = people.author.open("/admin/answers/ireland/damages/en/")
    page.press("submit", summary="You can claim damages in court.")
    assert drafts()["damages"].state == "in-review"
    people.reviewer.open("/admin/answers/ireland/damages/en/").press("publish")
    assert Publication.objects.get().origin == "import"


def test_of_an_imported_translation_the_author_says_what_it_renders(read, people, publish_text):
    publish_text("IE", "damages", "en")
    page = read(people.translator, language="ga").press("import")
    assert "nobody knows which version of the original it renders" in page.text
    page = people.translator.open("/admin/answers/ireland/damages/ga/")
    assert "This translation now renders the newest original" in page.text
    page.press("save", newest="on", summary="Go gairid.")
    assert drafts()["damages"].language == "ga"
    assert drafts()["damages"].based_on is not None


# What is there already


def test_an_open_draft_is_shown_skipped_and_named(read, people):
    mine = _begun(people)
    page = read()
    assert "a draft is there: not overwritten" in page.text
    page = page.press("import", **SAID)
    assert "There is a draft already; it is not overwritten." in page.text
    mine.refresh_from_db()
    assert mine.body == "<p>Mine.</p>"


def test_a_text_is_added_to_an_open_draft_when_it_is_ticked(read, people):
    mine = _begun(people)
    page = read().press("import", adding="damages", **SAID)
    assert "added to the draft that was there" in page.text
    mine.refresh_from_db()
    assert mine.body.startswith("<p>Mine.</p><p>You claim them in court:</p>")


def _begun(people) -> Revision:
    answer = drafting.answer_for(Country.objects.get(code="IE"), Question.objects.get(slug="damages"))
    mine = drafting.start_draft(answer, "en", people.author.person)
    return drafting.save_draft(mine, people.author.person, mine.saved_at, body="<p>Mine.</p>")


# Services


def test_managers_make_records_of_services(read, people):
    page = read(people.editor)
    page = page.press("import", service="0", **{"kind-0": "victim-support"}, **SAID)
    made = SupportService.objects.get(country__code="IE")
    assert (made.name, made.kind) == ("Wexford Rape Crisis Centre", "victim-support")
    again = read(people.editor)
    assert "There already: Wexford Rape Crisis Centre" in again.text
    assert "service" not in again.fields("import"), "nothing is ticked that the manager did not tick"


def test_others_see_the_services_but_cannot_make_records(read, people):
    page = read()
    assert "A manager of the country can make records of them." in page.text
    before = stored(without=SESSIONS)
    page = page.press("import", service="0", **{"kind-0": "ngo"}, **SAID)
    assert (page.status, "Only a manager" in page.alert) == (403, True)
    assert stored(without=SESSIONS) == before


# Who may


@pytest.mark.parametrize("who", ["reviewer", "manager", "stranger"])
def test_for_whoever_writes_nothing_here_there_is_no_page(people, read, who):
    sealed = read().fields("import")
    before = stored(without=SESSIONS)
    desk = getattr(people, who)
    assert desk.open(HERE).status == 404
    assert desk.send(HERE, {"act": "read", "text": TEXT, "language": "en"}).status == 404
    assert desk.send(HERE, {**sealed, **SAID, "act": "import"}).status == 404
    assert stored(without=SESSIONS) == before


def test_nobody_imports_in_a_language_that_is_not_theirs(people):
    page = people.author.send(HERE, {"act": "read", "text": TEXT, "language": "ga"})
    assert page.status == 422
    assert "Select a valid choice" in page.text


def test_the_report_of_somebody_else_or_of_another_country_cannot_be_sent(people, read, user):
    fields = {**read().fields("import"), **SAID, "act": "import"}
    twofold = type(people.author)(user("twofold", ("author", "IE", ""), ("author", "LV", ""), is_staff=True))
    own = {**read(twofold).fields("import"), **SAID, "act": "import"}
    before = stored(without=SESSIONS)
    for address, sent in ((HERE, fields), ("/admin/import/latvia/", own)):
        page = twofold.send(address, sent)
        assert (page.status, "Read the text again" in page.alert) == (422, True)
    assert stored(without=SESSIONS) == before


def test_a_right_that_was_taken_away_meanwhile_is_gone(people, read):
    page = read()
    people.author.person.assignments.all().delete()
    assert page.press("import", **SAID).status == 404
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("forged", "sentence"),
    [
        ({"sealed": "nonsense"}, "Read the text again"),
        ({"asked": "1.1"}, "changed meanwhile"),
        ({"service": "7", "kind-7": "ngo"}, "changed meanwhile"),
        ({"publisher": "X" * 300}, "Look at the source"),
        ({"publisher": ""}, "name the publisher"),
        ({"part": "nothing"}, "Tick what is to be brought in"),
    ],
)
def test_a_forged_or_broken_choice_changes_nothing(read, forged, sentence):
    page = read()
    before = stored(without=SESSIONS)
    page = page.press("import", **{**SAID, **forged})
    assert page.status in (409, 422)
    assert sentence in page.alert
    assert stored(without=SESSIONS) == before


def test_a_question_that_does_not_exist_is_refused_and_the_choices_stay(read):
    page = read()
    key = key_of(page, ODD)
    page = page.press("import", **{f"elsewhere-{key}": "no-such-question"}, **SAID)
    assert (page.status, "Choose a question" in page.alert) == (422, True)
    assert page.fields("import")["publisher"] == "Department of Justice"
    assert not Revision.objects.exists()


def test_one_refusal_undoes_the_whole_import(read, people, monkeypatch):
    page = read(people.editor)
    before = stored(without=SESSIONS)

    def refuses(*args, **kwargs):
        raise errors.Refusal("No.")

    monkeypatch.setattr(records, "record_change", refuses)
    page = page.press("import", service="0", **SAID)
    assert (page.status, "No." in page.alert) == (409, True)
    assert stored(without=SESSIONS) == before


def test_headings_that_somebody_confirmed_meanwhile_do_not_move_what_was_chosen(read, people):
    page = read()
    confirmed_headings.remember("en", ODD, Question.objects.get(slug="privacy"), people.author.person)
    page.press("import", **SAID)
    assert drafts().keys() == WRITTEN


# Broken uploads


BROKEN = {
    "empty": (b"", "There is no text."),
    "blank": (b" \n\n ", "There is no text."),
    "binary": (bytes(range(256)) * 500, "This is no text"),
    "one line of 5 MB": (b"x" * 5_000_000, "far longer than any factsheet"),
    "a million lines": (b"a\n" * 1_000_000, "far longer than any factsheet"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_upload_gets_a_sentence_within_seconds(people, name):
    data, sentence = BROKEN[name]
    before, began = stored(without=SESSIONS), time.monotonic()
    page = upload(people.author, data)
    assert time.monotonic() - began < 10
    assert (page.status, sentence in page.alert) == (422, True)
    assert stored(without=SESSIONS) == before


def test_another_document_is_shown_as_what_it_is(people):
    page = upload(people.author, b"A recipe\n\nBoil the potatoes until they are soft.\n" * 20)
    assert page.status in (200, 422)
    assert "none of the questions" in page.text


def test_a_file_in_another_encoding_is_read_or_its_lost_letters_are_named(people, user):
    latvian = type(people.author)(user("latvian", ("author", "LV", "lv"), is_staff=True))
    text = "4 - Kompensācija\n\nVai man ir tiesības uz valsts kompensāciju?\n\nJā, šāda ir tiesība.\n"
    here = "/admin/import/latvia/"
    for data, word in ((text.encode("cp1257"), "Kompensācija"), (text.encode().decode("latin-1").encode(), "lost")):
        sent = {"act": "read", "language": "lv", "file": SimpleUploadedFile("x.txt", data)}
        page = latvian.send(here, sent)
        assert page.status == 200
        assert word in page.text


def test_neither_file_nor_text_is_said(people):
    assert "Choose a file or paste the text." in people.author.open(HERE).press("read").alert


def test_a_pasted_text_that_is_far_too_long_gets_a_sentence(read, people):
    assert "far longer than any factsheet" in read(text="x" * 1_500_000).alert
    page = people.author.send(HERE, {"act": "read", "language": "en", "text": "x" * 7_000_000})
    assert (page.status, "far longer than any factsheet" in page.alert) == (413, True)
    assert not Revision.objects.exists()


def test_markup_in_a_text_is_text(read):
    page = read(text=TEXT.replace("The bailiff helps.", "<script>alert(1)</script><b>The bailiff</b> helps."))
    assert not [each for each in page.all("script") if "alert" in (each.text or "")]
    page.press("import", **SAID)
    assert drafts()["making-offender-pay"].body.count("<") == 2


def test_nothing_of_the_page_is_undefined(read, settings, people):
    settings.TEMPLATES = undefined.leave_traces(settings.TEMPLATES)
    _begun(people)
    shown = [people.author.open(HERE), read(people.editor), read(people.editor).press("import", **SAID)]
    named = {name for page in shown for name in undefined.names_in(page.html)}
    assert {name for name in named if name.split(".")[0] not in ("is_popup", "is_nav_sidebar_enabled")} == set()


@pytest.mark.parametrize("code", ["EE", "BE"])
@pytest.mark.slow
def test_a_whole_factsheet_goes_the_whole_way(people, user, code):
    corpus, country = corpus_of(code), Country.objects.get(code=code)
    editor = type(people.author)(user("writer", ("author", code, ""), is_staff=True))
    here, began = f"/admin/import/{country.slug}/", time.process_time()
    sent = {"act": "read", "language": "lv", "file": SimpleUploadedFile("x.txt", corpus.text.encode())}
    page = editor.send(here, sent).press("import", publisher="EU")
    assert page.status == 200
    assert drafts().keys() == {one.question for one in corpus.answers if one.html}
    assert time.process_time() - began < 20
    assert not Publication.objects.exists()
