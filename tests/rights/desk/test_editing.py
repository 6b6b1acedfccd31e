"""The page of one answer in one language: every act on it, every refusal, and nothing typed lost by any."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from countries.models import Country, HelpLine, Source, SupportService, Telephone
from portal.i18n import languages
from portal.web import page_cache
from rights.models import Answer, Revision
from rights.services import drafting
from tests.public_pages import text_of
from tests.rights.desk.people import DAMAGES, TYPED

pytestmark = pytest.mark.django_db

LATVIAN = "/admin/answers/estonia/damages/lv/"
PUBLIC = "/{}/estonia/compensation/damages/"


def public_page(language="et") -> str:
    page_cache.clear()
    return Client().get(PUBLIC.format(language)).content.decode()


def draft_of(language="et") -> Revision:
    return Revision.objects.get(
        answer__country__code="EE", answer__question__slug="damages", language=language, state__in=Revision.OPEN
    )


@pytest.fixture
def source(db):
    """Shadows the cast's: a source of Estonia's own, offered on the desk."""
    return Source.objects.create(
        slug="ee-ministry", title_en="A page of the ministry", publisher="Ministry of Tests", language="en"
    )


@pytest.fixture
def outdated(answer, publish):
    """A public Latvian translation, overtaken by the Estonian original."""
    publish(answer)
    translation = publish(answer, "lv", summary="Latvian, one.")
    newest = publish(answer, summary="You can claim damages within ten days.")
    return translation, newest


# Drafts


def test_a_saved_draft_holds_what_was_typed_and_is_public_to_nobody(people):
    page = people.author.open().press("save", **TYPED)
    assert "The draft is saved. Nothing is public yet." in page.text
    assert {name: page.fields("save")[name] for name in TYPED} == TYPED
    assert TYPED["summary"] not in public_page()


def test_a_draft_keeps_its_kind_its_significance_and_its_sources(people, source):
    page = people.author.open().press("save", **TYPED, kind="no-right", significance="minor", sources=[source.pk])
    fields = page.fields("save")
    assert (fields["kind"], fields["significance"], fields["sources"]) == ("no-right", ["minor"], [str(source.pk)])


def test_a_draft_begins_with_what_is_public(people, answer, publish):
    publish(answer)
    fields = people.second.open().fields("save")
    assert {name: fields[name] for name in TYPED} == TYPED


def test_a_translation_is_made_beside_its_original(people, answer, publish):
    publish(answer)
    page = people.translator.open(LATVIAN)
    [original] = page.all("section", class_="original")
    assert TYPED["summary"] in text_of(original)
    assert not {"kind", "significance", "sources"} & page.fields("save").keys()
    assert not page.fields("save")["summary"]


def test_white_space_around_what_is_typed_in_brief_and_in_the_legal_basis_is_dropped(people):
    people.author.open().press("save", summary="  One\r\ntwo. ", body="<p>x</p>", legal_basis=" § 1 \r\n\r\n § 2")
    assert (draft_of().summary, draft_of().legal_basis) == ("One two.", "§ 1\n§ 2")


def test_a_draft_that_is_put_away_stays_in_the_history(people):
    page = people.author.open().press("save", **TYPED).press("discard")
    assert "The draft is put away." in page.text
    assert page.fields("save")["summary"] == ""
    assert "put away" in people.author.open(f"{DAMAGES}history/").text


# Review


def test_a_draft_that_is_handed_in_waits_for_review_and_can_no_longer_be_changed(people):
    page = people.author.open().press("submit", **TYPED)
    assert "The draft waits for review." in page.text
    assert draft_of().state == "in-review"
    assert not page.acts
    assert TYPED["summary"] in page.text


def test_a_reviewer_sees_what_a_new_version_changes_in_the_public_one(people, answer, publish, in_review):
    publish(answer)
    in_review(answer, summary="You may claim damages.", by=people.second)
    page = people.reviewer.open()
    assert [element.text for element in page.all("del")] == ["can"]
    assert [element.text for element in page.all("ins")] == ["may"]


def test_a_returned_text_goes_back_to_its_author_with_the_comment(people, answer, in_review):
    in_review(answer)
    page = people.reviewer.open().press("return", comment="Say by when.")
    assert "went back to its author" in page.text
    mine = people.author.open()
    assert "Returned by reviewer" in mine.text
    assert "Say by when." in mine.text
    assert "submit" in mine.acts


def test_a_text_is_not_returned_without_a_comment(people, answer, in_review):
    in_review(answer)
    page = people.reviewer.open().press("return", comment="  ")
    assert "Say in a comment what is to be changed." in page.alert
    assert draft_of().state == "in-review"


def test_a_published_text_is_public(people, answer, in_review):
    in_review(answer)
    page = people.reviewer.open().press("publish")
    assert "The text is public now." in page.text
    assert TYPED["summary"] in public_page()
    assert "Claim them in court." in public_page()


def test_nobody_publishes_their_own_text_not_even_by_a_forged_form(people, answer, in_review):
    revision = in_review(answer, by=people.both)
    page = people.both.open()
    assert "You wrote this text; somebody else must review it." in page.text
    assert not page.acts
    forged = people.both.send(DAMAGES, {"act": "publish", "seen": revision.saved_at.isoformat(), "confirmed": "yes"})
    assert (forged.status, forged.alert.count("somebody else must review it")) == (409, 1)
    assert TYPED["summary"] not in public_page()


@pytest.mark.parametrize("language", ["et", "lv"])
def test_a_reviewer_is_offered_no_form_to_write_in(people, answer, publish, language):
    publish(answer)
    assert not {"save", "submit"} & set(people.reviewer.open(f"/admin/answers/estonia/damages/{language}/").acts)


def test_an_act_that_there_is_not_is_not_found(people):
    assert people.author.send(DAMAGES, {"act": "burn"}).status == 404


# Withdrawing


def test_what_a_withdrawal_does_is_said_before_it_is_done(people, answer, publish):
    publish(answer)
    publish(answer, "lv")
    publish(answer, "en")
    [link] = [a.get("href") for a in people.reviewer.open().all("a") if a.get("href").endswith("withdrawal/")]
    page = people.reviewer.open(link)
    assert "translations stay public (English, Latvian)" in page.text
    for word in ("search", "feeds", "history"):
        assert word in page.text
    assert TYPED["summary"] in public_page()  # nothing has happened yet


def test_a_withdrawal_without_translations_says_what_readers_will_see(people, answer, publish):
    publish(answer)
    assert "Readers will see the EU’s minimum" in people.reviewer.open(f"{DAMAGES}withdrawal/").text


def test_withdrawing_a_translation_says_that_its_readers_get_another_language(people, answer, publish):
    publish(answer)
    publish(answer, "lv")
    text = people.reviewer.open(f"{LATVIAN}withdrawal/").text
    assert "Readers of this language will see another language instead." in text
    assert "translations stay public" not in text


def test_a_withdrawn_text_leaves_the_public_page_and_stays_in_the_history(people, answer, publish):
    publish(answer)
    page = people.reviewer.open(f"{DAMAGES}withdrawal/").press("withdraw", comment="The law was repealed.")
    assert "The text is no longer public." in page.text
    assert TYPED["summary"] not in public_page()
    history = people.author.open(f"{DAMAGES}history/").text
    assert "withdrawn" in history
    assert "The law was repealed." in history


def test_a_text_is_not_withdrawn_without_a_reason(people, answer, publish):
    publish(answer)
    page = people.reviewer.open(f"{DAMAGES}withdrawal/").press("withdraw", comment=" ")
    assert "Say in a comment why the text is withdrawn." in page.alert
    assert TYPED["summary"] in public_page()


def test_the_page_of_a_withdrawal_is_for_reviewers_of_what_is_public(people, answer, publish):
    assert people.reviewer.open(f"{DAMAGES}withdrawal/").status == 404
    publish(answer)
    assert people.author.open(f"{DAMAGES}withdrawal/").status == 404
    assert people.reviewer.open(f"{DAMAGES}withdrawal/").status == 200


def test_a_draft_of_a_text_that_was_withdrawn_meanwhile_is_refused_with_a_true_sentence(
    people, answer, publish, in_review
):
    publish(answer)
    in_review(answer, summary="Another.", by=people.second)
    people.reviewer.open(f"{DAMAGES}withdrawal/").press("withdraw", comment="Wrong.")
    page = people.reviewer.open().press("publish")
    assert page.status == 409
    assert "newer text was published" not in page.alert
    assert "withdrawn" in page.alert


# Checking, and the original's language


def test_checked_still_correct_moves_the_date_and_not_the_text(people, publish_text):
    answer = publish_text("EE", "damages", "et", checked_on=datetime.date(2025, 1, 1))
    page = people.reviewer.open().press("check")
    assert "Marked as checked today." in page.text
    answer.refresh_from_db()
    assert answer.checked_on == timezone.localdate()
    assert Revision.objects.filter(answer=answer).count() == 1


def test_a_check_is_of_the_original(people, publish_text):
    publish_text("EE", "damages", "et")
    publish_text("EE", "damages", "lv")
    assert "check" in people.reviewer.open().acts
    assert "check" not in people.reviewer.open(LATVIAN).acts


def test_a_manager_makes_another_public_text_the_original(people, answer, publish):
    publish(answer)
    publish(answer, "lv")
    assert "make-original" not in people.reviewer.open(LATVIAN).acts
    page = people.manager.open(LATVIAN).press("make-original")
    assert "Translations are made from this text from now on." in page.text
    assert "kind" in people.author.open(LATVIAN).fields("save")
    assert "Original (Latvian)" in people.author.open().text


def test_a_translation_made_from_the_former_original_is_not_compared_with_the_new_one(people, answer, publish):
    publish(answer, body="<p>Eestikeelne tekst.</p>")
    publish(answer, "en")
    publish(answer, "lv")
    people.manager.open("/admin/answers/estonia/damages/en/").press("make-original")
    page = people.translator.open(LATVIAN)
    assert "Original (English)" in page.text
    assert "What changed since this translation was made" not in page.text


# Sources


NEW = {
    "new_title": "A leaflet",
    "new_publisher": "Police",
    "new_url": "https://example.eu/leaflet",
    "new_date": "2026-02-01",
}


def test_a_new_source_is_added_with_the_form_and_cited_by_the_draft(people, source):
    page = people.author.open().press("save", **TYPED, sources=[source.pk], **NEW)
    added = Source.objects.get(title_en="A leaflet")
    assert (added.publisher, added.url, added.date) == ("Police", NEW["new_url"], datetime.date(2026, 2, 1))
    assert set(page.fields("save")["sources"]) == {str(source.pk), str(added.pk)}
    assert not page.fields("save")["new_title"]


def test_a_source_is_cited_in_public_once_the_text_is_published(people):
    people.author.open().press("submit", **TYPED, **NEW)
    assert "A leaflet" not in public_page()
    people.reviewer.open().press("publish")
    assert "A leaflet" in public_page()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"new_title": "A leaflet"}, "A new source needs at least a title and a publisher."),
        ({"new_publisher": "Police"}, "A new source needs at least a title and a publisher."),
        ({**NEW, "new_url": "ftp://example.eu/leaflet"}, "Give an address that begins with https://."),
        ({**NEW, "new_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({**NEW, "new_date": "last year"}, "Enter a valid date."),
    ],
    ids=["no publisher", "no title", "another scheme", "a script", "no date"],
)
def test_a_source_that_is_not_described_well_is_refused_and_nothing_typed_is_lost(people, typed, sentence):
    sources = set(Source.objects.values_list("pk", flat=True))
    page = people.author.open().press("save", **TYPED, **typed)
    assert (page.status, sentence in page.text) == (422, True)
    expected = {**TYPED, **typed}
    assert {name: page.fields("save")[name] for name in expected} == expected
    assert set(Source.objects.values_list("pk", flat=True)) == sources


def test_a_new_source_is_added_once_when_the_hand_in_was_refused_and_is_tried_again(people):
    page = people.author.open().press("submit", **{**TYPED, "summary": ""}, **NEW, sources=None)
    assert "“In brief” is empty" in page.alert
    page.press("submit", summary=TYPED["summary"])
    assert "A leaflet" in [source.title_en for source in draft_of().sources.all()]
    assert Source.objects.filter(title_en="A leaflet").count() == 1


# Refusals


REFUSED = {
    "placeholder of the template": ({"body": "<p>(Please delete when inserting data)</p>"}, "A note of the template"),
    "lorem ipsum": ({"body": "<p>Lorem ipsum dolor.</p>"}, "A note of the template"),
    "placeholder in brief": ({"summary": "TODO"}, "A note of the template"),
    "nothing in brief": ({"summary": ""}, "“In brief” is empty"),
    "white space in brief": ({"summary": " \t\n "}, "“In brief” is empty"),
    "no answer": ({"body": ""}, "The answer is empty"),
    "white space": ({"body": "<p> &nbsp; </p><p></p>"}, "The answer is empty"),
    "too long in brief": ({"summary": "x" * 301}, "shorten it to 300"),
    "mojibake": ({"body": "<p>SegÃ­tÅ‘ Vonal</p>"}, "Letters were lost"),
    "letters lost to ?": ({"body": "<p>Az ?ldozatseg?t? szolg?lat</p>"}, "Letters were lost"),
    "link that says nothing": ({"body": '<p>Look <a href="https://example.eu">here</a>.</p>'}, "A link reads “here”"),
    "link without words": ({"body": '<p>Look <a href="https://example.eu"></a>.</p>'}, "let it say where it leads"),
    "unsafe link": ({"body": '<p><a href="javascript:alert(1)">The law</a></p>'}, "has no safe address"),
    "data link": ({"body": '<p><a href="data:text/html,x">The law</a></p>'}, "has no safe address"),
    "telephone number": ({"body": "<p>Call +372 612 1360.</p>"}, "A telephone number stands in the text"),
    "telephone number in brief": ({"summary": "Call 0800 12 345."}, "A telephone number stands in the text"),
    "link to no question": ({"body": '<p><a href="question:atlantis">The law</a></p>'}, "which does not exist"),
    "link to no service": ({"body": '<p><a href="service:atlantis">The office</a></p>'}, "which does not exist"),
}


@pytest.mark.parametrize(("wrong", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_text_that_may_not_be_published_is_refused_with_a_sentence_and_nothing_typed_is_lost(people, wrong, sentence):
    typed = {**TYPED, **wrong}
    page = people.author.open().press("submit", **typed)
    assert page.status == 409
    assert sentence in page.alert
    assert {name: page.fields("submit")[name] for name in typed} == typed
    assert draft_of().state == "draft"
    mended = page.press("submit", **TYPED)  # and the page that came back can be sent again
    assert "The draft waits for review." in mended.text


def test_a_refused_text_is_kept_as_a_draft(people):
    people.author.open().press("submit", **{**TYPED, "summary": "TODO"})
    assert people.author.open().fields("save")["summary"] == "TODO"


def test_every_reason_of_a_refusal_is_said_at_once(people):
    page = people.author.open().press("submit", **{**TYPED, "summary": "", "body": "<p>TODO, +372 612 1360</p>"})
    for sentence in ("“In brief” is empty", "A note of the template", "A telephone number stands in the text"):
        assert sentence in page.alert


def test_what_may_not_be_published_may_be_saved(people):
    assert "The draft is saved." in people.author.open().press("save", summary="TODO", body="", legal_basis="").text


def test_what_was_typed_comes_back_escaped(people):
    page = people.author.open().press("submit", **{**TYPED, "summary": "</textarea><script>alert(1)</script>"})
    assert "<script>alert(1)</script>" not in page.html
    assert page.fields("submit")["summary"] == "</textarea><script>alert(1)</script>"


@pytest.mark.parametrize("typed", ["+372 612 1360", "tel. 612 1360", "00372 612 1360"])
def test_the_refusal_of_a_telephone_number_names_the_service_that_holds_it(people, source, typed):
    service = SupportService.objects.create(
        country=Country.objects.get(code="EE"), slug="ohvriabi", kind="victim-support", name_en="Help", source=source
    )
    Telephone.objects.create(service=service, number="+372 6121360")
    page = people.author.open().press("submit", **{**TYPED, "body": f"<p>Call {typed}.</p>"})
    assert "link to service:ohvriabi" in page.alert


@pytest.mark.parametrize("holder", ["EE", "EU"])
def test_the_refusal_of_a_telephone_number_names_the_help_line_that_holds_it(people, source, holder):
    HelpLine.objects.update_or_create(
        country=Country.objects.get(code=holder), number="116006", defaults={"name_en": "Victims", "source": source}
    )
    page = people.author.open().press("submit", **{**TYPED, "body": "<p>Tel. 116 006.</p>"})
    assert "link to help-line:116006" in page.alert
    linked = {**TYPED, "body": '<p><a href="help-line:116006">The line</a></p>'}
    assert "The draft waits for review." in page.press("submit", **linked).text


def test_the_page_of_a_translation_without_an_original_says_so(people):
    assert "Nothing is published in the original language yet." in people.translator.open(LATVIAN).text


# Outdated translations


def test_what_changed_in_the_original_since_the_translation_is_marked_word_by_word(people, outdated):
    page = people.translator.open(LATVIAN)
    assert "version 1 → 2" in page.text
    assert [element.text for element in page.all("ins")] == [" within ten days"]


def test_handing_in_an_outdated_translation_needs_a_confirmation(people, outdated):
    page = people.translator.open(LATVIAN).press("submit", summary="Latvian, two.")
    assert page.status == 409
    assert "no longer the newest" in page.alert
    assert page.fields("submit")["summary"] == "Latvian, two."
    assert draft_of("lv").state == "draft"
    confirmed = page.press("submit", confirmed="yes")
    assert "The draft waits for review." in confirmed.text
    assert draft_of("lv").summary == "Latvian, two."


def test_publishing_an_outdated_translation_needs_a_confirmation_of_its_own(people, outdated):
    people.translator.open(LATVIAN).press("submit", summary="Latvian, two.", confirmed="yes")
    page = people.reviewer.open(LATVIAN).press("publish")
    assert (page.status, "no longer the newest" in page.alert) == (409, True)
    assert "Latvian, two." not in public_page("lv")
    page.press("publish", confirmed="yes")
    assert "Latvian, two." in public_page("lv")
    assert 'class="label outdated"' in public_page("lv")


def test_a_translation_that_renders_the_newest_original_needs_no_confirmation_and_is_outdated_no_more(people, outdated):
    assert 'class="label outdated"' in public_page("lv")
    page = people.translator.open(LATVIAN).press("submit", summary="Latvian, two.", newest="on")
    assert "The draft waits for review." in page.text
    people.reviewer.open(LATVIAN).press("publish")
    assert "Latvian, two." in public_page("lv")
    assert 'class="label outdated"' not in public_page("lv")


def test_a_minor_change_of_the_original_needs_no_confirmation(people, answer, publish):
    publish(answer)
    publish(answer, "lv")
    publish(answer, summary="You can claim damages!", significance="minor")
    assert "The draft waits for review." in people.translator.open(LATVIAN).press("submit", summary="Better.").text


@pytest.mark.parametrize("act", ["save", "submit"])
def test_the_newest_original_is_the_one_that_the_translator_was_shown(people, answer, publish, outdated, act):
    page = people.translator.open(LATVIAN)
    publish(answer, summary="You can claim damages within five days.")  # meanwhile
    page.press(act, summary="Latvian, ten days.", newest="on", confirmed="yes")
    assert draft_of("lv").based_on == outdated[1]


def test_a_first_translation_renders_the_original_that_the_translator_was_shown(people, answer, publish):
    shown = publish(answer)
    page = people.translator.open(LATVIAN)
    publish(answer, summary="You can claim damages within five days.")
    page.press("save", summary="Latvian, one.")
    assert draft_of("lv").based_on == shown


def test_a_tick_at_the_newest_original_can_be_taken_back(people, outdated):
    """The page stays open while it is kept: the tick that went with one saving may be missing at the next."""
    desk, fields = people.translator, people.translator.open(LATVIAN).fields("save")
    kept = desk.client.post(f"{LATVIAN}autosave/", {**fields, "newest": "on"}).json()
    desk.client.post(f"{LATVIAN}autosave/", {**fields, "seen": kept["seen"]})
    assert draft_of("lv").based_on == outdated[0].based_on


# Comments are typed too


@pytest.mark.parametrize("act", ["return", "publish"])
def test_a_comment_is_not_lost_when_somebody_else_has_reviewed_the_text_meanwhile(people, answer, in_review, act):
    in_review(answer)
    page = people.reviewer.open()
    people.other_reviewer.open().press("return", comment="Too long.")
    refused = page.press(act, comment="A paragraph on what is missing.")
    assert refused.status == 409
    assert "A paragraph on what is missing." in refused.html


def test_a_comment_is_not_lost_when_a_translation_is_to_be_confirmed(people, outdated):
    people.translator.open(LATVIAN).press("submit", summary="Latvian, two.", confirmed="yes")
    page = people.reviewer.open(LATVIAN).press("publish", comment="A paragraph on what is missing.")
    assert "A paragraph on what is missing." in page.boxes


def test_the_reason_of_a_withdrawal_is_not_lost_when_it_is_refused(people, answer, publish):
    publish(answer)
    page = people.reviewer.open(f"{DAMAGES}withdrawal/")
    people.other_reviewer.open(f"{DAMAGES}withdrawal/").press("withdraw", comment="Wrong.")
    assert "A paragraph on why." in page.press("withdraw", comment="A paragraph on why.").html


# Forged and broken forms


@pytest.mark.parametrize("seen", ["yesterday", "2026-99-99T99:99:99+00:00", "2026-01-01T00:00:00", "\x00"])
def test_a_form_with_a_time_that_is_none_is_refused_and_writes_nothing(people, seen):
    people.author.open().press("save", **TYPED)
    page = people.author.open().press("save", summary="Another.", seen=seen)
    assert page.status in (409, 422)
    assert page.fields("save")["summary"] == "Another."
    assert draft_of().summary == TYPED["summary"]


def test_a_form_without_any_field_is_refused(people):
    page = people.author.send(DAMAGES, {"act": "save"})
    assert page.status == 422
    assert not Answer.objects.filter(country__code="EE").exists()


def test_a_draft_that_is_refused_leaves_no_empty_answer_behind(people):
    page = people.reviewer.send(DAMAGES, {"act": "save", "kind": "text", "significance": "minor", **TYPED})
    assert page.status == 403
    assert TYPED["summary"] in page.boxes  # even so nothing typed is lost
    assert not Answer.objects.filter(country__code="EE").exists()


# Size


def long_text(changed="") -> str:
    words = " ".join(f"word{number}" for number in range(60))
    paragraphs = [f"<p>{changed if number % 5 == 0 else ''}{words} {number}</p>" for number in range(30)]
    return "<h2>Heading</h2>" + "".join(paragraphs)  # three times the longest answer that the portal ships with


@pytest.fixture
def heavy(answer, publish, people):
    """A long answer in all 24 languages, its translations outdated; many services, help lines and sources."""
    estonia = Country.objects.get(code="EE")
    sources = [
        Source.objects.create(slug=f"ee-{n}", title_en=f"Source {n}", publisher="Ministry", language="et")
        for n in range(60)
    ]
    for n in range(80):
        service = SupportService.objects.create(
            country=estonia, slug=f"service-{n}", kind="ngo", name_en=f"Service {n}", source=sources[0]
        )
        Telephone.objects.create(service=service, number=f"+372 61213{n:02}")
    publish(answer, body=long_text())
    for code in languages.CODES:
        if code != "et":
            publish(answer, code, body=long_text())
    publish(answer, body=long_text(changed="changed "))
    draft = drafting.start_draft(answer, "lv", people.translator.person)
    drafting.save_draft(draft, people.translator.person, draft.saved_at, body=long_text("draft "))
    draft = drafting.start_draft(answer, "et", people.author.person)
    drafting.save_draft(draft, people.author.person, draft.saved_at, body=long_text("draft "), sources=sources)


@pytest.mark.parametrize("address", [DAMAGES, LATVIAN], ids=["original", "outdated translation"])
@pytest.mark.parametrize("who", ["author", "reviewer", "root"])
def test_the_page_stays_under_30_queries_and_150_kb(people, heavy, django_assert_max_num_queries, who, address):
    desk = getattr(people, who)
    with django_assert_max_num_queries(29):
        page = desk.open(address)
    assert page.status == 200
    assert len(page.response.content) < 150_000


def test_a_page_in_review_stays_under_30_queries_and_150_kb(people, heavy, django_assert_max_num_queries):
    people.author.open().press("submit")
    with django_assert_max_num_queries(29):
        page = people.reviewer.open()
    assert "publish" in page.acts
    assert len(page.response.content) < 150_000


def test_a_page_with_both_texts_stays_under_150_kb(people, heavy):
    fields = people.author.open().fields("save") | {"act": "save"}
    people.second.open().press("save", body=long_text("theirs "))
    response = people.author.client.post(DAMAGES, {**fields, "body": long_text("mine ")})
    assert response.status_code == 409
    assert len(response.content) < 150_000


# Sources, and how much a text may be


def test_a_text_without_a_source_is_not_handed_in_and_nothing_typed_is_lost(people):
    page = people.author.open().press("submit", **TYPED, sources=None)
    assert page.status == 409
    assert "The text names no source" in page.alert
    assert {name: page.fields("submit")[name] for name in TYPED} == TYPED
    assert draft_of().state == "draft"


TOO_MUCH = {
    "body, too long": {"body": "<p>" + "a" * 100_000 + "</p>"},
    "body, growing": {"body": "<p>" + "".join(f"<em a={n}>" for n in range(2500)) + "</p>" + "<p>x" * 2200},
    "body, too deep": {"body": "<ul><li>" * 500},
    "summary": {"summary": "a" * 20_000},
    "legal basis": {"legal_basis": "a" * 20_000},
}


@pytest.mark.parametrize("typed", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_text_that_is_too_much_is_refused_in_a_sentence_and_stays_in_the_form(people, typed):
    for act in ("save", "submit"):
        page = people.author.open().press(act, **{**TYPED, **typed})
        assert page.status == 422
        assert "The text is too long" in page.text or "The text has too many paragraphs" in page.text
        assert {name: page.fields("save")[name] for name in typed} == typed
    response = people.author.client.post(f"{DAMAGES}autosave/", {**page.fields("save"), **TYPED, **typed})
    assert response.status_code == 422
    assert response.json()["problem"].startswith("The text ")
    assert not Revision.objects.filter(body__icontains="x").exists()
