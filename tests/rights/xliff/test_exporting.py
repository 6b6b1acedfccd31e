"""What goes out as XLIFF."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from translate.storage.xliff2 import Xliff2File

from rights.models import Publication, Revision
from rights.services import drafting, errors, publishing
from rights.xliff.exporting import XLIFF_TYPE, ZIP_TYPE, export, originals
from rights.xliff.markup import METADATA, UNIT_ID
from tests.rights.importer.conftest import BODY, LEGAL_BASIS
from tests.rights.xliff.translator import document, exported, fill_in, q, read, sent_back, target, unit

pytestmark = pytest.mark.django_db

LATVIAN_BODY = (
    "<h2>Kā lūgt</h2><p>Rakstiet <strong>tiesai</strong>.<br>Skat. "
    '<a href="https://example.eu/act">Cietušo likumu</a>.</p><ul><li>vārds</li><li><em>naudas</em> summa</li></ul>'
)


def slugs(found) -> list[str]:
    return [original.revision.answer.question.slug for original in found]


@pytest.fixture
def in_latvian(damages, publish_text):
    return publish_text(
        "EE", "damages", "lv", summary="Lūdziet tiesai.", body=LATVIAN_BODY, legal_basis="KPK\nAtbalsta likums"
    )


def test_a_file_is_an_answer_and_a_unit_a_passage(cast, estonia, damages):
    root = document(cast.translator, estonia)
    assert (root.tag, root.attrib) == (q("xliff"), {"version": "2.0", "srcLang": "en", "trgLang": "lv"})
    [file] = root.findall(q("file"))
    assert file.get("id") == "EE.damages"
    assert [unit.get("id").removeprefix("EE.damages.") for unit in file.findall(q("unit"))] == [
        "summary", "body-1", "body-2", "body-3", "body-4", "legal-basis",
    ]  # fmt: skip
    assert all(UNIT_ID.fullmatch(unit.get("id")) for unit in file.findall(q("unit")))


def test_every_unit_notes_the_version_of_the_original(cast, estonia, damages, publish_again):
    publish_again(summary="Ask for damages.")
    metas = list(document(cast.translator, estonia).iter(f"{{{METADATA}}}meta"))
    assert len(metas) == 6
    assert {(meta.get("type"), meta.text) for meta in metas} == {("source-version", "2")}


def test_inline_tags_are_kept_with_what_they_stand_for(cast, estonia, damages):
    paragraph = unit(document(cast.translator, estonia), "body-2")
    data = {each.get("id"): each.text for each in paragraph.iter(q("data"))}
    assert data == {
        "s1": "<strong>", "e1": "</strong>", "s2": "<br>", "s3": '<a href="https://example.eu/act">', "e3": "</a>",
    }  # fmt: skip
    source = paragraph.find(f".//{q('source')}")
    assert [(each.tag, each.get("id"), each.get("type")) for each in source] == [
        (q("pc"), "1", "fmt"),
        (q("ph"), "2", "fmt"),
        (q("pc"), "3", "link"),
    ]
    assert {source[0].get("dataRefStart"), source[0].get("dataRefEnd"), source[1].get("dataRef")} <= data.keys()
    assert "".join(source.itertext()) == "Write to the court.See the Victims Act."


def test_elements_stand_in_the_order_that_the_standard_asks_for(cast, estonia, damages):
    paragraph = unit(document(cast.translator, estonia), "body-2")
    assert [child.tag for child in paragraph] == [
        f"{{{METADATA}}}metadata",
        q("notes"),
        q("originalData"),
        q("segment"),
    ]


def test_the_title_of_an_abbreviation_is_a_unit_that_its_tag_names(cast, estonia, publish_text):
    publish_text("EE", "appeal", "en", source_language="en", body='<p>An <abbr title="Arrest Warrant">AW</abbr>.</p>')
    root = document(cast.translator, estonia)
    tag = next(root.iter(q("pc")))
    assert tag.get("subFlowsStart") == "EE.appeal.body-1-title-1"
    assert "".join(unit(root, "body-1-title-1").find(f".//{q('source')}").itertext()) == "Arrest Warrant"
    assert [data.text for data in root.iter(q("data"))] == ["<abbr>", "</abbr>"]


def test_an_answer_without_a_body_has_its_summary_alone(cast, estonia, publish_text):
    publish_text("EE", "appeal", "en", source_language="en", kind="no-right", summary="There is none.", body="")
    assert [each.get("id") for each in document(cast.translator, estonia).iter(q("unit"))] == ["EE.appeal.summary"]


def test_letters_that_xml_cannot_hold_are_left_out(cast, estonia, publish_text):
    publish_text("EE", "appeal", "en", source_language="en", body="<p>one\x0ctwo\x01</p>")
    [translated] = read(exported(cast.translator, estonia).content)
    assert translated.units[1].source == ("onetwo",)


def test_everything_that_is_published_goes_out_in_the_order_of_the_questionnaire(cast, estonia, shipped):
    found = originals(cast.author, estonia, "mt")
    positions = [original.revision.answer.question.position for original in found]
    assert positions == sorted(positions)
    assert len(found) == Publication.objects.filter(answer__country=estonia, language="en").count() > 20
    assert found == originals(cast.author, estonia, "mt", wanted_only=True)


def test_the_original_itself_and_what_is_not_published_do_not_go_out(cast, estonia, damages, publish_text):
    answer = publish_text("EE", "appeal", "en", source_language="en")
    publishing.withdraw(answer, "en", cast.reviewer, "Wrong.")
    assert slugs(originals(cast.author, estonia, "lv")) == ["damages"]
    assert originals(cast.author, estonia, "en") == []
    assert exported(cast.author, estonia, "en") is None
    assert exported(cast.author, estonia, "en", one_file=False) is None


def test_only_missing_and_outdated_ones(cast, estonia, in_latvian, publish_text, publish_again):
    for question in ("appeal", "contacts", "mediation"):
        publish_text("EE", question, "en", source_language="en")
    current = publish_text("EE", "appeal", "lv")
    begun = publish_text("EE", "contacts", "en")
    assert slugs(originals(cast.author, estonia, "lv", wanted_only=True)) == ["mediation", "contacts"]
    drafting.start_draft(begun, "lv", cast.author)
    assert slugs(originals(cast.author, estonia, "lv", wanted_only=True)) == ["mediation"]
    publish_again(summary="Ask for damages.")
    assert slugs(originals(cast.author, estonia, "lv", wanted_only=True)) == ["mediation", "damages"]
    assert len(originals(cast.author, estonia, "lv")) == 4
    assert current.publications.get(language="lv").outdated_since is None


def test_whoever_sees_the_country_and_language_may_export_and_nobody_else(cast, estonia, damages):
    for person in (cast.author, cast.translator, cast.reviewer, cast.manager, cast.superuser):
        assert slugs(originals(person, estonia, "lv")) == ["damages"]
    for person, language in ((cast.stranger, "lv"), (cast.translator, "de")):
        with pytest.raises(errors.NotAllowed):
            originals(person, estonia, language)


def test_queries_do_not_grow_with_answers(cast, estonia, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert len(read(exported(cast.author, estonia).content)) > 20


# Files


def test_one_file_or_a_zip_with_a_file_for_each_answer(cast, estonia, damages, publish_text):
    publish_text("EE", "appeal", "en", source_language="en")
    one = exported(cast.translator, estonia)
    assert (one.name, one.content_type) == ("EE-lv.xlf", XLIFF_TYPE)
    each = exported(cast.translator, estonia, one_file=False)
    assert (each.name, each.content_type) == ("EE-lv.zip", ZIP_TYPE)
    assert zipfile.ZipFile(io.BytesIO(each.content)).namelist() == ["EE-lv-appeal.xlf", "EE-lv-damages.xlf"]
    assert {row.question for row in read(each.content)} == {row.question for row in read(one.content)}


def test_originals_in_several_languages_go_into_a_file_each(cast, estonia, damages, publish_text):
    publish_text("EE", "appeal", "et", source_language="et")
    both = exported(cast.translator, estonia)
    assert (both.name, both.content_type) == ("EE-lv.zip", ZIP_TYPE)
    assert {(row.file, row.source_language, row.question) for row in read(both.content)} == {
        ("EE-lv-from-en.xlf", "en", "damages"),
        ("EE-lv-from-et.xlf", "et", "appeal"),
    }
    only_one = [row for row in originals(cast.translator, estonia, "lv") if row.revision.language == "et"]
    assert export(estonia, "lv", only_one).name == "EE-lv.xlf"


# What is translated already


def test_a_public_translation_goes_along_as_translated(cast, estonia, in_latvian):
    root = document(cast.translator, estonia)
    assert {segment.get("state") for segment in root.iter(q("segment"))} == {"translated"}
    assert "".join(target(root, "summary").itertext()) == "Lūdziet tiesai."
    assert [(each.tag, each.get("id")) for each in target(root, "body-2")] == [
        (q("pc"), "1"),
        (q("ph"), "2"),
        (q("pc"), "3"),
    ]


def test_of_an_outdated_one_only_what_has_not_changed_counts_as_translated(cast, estonia, in_latvian, publish_again):
    publish_again(
        summary="Ask the court or the state.", body=BODY.replace("<li>name</li>", "<li>address</li><li>name</li>")
    )
    root = document(cast.translator, estonia)
    state = {
        each.get("id").removeprefix("EE.damages."): each.find(q("segment")).get("state")
        for each in root.iter(q("unit"))
    }
    assert [name for name, word in state.items() if word == "initial"] == ["summary", "body-3"]
    assert target(root, "body-4").text == "vārds"
    assert target(root, "summary") is None
    [former] = [note for note in unit(root, "summary").iter(q("note")) if note.get("category") == "former-translation"]
    assert former.text == "Lūdziet tiesai."


def test_a_translation_that_links_elsewhere_is_not_taken_for_the_same(cast, estonia, damages, publish_text):
    body = LATVIAN_BODY.replace("example.eu/act", "example.eu/likums")
    publish_text("EE", "damages", "lv", summary="Lūdziet tiesai.", body=body)
    root = document(cast.translator, estonia)
    assert target(root, "body-2") is None
    assert "".join(target(root, "body-1").itertext()) == "Kā lūgt"


# Another program


def test_translate_toolkit_reads_every_unit_and_what_it_writes_can_be_read_here(cast, estonia, damages):
    content = exported(cast.translator, estonia).content
    store = Xliff2File.parsestring(content)
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("en", "lv")
    units = {each.getid(): each for each in store.units}
    assert len(units) == 6
    assert units["EE.damages.summary"].source == "Ask the court for damages."
    for each in store.units:
        each.rich_target = each.rich_source
    [before], [after] = read(content), read(bytes(store))
    assert [each.target for each in after.units] == [each.source for each in before.units]
    assert [each[:3] for each in after.units] == [each[:3] for each in before.units]
    assert all(each.complete for each in after.units)


def test_translate_toolkit_shows_what_a_translator_filled_in(cast, estonia, damages):
    data = sent_back(fill_in(document(cast.translator, estonia)))
    store = Xliff2File.parsestring(data)
    assert all(each.istranslated() for each in store.units)
    assert read(bytes(store)) == read(data)
    law = next(each for each in store.units if each.getid() == "EE.damages.legal-basis")
    assert str(law.target).replace("\n", "").startswith(LEGAL_BASIS.split("\n")[0].replace("e", "ē"))
    assert Revision.objects.filter(language="lv").count() == 0


def test_the_file_is_well_formed_whatever_the_text_says(cast, estonia, publish_text):
    publish_text(
        "EE", "appeal", "en", source_language="en", summary='5 < 6 & ]]> "x"', body="<p>&lt;b&gt; &amp;amp;</p>"
    )
    [translated] = read(exported(cast.translator, estonia).content)
    assert [each.source for each in translated.units] == [('5 < 6 & ]]> "x"',), ("<b> &amp;",)]
    assert ET.fromstring(exported(cast.translator, estonia).content) is not None
