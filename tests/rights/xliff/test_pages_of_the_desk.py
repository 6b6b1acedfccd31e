"""The desk's pages to export texts for translators and to bring them back."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rights.desk import xliff as pages
from rights.models import Publication, Revision
from rights.services import drafting
from rights.xliff import markup
from tests import undefined
from tests.public_pages import parse, text_of
from tests.rights.xliff.translator import fill_in, q, read, say, sent_back, zipped

pytestmark = pytest.mark.django_db

EXPORT = "/admin/xliff/estonia/export/"
IMPORT = "/admin/xliff/estonia/import/"
ALL = {"language": "lv", "which": "all", "files": "one"}


@pytest.fixture
def desk(cast, settings):
    """A browser for each of the cast: `desk("translator")`, signed in."""
    settings.TWO_FACTOR = False

    def open_for(name: str) -> Client:
        person = getattr(cast, name)
        person.is_staff = True
        person.save()
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_for


@pytest.fixture
def translator(desk):
    return desk("translator")


def root_of(response) -> ET.Element:
    return ET.fromstring(response.content)


@pytest.fixture
def filled(translator, damages):
    return fill_in(root_of(translator.get(EXPORT, ALL)))


def upload(client, data, name="EE-lv.xlf"):
    return client.post(IMPORT, {"upload": SimpleUploadedFile(name, data)})


def html(response) -> str:
    return response.content.decode()


def sealed(response) -> str:
    return re.search(r'name="sealed" value="([^"]*)"', html(response))[1]


def take(client, offered, *numbers, **more):
    return client.post(IMPORT, {"sealed": sealed(offered), "take": [str(number) for number in numbers], **more})


def ticked(response) -> list[str]:
    return re.findall(r'name="take" value="(\d+)"\s+checked', html(response))


# Addresses and who may open them


def test_the_pages_have_names_and_the_country_links_to_them(translator, estonia):
    assert reverse("admin:desk_xliff_export", args=["estonia"]) == EXPORT
    assert reverse("admin:desk_xliff_import", args=["estonia"]) == IMPORT
    page = html(translator.get("/admin/status/estonia/"))
    assert f'href="{EXPORT}"' in page
    assert f'href="{IMPORT}"' in page


def test_who_writes_nothing_is_offered_no_import_and_gets_none(desk, filled):
    client = desk("reviewer")
    page = html(client.get("/admin/status/estonia/"))
    assert f'href="{EXPORT}"' in page
    assert IMPORT not in page
    for response in (client.get(IMPORT), upload(client, sent_back(filled))):
        assert response.status_code == 403
        assert "You have no assignment that allows this." in html(response)
        assert "<input type=file" not in html(response)


def test_strangers_find_nothing(desk, estonia):
    client = desk("stranger")
    assert client.get(EXPORT).status_code == client.get(IMPORT).status_code == 404
    assert client.get(EXPORT, ALL).status_code == 404
    assert client.get("/admin/xliff/atlantis/export/").status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, estonia):
    for address in (EXPORT, IMPORT):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("address", [EXPORT, IMPORT])
def test_other_methods_are_refused(translator, estonia, address):
    assert translator.put(address).status_code == 405
    assert translator.post(EXPORT).status_code == 405


# Export


def test_the_export_offers_the_languages_of_the_person(translator, desk, estonia):
    assert re.findall(r'<option value="(\w+)"', html(translator.get(EXPORT))) == ["lv"]
    assert len(re.findall(r'<option value="(\w+)"', html(desk("reviewer").get(EXPORT)))) == 24


def test_one_file(translator, damages):
    response = translator.get(EXPORT, ALL)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xliff+xml"
    assert response["Content-Disposition"] == 'attachment; filename="EE-lv.xlf"'
    assert "no-store" in response["Cache-Control"]
    assert [row.question for row in read(response.content)] == ["damages"]


def test_a_zip(translator, damages):
    response = translator.get(EXPORT, {**ALL, "files": "zip"})
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="EE-lv.zip"'
    assert zipfile.ZipFile(io.BytesIO(response.content)).namelist() == ["EE-lv-damages.xlf"]


def test_nothing_to_export_is_said(translator, damages, publish_text):
    publish_text("EE", "damages", "lv")
    response = translator.get(EXPORT, {**ALL, "which": "wanted"})
    assert response["Content-Type"].startswith("text/html")
    assert "There is nothing to export" in html(response)


@pytest.mark.parametrize("wrong", [{"language": "de"}, {"language": "xx"}, {"which": "some"}, {"files": "pdf"}])
def test_a_wrong_choice_is_said_at_its_field(translator, damages, wrong):
    response = translator.get(EXPORT, {**ALL, **wrong})
    assert response.status_code == 422
    assert "errorlist" in html(response)


# Import


def test_from_the_upload_to_the_draft_in_review(translator, filled):
    offered = upload(translator, sent_back(filled))
    assert offered.status_code == 200
    assert Revision.objects.filter(language="lv").count() == 0
    assert ticked(offered) == ["0"]
    assert "<ins>Ask thē court for damagēs.</ins>" in html(offered)
    done = take(translator, offered, 0)
    assert "It waits for review." in html(done)
    assert f'href="{"/admin/answers/estonia/damages/lv/"}"' in html(done)
    assert Revision.objects.get(language="lv").state == Revision.State.IN_REVIEW
    assert not Publication.objects.filter(language="lv").exists()


def test_only_what_is_ticked_is_taken(translator, damages, publish_text):
    publish_text("EE", "appeal", "en", source_language="en")
    publish_text("EE", "contacts", "en", source_language="en")
    offered = upload(translator, sent_back(fill_in(root_of(translator.get(EXPORT, ALL)))))
    assert ticked(offered) == ["0", "1", "2"]
    take(translator, offered, 0, 2, 77, "x")
    assert set(Revision.objects.filter(language="lv").values_list("answer__question__slug", flat=True)) == {
        "appeal",
        "contacts",
    }
    assert "Nothing was ticked" in html(take(translator, offered))


def test_what_needs_thought_is_not_ticked_beforehand(translator, filled, publish_again):
    publish_again(summary="Ask the court or the state.")
    offered = upload(translator, sent_back(filled))
    assert ticked(offered) == []
    assert "version 2 is public now" in html(offered)
    assert "What changed in the original since" in html(offered)
    assert "It waits for review." in html(take(translator, offered, 0))


def test_what_cannot_be_taken_has_no_box(translator, filled):
    take(translator, upload(translator, sent_back(filled)), 0)
    offered = upload(translator, sent_back(filled))
    assert 'name="take"' not in html(offered)
    assert "Take what is ticked" not in html(offered)
    assert "Nothing is changed: the portal has this text already." in html(offered)
    assert "Nothing is changed: the portal has this text already." in html(take(translator, offered, 0))


def test_ones_own_draft_needs_a_second_tick(cast, translator, filled, damages):
    draft = drafting.start_draft(damages, "lv", cast.translator)
    drafting.save_draft(draft, cast.translator, draft.saved_at, summary="My own words.")
    offered = upload(translator, sent_back(filled))
    assert ticked(offered) == []
    assert 'name="overwrite" value="0"' in html(offered)
    assert "Confirm that it is to be replaced." in html(take(translator, offered, 0))
    assert Revision.objects.get(language="lv").summary == "My own words."
    assert "It waits for review." in html(take(translator, offered, 0, overwrite="0"))


def test_a_refusal_of_the_text_checks_is_reported_and_the_draft_kept(translator, filled):
    say(filled, "summary", "TODO")
    done = take(translator, upload(translator, sent_back(filled)), 0)
    assert "A note of the template is left in the text" in html(done)
    assert Revision.objects.get(language="lv").state == Revision.State.DRAFT


def test_files_that_could_not_be_read_are_named_beside_the_others(translator, filled):
    offered = upload(translator, zipped({"good.xlf": sent_back(filled), "<bad>.xlf": b"<"}), "all.zip")
    assert "&lt;bad&gt;.xlf" in html(offered)
    assert "not well-formed XML" in html(offered)
    assert ticked(offered) == ["0"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (zipped({}), "The ZIP is empty."),
        (b"PK\x03\x04", "The ZIP is damaged."),
        (b"x" * (markup.LARGEST + 1), "The file is larger than 10 MB."),
    ],
)
def test_an_upload_that_is_refused_comes_back_with_a_sentence(translator, estonia, data, said):
    response = upload(translator, data)
    assert response.status_code == 422
    assert said in html(response)
    assert 'type="file"' in html(response)


def test_an_upload_with_nothing_in_it_for_this_portal_says_so(translator, estonia):
    response = upload(translator, b"<html/>")
    assert "The file is XML, but no XLIFF." in html(response)
    assert "holds no answer that could be imported" in html(response)


def test_a_form_without_a_file_is_asked_for_one(translator, estonia):
    response = translator.post(IMPORT, {})
    assert response.status_code == 422
    assert "errorlist" in html(response)


def test_what_is_kept_between_the_pages_cannot_be_forged_or_used_by_others(desk, translator, filled, user):
    offered = upload(translator, sent_back(filled))
    for value in ("", "rubbish", sealed(offered)[:-3]):
        response = translator.post(IMPORT, {"sealed": value, "take": "0"})
        assert response.status_code == 409
        assert "Upload the file again." in html(response)
    assert take(desk("author"), offered, 0).status_code == 409
    assert not Revision.objects.filter(language="lv").exists()


def test_what_is_kept_too_long_is_refused(translator, filled, monkeypatch):
    offered = upload(translator, sent_back(filled))
    monkeypatch.setattr(pages, "SEALED_FOR", -1)
    assert take(translator, offered, 0).status_code == 409


def test_an_upload_of_more_text_than_a_form_holds_is_refused(translator, filled, monkeypatch):
    monkeypatch.setattr(pages, "MOST_SEALED", 100)
    response = upload(translator, sent_back(filled))
    assert response.status_code == 422
    assert "too much text" in html(response)


@pytest.mark.slow
def test_a_whole_country_fits_between_the_pages(desk, shipped):
    client = desk("author")
    root = fill_in(root_of(client.get(EXPORT, {**ALL, "language": "mt"})))
    offered = upload(client, sent_back(root))
    assert len(sealed(offered)) < pages.MOST_SEALED / 10
    numbers = ticked(offered)
    assert len(numbers) > 20
    done = take(client, offered, *numbers)
    assert html(done).count("It waits for review.") == len(numbers)


def test_words_of_a_file_are_never_markup(translator, filled):
    say(filled, "summary", "&lt;script&gt;alert(1)&lt;/script&gt;")
    for each in filled.iter(q("unit")):
        if each.get("id").endswith("body-4"):
            each.set("id", "EE.damages.body-77")
    offered = upload(translator, sent_back(filled), '"><script>.xlf')
    assert "<script>alert" not in html(offered)
    assert '"><script>.xlf' not in html(offered)
    assert "<script>alert" not in html(take(translator, offered, 0))


def test_forms_need_their_token(cast, translator, filled):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = translator.cookies
    assert upload(strict, sent_back(filled)).status_code == 403


# How the pages are built


@pytest.fixture
def every_page(translator, filled, publish_text):
    offered = upload(translator, zipped({"a.xlf": sent_back(filled), "b.xlf": sent_back(filled), "c.xlf": b"<"}))
    return [
        translator.get(EXPORT),
        translator.get(EXPORT, {**ALL, "language": "de"}),
        translator.get(IMPORT),
        upload(translator, b"PK\x03\x04"),
        offered,
        take(translator, offered, 0, 1),
    ]


def test_pages_work_without_scripts_and_say_what_everything_is(every_page):
    for response in every_page:
        page = html(response)
        content = page[page.index('id="content"') :]
        assert "style=" not in content
        assert "<script" not in content
        root = parse(response.content.decode())
        assert len(_elements(root, "h1")) == 1
        for field in _elements(root, "input", "select"):
            if field.get("type") not in ("hidden", "submit"):
                assert _is_labelled(root, field), ET.tostring(field)
        assert text_of(root)


def _is_labelled(root: ET.Element, field: ET.Element) -> bool:
    named = {label.get("for") for label in _elements(root, "label")} - {None}
    return field.get("id") in named or any(field in list(label.iter()) for label in _elements(root, "label"))


def _elements(root: ET.Element, *names: str) -> list[ET.Element]:
    return [each for each in root.iter() if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in names]


def test_translated_words_are_marked_with_their_language(translator, filled):
    assert '<div lang="lv"><p class="diff brief">' in html(upload(translator, sent_back(filled)))


def test_no_variable_of_these_pages_is_undefined(settings, translator, filled):
    settings.TEMPLATES = undefined.leave_traces(settings.TEMPLATES)
    offered = upload(translator, zipped({"a.xlf": sent_back(filled), "c.xlf": b"<"}))
    for response in (translator.get(EXPORT), translator.get(IMPORT), offered, take(translator, offered, 0)):
        page = html(response)
        assert undefined.names_in(page[page.index('id="content"') :]) == []
