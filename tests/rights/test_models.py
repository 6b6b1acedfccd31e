"""Addresses that are promises, and what the database itself does not let happen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from countries.models import ContentVersion, Country, RetiredSlug
from countries.reserved_slugs import RESERVED_SLUGS
from rights.models import Answer, Assignment, Publication, Question, QuestionGroup, Revision, Section

pytestmark = pytest.mark.django_db


def country(slug):
    place = Country.objects.count() + 1
    code = f"Q{chr(64 + place)}"
    return Country(code=code, iso_code=code, slug=slug, name_en=slug, native_name=slug, position=place)


def section(slug):
    return Section(slug=slug, title_en=slug, position=Section.objects.count() + 1)


def question(slug):
    home = Section.objects.first() or section("home")
    home.save()
    place = Question.objects.count() + 1
    return Question(slug=slug, section=home, title_en=slug, short_en=slug, asks=slug, position=place)


MAKERS = {"country": country, "section": section, "question": question}


def make(kind, slug):
    record = MAKERS[kind](slug)
    record.save()
    return record


def rename(record, slug):
    record.slug = slug
    record.save()


def leads_to(kind, slug):
    """The record that a slug leads to, now or by a redirect."""
    model = {"country": Country, "section": Section, "question": Question}[kind]
    retired = RetiredSlug.objects.filter(kind=kind, slug=slug).values("successor")
    return model.objects.filter(slug=slug).first() or model.objects.filter(pk__in=retired).first()


every_kind = pytest.mark.parametrize("kind", MAKERS)


# Reserved slugs


@pytest.mark.parametrize(("kind", "slug"), [(kind, slug) for kind in MAKERS for slug in sorted(RESERVED_SLUGS[kind])])
def test_a_reserved_slug_is_refused_whoever_saves_it(kind, slug):
    record = MAKERS[kind](slug)
    with pytest.raises(ValidationError, match=slug):
        record.save()
    assert leads_to(kind, slug) is None


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        *[("country", slug) for slug in ("compare", "search", "help-lines", "glossary", "about", "safety", "privacy")],
        *[("country", slug) for slug in ("accessibility", "for-other-sites", "go", "api", "embed", "feeds", "oembed")],
        *[("country", slug) for slug in ("admin", "healthz", "static", "en", "mt", "lv")],
        *[("section", slug) for slug in ("services", "deadlines", "estimate", "questions", "indicators", "across")],
        ("question", "history"),
    ],
)
def test_the_portals_own_addresses_are_reserved(kind, slug):
    with pytest.raises(ValidationError):
        make(kind, slug)


@every_kind
def test_a_record_cannot_be_renamed_to_a_reserved_slug(kind):
    record = make(kind, "first")
    with pytest.raises(ValidationError):
        rename(record, sorted(RESERVED_SLUGS[kind])[0])
    assert leads_to(kind, "first") == record
    assert not RetiredSlug.objects.exists()


@pytest.mark.parametrize(("kind", "slug"), [("question", "privacy"), ("section", "history"), ("country", "services")])
def test_a_word_that_is_reserved_elsewhere_is_free_here(kind, slug):
    assert make(kind, slug).pk


# The form of a slug


@every_kind
@pytest.mark.parametrize("slug", ["legal-aid", "a", "overview", "chapter-2", "e5-decision"])
def test_a_slug_is_lower_case_english(kind, slug):
    MAKERS[kind](slug).clean_fields(exclude=["official_languages", "alphabetical", "group"])


@every_kind
@pytest.mark.parametrize(
    "slug",
    [
        *["", "Legal-aid", "legal_aid", "legal aid", "-legal", "legal-", "legal--aid", "2-legal"],
        *["lēgal", "a/b", "a.b", "a\n", "a" * 61],
    ],
)
def test_any_other_form_of_a_slug_is_refused(kind, slug):
    with pytest.raises(ValidationError) as refused:
        MAKERS[kind](slug).full_clean()
    assert "slug" in refused.value.error_dict


# Renaming


@every_kind
def test_a_renamed_slug_leads_to_the_record(kind):
    record = make(kind, "first")
    rename(record, "second")
    assert leads_to(kind, "first") == leads_to(kind, "second") == record


@every_kind
def test_every_slug_of_a_chain_of_renames_leads_to_the_record(kind):
    record = make(kind, "first")
    for slug in ("second", "third", "fourth"):
        rename(record, slug)
    assert {leads_to(kind, slug) for slug in ("first", "second", "third", "fourth")} == {record}


@every_kind
def test_another_record_cannot_take_a_slug_that_was_given_up(kind):
    record, other = make(kind, "first"), make(kind, "other")
    rename(record, "second")
    with pytest.raises(ValidationError, match="once belonged"):
        rename(other, "first")
    with pytest.raises(ValidationError, match="once belonged"):
        make(kind, "first")
    assert leads_to(kind, "first") == record


@every_kind
def test_a_record_can_be_renamed_back(kind):
    record = make(kind, "first")
    rename(record, "second")
    rename(record, "first")
    record.refresh_from_db()
    assert record.slug == "first"
    assert leads_to(kind, "first") == leads_to(kind, "second") == record
    assert not RetiredSlug.objects.filter(slug="first").exists()


@every_kind
def test_a_record_can_be_renamed_back_and_forth(kind):
    record = make(kind, "first")
    for slug in ("second", "first", "second", "third", "first"):
        rename(record, slug)
    assert {leads_to(kind, slug) for slug in ("first", "second", "third")} == {record}


@every_kind
def test_a_slug_stays_taken_after_its_record_was_renamed_back_and_on(kind):
    record = make(kind, "first")
    for slug in ("second", "first", "third"):
        rename(record, slug)
    for slug in ("first", "second"):
        with pytest.raises(ValidationError):
            make(kind, slug)


def test_the_kinds_do_not_share_their_slugs():
    rename(make("section", "first"), "second")
    other = make("question", "first")
    assert leads_to("question", "first") == other


@every_kind
def test_saving_anything_else_leaves_no_redirect(kind):
    record = make(kind, "first")
    record.position = 99
    record.save()
    assert not RetiredSlug.objects.exists()


@every_kind
def test_a_slug_that_was_not_written_leaves_no_redirect(kind):
    record = make(kind, "first")
    record.slug = "second"
    record.save(update_fields=["position"])
    assert leads_to(kind, "first") == record
    assert not RetiredSlug.objects.exists()


@every_kind
def test_the_former_slug_of_a_deleted_record_is_not_given_to_another(kind):
    record = make(kind, "first")
    rename(record, "second")
    record.delete()
    with pytest.raises(ValidationError):
        make(kind, "first")


@every_kind
def test_the_slug_of_a_deleted_record_is_not_given_to_another(kind):
    make(kind, "first").delete()
    with pytest.raises(ValidationError):
        make(kind, "first")


@pytest.mark.parametrize(
    ("kind", "old", "address", "new_address"),
    [
        ("country", "estonia", "/en/estonia/compensation/damages/", "/en/renamed/compensation/damages/"),
        ("section", "compensation", "/lv/estonia/compensation/", "/lv/estonia/renamed/"),
        ("question", "damages", "/en/estonia/compensation/damages/", "/en/estonia/compensation/renamed/"),
    ],
)
def test_an_old_address_redirects_for_ever_to_the_newest(reference, client, kind, old, address, new_address):
    record = leads_to(kind, old)
    rename(record, "in-between")
    rename(record, "renamed")
    for former in (address, address.replace(old, "in-between")):
        response = client.get(former)
        assert (response.status_code, response["Location"]) == (301, new_address)
    assert client.get(new_address).status_code == 200


# What the database refuses


@pytest.fixture
def answer():
    return Answer.objects.create(country=make("country", "here"), question=make("question", "asked"))


def refused():
    return pytest.raises(IntegrityError)


def test_two_records_of_a_kind_cannot_share_a_slug():
    for kind in MAKERS:
        make(kind, "first")
        with refused(), transaction.atomic():
            make(kind, "first")


def test_a_country_answers_a_question_once(answer):
    with refused(), transaction.atomic():
        Answer.objects.create(country=answer.country, question=answer.question)


def test_a_version_number_is_given_once_per_answer_and_language(answer):
    Revision.objects.create(answer=answer, language="et", number=1, state="superseded")
    Revision.objects.create(answer=answer, language="lv", number=1, state="superseded")
    with refused(), transaction.atomic():
        Revision.objects.create(answer=answer, language="et", number=1, state="withdrawn")


OPEN = ["draft", "in-review", "returned"]


@pytest.mark.parametrize("second", OPEN)
@pytest.mark.parametrize("first", OPEN)
def test_an_answer_has_one_open_version_per_language(answer, first, second):
    Revision.objects.create(answer=answer, language="et", number=1, state=first)
    Revision.objects.create(answer=answer, language="lv", number=1, state=second)
    with refused(), transaction.atomic():
        Revision.objects.create(answer=answer, language="et", number=2, state=second)


def test_an_answer_has_one_published_version_per_language(answer):
    Revision.objects.create(answer=answer, language="et", number=1, state="published")
    Revision.objects.create(answer=answer, language="lv", number=1, state="published")
    with refused(), transaction.atomic():
        Revision.objects.create(answer=answer, language="et", number=2, state="published")


def test_former_versions_stand_beside_an_open_and_a_published_one(answer):
    for number, state in enumerate(["superseded", "superseded", "withdrawn", "withdrawn", "published", "draft"]):
        Revision.objects.create(answer=answer, language="et", number=number, state=state)
    assert [revision.is_open for revision in answer.revisions.order_by("number")] == [False] * 5 + [True]


def test_a_language_is_public_once(answer):
    since = Revision.objects.create(answer=answer, language="et", number=1).created_at
    first, second = (
        Revision.objects.create(answer=answer, language="et", number=number, state="superseded") for number in (2, 3)
    )
    common = {"answer": answer, "since": since, "origin": "written"}
    Publication.objects.create(language="et", revision=first, **common)
    with refused(), transaction.atomic():
        Publication.objects.create(language="et", revision=second, **common)
    with refused(), transaction.atomic():
        Publication.objects.create(language="lv", revision=first, **common)


def test_a_person_is_assigned_once(answer, django_user_model):
    person = django_user_model.objects.create_user("person")
    given = {"user": person, "role": "author", "country": answer.country}
    Assignment.objects.create(**given, language="")
    Assignment.objects.create(**given, language="lv")
    with refused(), transaction.atomic():
        Assignment.objects.create(**given, language="")


def test_a_section_has_a_group_once():
    first, second = make("section", "first"), make("section", "second")
    for home in (first, second):
        QuestionGroup.objects.create(section=home, slug="costs", title_en="Costs", position=1)
    with refused(), transaction.atomic():
        QuestionGroup.objects.create(section=first, slug="costs", title_en="Costs", position=2)


@pytest.mark.parametrize(
    ("language", "translated"), [("et", False), ("lv", True), ("en", True)], ids=["source", "Latvian", "English"]
)
def test_a_version_is_a_translation_in_every_language_but_the_source(answer, language, translated):
    answer.source_language = "et"
    assert Revision(answer=answer, language=language).is_translation == translated


# The content version


def test_the_content_version_begins_at_nothing():
    ContentVersion.objects.all().delete()
    assert ContentVersion.current() == 0


def test_every_bump_raises_the_content_version_by_one():
    ContentVersion.objects.all().delete()
    seen = []
    for _ in range(3):
        ContentVersion.bump()
        seen.append(ContentVersion.current())
    assert seen == [1, 2, 3]
    assert ContentVersion.objects.count() == 1


def test_a_bump_that_is_rolled_back_did_not_happen():
    ContentVersion.bump()
    before = ContentVersion.current()
    with transaction.atomic():
        ContentVersion.bump()
        transaction.set_rollback(True)
    assert ContentVersion.current() == before
