"""What was understood of a published text becomes drafts: all or nothing, never public, nobody's text overwritten."""

import dataclasses

import pytest

from countries.models import Country, Source, SupportService
from portal.text import richtext
from rights import permissions
from rights.importer import confirmed_headings, drafts, organisations
from rights.models import Answer, Change, ConfirmedHeading, Publication, Question, Revision
from rights.services import drafting, errors
from tests.rights.importer.corpora import CORPORA
from tests.rights.importer.factsheets import read
from tests.rights.importer.ireland import ODD, TEXT, WRITTEN
from tests.rights.seeding.cited import a_source
from tests.stored import stored

pytestmark = pytest.mark.django_db
SAID = {"publisher": "Department of Justice", "address": "https://example.ie/rights"}


@pytest.fixture
def bring_in(report, ireland, people):
    """Imports the made-up factsheet: `bring_in(by=people.author, questions={"damages"})`."""

    def act(by=people.author, language="en", found=report, **options):
        return drafts.import_drafts(found, ireland, language, by.person, **{**SAID, **options})

    return act


def draft(question, language="en") -> Revision:
    return Revision.objects.get(answer__question__slug=question, language=language, state__in=Revision.OPEN)


def key_of(report, heading) -> str:
    return next(key for key, part in report.parts().items() if part.heading == heading)


# What is made


def test_every_text_that_was_understood_becomes_a_draft_and_nothing_is_public(bring_in):
    outcome = bring_in()
    made = Revision.objects.all()
    assert {row.answer.question.slug for row in made} == WRITTEN
    assert {(row.state, row.origin, row.summary) for row in made} == {("draft", "import", "")}
    assert not Publication.objects.exists()
    assert outcome.skipped == ()


def test_only_the_questions_that_are_wanted_are_brought_in(bring_in):
    bring_in(questions={"damages"})
    assert [row.answer.question.slug for row in Revision.objects.all()] == ["damages"]
    assert Answer.objects.count() == 1


def test_a_draft_says_what_is_still_to_be_done(bring_in):
    [damages] = bring_in(questions={"damages"}).drafted
    assert "“In brief” is empty" in damages.reasons[0]
    assert not damages.in_review


def test_lists_stay_lists(bring_in):
    bring_in()
    assert "<ol><li>in writing</li><li>with evidence:<ul><li>bills</li>" in draft("damages").body


def test_page_date_and_address_are_noted_and_become_a_source(bring_in):
    bring_in()
    [rests_on] = draft("damages").sources.all()
    assert (rests_on.title_en, rests_on.publisher, rests_on.url, rests_on.date.isoformat(), rests_on.language) == (
        "4 - Compensation", "Department of Justice", "https://example.ie/rights", "2021-03-05", "en",
    )  # fmt: skip
    assert draft("damages").comment == "Imported: 4 - Compensation, 5 March 2021\nhttps://example.ie/rights"
    assert list(draft("state-compensation").sources.all()) == [rests_on]
    assert Source.objects.filter(slug__startswith="ie-").count() == 4
    assert Change.objects.filter(record=f"countries.source:{rests_on.pk}").exists()


def test_a_second_import_of_the_page_rests_on_the_same_source(bring_in):
    bring_in(questions={"damages"})
    bring_in(questions={"state-compensation"})
    assert Source.objects.filter(slug__startswith="ie-").count() == 1


def test_the_text_must_have_a_publisher(bring_in):
    before = stored()
    with pytest.raises(drafts.NoPublisher, match="name the publisher"):
        bring_in(publisher="")
    assert stored() == before


def test_a_text_that_names_its_publisher_needs_no_other(ireland, people):
    found = read(TEXT + "\nSee the European e-Justice Portal.\n", "IE", "en")
    drafts.import_drafts(found, ireland, "en", people.author.person)
    assert draft("damages").sources.get().publisher == "European e-Justice Portal"


def test_a_superseded_text_comes_in_as_such(bring_in):
    appeal = next(one for one in bring_in().drafted if one.question.slug == "appeal")
    assert appeal.superseded
    assert "superseded page" in draft("appeal").comment
    assert "superseded" not in draft("damages").comment


def test_a_superseded_text_that_is_placed_beside_a_current_one_stays_out(bring_in, report):
    old = key_of(report, "Can I appeal against the ruling?")
    bring_in(placed={old: "damages"})
    assert "superseded text" not in draft("damages").body


def test_the_questions_follow_the_questionnaire(bring_in):
    found = [one.question.slug for one in bring_in().drafted]
    assert found == sorted(found, key=lambda slug: Question.objects.get(slug=slug).position)


# In another language than the original


def test_in_another_language_they_are_translations_of_nothing_known(bring_in, people, publish_text):
    publish_text("IE", "damages", "en")
    outcome = bring_in(people.translator, "ga", questions={"damages", "appeal"})
    assert all(one.unknown_base for one in outcome.drafted)
    made = draft("damages", "ga")
    assert (made.based_on, made.answer.source_language) == (None, "en")
    assert "which version of it this renders is not known" in made.comment
    assert not made.sources.exists()
    assert not Source.objects.filter(slug__startswith="ie-").exists()


def test_an_imported_translation_goes_to_review_only_when_somebody_confirms_it(bring_in, people, publish_text):
    publish_text("IE", "damages", "en")
    bring_in(people.translator, "ga", questions={"damages"})
    made = draft("damages", "ga")
    made = drafting.save_draft(made, people.translator.person, made.saved_at, summary="Go gairid.")
    with pytest.raises(errors.Outdated):
        drafting.submit(made, people.translator.person)
    assert drafting.submit(made, people.translator.person, confirmed=True).state == "in-review"


def test_a_translator_brings_no_original_in(bring_in, people):
    outcome = bring_in(people.translator)
    assert (outcome.drafted, {one.question.slug for one in outcome.skipped}) == ((), WRITTEN)
    assert not Answer.objects.exists()


# What is there already


def test_an_open_draft_is_skipped_and_named(bring_in, ireland, people):
    mine = drafting.start_draft(_answer(ireland), "en", people.author.person)
    drafting.save_draft(mine, people.author.person, mine.saved_at, body="<p>Mine.</p>")
    [skipped] = bring_in().skipped
    assert (skipped.question.slug, skipped.reason) == ("damages", "There is a draft already; it is not overwritten.")
    assert draft("damages").body == "<p>Mine.</p>"


def test_to_an_open_draft_the_text_is_added_when_somebody_says_so(bring_in, ireland, people):
    mine = drafting.start_draft(_answer(ireland), "en", people.author.person)
    drafting.save_draft(mine, people.author.person, mine.saved_at, summary="Mine.", body="<p>Mine.</p>")
    [added] = bring_in(questions={"damages"}, adding={"damages"}).drafted
    assert added.added
    assert draft("damages").body.startswith("<p>Mine.</p><p>You claim them in court:</p>")
    assert draft("damages").summary == "Mine."
    assert draft("damages").sources.count() == 1
    assert permissions.wrote(people.author.person, added.revision)


def test_a_text_in_review_is_left_alone_whatever_was_ticked(bring_in, ireland, people):
    mine = drafting.start_draft(_answer(ireland), "en", people.author.person)
    typed = {"summary": "Mine.", "body": "<p>Mine.</p>", "sources": [a_source("IE")]}
    mine = drafting.save_draft(mine, people.author.person, mine.saved_at, **typed)
    drafting.submit(mine, people.author.person)
    [skipped] = bring_in(questions={"damages"}, adding={"damages"}).skipped
    assert skipped.reason == "A text is in review; it is not overwritten."
    assert (draft("damages").state, draft("damages").body) == ("in-review", "<p>Mine.</p>")


def test_a_public_text_stays_and_the_draft_continues_it(bring_in, publish_text):
    answer = publish_text("IE", "damages", "en", legal_basis="Act 1")
    bring_in(questions={"damages"})
    assert draft("damages").parent == answer.publications.get().revision
    assert (draft("damages").summary, draft("damages").legal_basis) == ("", "Act 1")
    answer.refresh_from_db()
    assert answer.body_en == "<p>The whole answer on damages in en.</p>"


def test_what_is_public_word_for_word_is_not_brought_in_again(bring_in, publish_text):
    publish_text("IE", "state-compensation", "en", body="<p>Yes, if you ask for it.</p>")
    [skipped] = bring_in(questions={"state-compensation"}).skipped
    assert skipped.reason == "Public already, word for word."


def test_an_import_that_fails_half_way_leaves_nothing(bring_in, monkeypatch):
    before, real = stored(), drafting.save_draft

    def fails_at_the_third(revision, *args, **fields):
        if Revision.objects.count() == 3:
            raise errors.Conflict("somebody was faster", theirs=None, mine=None)
        return real(revision, *args, **fields)

    monkeypatch.setattr(drafting, "save_draft", fails_at_the_third)
    with pytest.raises(errors.Conflict):
        bring_in()
    assert stored() == before


@pytest.mark.parametrize("who", ["stranger", "reviewer", "manager"])
def test_who_writes_nothing_here_brings_nothing_in(bring_in, people, who):
    before = stored()
    with pytest.raises(errors.NotAllowed):
        bring_in(getattr(people, who))
    assert stored() == before


# Placing and remembering


def test_a_text_is_placed_where_the_editor_says(bring_in, report):
    bring_in(placed={key_of(report, ODD): "no-conviction"}, questions={"no-conviction"})
    assert draft("no-conviction").body == "<p>Put this where it belongs.</p>"


def test_a_text_beside_another_of_its_page_stands_below_its_own_heading(bring_in, report):
    bring_in(placed={key_of(report, ODD): "state-compensation"}, questions={"state-compensation"})
    body = draft("state-compensation").body
    assert body == f"<p>Yes, if you ask for it.</p><h2>{ODD}</h2><p>Put this where it belongs.</p>"


def test_a_text_that_is_put_nowhere_stays_out(bring_in, report):
    damages = next(key for key, part in report.parts().items() if getattr(part, "question", "") == "damages")
    bring_in(placed={damages: ""})
    assert not Revision.objects.filter(answer__question__slug="damages").exists()


def test_a_confirmed_heading_is_remembered_and_used(bring_in, report, people):
    bring_in(placed={key_of(report, ODD): "no-conviction"}, questions={"no-conviction"})
    [row] = ConfirmedHeading.objects.all()
    assert (row.language, row.question.slug, row.confirmed_by) == ("en", "no-conviction", people.author.person)
    again = read(TEXT, "IE", "en", confirmed_headings.headings("en"))
    assert again.unmatched == ()
    [match] = [match for match in again.matched if match.heading == ODD]
    assert (match.question, match.confidence) == ("no-conviction", 1.0)


def test_a_heading_is_remembered_for_a_question_of_another_section_too(bring_in, report):
    bring_in(placed={key_of(report, ODD): "privacy"})
    again = read(TEXT, "IE", "en", confirmed_headings.headings("en"))
    assert "privacy" in {match.question for match in again.matched}
    assert confirmed_headings.headings("de") == {}


def test_the_last_word_on_a_heading_counts(bring_in, report):
    for question in ("privacy", "no-conviction"):
        bring_in(placed={key_of(report, ODD): question})
    assert list(confirmed_headings.headings("en").values()) == ["no-conviction"]


def test_what_the_importer_knew_itself_is_not_remembered(bring_in, report):
    bring_in(placed={key: getattr(part, "question", "") for key, part in report.parts().items()})
    assert not ConfirmedHeading.objects.exists()


def test_more_information_is_never_remembered(reference, people):
    confirmed_headings.remember("en", "More information", Question.objects.get(slug="damages"), people.author.person)
    assert not ConfirmedHeading.objects.exists()


# Services


def test_a_service_becomes_a_record_with_its_contacts(bring_in, people):
    [made] = bring_in(people.editor, questions=set(), services={0: "victim-support"}).services
    made = SupportService.objects.get(pk=made.pk)
    assert (made.name_en, made.kind, made.emails) == (
        "Wexford Rape Crisis Centre", "victim-support", ["info@victims.example"],
    )  # fmt: skip
    assert [row.number for row in made.telephones.all()] == ["+353 1 408 6118"]
    assert made.source.title_en == "5 - My rights to support and assistance"
    assert Change.objects.filter(record=f"countries.supportservice:{made.pk}", author=people.editor.person).exists()


def test_services_are_for_managers_and_nothing_else_happens_either(bring_in, people):
    before = stored()
    with pytest.raises(errors.NotAllowed):
        bring_in(people.author, services={0: "ngo"})
    assert stored() == before


@pytest.mark.parametrize("changed", [{}, {"name": "Somebody else"}, {"phones": (), "emails": ()}])
def test_a_service_that_is_there_is_known_by_name_or_contact(bring_in, people, report, ireland, changed):
    bring_in(people.editor, questions=set(), services={0: "ngo"})
    [(_service, known)] = organisations.compare((dataclasses.replace(report.services[0], **changed),), ireland)
    assert known.is_service


def test_a_stranger_among_services_is_not_known(bring_in, people, report, ireland):
    bring_in(people.editor, questions=set(), services={0: "ngo"})
    other = dataclasses.replace(report.services[0], name="The Samaritans", phones=("+353 1 999 9999",), emails=())
    assert organisations.compare((other,), ireland) == [(other, None)]


# Whole factsheets


@pytest.mark.parametrize("corpus", [one for one in CORPORA if one.language == "lv"], ids=str)
@pytest.mark.slow
def test_a_whole_factsheet_reads_right_in_the_preview(people, user, corpus):
    country = Country.objects.get(code=corpus.country)
    editor = type(people.author)(user("writer", ("author", corpus.country, ""), is_staff=True))
    found = read(corpus.text, corpus.country)
    outcome = drafts.import_drafts(found, country, "lv", editor.person, publisher="EU")
    answered = {one.question for one in corpus.answers if one.html}
    assert {one.question.slug for one in outcome.drafted} == answered
    assert not Publication.objects.exists()
    for one in outcome.drafted:
        assert richtext.clean(one.revision.body) == one.revision.body
        assert "• " not in richtext.plain(one.revision.body)
        assert "<h3>" not in one.revision.body.partition("<h2>")[0]
    listed = next(one for one in outcome.drafted if "<li>" in one.revision.body)
    page = editor.open(f"/admin/answers/{country.slug}/{listed.question.slug}/lv/preview/")
    assert page.status == 200
    assert len(page.all("li")) > listed.revision.body.count("<li>") > 0


def _answer(country) -> Answer:
    return drafting.answer_for(country, Question.objects.get(slug="damages"))


# Size


def test_what_is_more_than_a_text_may_be_is_left_out_and_said(bring_in, monkeypatch):
    monkeypatch.setattr(richtext, "MOST_TAGS", 8)
    outcome = bring_in()
    skipped = {each.question.slug: each.reason for each in outcome.skipped}
    assert "too many paragraphs" in skipped["damages"]
    assert {each.question.slug for each in outcome.drafted} == WRITTEN - set(skipped) != set()


def test_a_draft_to_which_too_much_would_be_added_stays_as_it_is(bring_in, monkeypatch):
    bring_in(questions={"damages"})
    before = draft("damages")
    monkeypatch.setattr(richtext, "MOST_TAGS", before.body.count("<") + 5)
    [skipped] = bring_in(questions={"damages"}, adding={"damages"}).skipped
    assert "too many paragraphs" in skipped.reason
    assert (draft("damages").body, draft("damages").saved_at) == (before.body, before.saved_at)
