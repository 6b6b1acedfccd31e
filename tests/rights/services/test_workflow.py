"""The write side: every rule of architecture.md, "Writing"."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import pre_save
from django.utils import timezone, translation

from countries.models import ContentVersion, Country, HelpLine, Instrument, Source, SupportService
from rights.models import Answer, Assignment, Change, Publication, Question, Revision, SearchEntry
from rights.services import drafting, publishing, records, revisions, seeds
from rights.services.errors import Conflict, NotAllowed, OwnText, Refusal, Unclean, WrongState
from tests.rights.seeding.cited import a_source
from tests.stored import stored

pytestmark = pytest.mark.django_db

TODAY = datetime.date.today
SOURCE, TRANSLATION = "et", "lv"  # Estonia's answers are written in Estonian; the cast's translator writes Latvian


@pytest.fixture
def answer(reference):
    return drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))


@pytest.fixture
def both(reference, user):
    """Somebody who is author and reviewer at once."""
    return user("both", ("author", "EE", ""), ("reviewer", "EE", ""))


def text(version="one"):
    return {"summary": f"In brief, {version}.", "body": f"<p>The whole answer, {version}.</p>"}


def draft(answer, author, language=SOURCE, version="one", **fields):
    begun = drafting.start_draft(answer, language, author)
    given = {"sources": [a_source()], **text(version), **fields}
    return drafting.save_draft(begun, author, begun.saved_at, **given)


def newest(answer) -> Revision:
    """The source text that is public now, for a translation that renders it."""
    return revisions.published_revision(answer, answer.source_language)


def in_review(answer, author, language=SOURCE, version="one", **fields):
    return drafting.submit(draft(answer, author, language, version, **fields), author)


def publish(answer, cast, language=SOURCE, version="one", **fields):
    """Bring a text through the whole workflow; its publication."""
    revision = in_review(answer, cast.author, language, version, **fields)
    return publishing.publish(revision, cast.reviewer)


def seed(answer, language=SOURCE, version="shipped", **fields):
    given = {"kind": "text", "legal_basis": "", "sources": [a_source()], "checked_on": None, **text(version), **fields}
    return seeds.publish_seed(answer, language, **given)


def publication(answer, language) -> Publication:
    return Publication.objects.get(answer=answer, language=language)


def answers() -> list[dict]:
    return list(Answer.objects.order_by("pk").values())


def everything() -> dict:
    """All that the workflow may write."""
    return stored(
        Answer, Revision, Publication, Change, Revision.sources.through, Answer.sources.through, ContentVersion
    )


class Unchanged:
    """Fails where the block leaves anything written."""

    def __enter__(self):
        self.before = everything()

    def __exit__(self, kind, error, traceback):
        if error is None:
            assert everything() == self.before


nothing_is_written = Unchanged


# Who may write


@pytest.mark.parametrize("language", [SOURCE, TRANSLATION], ids=["source text", "translation"])
@pytest.mark.parametrize("assigned", ["", "same", "fi"], ids=["every language", "this language", "another language"])
@pytest.mark.parametrize("code", ["EE", "LV"], ids=["own country", "another country"])
@pytest.mark.parametrize("role", Assignment.Role.values)
def test_a_text_is_written_by_those_who_are_assigned_to_it(answer, user, role, code, assigned, language):
    person = user("person", (role, code, language if assigned == "same" else assigned))
    roles = {"author"} if language == SOURCE else {"author", "translator"}
    if role in roles and code == "EE" and assigned != "fi":
        assert drafting.start_draft(answer, language, person).author == person
    else:
        with nothing_is_written(), pytest.raises(NotAllowed):
            drafting.start_draft(answer, language, person)


@pytest.mark.parametrize("assigned", ["", "same", "fi"], ids=["every language", "this language", "another language"])
@pytest.mark.parametrize("code", ["EE", "LV"], ids=["own country", "another country"])
@pytest.mark.parametrize("role", Assignment.Role.values)
def test_a_text_is_published_by_those_who_review_it(answer, cast, user, role, code, assigned):
    revision = in_review(answer, cast.author, TRANSLATION)
    person = user("person", (role, code, TRANSLATION if assigned == "same" else assigned))
    if role == "reviewer" and code == "EE" and assigned != "fi":
        assert publishing.publish(revision, person).revision == revision
    else:
        with nothing_is_written(), pytest.raises(NotAllowed):
            publishing.publish(revision, person)


ACTS = {
    "save": (lambda a, who: drafting.save_draft(d := a.drafted, who, d.saved_at, **text("two")), "author"),
    "submit": (lambda a, who: drafting.submit(a.drafted, who), "author"),
    "send back": (lambda a, who: publishing.send_back(a.submitted, who, "Say more."), "reviewer"),
    "publish": (lambda a, who: publishing.publish(a.submitted, who), "reviewer"),
    "withdraw": (lambda a, who: publishing.withdraw(a, SOURCE, who, "It is wrong."), "reviewer"),
    "check": (lambda a, who: publishing.check(a, who), "reviewer"),
    "change the source language": (lambda a, who: publishing.change_source_language(a, "en", who), "manager"),
}


@pytest.fixture
def busy(answer, cast):
    """An answer with something in every stage: Estonian and English public, Estonian in draft, Latvian in review."""
    publish(answer, cast)
    publish(answer, cast, "en")
    answer.drafted = draft(answer, cast.author, version="two")
    answer.submitted = in_review(answer, cast.author, TRANSLATION)
    return answer


@pytest.mark.parametrize("role", Assignment.Role.values)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_for_its_own_role(busy, user, act, role):
    do, allowed = ACTS[act]
    person = user("person", (role, "EE", ""))
    if role == allowed:
        assert do(busy, person)
    else:
        with nothing_is_written(), pytest.raises(NotAllowed):
            do(busy, person)


@pytest.mark.parametrize("act", ACTS)
def test_no_role_counts_in_another_country(busy, user, act):
    person = user("person", *[(role, "LV", "") for role in Assignment.Role.values])
    with nothing_is_written(), pytest.raises(NotAllowed):
        ACTS[act][0](busy, person)


@pytest.mark.parametrize("act", ACTS)
def test_a_superuser_may_do_every_act(busy, cast, act):
    assert ACTS[act][0](busy, cast.superuser)


@pytest.mark.parametrize("act", ACTS)
def test_somebody_who_left_may_do_nothing(busy, cast, act):
    cast.superuser.is_active = False
    cast.superuser.save()
    for person in (cast.superuser, AnonymousUser(), None):
        with nothing_is_written(), pytest.raises(NotAllowed):
            ACTS[act][0](busy, person)


def test_a_translator_may_not_save_into_the_source_text(answer, cast):
    revision = draft(answer, cast.author)
    translator = cast.translator
    Assignment.objects.create(user=translator, role="translator", country=answer.country, language=SOURCE)
    with nothing_is_written(), pytest.raises(NotAllowed):
        drafting.save_draft(revision, translator, revision.saved_at, **text("two"))


# Four eyes


def test_a_reviewer_cannot_publish_their_own_text(answer, both):
    revision = in_review(answer, both)
    with nothing_is_written(), pytest.raises(OwnText):
        publishing.publish(revision, both)


def test_a_reviewer_cannot_return_their_own_text(answer, both):
    revision = in_review(answer, both)
    with nothing_is_written(), pytest.raises(OwnText):
        publishing.send_back(revision, both, "No.")


def test_a_superuser_cannot_publish_their_own_text(answer, cast):
    revision = in_review(answer, cast.superuser)
    with nothing_is_written(), pytest.raises(OwnText):
        publishing.publish(revision, cast.superuser)


def test_somebody_else_submitting_a_text_does_not_make_it_theirs(answer, cast, both):
    revision = drafting.submit(draft(answer, both), cast.second_author)
    with pytest.raises(OwnText):
        publishing.publish(revision, both)


def test_who_changed_a_text_last_cannot_publish_it(answer, cast, both):
    revision = draft(answer, cast.author)
    revision = drafting.save_draft(revision, both, revision.saved_at, **text("two"))
    revision = drafting.submit(revision, cast.author)
    with nothing_is_written(), pytest.raises(OwnText):
        publishing.publish(revision, both)


def test_who_wrote_a_text_cannot_publish_it_after_a_second_author_changed_a_word(answer, cast, both):
    revision = draft(answer, both)
    revision = drafting.save_draft(revision, cast.second_author, revision.saved_at, summary="In brief, 1.")
    revision = drafting.submit(revision, cast.second_author)
    with pytest.raises(OwnText):
        publishing.publish(revision, both)


def test_who_wrote_a_text_cannot_publish_it_after_somebody_saved_it_unchanged(answer, cast, both):
    revision = draft(answer, both)
    revision = drafting.save_draft(revision, cast.second_author, revision.saved_at, **text())
    revision = drafting.submit(revision, cast.second_author)
    with pytest.raises(OwnText):
        publishing.publish(revision, both)


def test_a_person_who_wrote_nothing_of_it_publishes_after_two_authors(answer, cast):
    revision = draft(answer, cast.author)
    revision = drafting.save_draft(revision, cast.second_author, revision.saved_at, **text("two"))
    drafting.submit(revision, cast.author)
    assert publishing.publish(revision, cast.reviewer).revision == revision


def _as_it_stands(version, author):
    """The words of a version typed once more."""
    begun = drafting.start_draft(version.answer, version.language, author)
    words = {name: getattr(version, name) for name in ("summary", "body", "legal_basis")}
    return drafting.save_draft(begun, author, begun.saved_at, [a_source()], **words)


def _by_two(version, author):
    """Restored, put away, and restored once more."""
    return drafting.restore(drafting.discard(drafting.restore(version, author), author), author)


@pytest.mark.parametrize("move", [drafting.restore, _as_it_stands, _by_two], ids=["restored", "copied", "twice"])
def test_whose_words_somebody_else_brought_back_cannot_publish_them(answer, cast, both, move):
    put_away = drafting.discard(draft(answer, both), both)
    back = move(put_away, cast.author)
    assert back.author == cast.author
    revision = drafting.submit(back, cast.author)
    with nothing_is_written(), pytest.raises(OwnText):
        publishing.publish(revision, both)
    with pytest.raises(OwnText):
        publishing.send_back(revision, both, "Mine.")
    assert publishing.publish(revision, cast.reviewer).revision == revision


OWN = "You can claim what you lost from whoever harmed you. Ask the court before the trial ends, or sue later."


@pytest.mark.parametrize(
    "copied",
    [
        {"body": f"<p>{OWN.replace('lost', 'have lost')}</p>"},
        {"body": "<ul><li>One.</li><li><strong>You can claim</strong> what you lost from whoever harmed you</li></ul>"},
        {"summary": "Ask the court, before the trial ends – or sue later!"},
        {"legal_basis": OWN},
    ],
    ids=["a word changed", "a sentence in another form", "moved to another field", "all of it there"],
)
def test_whose_words_somebody_else_took_over_and_changed_cannot_publish_them(answer, cast, both, copied):
    drafting.discard(draft(answer, both, body=f"<p>{OWN}</p>"), both)
    revision = draft(answer, cast.author, version="two", **copied)
    assert both in revision.writers.all()
    with pytest.raises(OwnText):
        publishing.publish(drafting.submit(revision, cast.author), both)


def test_what_two_drafts_have_of_one_public_text_makes_neither_the_others(answer, cast, both):
    publish(answer, cast, body=f"<p>{OWN}</p>")
    drafting.discard(draft(answer, both, body=f"<p>{OWN}</p><p>And more.</p>"), both)
    revision = draft(answer, cast.second_author, version="two", body=f"<p>{OWN}</p><p>Or less.</p>")
    assert list(revision.writers.all()) == [cast.second_author]


def test_who_wrote_a_withdrawn_text_cannot_publish_it_when_it_is_restored(answer, cast, both):
    publishing.publish(in_review(answer, both), cast.reviewer)
    withdrawn = publishing.withdraw(answer, SOURCE, cast.reviewer, "Wrong.")
    revision = drafting.submit(drafting.restore(withdrawn, cast.author), cast.author)
    with pytest.raises(OwnText):
        publishing.publish(revision, both)


def test_one_field_of_somebodys_words_makes_a_draft_theirs_too(answer, cast, both):
    put_away = drafting.discard(draft(answer, both), both)
    revision = draft(answer, cast.author, version="two", summary=put_away.summary)
    with pytest.raises(OwnText):
        publishing.publish(drafting.submit(revision, cast.author), both)


def test_words_that_were_reviewed_are_nobodys_in_the_next_version(answer, cast, both):
    publishing.publish(in_review(answer, both), cast.reviewer)
    revision = draft(answer, cast.author, version="two", summary=text()["summary"])
    assert publishing.publish(drafting.submit(revision, cast.author), both).revision == revision


# Sources


def test_a_text_without_a_source_is_neither_handed_in_nor_published(answer, cast):
    revision = draft(answer, cast.author, sources=[])
    with nothing_is_written(), pytest.raises(Unclean, match="names no source"):
        drafting.submit(revision, cast.author)
    revision = drafting.submit(drafting.save_draft(revision, cast.author, revision.saved_at, [a_source()]), cast.author)
    revision.sources.clear()  # the source was deleted meanwhile
    with nothing_is_written(), pytest.raises(Unclean, match="names no source"):
        publishing.publish(revision, cast.reviewer)


def test_a_version_without_a_source_that_is_restored_needs_one(answer, cast):
    put_away = drafting.discard(draft(answer, cast.author, sources=[]), cast.author)
    with pytest.raises(Unclean, match="names no source"):
        drafting.submit(drafting.restore(put_away, cast.author), cast.author)


def test_a_shipped_text_without_a_source_is_refused(answer):
    with nothing_is_written(), pytest.raises(Unclean, match="names no source"):
        seed(answer, sources=[])


def test_a_translation_rests_on_the_sources_of_its_original(answer, cast):
    with pytest.raises(Unclean, match="names no source"):
        in_review(answer, cast.translator, TRANSLATION, sources=[])
    drafting.discard(revisions.open_revision(answer, TRANSLATION), cast.translator)
    publish(answer, cast)
    translated = in_review(answer, cast.translator, TRANSLATION, sources=[])
    assert publishing.publish(translated, cast.reviewer).revision == translated
    assert list(answer.sources.all()) == [a_source()]


def test_a_draft_of_what_became_the_original_has_the_sources_that_are_public(answer, cast):
    publish(answer, cast)
    publish(answer, cast, TRANSLATION)
    other = a_source("EU")
    publish(answer, cast, version="two", sources=[other])
    publishing.change_source_language(answer, TRANSLATION, cast.manager)
    answer.refresh_from_db()
    assert list(drafting.start_draft(answer, TRANSLATION, cast.author).sources.all()) == [other]


# Size


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "<p>" + "".join(f"<em a={n}>" for n in range(2500)) + "</p>" + "<p>x" * 2200},
        {"body": "a" * 200_000},
        {"body": "<ul><li>" * 200},
        {"summary": "a" * 20_000},
        {"legal_basis": "a" * 20_000},
        {"comment": "a" * 20_000},
    ],
)
def test_a_text_that_is_too_much_is_not_kept(answer, cast, fields):
    begun = drafting.start_draft(answer, SOURCE, cast.author)
    with nothing_is_written(), pytest.raises(Unclean):
        drafting.save_draft(begun, cast.author, begun.saved_at, **fields)


def test_a_text_that_is_too_much_is_not_published_however_it_came_to_be_kept(answer, cast):
    revision = in_review(answer, cast.author)
    Revision.objects.filter(pk=revision.pk).update(body="<p>x</p>" * 20_000)
    with nothing_is_written(), pytest.raises(Unclean):
        publishing.publish(revision, cast.reviewer)


def test_a_comment_that_is_too_long_is_refused(answer, cast):
    revision = in_review(answer, cast.author)
    with nothing_is_written(), pytest.raises(Unclean):
        publishing.send_back(revision, cast.reviewer, "a" * 20_000)


# The states


def at_draft(answer, cast):
    return draft(answer, cast.author)


def at_in_review(answer, cast):
    return in_review(answer, cast.author)


def at_returned(answer, cast):
    return publishing.send_back(in_review(answer, cast.author), cast.reviewer, "Say more.")


def at_published(answer, cast):
    return publish(answer, cast).revision


def at_superseded(answer, cast):
    first = publish(answer, cast).revision
    publish(answer, cast, version="two")
    return first


def at_withdrawn(answer, cast):
    publish(answer, cast)
    return publishing.withdraw(answer, SOURCE, cast.reviewer, "It is wrong.")


MOVES = {
    "save": lambda revision, cast: drafting.save_draft(revision, cast.author, revision.saved_at, **text("three")),
    "submit": lambda revision, cast: drafting.submit(revision, cast.author),
    "send back": lambda revision, cast: publishing.send_back(revision, cast.reviewer, "Say more."),
    "publish": lambda revision, cast: publishing.publish(revision, cast.reviewer).revision,
}
LEADS_TO = {
    (at_draft, "save"): "draft",
    (at_returned, "save"): "returned",
    (at_draft, "submit"): "in-review",
    (at_returned, "submit"): "in-review",
    (at_in_review, "send back"): "returned",
    (at_in_review, "publish"): "published",
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("at", [at_draft, at_in_review, at_returned, at_published, at_superseded, at_withdrawn])
def test_a_version_makes_only_the_moves_of_its_state(answer, cast, at, move):
    revision = at(answer, cast)
    revision.refresh_from_db()
    if (at, move) in LEADS_TO:
        MOVES[move](revision, cast)
        revision.refresh_from_db()
        assert revision.state == LEADS_TO[at, move]
    else:
        with nothing_is_written(), pytest.raises(WrongState):
            MOVES[move](revision, cast)


def test_a_page_that_was_opened_before_the_state_changed_cannot_act_on_the_old_one(answer, cast):
    opened = in_review(answer, cast.author)
    publishing.send_back(opened, cast.reviewer, "Say more.")
    assert opened.state == "in-review"
    with nothing_is_written(), pytest.raises(WrongState):
        publishing.publish(opened, cast.reviewer)


def test_the_refusal_names_the_state_that_stands_in_the_way(answer, cast):
    with pytest.raises(WrongState, match="“draft”"):
        publishing.publish(draft(answer, cast.author), cast.reviewer)


def test_a_returned_version_says_why_and_by_whom(answer, cast):
    revision = publishing.send_back(in_review(answer, cast.author), cast.reviewer, "  Say more.\n")
    revision.refresh_from_db()
    assert (revision.comment, revision.reviewer) == ("Say more.", cast.reviewer)


@pytest.mark.parametrize("comment", ["", " \n"])
def test_nothing_is_returned_without_a_comment(answer, cast, comment):
    revision = in_review(answer, cast.author)
    with nothing_is_written(), pytest.raises(Refusal, match="comment"):
        publishing.send_back(revision, cast.reviewer, comment)


def test_a_submitted_version_says_when(answer, cast):
    begin = timezone.now()
    revision = in_review(answer, cast.author)
    revision.refresh_from_db()
    assert begin <= revision.submitted_at <= timezone.now()


# Drafts


def test_an_answer_is_made_once_in_its_countrys_first_language(answer):
    assert drafting.answer_for(answer.country, answer.question) == answer
    malta = drafting.answer_for(Country.objects.get(code="MT"), answer.question)
    assert (answer.source_language, malta.source_language) == ("et", "mt")


def test_a_first_draft_is_empty(answer, cast):
    begun = drafting.start_draft(answer, SOURCE, cast.author)
    assert (begun.summary, begun.body, begun.parent, begun.based_on, begun.number) == ("", "", None, None, 1)


def test_a_draft_begins_from_what_is_public_in_its_language(answer, cast, source):
    first = seed(answer, legal_basis="Code, § 1", sources=[source]).revision
    seed(answer, "en", version="English")
    begun = drafting.start_draft(answer, SOURCE, cast.author)
    assert {"summary": begun.summary, "body": begun.body} == text("shipped")
    assert begun.legal_basis == "Code, § 1"
    assert list(begun.sources.all()) == [source]
    assert (begun.parent, begun.based_on, begun.number) == (first, None, 2)


def test_a_first_translation_is_empty_and_based_on_the_public_source_text(answer, cast, source):
    seed(answer, sources=[source])
    second = publish(answer, cast, version="two").revision
    begun = drafting.start_draft(answer, TRANSLATION, cast.translator)
    assert (begun.body, begun.parent, begun.based_on, begun.origin) == ("", None, second, "translation")


def test_a_translation_of_a_no_is_a_no(answer, cast):
    publish(answer, cast, kind="no-right", body="")
    assert drafting.start_draft(answer, TRANSLATION, cast.translator).kind == "no-right"


def test_a_translation_follows_its_source_text_from_an_answer_to_a_no(answer, cast):
    publish(answer, cast)
    publish(answer, cast, TRANSLATION)
    publish(answer, cast, version="two", kind="no-right", body="")
    revision = in_review(answer, cast.author, TRANSLATION, "two", body="", based_on=newest(answer))
    assert publishing.publish(revision, cast.reviewer).revision.kind == "no-right"


def test_a_translation_cannot_leave_the_answer_out_by_calling_it_a_no(answer, cast):
    publish(answer, cast)
    with pytest.raises(Refusal):
        publish(answer, cast, TRANSLATION, kind="no-right", body="")


def test_versions_are_numbered_by_answer_and_language(answer, cast):
    seed(answer), seed(answer), seed(answer, "en")
    other = drafting.answer_for(answer.country, Question.objects.get(slug="legal-aid"))
    numbers = [drafting.start_draft(a, code, cast.author).number for a, code in [(answer, SOURCE), (answer, "en")]]
    assert [*numbers, drafting.start_draft(other, SOURCE, cast.author).number] == [3, 2, 1]


@pytest.mark.parametrize("at", [at_draft, at_in_review, at_returned])
def test_a_second_open_draft_is_refused_and_the_first_one_shown(answer, cast, at):
    first = at(answer, cast)
    with nothing_is_written(), pytest.raises(Conflict) as refused:
        drafting.start_draft(answer, SOURCE, cast.second_author)
    assert refused.value.theirs == first


def test_two_languages_may_be_drafted_at_once(answer, cast):
    draft(answer, cast.author)
    assert draft(answer, cast.translator, TRANSLATION).state == "draft"


def test_a_save_does_not_overwrite_what_somebody_saved_meanwhile(answer, cast):
    opened = draft(answer, cast.author)
    drafting.save_draft(opened, cast.second_author, opened.saved_at, **text("theirs"))
    with nothing_is_written(), pytest.raises(Conflict) as refused:
        drafting.save_draft(opened, cast.author, opened.saved_at, **text("mine"))
    assert refused.value.theirs.summary == "In brief, theirs."
    assert refused.value.mine["summary"] == "In brief, mine."


def test_a_person_may_save_twice_in_a_row(answer, cast):
    revision = draft(answer, cast.author)
    revision = drafting.save_draft(revision, cast.author, revision.saved_at, summary="In brief, two.")
    revision = drafting.save_draft(revision, cast.author, revision.saved_at, legal_basis="Code, § 1")
    revision.refresh_from_db()
    assert (revision.summary, revision.legal_basis) == ("In brief, two.", "Code, § 1")
    assert revision.body == text()["body"]


def test_a_save_writes_the_sources(answer, cast, source):
    revision = draft(answer, cast.author)
    revision = drafting.save_draft(revision, cast.author, revision.saved_at, sources=[source])
    assert list(revision.sources.all()) == [source]
    revision = drafting.save_draft(revision, cast.author, revision.saved_at, summary="Sources not mentioned.")
    assert list(revision.sources.all()) == [source]
    revision = drafting.save_draft(revision, cast.author, revision.saved_at, sources=[])
    assert not revision.sources.exists()


@pytest.mark.parametrize("field", ["state", "author", "reviewer", "number", "language", "origin", "parent", "answer"])
def test_a_save_writes_nothing_but_the_text(answer, cast, field):
    revision = draft(answer, cast.author)
    with nothing_is_written(), pytest.raises(TypeError, match=field):
        drafting.save_draft(revision, cast.author, revision.saved_at, **{field: getattr(revision, field)})


@pytest.mark.parametrize("which", ["another answer", "another translation", "a draft that the translator may not read"])
def test_a_translation_is_based_on_nothing_but_a_source_text_of_its_answer(answer, cast, which):
    publish(answer, cast)
    other = drafting.answer_for(answer.country, Question.objects.get(slug="legal-aid"))
    based_on = {
        "another answer": lambda: seed(other).revision,
        "another translation": lambda: seed(answer, "fi").revision,
        "a draft that the translator may not read": lambda: draft(answer, cast.author, version="two"),
    }[which]()
    revision = draft(answer, cast.translator, TRANSLATION)
    with nothing_is_written(), pytest.raises((Refusal, ValueError, ValidationError)):
        drafting.save_draft(revision, cast.translator, revision.saved_at, based_on=based_on)


# Cleaning, and what may not be published


def test_a_draft_is_cleaned_when_it_is_saved(answer, cast):
    revision = draft(answer, cast.author, body="<h1>Ask</h1><p onclick='x()'>Now<script>x()</script></p>")
    revision.refresh_from_db()
    assert revision.body == "<h2>Ask</h2><p>Now</p>"


def test_a_text_is_cleaned_when_it_is_published_whoever_wrote_it(answer, cast):
    revision = in_review(answer, cast.author)
    Revision.objects.filter(pk=revision.pk).update(body="<p onclick='x()'>Now<script>x()</script></p>")
    publishing.publish(revision, cast.reviewer)
    answer.refresh_from_db()
    revision.refresh_from_db()
    assert (answer.body_et, revision.body) == ("<p>Now</p>", "<p>Now</p>")


def test_a_shipped_text_is_cleaned(answer):
    shipped = seed(answer, body="<p>Now<script>x()</script></p>").revision
    answer.refresh_from_db()
    shipped.refresh_from_db()
    assert (answer.body_et, shipped.body) == ("<p>Now</p>", "<p>Now</p>")


UNCLEAN = {
    "empty-summary": {"summary": " "},
    "empty-body": {"body": "<p> &nbsp; <br></p>"},
    "long-summary": {"summary": "word " * 61},
    "markup-in-summary": {"summary": "<b>Yes.</b>"},
    "placeholder": {"body": "<p>(Please delete when inserting data) Ask.</p>"},
    "encoding": {"summary": "You get the dÃ©cision."},
    "telephone": {"body": "<p>Call +371 80001801.</p>"},
    "link-address": {"body": '<p><a href="javascript:x()">The decision</a></p>'},
    "link-text": {"body": '<p><a href="https://example.eu/">click here</a></p>'},
    "unknown-target": {"body": '<p><a href="question:nothing">The question</a></p>'},
}


@pytest.mark.parametrize("kind", UNCLEAN)
def test_an_unclean_text_is_not_submitted(answer, cast, kind):
    revision = draft(answer, cast.author, **UNCLEAN[kind])
    with nothing_is_written(), pytest.raises(Unclean) as refused:
        drafting.submit(revision, cast.author)
    assert [problem.kind for problem in refused.value.problems] == [kind]
    assert str(refused.value) == str(refused.value.problems[0])


@pytest.mark.parametrize("kind", UNCLEAN)
def test_an_unclean_text_is_not_published(answer, cast, kind):
    publish(answer, cast)
    revision = in_review(answer, cast.author, version="two")
    Revision.objects.filter(pk=revision.pk).update(**UNCLEAN[kind])
    with nothing_is_written(), pytest.raises(Unclean) as refused:
        publishing.publish(revision, cast.reviewer)
    assert [problem.kind for problem in refused.value.problems] == [kind]


@pytest.mark.parametrize("kind", UNCLEAN)
def test_an_unclean_text_is_not_shipped(answer, kind):
    seed(answer)
    with nothing_is_written(), pytest.raises(Unclean) as refused:
        seed(answer, **UNCLEAN[kind])
    assert [problem.kind for problem in refused.value.problems] == [kind]


@pytest.mark.parametrize(
    "legal_basis",
    ["TODO", "Code of Criminal Procedure\n(please delete when inserting data)", "CÃ³digo penal"],
)
def test_an_unclean_legal_basis_is_not_published(answer, cast, legal_basis):
    with pytest.raises(Unclean):
        in_review(answer, cast.author, legal_basis=legal_basis)


def test_every_problem_of_a_text_is_named_at_once(answer, cast):
    revision = draft(answer, cast.author, **UNCLEAN["empty-summary"], **UNCLEAN["telephone"])
    with pytest.raises(Unclean) as refused:
        drafting.submit(revision, cast.author)
    assert {problem.kind for problem in refused.value.problems} == {"empty-summary", "telephone"}


@pytest.fixture
def targets(reference, source):
    """A service and a help line of Estonia and of Latvia, and one help line of the Union."""
    for code in ("EE", "LV"):
        country = Country.objects.get(code=code)
        SupportService.objects.create(
            country=country, slug=f"police-{code.lower()}", kind="police", name_en="Police", source=source
        )
        number = {"EE": "+372111", "LV": "+371222"}[code]
        HelpLine.objects.create(country=country, number=number, name_en="Line", source=source)
    HelpLine.objects.create(country=Country.objects.get(code="EU"), number="112", name_en="Emergency", source=source)


@pytest.mark.parametrize("link", ["question:legal-aid", "service:police-ee", "help-line:+372111", "help-line:112"])
def test_a_link_to_what_exists_is_published(answer, cast, targets, link):
    assert publish(answer, cast, body=f'<p><a href="{link}">Help for you</a></p>')


@pytest.mark.parametrize(
    "link",
    [
        "question:nothing",
        "service:nothing",
        "service:police-lv",
        "help-line:999",
        "help-line:+371222",
        "question:",
    ],
)
def test_a_link_to_what_does_not_exist_here_is_refused_and_named(answer, cast, targets, link):
    revision = draft(answer, cast.author, body=f'<p><a href="{link}">Help for you</a></p>')
    with nothing_is_written(), pytest.raises(Unclean, match=link.replace("+", r"\+")):
        drafting.submit(revision, cast.author)


@pytest.mark.parametrize("link", ["Question:nothing", "SERVICE:nothing", " question:nothing"])
def test_a_link_that_leads_nowhere_is_refused_however_it_is_typed(answer, cast, link):
    revision = draft(answer, cast.author, body=f'<p><a href="{link}">Help for you</a></p>')
    with pytest.raises(Unclean):
        drafting.submit(revision, cast.author)


# Publishing


def test_a_draft_becomes_public(answer, cast, client):
    begun = drafting.start_draft(answer, SOURCE, cast.author)
    drafting.save_draft(begun, cast.author, begun.saved_at, [a_source()], summary="Yes.", body="<p>Ask.</p>")
    drafting.submit(begun, cast.author)
    publishing.publish(begun, cast.reviewer)
    assert Publication.objects.get().revision_id == begun.pk
    assert b"Ask." in client.get("/et/estonia/compensation/damages/").content


def test_a_publication_says_what_is_public_since_when_and_where_it_comes_from(answer, cast):
    begin = timezone.now()
    first = publish(answer, cast, version="one")
    found = Publication.objects.get()
    assert (found.answer, found.language, found.revision) == (answer, SOURCE, first.revision)
    assert (found.origin, found.outdated_since) == ("written", None)
    assert begin <= found.since <= timezone.now()
    revision = Revision.objects.get()
    assert (revision.state, revision.reviewer, revision.published_at) == (
        "published",
        cast.reviewer,
        found.since,
    )


def test_the_public_columns_are_those_of_the_version(answer, cast):
    publish(answer, cast, legal_basis="Code, § 1")
    answer.refresh_from_db()
    assert {"summary": answer.summary_et, "body": answer.body_et} == text()
    assert answer.legal_basis_et == "Code, § 1"
    assert not answer.summary_en
    assert not answer.body_lv


def test_a_draft_changes_nothing_that_is_public(answer, cast):
    publish(answer, cast)
    before = Answer.objects.values().get(pk=answer.pk)
    in_review(answer, cast.author, version="two", kind="no-right", legal_basis="Code")
    assert Answer.objects.values().get(pk=answer.pk) == before


def test_a_published_version_is_superseded_by_the_next(answer, cast):
    first = publish(answer, cast).revision
    second = publish(answer, cast, version="two").revision
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "published")
    assert first.ended_at == second.published_at
    assert {"summary": first.summary, "body": first.body} == text("one")
    assert Publication.objects.get().revision == second
    answer.refresh_from_db()
    assert answer.summary_et == "In brief, two."


def test_publishing_one_language_leaves_the_others_public(answer, cast):
    publish(answer, cast)
    publish(answer, cast, TRANSLATION)
    assert {p.language for p in Publication.objects.all()} == {SOURCE, TRANSLATION}
    answer.refresh_from_db()
    assert answer.summary_et == "In brief, one."


def test_the_kind_and_the_sources_of_an_answer_come_with_its_source_text(answer, cast, source):
    revision = draft(answer, cast.author, kind="no-right", body="")
    revision = drafting.save_draft(revision, cast.author, revision.saved_at, sources=[source])
    publishing.publish(drafting.submit(revision, cast.author), cast.reviewer)
    answer.refresh_from_db()
    assert answer.kind == "no-right"
    assert list(answer.sources.all()) == [source]


def test_a_translation_changes_neither_the_kind_nor_the_sources_of_an_answer(answer, cast, source):
    other = Source.objects.create(slug="other", title_en="Another", publisher="X", language="en")
    seed(answer, sources=[source], kind="no-right", body="")
    seed(answer, TRANSLATION, sources=[other], kind="text")
    answer.refresh_from_db()
    assert answer.kind == "no-right"
    assert list(answer.sources.all()) == [source]


@pytest.fixture
def _meanwhile():
    """While an answer is being saved, somebody else's German and English texts arrive in the database."""

    def arrive(sender, instance, **kwargs):
        Answer.objects.filter(pk=instance.pk).update(body_de="Inzwischen", summary_en="Meanwhile")

    pre_save.connect(arrive, sender=Answer)
    yield
    pre_save.disconnect(arrive, sender=Answer)


@pytest.mark.parametrize(
    "act",
    [
        lambda answer, cast: publishing.publish(Revision.objects.get(state="in-review"), cast.reviewer),
        lambda answer, cast: seed(answer, version="again"),
        lambda answer, cast: seed(answer, "fi"),
        lambda answer, cast: publishing.withdraw(answer, SOURCE, cast.reviewer, "It is wrong."),
        lambda answer, cast: publishing.check(answer, cast.reviewer),
        lambda answer, cast: publishing.change_source_language(answer, "fr", cast.manager),
    ],
    ids=[
        "publish",
        "ship a source text",
        "ship a translation",
        "withdraw",
        "check",
        "change the source language",
    ],
)
def test_another_languages_text_that_arrives_meanwhile_survives(answer, cast, request, act):
    seed(answer), seed(answer, "fr")
    in_review(answer, cast.translator, TRANSLATION)
    request.getfixturevalue("_meanwhile")
    act(answer, cast)
    answer.refresh_from_db()
    assert (answer.body_de, answer.summary_en) == ("Inzwischen", "Meanwhile")


def test_a_text_begun_from_an_older_version_is_not_published_and_both_are_shown(answer, cast):
    seed(answer)
    mine = in_review(answer, cast.author, version="mine")
    theirs = seed(answer, version="theirs").revision
    with nothing_is_written(), pytest.raises(Conflict) as refused:
        publishing.publish(mine, cast.reviewer)
    assert (refused.value.theirs, refused.value.mine) == (theirs, mine)
    assert (refused.value.theirs.summary, refused.value.mine.summary) == (
        "In brief, theirs.",
        "In brief, mine.",
    )


def test_a_first_text_conflicts_with_one_that_was_published_meanwhile(answer, cast):
    mine = in_review(answer, cast.author)
    theirs = seed(answer).revision
    with nothing_is_written(), pytest.raises(Conflict) as refused:
        publishing.publish(mine, cast.reviewer)
    assert refused.value.theirs == theirs


def test_a_text_conflicts_where_its_parent_was_withdrawn(answer, cast):
    publish(answer, cast)
    mine = in_review(answer, cast.author, version="mine")
    publishing.withdraw(answer, SOURCE, cast.reviewer, "It is wrong.")
    with nothing_is_written(), pytest.raises(Conflict) as refused:
        publishing.publish(mine, cast.reviewer)
    assert (refused.value.theirs, refused.value.mine) == (None, mine)


def test_a_conflict_can_be_resolved_by_its_author(answer, cast):
    """The draft is the only open one: were there no way out, this text could never be changed again."""
    seed(answer)
    mine = in_review(answer, cast.author, version="mine")
    seed(answer, version="theirs")
    mine = publishing.send_back(mine, cast.reviewer, "A newer text was published: see what of it you keep.")
    mine = drafting.save_draft(mine, cast.author, mine.saved_at, **text("both"))
    publishing.publish(drafting.submit(mine, cast.author), cast.reviewer)
    answer.refresh_from_db()
    assert answer.summary_et == "In brief, both."


def test_a_conflict_of_one_language_is_none_of_another(answer, cast):
    seed(answer)
    mine = in_review(answer, cast.translator, TRANSLATION)
    seed(answer, "en")
    assert publishing.publish(mine, cast.reviewer)


# Outdated translations: a fact


@pytest.fixture
def translated(answer, cast):
    """An answer with its source text and two translations of it, none outdated."""
    publish(answer, cast)
    publish(answer, cast, TRANSLATION)
    publish(answer, cast, "en")
    return answer


def outdated(answer) -> set[str]:
    return set(answer.publications.exclude(outdated_since=None).values_list("language", flat=True))


def test_a_fresh_translation_is_not_outdated(translated):
    assert outdated(translated) == set()


def test_a_substantive_change_outdates_every_translation_and_not_itself(translated, cast):
    second = publish(translated, cast, version="two", significance="substantive")
    assert outdated(translated) == {TRANSLATION, "en"}
    assert publication(translated, TRANSLATION).outdated_since == second.since


def test_a_minor_change_outdates_nothing(translated, cast):
    publish(translated, cast, version="two", significance="minor")
    assert outdated(translated) == set()


def test_a_minor_change_after_a_substantive_one_clears_nothing(translated, cast):
    publish(translated, cast, version="two")
    publish(translated, cast, version="three", significance="minor")
    assert outdated(translated) == {TRANSLATION, "en"}


def test_a_translation_is_outdated_since_the_first_change_that_it_lacks(translated, cast):
    second = publish(translated, cast, version="two")
    publish(translated, cast, version="three")
    assert publication(translated, TRANSLATION).outdated_since == second.since


def test_a_change_of_a_translation_outdates_nothing(translated, cast):
    publish(translated, cast, TRANSLATION, version="two")
    assert outdated(translated) == set()


def test_a_translation_that_is_updated_is_no_longer_outdated(translated, cast):
    publish(translated, cast, version="two")
    publish(translated, cast, TRANSLATION, version="two", based_on=newest(translated))
    assert outdated(translated) == {"en"}


def test_a_translation_that_the_source_text_overtook_while_it_was_written_is_outdated_at_once(translated, cast):
    revision = in_review(translated, cast.translator, TRANSLATION, "of one")
    second = publish(translated, cast, version="two")
    publish(translated, cast, version="three")
    assert publishing.publish(revision, cast.reviewer, confirmed=True).outdated_since == second.since


def test_a_minor_change_while_a_translation_is_written_does_not_outdate_it(translated, cast):
    revision = in_review(translated, cast.translator, TRANSLATION, "of one")
    publish(translated, cast, version="two", significance="minor")
    assert publishing.publish(revision, cast.reviewer).outdated_since is None


def test_a_translator_who_took_the_newer_source_text_in_says_so(translated, cast):
    begun = draft(translated, cast.translator, TRANSLATION, "of one")
    second = publish(translated, cast, version="two").revision
    begun = drafting.save_draft(begun, cast.translator, begun.saved_at, **text("of two"), based_on=second)
    publishing.publish(drafting.submit(begun, cast.translator), cast.reviewer)
    assert outdated(translated) == {"en"}


def test_a_translation_made_ahead_of_the_source_text_is_not_outdated_by_it(translated, cast):
    coming = in_review(translated, cast.author, version="two")
    begun = draft(translated, cast.author, TRANSLATION, "of two", based_on=coming)
    publishing.publish(drafting.submit(begun, cast.author), cast.reviewer)
    publishing.publish(coming, cast.reviewer)
    assert outdated(translated) == {"en"}


def test_a_source_version_that_was_never_published_outdates_nothing(translated, cast):
    in_review(translated, cast.author, version="two")
    publish(translated, cast, TRANSLATION, version="again")
    assert outdated(translated) == set()


def test_a_translation_that_was_there_before_any_source_text_is_outdated_by_the_first(answer, cast):
    publish(answer, cast, TRANSLATION)
    assert outdated(answer) == set()
    publish(answer, cast)
    assert outdated(answer) == {TRANSLATION}


def test_whether_a_translation_is_outdated_does_not_come_from_the_clock(translated, cast):
    Revision.objects.filter(language=TRANSLATION).update(published_at=timezone.now() + datetime.timedelta(days=9))
    Publication.objects.filter(language=TRANSLATION).update(since=timezone.now() + datetime.timedelta(days=9))
    publish(translated, cast, version="two")
    assert outdated(translated) == {TRANSLATION, "en"}


# Withdrawing


def test_a_withdrawn_text_is_public_no_more_and_its_history_stays(translated, cast):
    begin = timezone.now()
    withdrawn = publishing.withdraw(translated, TRANSLATION, cast.reviewer, " It is wrong. ")
    translated.refresh_from_db()
    assert (translated.summary_lv, translated.body_lv, translated.legal_basis_lv) == ("", "", "")
    assert not translated.publications.filter(language=TRANSLATION).exists()
    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.comment, withdrawn.reviewer) == (
        "withdrawn",
        "It is wrong.",
        cast.reviewer,
    )
    assert {"summary": withdrawn.summary, "body": withdrawn.body} == text()
    assert begin <= withdrawn.ended_at <= timezone.now()


def test_the_translations_of_a_withdrawn_source_text_stay_public(translated, cast):
    publishing.withdraw(translated, SOURCE, cast.reviewer, "It is wrong.")
    translated.refresh_from_db()
    assert (translated.summary_et, translated.summary_lv) == ("", "In brief, one.")
    assert {p.language for p in translated.publications.all()} == {TRANSLATION, "en"}


@pytest.mark.parametrize("comment", ["", " \t"])
def test_nothing_is_withdrawn_without_a_comment(translated, cast, comment):
    with nothing_is_written(), pytest.raises(Refusal, match="comment"):
        publishing.withdraw(translated, SOURCE, cast.reviewer, comment)


def test_what_is_not_published_cannot_be_withdrawn(translated, cast):
    draft(translated, cast.author, "fi")
    with nothing_is_written(), pytest.raises(WrongState):
        publishing.withdraw(translated, "fi", cast.reviewer, "It is wrong.")


def test_a_withdrawn_text_can_be_followed_by_a_new_one(answer, cast):
    publish(answer, cast)
    publishing.withdraw(answer, SOURCE, cast.reviewer, "It is wrong.")
    begun = drafting.start_draft(answer, SOURCE, cast.author)
    assert (begun.number, begun.parent, begun.body) == (2, None, "")
    begun = drafting.save_draft(begun, cast.author, begun.saved_at, [a_source()], **text("two"))
    publishing.publish(drafting.submit(begun, cast.author), cast.reviewer)
    assert [r.state for r in Revision.objects.order_by("number")] == ["withdrawn", "published"]


# The source language


def test_changing_the_source_language_changes_nothing_else(translated, cast):
    before, texts = answers(), stored(Revision, Publication)
    publishing.change_source_language(translated, TRANSLATION, cast.manager)
    after = answers()
    assert after[0].pop("source_language") == TRANSLATION
    assert after[0].pop("source_base_id") == publication(translated, TRANSLATION).revision_id
    del before[0]["source_language"], before[0]["source_base_id"]
    assert after == before
    assert stored(Revision, Publication) == texts


def test_a_language_that_is_not_published_does_not_become_the_source(translated, cast):
    draft(translated, cast.author, "fi")
    with nothing_is_written(), pytest.raises(WrongState):
        publishing.change_source_language(translated, "fi", cast.manager)


def test_after_a_change_of_source_language_the_new_one_is_what_translations_are_made_from(translated, cast):
    publishing.change_source_language(translated, "en", cast.manager)
    english = publication(translated, "en").revision
    assert drafting.start_draft(translated, TRANSLATION, cast.translator).based_on == english
    publish(translated, cast, "en", version="two")
    assert outdated(translated) == {SOURCE, TRANSLATION}


def test_a_source_text_is_not_an_outdated_translation_of_what_it_replaced(translated, cast):
    publish(translated, cast, version="two")
    publishing.change_source_language(translated, "en", cast.manager)
    assert "en" not in outdated(translated)


def test_versions_of_two_source_languages_are_not_compared_by_their_numbers(answer, cast):
    for version in ("one", "two", "three"):
        publish(answer, cast, version=version)
    publish(answer, cast, "en")
    revision = in_review(answer, cast.translator, TRANSLATION, "of three")
    publishing.change_source_language(answer, "en", cast.manager)
    newer = publish(answer, cast, "en", version="two")
    assert publishing.publish(revision, cast.reviewer, confirmed=True).outdated_since == newer.since


# Checking


def test_a_check_moves_the_date_and_nothing_else(translated, cast):
    on = TODAY() - datetime.timedelta(days=3)
    before, texts = answers(), stored(Revision, Publication)
    publishing.check(translated, cast.reviewer, on)
    after = answers()
    translated.refresh_from_db()
    assert (translated.checked_on, translated.review_due) == (on, on + datetime.timedelta(days=365))
    for row in (before[0], after[0]):
        del row["checked_on"], row["review_due"]
    assert after == before
    assert stored(Revision, Publication) == texts


def test_a_check_is_of_today_where_nothing_else_is_said(answer, cast):
    seed(answer, checked_on=datetime.date(2020, 1, 1))
    assert publishing.check(answer, cast.reviewer).checked_on == timezone.localdate()


def test_a_check_does_not_lie_in_the_future(answer, cast):
    seed(answer)
    with nothing_is_written(), pytest.raises(Refusal, match="future"):
        publishing.check(answer, cast.reviewer, timezone.localdate() + datetime.timedelta(days=1))


def test_what_is_not_published_cannot_be_checked(answer, cast):
    in_review(answer, cast.author)
    with nothing_is_written(), pytest.raises(WrongState):
        publishing.check(answer, cast.reviewer)


def test_a_check_is_for_reviewers_of_the_source_language(answer, cast, user):
    seed(answer)
    with nothing_is_written(), pytest.raises(NotAllowed):
        publishing.check(answer, user("latvian", ("reviewer", "EE", TRANSLATION)))


def test_publishing_a_source_text_is_a_check_of_it(answer, cast):
    seed(answer, checked_on=datetime.date(2020, 1, 1))
    publish(answer, cast, version="two")
    answer.refresh_from_db()
    assert answer.checked_on == timezone.localdate()
    assert answer.review_due == timezone.localdate() + datetime.timedelta(days=365)


def test_publishing_a_translation_checks_no_law(answer, cast):
    seed(answer, checked_on=datetime.date(2020, 1, 1))
    publish(answer, cast, TRANSLATION)
    answer.refresh_from_db()
    assert (answer.checked_on, answer.review_due) == (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))


# Shipped content


def test_a_shipped_source_text_says_that_it_came_with_the_portal(answer):
    shipped = seed(answer)
    assert (shipped.origin, shipped.revision.origin, shipped.revision.author) == ("seed", "seed", None)


def test_a_shipped_translation_says_that_nobody_reviewed_it(answer):
    source_text = seed(answer).revision
    shipped = seed(answer, TRANSLATION)
    assert (shipped.origin, shipped.revision.based_on) == ("unreviewed-translation", source_text)
    assert shipped.outdated_since is None


def test_a_reviewed_text_no_longer_says_that_it_was_shipped(answer, cast):
    seed(answer), seed(answer, TRANSLATION)
    publish(answer, cast, version="two")
    publish(answer, cast, TRANSLATION, version="two", based_on=newest(answer))
    assert publication(answer, SOURCE).origin == "written"
    assert publication(answer, TRANSLATION).origin == "translation"


def test_a_shipped_source_text_brings_the_date_of_its_check(answer):
    seed(answer, checked_on=datetime.date(2026, 1, 2))
    answer.refresh_from_db()
    assert (answer.checked_on, answer.review_due) == (datetime.date(2026, 1, 2), datetime.date(2027, 1, 2))
    seed(answer, checked_on=None)
    answer.refresh_from_db()
    assert (answer.checked_on, answer.review_due) == (None, None)


def test_what_nobody_has_checked_is_due_a_year_after_the_oldest_of_its_sources(answer):
    days = [datetime.date(2024, 1, 2), datetime.date(2020, 9, 23), None]
    sources = [
        Source.objects.create(slug=f"ee-{number}", title_en="A page", publisher="A court", language="et", date=day)
        for number, day in enumerate(days)
    ]
    seed(answer, sources=sources)
    answer.refresh_from_db()
    assert (answer.checked_on, answer.review_due) == (None, datetime.date(2021, 9, 23))


def test_a_shipped_translation_leaves_the_date_of_the_check(answer):
    seed(answer, checked_on=datetime.date(2026, 1, 2))
    seed(answer, TRANSLATION, checked_on=datetime.date(2026, 6, 1))
    answer.refresh_from_db()
    assert answer.checked_on == datetime.date(2026, 1, 2)


def test_a_newer_shipped_text_supersedes_the_older_and_outdates_its_translations(answer):
    first = seed(answer).revision
    seed(answer, TRANSLATION)
    seed(answer, version="newer")
    first.refresh_from_db()
    assert first.state == "superseded"
    assert outdated(answer) == {TRANSLATION}
    seed(answer, TRANSLATION, version="newer")
    assert outdated(answer) == set()


def test_shipping_leaves_the_open_draft_of_an_editor_as_it_is(answer, cast, source):
    seed(answer, sources=[source])
    mine = draft(answer, cast.author, version="mine")
    before, cited = Revision.objects.values().get(pk=mine.pk), list(mine.sources.all())
    seed(answer, version="newer")
    assert Revision.objects.values().get(pk=mine.pk) == before
    assert list(mine.sources.all()) == cited != []
    with pytest.raises(Conflict):
        publishing.publish(drafting.submit(mine, cast.author), cast.reviewer)


# The content version, and all or nothing


@pytest.mark.parametrize("act", ["publish", "withdraw", "check", "change the source language"])
def test_every_act_of_publication_raises_the_content_version(busy, cast, act):
    before = ContentVersion.current()
    ACTS[act][0](busy, cast.superuser)
    assert ContentVersion.current() == before + 1


@pytest.mark.parametrize("language", [SOURCE, TRANSLATION])
def test_shipping_a_text_raises_the_content_version(answer, language):
    before = ContentVersion.current()
    seed(answer, language)
    assert ContentVersion.current() == before + 1


@pytest.mark.parametrize("act", ["save", "submit", "send back"])
def test_an_act_that_nobody_sees_leaves_the_content_version(busy, cast, act):
    before = ContentVersion.current()
    ACTS[act][0](busy, cast.superuser)
    assert ContentVersion.current() == before


class Broken(Exception):
    pass


class BreaksAt:
    """Every statement that writes a row of a model breaks, once it has written it."""

    def __init__(self, model):
        table = f'"{model._meta.db_table}"'
        self.written = (f"INSERT INTO {table}", f"UPDATE {table}", f"DELETE FROM {table}")

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith(self.written):
            raise Broken
        return result


@pytest.mark.parametrize("fails_at", [Answer, Revision, Publication, SearchEntry, ContentVersion])
@pytest.mark.parametrize("act", ["publish", "ship", "withdraw", "check", "change the source language"])
def test_an_act_that_breaks_half_way_leaves_nothing_written(busy, cast, act, fails_at):
    """Wherever it breaks: at the last of all, or as one of the rows has just been written."""
    do = (lambda: seed(busy, version="two")) if act == "ship" else lambda: ACTS[act][0](busy, cast.superuser)
    before = everything()
    try:
        with connection.execute_wrapper(BreaksAt(fails_at)):
            do()
    except Broken:
        assert everything() == before
    else:
        assert (act, fails_at) in WRITES_NO_SUCH_ROW


WRITES_NO_SUCH_ROW = {
    ("check", Revision),
    ("check", Publication),
    ("change the source language", Revision),
    *((act, SearchEntry) for act in ("check", "change the source language")),
}


# Short records


@pytest.fixture
def line(reference, source):
    return HelpLine.objects.create(
        country=Country.objects.get(code="EE"),
        number="116006",
        name_en="Victim support",
        name_lv="Palīdzība",
        source=source,
        operates=None,
    )


def test_a_change_notes_only_what_changed_before_and_after(line, cast):
    before = records.snapshot(line)
    line.operates, line.checked_on = True, datetime.date(2026, 5, 4)
    line.save()
    change = records.record_change(line, cast.manager, before)
    change.refresh_from_db()
    assert change.before == {"checked_on": None, "operates": None}
    assert change.after == {"checked_on": "2026-05-04", "operates": True}
    assert (change.author, change.record) == (cast.manager, f"countries.helpline:{line.pk}")
    assert abs(timezone.now() - change.at) < datetime.timedelta(minutes=1)


@pytest.mark.parametrize("language", ["en", "lv"])
def test_a_change_of_one_languages_name_notes_that_name_alone(line, cast, language):
    before = records.snapshot(line)
    setattr(line, f"name_{language}", "New name")
    line.save()
    change = records.record_change(line, cast.manager, before)
    assert change.after == {f"name_{language}": "New name"}


def test_the_language_of_the_reader_is_no_change(line, cast):
    before = records.snapshot(line)
    with translation.override("lv"):
        assert records.record_change(line, cast.manager, before) is None


def test_a_new_record_is_noted_whole(line, cast):
    change = records.record_change(line, cast.manager)
    assert change.before == {}
    assert change.after["number"] == "116006"
    assert change.after["name_lv"] == "Palīdzība"


def test_nothing_is_noted_where_nothing_changed(line, cast):
    before = records.snapshot(line)
    line.save()
    with nothing_is_written():
        assert records.record_change(line, cast.manager, before) is None


def test_a_change_raises_the_content_version(line, cast):
    before, version = records.snapshot(line), ContentVersion.current()
    line.hours = "Day and night"
    line.save()
    records.record_change(line, cast.manager, before)
    assert ContentVersion.current() == version + 1


def test_a_change_of_a_list_of_other_records_is_noted(reference, cast):
    instrument = Instrument.objects.get(slug="2012-29")
    denmark, ireland = Country.objects.get(code="DK"), Country.objects.get(code="IE")
    before = records.snapshot(instrument)
    instrument.not_binding.add(ireland)
    change = records.record_change(instrument, cast.manager, before)
    assert change.before == {"not_binding": [denmark.pk]}
    assert set(change.after["not_binding"]) == {denmark.pk, ireland.pk}


def test_the_history_of_a_deleted_record_is_found_by_its_key(line, cast):
    before, key = records.snapshot(line), line.pk
    line.delete()
    change = records.record_change(line, cast.manager, before)
    assert (change.before["number"], change.after) == ("116006", {})
    assert change.record == f"countries.helpline:{key}"
