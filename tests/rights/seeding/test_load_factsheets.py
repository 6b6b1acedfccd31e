"""Shipped factsheets: brought in at every start, never over an editor's work, each file all or nothing."""

import copy
import datetime
import io

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction

from countries.models import ContentVersion, Country, HelpLine, Instrument, Source, SupportService
from portal.i18n import translated
from rights.models import Answer, Publication, Question, Revision, Section
from rights.seeding import factsheet
from rights.seeding.files import Faults
from rights.services import drafting, publishing

pytestmark = pytest.mark.django_db

CONTENT = {
    "country": "EE",
    "source_language": "en",
    "sources": {
        "ministry": {
            "title": {"en": "A page of the ministry", "lv": "Ministrijas lapa"},
            "publisher": "Ministry of Tests",
            "url": "https://example.eu/page",
            "language": "et",
            "date": datetime.date(2026, 1, 15),
        },
        "leaflet": {"title": {"en": "A leaflet"}, "publisher": "The police", "language": "et", "date": None},
    },
    "services": [
        {
            "slug": "police",
            "kind": "police",
            "name": {"en": "Police", "lv": "Policija"},
            "description": {"en": "Takes reports."},
            "phones": [{"number": "+372 6123000", "note": {"en": "day and night"}}],
            "sources": ["ministry"],
        }
    ],
    "help_lines": [
        {
            "number": "116006",
            "operates": True,
            "name": {"en": "Victims of crime"},
            "note": {"en": "Free of charge."},
            "sources": ["ministry"],
        }
    ],
    "answers": {
        "damages": {
            "sources": ["ministry"],
            "legal_basis": {"en": ["Code, section 38"], "lv": ["Kodekss, 38. pants"]},
            "en": {"summary": "Yes, in the criminal case.", "body": "Write to the *prosecutor*."},
            "lv": {"summary": "Jā, krimināllietā.", "body": "Rakstiet prokuroram."},
        },
        "appeal": {"sources": ["ministry", "leaflet"], "en": {"summary": "Yes.", "body": "Within 30 days."}},
    },
}


def changed(*steps):
    """The content with changes, each a path of keys and the value there: `changed((("answers", "appeal"), {…}))`.

    Without a value the entry is taken out.
    """
    content = copy.deepcopy(CONTENT)
    for path, *value in steps:
        place = content
        for key in path[:-1]:
            place = place[key]
        if value:
            place[path[-1]] = value[0]
        else:
            del place[path[-1]]
    return content


def answer(question, *path):
    return ("answers", question, *path)


@pytest.fixture
def reference(db):
    """As much reference data as these texts need, in place of the whole."""
    for position, code, slug in ((1, "EE", "estonia"), (2, "LV", "latvia"), (3, "EU", "european-union")):
        Country.objects.create(
            code=code, iso_code=code, slug=slug, name_en=slug.title(), position=position, official_languages=["en"]
        )
    for slug, day in (("2012-29", "2012-10-25"), ("2004-80", "2004-04-29")):
        Instrument.objects.create(
            slug=slug, number=slug, title_en=f"Directive {slug}", date=day, url="https://example.eu/"
        )
    section = Section.objects.create(slug="compensation", title_en="Compensation", position=1)
    for position, slug in enumerate(("damages", "appeal"), start=1):
        Question.objects.create(section=section, slug=slug, title_en=slug, short_en=slug, asks=slug, position=position)


@pytest.fixture
def file(tmp_path):
    """Writes a factsheet, as content or as the text or bytes of a file, and gives its path."""

    def write(content=CONTENT, name="ee.yaml"):
        path = tmp_path / name
        if isinstance(content, dict):
            content = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def load(reference, file):
    """Loads a factsheet and gives its report."""
    return lambda content=CONTENT: factsheet.load(file(content))


@pytest.fixture
def faults(reference, file):
    """Loads a faulty factsheet and gives what is wrong with it, having made sure that nothing of it was loaded."""

    def refuse(content):
        with pytest.raises(Faults) as refusal:
            factsheet.load(file(content))
        assert not Answer.objects.exists()
        assert not Source.objects.exists()
        assert not SupportService.objects.exists()
        assert refusal.value.faults
        assert all(line.startswith("ee.yaml: ") for line in str(refusal.value).splitlines())
        return str(refusal.value)

    return refuse


def get(question="damages"):
    return Answer.objects.get(country__code="EE", question__slug=question)


def summary(question="damages", language="en"):
    return getattr(get(question), translated.column("summary", language))


def publication(question="damages", language="en"):
    return Publication.objects.select_related("revision").get(answer=get(question), language=language)


def edit(cast, language, text, question="damages"):
    """An author writes, a reviewer publishes."""
    draft = drafting.start_draft(get(question), language, cast.author)
    draft = drafting.save_draft(draft, cast.author, draft.saved_at, summary=text, body=f"<p>{text}</p>")
    drafting.submit(draft, cast.author)
    publishing.publish(draft, cast.reviewer)


NEW_SUMMARY = (answer("damages", "en", "summary"), "Yes, until the trial ends.")
NEW_TRANSLATION = (answer("damages", "lv", "summary"), "Jā, līdz tiesas beigām.")


# The first load


def test_the_first_load_publishes_every_answer_in_every_language(load):
    report = load()
    languages = sorted(Publication.objects.values_list("answer__question__slug", "language"))
    assert languages == [("appeal", "en"), ("damages", "en"), ("damages", "lv")]
    found = get()
    assert found.summary_en == "Yes, in the criminal case."
    assert found.body_en == "<p>Write to the <em>prosecutor</em>.</p>"
    assert found.legal_basis_lv == "Kodekss, 38. pants"
    assert found.source_language == "en"
    assert [source.publisher for source in found.sources.all()] == ["Ministry of Tests"]
    # 2 sources, 1 service, 1 telephone number, 1 help line, 3 texts
    assert (report.created, report.updated, report.unchanged, report.left_alone) == (8, 0, 0, [])


def test_the_first_load_marks_texts_as_seed_and_translations_as_unreviewed(load):
    load()
    assert publication(language="en").origin == Revision.Origin.SEED
    translation = publication(language="lv")
    assert translation.origin == Revision.Origin.UNREVIEWED_TRANSLATION
    assert translation.revision.based_on == publication(language="en").revision
    assert translation.outdated_since is None


def test_a_translation_that_stands_before_the_source_text_in_the_file_is_a_translation_all_the_same(load):
    row = CONTENT["answers"]["damages"]
    turned = {"lv": row["lv"], "en": row["en"], "sources": row["sources"]}
    load(changed((("answers", "damages"), turned)))
    assert publication(language="lv").revision.based_on == publication(language="en").revision


def test_an_answer_was_checked_when_somebody_read_a_source_of_it_again_and_is_due_a_year_later(load):
    load(changed((("sources", "leaflet", "checked"), datetime.date(2026, 3, 2))))
    assert get("appeal").checked_on == datetime.date(2026, 3, 2)
    assert get("appeal").review_due == datetime.date(2027, 3, 2)


def test_the_date_of_a_source_is_no_check_but_its_review_is_due_a_year_later(load):
    load()
    assert get("damages").checked_on is get("appeal").checked_on is None
    assert get("damages").review_due == get("appeal").review_due == datetime.date(2027, 1, 15)


def test_a_check_that_is_no_later_than_its_source_is_none(load):
    load(changed((("sources", "ministry", "checked"), datetime.date(2026, 1, 15))))
    assert get("damages").checked_on is None


def test_a_new_date_of_a_check_makes_no_new_version_and_outdates_no_translation(load, cast):
    load()
    publishing.withdraw(get(), "lv", cast.reviewer, "Mine is better.")
    answer = get()
    draft = drafting.start_draft(answer, "lv", cast.translator)
    draft = drafting.save_draft(draft, cast.translator, draft.saved_at, summary="Jā.", body="Rakstiet.")
    publishing.publish(drafting.submit(draft, cast.translator), cast.reviewer)
    version = publication(language="en").revision
    load(changed((("sources", "ministry", "checked"), datetime.date(2026, 5, 4))))
    assert (get().checked_on, get().review_due) == (datetime.date(2026, 5, 4), datetime.date(2027, 5, 4))
    assert publication(language="en").revision == version
    assert publication(language="lv").outdated_since is None


def test_services_and_help_lines_are_loaded_with_source_and_check_date(load):
    load()
    police = SupportService.objects.get(country__code="EE", slug="police")
    assert (police.name_en, police.name_lv, police.kind) == ("Police", "Policija", "police")
    assert [line.number for line in police.telephones.all()] == ["+372 6123000"]
    line = HelpLine.objects.get(country__code="EE")
    assert (line.number, line.operates, line.source.publisher) == ("116006", True, "Ministry of Tests")
    assert line.checked_on is police.checked_on is None
    load(changed((("sources", "ministry", "checked"), datetime.date(2026, 5, 4))))
    for row in (line, police):
        row.refresh_from_db()
        assert row.checked_on == datetime.date(2026, 5, 4)


def test_a_load_tells_the_caches(load):
    before = ContentVersion.current()
    load()
    assert ContentVersion.current() > before


# Again, and upgrades


def test_the_second_load_changes_nothing(load):
    load()
    revisions, version = Revision.objects.count(), ContentVersion.current()
    report = load()
    assert (report.created, report.updated, report.unchanged, report.left_alone) == (0, 0, 8, [])
    assert Revision.objects.count() == revisions
    assert ContentVersion.current() == version


def test_an_upgrade_publishes_a_changed_text_as_a_new_version(load):
    load()
    report = load(changed((answer("appeal", "en", "summary"), "Yes, within a month.")))
    assert summary("appeal") == "Yes, within a month."
    assert publication("appeal").revision.number == 2
    assert (report.created, report.updated, report.unchanged, report.left_alone) == (0, 1, 7, [])


def test_an_upgrade_updates_a_translation_alone(load):
    load()
    report = load(changed(NEW_TRANSLATION))
    assert summary(language="lv") == "Jā, līdz tiesas beigām."
    assert publication(language="en").revision.number == 1
    assert (report.updated, report.unchanged) == (1, 7)


def test_an_upgrade_updates_a_row_that_nobody_edited(load):
    load()
    report = load(changed((("services", 0, "name", "en"), "National police")))
    assert SupportService.objects.get().name_en == "National police"
    assert (report.updated, report.unchanged) == (1, 7)


def test_a_newly_shipped_translation_is_published(load):
    load()
    report = load(changed((answer("appeal", "lv"), {"summary": "Jā.", "body": "30 dienu laikā."})))
    assert publication("appeal", "lv").revision.based_on == publication("appeal", "en").revision
    assert (report.created, report.updated, report.unchanged) == (1, 0, 8)


def test_an_updated_source_text_publishes_its_unedited_translation_again_so_that_it_is_not_outdated(load):
    load()
    report = load(changed(NEW_SUMMARY))
    translation = publication(language="lv")
    assert translation.revision.based_on == publication(language="en").revision
    assert translation.outdated_since is None
    assert summary(language="lv") == "Jā, krimināllietā."
    assert report.left_alone == []


def test_a_translation_that_an_editor_changed_is_left_alone_and_outdated_when_its_source_text_is_updated(load, cast):
    load()
    edit(cast, "lv", "Redaktora teksts.")
    report = load(changed(NEW_SUMMARY, NEW_TRANSLATION))
    assert summary(language="en") == "Yes, until the trial ends."
    assert summary(language="lv") == "Redaktora teksts."
    assert publication(language="lv").outdated_since is not None
    assert report.left_alone == ["answer:EE:damages:lv"]


def test_a_text_that_an_editor_changed_is_left_alone(load, cast):
    load()
    edit(cast, "en", "The editor's text.")
    report = load(changed(NEW_SUMMARY))
    assert summary() == "The editor's text."
    assert report.left_alone == ["answer:EE:damages:en"]
    assert load(changed(NEW_SUMMARY)).left_alone == report.left_alone  # nor at the next start


def test_the_other_answers_of_a_file_are_updated_beside_an_edited_one(load, cast):
    load()
    edit(cast, "en", "The editor's text.")
    load(changed(NEW_SUMMARY, (answer("appeal", "en", "summary"), "Yes, within a month.")))
    assert (summary(), summary("appeal")) == ("The editor's text.", "Yes, within a month.")


def test_a_shipped_translation_of_a_text_that_an_editor_changed_does_not_pass_for_up_to_date(load, cast):
    load()
    edit(cast, "en", "The editor's text, quite different.")
    assert publication(language="lv").outdated_since is not None
    load(changed(NEW_SUMMARY, NEW_TRANSLATION))
    assert publication(language="lv").outdated_since is not None


def test_a_text_that_an_editor_withdrew_stays_withdrawn(load, cast):
    load()
    publishing.withdraw(get(), "en", cast.reviewer, "Wrong.")
    report = load(changed(NEW_SUMMARY))
    assert summary() == ""
    assert not Publication.objects.filter(answer=get(), language="en").exists()
    assert "answer:EE:damages:en" in report.left_alone


def test_a_translation_that_an_editor_withdrew_stays_withdrawn_when_its_source_text_is_updated(load, cast):
    load()
    publishing.withdraw(get(), "lv", cast.reviewer, "Wrong.")
    load(changed(NEW_SUMMARY))
    assert not Publication.objects.filter(answer=get(), language="lv").exists()
    assert summary() == "Yes, until the trial ends."


def test_an_editors_check_date_is_left_alone(load, cast):
    load()
    publishing.check(get(), cast.reviewer, datetime.date(2026, 5, 1))
    load(changed((("sources", "ministry", "checked"), datetime.date(2026, 2, 1))))
    assert get().checked_on == datetime.date(2026, 5, 1)


def test_an_open_draft_of_an_editor_survives_an_upgrade(load, cast):
    load()
    draft = drafting.start_draft(get(), "en", cast.author)
    drafting.save_draft(draft, cast.author, draft.saved_at, summary="Half a sent")
    load(changed(NEW_SUMMARY))
    draft.refresh_from_db()
    assert (draft.state, draft.summary) == (Revision.State.DRAFT, "Half a sent")
    assert summary() == "Yes, until the trial ends."


def test_a_source_language_that_a_manager_changed_is_left_alone(load, cast):
    load()
    publishing.change_source_language(get(), "lv", cast.manager)
    load(changed(NEW_SUMMARY))
    assert get().source_language == "lv"


def test_a_row_that_an_editor_changed_is_left_alone(load):
    load()
    SupportService.objects.update(name_en="The editor's name")
    report = load(changed((("services", 0, "name", "en"), "National police")))
    assert SupportService.objects.get().name_en == "The editor's name"
    assert report.updated == 0
    assert len(report.left_alone) == 1


@pytest.mark.parametrize("model", [SupportService, HelpLine])
def test_a_row_that_an_editor_deleted_stays_deleted(load, model):
    load()
    model.objects.all().delete()
    report = load(changed((("services", 0, "name", "en"), "National police")))
    assert not model.objects.exists()
    assert any(key.startswith(model._meta.label_lower) for key in report.left_alone)


def test_a_source_that_an_editor_deleted_does_not_stop_the_load(load):
    load()
    Source.objects.get(slug="ee-leaflet").delete()
    load(changed(NEW_SUMMARY))
    assert summary() == "Yes, until the trial ends."
    assert not Source.objects.filter(slug="ee-leaflet").exists()


def test_a_question_that_an_editor_renamed_does_not_stop_the_load(load):
    load()
    question = Question.objects.get(slug="appeal")
    question.slug = "appealing-the-judgment"
    question.save()
    load(changed(NEW_SUMMARY))
    assert summary() == "Yes, until the trial ends."


def test_a_field_newly_shipped_on_a_row_reaches_it(load):
    load()
    report = load(changed((("services", 0, "hours"), {"en": "Always", "lv": "Vienmēr"})))
    assert SupportService.objects.get().hours_lv == "Vienmēr"
    assert report.updated == 1


def test_a_field_that_an_editor_filled_in_before_it_was_shipped_is_left_alone(load):
    load()
    SupportService.objects.update(hours_en="Editor's hours")
    load(changed((("services", 0, "hours"), {"en": "Always"})))
    assert SupportService.objects.get().hours_en == "Editor's hours"


def test_a_text_that_is_no_longer_shipped_on_a_row_is_taken_off_it(load):
    load()
    load(changed((("help_lines", 0, "note"),)))
    assert not HelpLine.objects.get().note_en


def test_a_row_that_is_updated_is_checked_as_a_new_one_is(load):
    load()
    with pytest.raises(Faults):
        load(changed((("sources", "ministry", "url"), "not an address")))
    assert Source.objects.get(slug="ee-ministry").url == "https://example.eu/page"


def test_instruments_that_change_alone_show_in_the_report_and_tell_the_caches(load):
    load()
    version = ContentVersion.current()
    report = load(changed((answer("damages", "instruments"), ["2012-29"])))
    assert [instrument.slug for instrument in get().instruments.all()] == ["2012-29"]
    assert ContentVersion.current() > version
    assert report.updated


def test_instruments_that_an_editor_changed_are_left_alone(load):
    load(changed((answer("damages", "instruments"), ["2012-29"])))
    get().instruments.set([Instrument.objects.get(slug="2004-80")])
    load(changed((answer("damages", "instruments"), ["2012-29"])))
    assert [instrument.slug for instrument in get().instruments.all()] == ["2004-80"]


# All or nothing


def test_one_bad_answer_keeps_the_whole_file_out_and_lets_the_others_in(reference, file):
    bad = file(changed((answer("damages", "en", "summary"), "")), "bad.yaml")
    good = file(CONTENT | {"country": "LV"}, "good.yaml")
    errors, out = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("load_factsheets", str(bad), str(good), stdout=out, stderr=errors)
    assert set(Answer.objects.values_list("country__code", flat=True)) == {"LV"}
    assert not Source.objects.filter(slug__startswith="ee-").exists()
    said = errors.getvalue() + str(refusal.value)
    assert "bad.yaml: damages (en): “In brief” is empty" in said
    assert "good.yaml: 8 new, 0 updated, 0 unchanged" in out.getvalue()


def test_a_bad_answer_in_an_upgrade_leaves_everything_as_it_was(load):
    load()
    version = ContentVersion.current()
    with pytest.raises(Faults):
        load(changed(NEW_SUMMARY, (answer("appeal", "en", "summary"), "")))
    assert summary() == "Yes, in the criminal case."
    assert ContentVersion.current() == version


def test_every_bad_answer_is_named_at_once(faults):
    said = faults(changed((answer("damages", "lv", "summary"), ""), (answer("appeal", "en", "body"), "TODO")))
    assert "damages (lv)" in said
    assert "appeal (en)" in said


def test_the_command_says_what_was_left_as_edited(load, cast, file):
    load()
    edit(cast, "en", "The editor's text.")
    out = io.StringIO()
    call_command("load_factsheets", str(file(changed(NEW_SUMMARY))), stdout=out)
    assert "ee.yaml: 0 new, 0 updated, 7 unchanged, 1 left as edited" in out.getvalue()
    assert "left as edited: answer:EE:damages:en" in out.getvalue()


# Refusals


@pytest.mark.parametrize(
    ("steps", "sentences"),
    [
        ([(answer("nonsense"), {})], ["nonsense: unknown question"]),
        ([(answer("damages", "xx"), {"summary": "A", "body": "B"})], ["damages: unknown language or entry 'xx'"]),
        ([(answer("damages", "sumary"), "A")], ["damages: unknown language or entry 'sumary'"]),
        ([(answer("damages", "en", "title"), "A")], ["damages (en): unknown entry title"]),
        ([(("author",), "A")], ["unknown entry author"]),
        ([(("sources", "ministry", "author"), "A")], ["source ministry: unknown entry author"]),
        ([(("services", 0, "fax"), "A")], ["service police: unknown entry fax"]),
        ([(("help_lines", 0, "fax"), "A")], ["help line 116006: unknown entry fax"]),
        ([(answer("damages", "sources"), ["gone"])], ["damages: missing source 'gone'"]),
        ([(answer("damages", "sources"), [])], ["damages: no source"]),
        ([(answer("damages", "sources"),)], ["damages: no source"]),
        ([(("services", 0, "sources"), ["gone"])], ["service police: missing source 'gone'"]),
        ([(("services", 0, "sources"),)], ["service police: no source"]),
        ([(("help_lines", 0, "sources"),)], ["help line 116006: no source"]),
        ([(("sources", "leaflet", "date"),)], ["source leaflet: give its date"]),
        ([(("sources", "leaflet", "publisher"),)], ["source leaflet: name its publisher"]),
        ([(("sources", "leaflet", "title"),)], ["source leaflet: give a text for each language"]),
        ([(("sources", "leaflet", "title"), {"lv": "A"})], ["source leaflet: the English text is missing"]),
        ([(("sources", "leaflet", "language"), "xx")], ["source leaflet: unknown language 'xx'"]),
        ([(("help_lines", 0, "languages"), ["xx"])], ["help line 116006: unknown language 'xx'"]),
        ([(("services", 0, "name", "xx"), "A")], ["service police: unknown language 'xx'"]),
        ([(("country",), "XX")], ["unknown country 'XX'"]),
        ([(("country",),)], ["unknown country None"]),
        ([(("country",), "GR")], ["unknown country 'GR'"]),
        ([(("source_language",), "xx")], ["unknown language 'xx'"]),
        ([(answer("damages", "kind"), "maybe")], ["damages: unknown kind 'maybe'"]),
        ([(("services", 0, "kind"), "bakery")], ["service police: unknown kind 'bakery'"]),
        ([(answer("damages", "instruments"), ["1-2"])], ["damages: unknown instrument '1-2'"]),
        ([(answer("damages", "en"),)], ["damages: no text in the source language, en"]),
        ([(("source_language",), "lv")], ["appeal: no text in the source language, lv"]),
        ([(answer("damages", "en", "summary"), " ")], ["damages (en)", "empty"]),
        ([(answer("damages", "en", "body"), "")], ["damages (en)", "empty"]),
        ([(answer("damages", "en", "summary"), "a " * 151)], ["damages (en)", "shorten it"]),
        ([(answer("damages", "en", "summary"), "Yes, <b>always</b>.")], ["damages (en)", "HTML"]),
        ([(answer("damages", "en", "body"), "Yes, <b>always</b>.")], ["damages (en)", "HTML"]),
        ([(answer("damages", "en", "body"), "word " * 30_000)], ["damages (en)", "too long"]),
        ([(answer("damages", "en", "body"), "- a\n" * 3_000)], ["damages (en)", "too many paragraphs"]),
        ([(answer("damages", "en", "summary"), "word " * 3_000)], ["damages (en)", "too long"]),
        ([(answer("damages", "en", "body"), "(Please delete when inserting data) A")], ["damages (en)", "template"]),
        ([(answer("damages", "lv", "body"), "Lorem ipsum dolor.")], ["damages (lv)", "template"]),
        ([(answer("damages", "en", "body"), "Call +372 612 3000.")], ["damages (en)", "+372 612 3000"]),
        ([(answer("damages", "en", "body"), "Ask the [bakers](service:bakery).")], ["damages (en)", "service:bakery"]),
        ([(answer("damages", "en", "body"), "See [this part](question:what).")], ["damages (en)", "question:what"]),
        ([(answer("damages", "en", "body"), "Call [the line](help-line:1).")], ["damages (en)", "help-line:1"]),
        ([(answer("damages", "en", "body"), "The ?ldozatseg?tÅ‘ Vonal.")], ["damages (en)", "Letters were lost"]),
    ],
)
def test_a_faulty_file_is_refused_with_the_place_and_the_reason(faults, steps, sentences):
    said = faults(changed(*steps))
    assert all(sentence in said for sentence in sentences)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("country: EE\ncountry: LV\n", "'country' stands twice"),
        ("country: EE\nanswers: {damages: {en: {summary: A, summary: B}}}\n", "line 2: 'summary' stands twice"),
        ("country: [EE\n", "line "),
        ("\tcountry: EE\n", "line 1"),
        ("country: EE\nanswers: !!python/object:os.system {}\n", "line 2"),
        (b"country: EE\nsource_language: \xe4\n", "not UTF-8"),
        (b"country: EE\x00\n", "YAML"),
        ("", "not a mapping"),
        ("- country: EE\n", "not a mapping"),
        ("EE", "not a mapping"),
    ],
)
def test_what_is_no_yaml_mapping_in_utf_8_is_refused_with_its_line(faults, content, sentence):
    assert sentence in faults(content)


@pytest.mark.parametrize(
    "content",
    [
        "country: EE\nsources: {a: {date: 2020-02-30}}\n",
        "country: EE\n? [a, b]\n: c\n",
        "country: EE\n? {a: b}\n: c\n",
        "country: &country {name: *country}\n",
    ],
    ids=["a day that does not exist", "a list as a key", "a mapping as a key", "a mapping in itself"],
)
def test_odd_yaml_is_refused_with_a_sentence(faults, content):
    faults(content)


def test_a_day_that_does_not_exist_is_refused_with_its_line(faults):
    assert "line 2" in faults("country: EE\nsources: {a: {date: 2020-02-30}}\n")


SHAPES = {
    "nothing": None,
    "a text": "text",
    "a number": 7,
    "yes": True,
    "a list": ["a"],
    "a list of lists": [["a"]],
    "a list of mappings": [{"a": "b"}],
    "a mapping": {"a": "b"},
    "a mapping of lists": {"a": ["b"]},
    "a day": datetime.date(2026, 1, 1),
}


@pytest.mark.parametrize(
    "path",
    [
        ("country",),
        ("source_language",),
        ("sources",),
        ("sources", "ministry"),
        ("sources", "ministry", "title"),
        ("sources", "ministry", "publisher"),
        ("sources", "ministry", "url"),
        ("sources", "ministry", "language"),
        ("sources", "ministry", "date"),
        ("sources", "ministry", "checked"),
        ("services",),
        ("services", 0),
        ("services", 0, "slug"),
        ("services", 0, "kind"),
        ("services", 0, "name"),
        ("services", 0, "description"),
        ("services", 0, "address"),
        ("services", 0, "phones"),
        ("services", 0, "phones", 0),
        ("services", 0, "phones", 0, "number"),
        ("services", 0, "phones", 0, "note"),
        ("services", 0, "emails"),
        ("services", 0, "urls"),
        ("services", 0, "hours"),
        ("services", 0, "sources"),
        ("help_lines",),
        ("help_lines", 0),
        ("help_lines", 0, "number"),
        ("help_lines", 0, "operates"),
        ("help_lines", 0, "name"),
        ("help_lines", 0, "languages"),
        ("help_lines", 0, "sources"),
        ("answers",),
        ("answers", "damages"),
        ("answers", "damages", "kind"),
        ("answers", "damages", "sources"),
        ("answers", "damages", "instruments"),
        ("answers", "damages", "legal_basis"),
        ("answers", "damages", "legal_basis", "en"),
        ("answers", "damages", "en"),
        ("answers", "damages", "en", "summary"),
        ("answers", "damages", "en", "body"),
        ("answers", "damages", "lv"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_an_odd_shape_is_loaded_or_refused_with_a_sentence(load, path):
    tracebacks, sentences = {}, []
    for name, shape in SHAPES.items():
        try:
            with transaction.atomic():
                load(changed((path, shape)))
                transaction.set_rollback(True)
        except Faults as faults:
            sentences += faults.faults
        except Exception as error:
            tracebacks[name] = repr(error)
        assert not Answer.objects.exists()
    assert tracebacks == {}
    assert all(sentence.strip() for sentence in sentences)


@pytest.mark.parametrize(
    "path",
    [
        ("services", 0, "emails"),
        ("services", 0, "urls"),
        ("help_lines", 0, "languages"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
@pytest.mark.parametrize("shape", ["text", 7, {"a": "b"}, [["a"]]], ids=str)
def test_what_must_be_a_list_of_texts_is_refused_as_anything_else(faults, path, shape):
    faults(changed((path, shape)))


@pytest.mark.parametrize(
    "path",
    [
        ("services", 0, "slug"),
        ("services", 0, "phones", 0, "number"),
        ("sources", "ministry", "title"),
        ("services", 0, "name"),
        ("help_lines", 0, "number"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_an_entry_that_must_be_there_is_refused_where_it_is_missing(faults, path):
    faults(changed((path,)))


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("sources", "ministry", "url"), "not an address", "ministry"),
        (("sources", "ministry", "title", "en"), "a" * 251, "ministry"),
        (("sources", "ministry", "date"), "last spring", "ministry"),
        (("services", 0, "slug"), "the police!", "the police!"),
        (("services", 0, "name", "lv"), "a" * 201, "police"),
        (("help_lines", 0, "operates"), "perhaps", "116006"),
    ],
)
def test_a_wrong_value_in_a_row_is_refused_with_the_rows_name(faults, path, value, place):
    assert place in faults(changed((path, value)))


def test_a_service_that_stands_twice_in_a_file_is_refused(faults):
    again = CONTENT["services"][0] | {"name": {"en": "Other police"}}
    faults(changed((("services",), [CONTENT["services"][0], again])))


@pytest.mark.parametrize("name", ["missing.yaml", "."], ids=["no file", "a folder"])
def test_the_command_says_so_where_there_is_no_file_to_read(reference, tmp_path, name):
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load_factsheets", str(tmp_path / name), stderr=errors)
    assert errors.getvalue().strip()
