"""Nothing that somebody brings in runs as a script, through whichever entrance it comes; here without a browser.

`tests/browser/test_vectors.py` has the same read by Chromium. In `make test` every text takes one entrance and every
kind every entrance; in `make test-full` every text takes every one.
"""

import contextlib
import re
from html import escape
from xml.etree import ElementTree as ET

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from countries.models import Country, HelpLine, Source, SupportService
from portal.text import richtext
from rights.models import Answer
from rights.services import drafting, errors, records, seeds
from rights.xliff import importing
from tests.rights.importer.factsheets import Section, published_text, sections
from tests.rights.importer.factsheets import read as read_published
from tests.rights.xliff import translator
from tests.rights.xliff.conftest import damages  # noqa: F401 – a fixture
from tests.security.vectors import KINDS, VECTORS

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "ping",
    "background",
    "xlink:href",
    "cite",
}
SCHEMES = {"http", "https", "mailto", "tel", *richtext.SYMBOLIC_SCHEMES}
RUNS = {
    "style", "iframe", "frame", "object", "embed", "applet", "base", "template", "noscript", "math", "foreignobject",
    "animate", "set", "portal", "audio", "video", "img", "image", "plaintext", "xmp", "listing", "marquee",
}  # fmt: skip


def scheme(address: str) -> str:
    """The scheme as a browser reads it: without control characters and blanks."""
    bare = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", "", address)
    found = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", bare)
    return found[1].lower() if found else ""


def executable(root: ET.Element) -> list[str]:
    """What in a parsed text or page could run, or lead to what runs."""
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.lower()
        if tag in RUNS or (tag == "script" and not (element.get("src") or "").startswith("/static/")):
            found.append(f"<{tag}>")
        if tag == "script" and (element.text or "").strip():
            found.append(f"<script>{element.text}")
        for name, value in element.attrib.items():
            name = str(name).lower()
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "http-equiv"):
                found.append(f"{tag} {name}={value}")
            if name in ADDRESSES and scheme(value) not in SCHEMES | {""}:
                found.append(f"{tag} {name}={value}")
    return found


def unclean(html: str) -> list[str]:
    """What in a rich text is not of the short list of tags and attributes; and where it reads differently twice."""
    found = []
    for context in ("div", "td", "table", "select", "svg", "caption"):
        fragment = html5lib.parseFragment(html, container=context, namespaceHTMLElements=False)
        found += executable(fragment)
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in fragment.iter():
        if element is fragment:
            continue
        allowed = richtext.ATTRIBUTES.get(element.tag, set())
        if element.tag not in richtext.TAGS or not set(element.attrib) <= allowed | {"scope"}:
            found.append(f"{element.tag} {element.attrib}")
        if "href" in element.attrib and scheme(element.get("href")) not in SCHEMES:
            found.append(f"a {element.get('href')}")
    again = html5lib.serialize(fragment, quote_attr_values="always", omit_optional_tags=False, resolve_entities=False)
    if executable(html5lib.parseFragment(again, namespaceHTMLElements=False)):
        found.append("it runs once it was read and written again")
    if richtext.clean(html) != html:
        found.append("it is cleaned further a second time")
    return found


# The entrances. Each gives the rich texts that are stored; a refusal stores none.


@pytest.fixture
def entrances(reference, damages, cast, client):  # noqa: F811
    draft = drafting.start_draft(damages, "en", cast.author)
    estonia = Country.objects.get(code="EE")
    source = Source.objects.get(slug="test-source")
    title, headings = sections("fi")[0]
    exported = translator.document(cast.translator, estonia)

    def editor(vector: str) -> list[str]:
        nonlocal draft
        draft = drafting.save_draft(
            draft, cast.author, draft.saved_at, body=f"<p>{vector}</p>", summary=vector, legal_basis=vector
        )
        Answer.objects.filter(pk=damages.pk).update(  # past every refusal: the page alone must hold
            summary_en=vector, legal_basis_en=vector, body_en=draft.body
        )
        for page in ("/en/estonia/compensation/damages/", "/en/estonia/compensation/"):
            assert executable(html5lib.parse(client.get(page + "?x").content, namespaceHTMLElements=False)) == []
        return [draft.body]

    def loader(vector: str) -> list[str]:
        text = {"kind": "text", "summary": vector, "body": richtext.from_markdown(vector), "legal_basis": vector}
        try:
            with transaction.atomic():
                seeds.publish_seed(damages, "en", sources=[source], checked_on=None, **text)
        except errors.Unclean:
            return [text["body"]]
        damages.refresh_from_db()
        return [damages.body_en]

    def importer(vector: str) -> list[str]:
        answers = tuple((heading, f"Ask.\n{vector}\n\n- {vector}") for heading, _question in headings[:3])
        report = read_published(published_text("fi", [Section(title, answers)]), "FI", "fi")
        return [part.html for part in (*report.matched, *report.unmatched)]

    def xliff(vector: str) -> list[str]:
        words = escape("".join(sign for sign in vector if sign >= " " and sign not in "\ufffe\uffff\ud7ff"))
        root = translator.fill_in(ET.fromstring(ET.tostring(exported)))
        for ending in ("summary", "legal-basis", "body-1"):
            translator.say(root, ending, words)
        for element in root.iter(translator.q("pc")):
            element.set("id", "".join(sign for sign in vector[:20] if sign.isprintable()))
        found = translator.read(translator.sent_back(root))
        return [
            proposal.fields["body"]
            for proposal in importing.proposals(cast.translator, estonia, found)
            if "body" in proposal.fields
        ]

    def record(vector: str) -> list[str]:
        def texts(model: type[Model], *names: str) -> dict[str, str]:
            """The vector in each of the English texts, as much of it as the column holds."""
            return {f"{name}_en": vector[: model._meta.get_field(name).max_length] for name in names}

        with transaction.atomic():
            service = SupportService(
                country=estonia,
                slug="vector",
                kind="ngo",
                source=source,
                **texts(SupportService, "name", "description", "hours"),
            )
            with contextlib.suppress(ValidationError):  # refused at the door; the page must hold all the same
                service.full_clean(exclude=["name", "description", "hours"])
            records.save(service)
            line = texts(HelpLine, "name", "hours", "cost", "note")
            records.save(HelpLine(country=estonia, number="116006", source=source, **line))
            page = client.get("/en/estonia/services/?x").content
            transaction.set_rollback(True)
        assert executable(html5lib.parse(page, namespaceHTMLElements=False)) == []
        return []

    return {"editor": editor, "loader": loader, "importer": importer, "xliff": xliff, "record": record}


def faults(entrances: dict, ways: list[tuple[str, str]]) -> list[str]:
    found = []
    for name, vector in ways:
        vector = vector.replace("\0", "")  # forms and files refuse it before anything reads it
        try:
            found += [f"{name}: {vector!r}: {fault}" for html in entrances[name](vector) for fault in unclean(html)]
        except AssertionError as fault:
            found.append(f"{name}: {vector!r}: {fault}")
    return found


def test_the_check_itself_finds_what_runs():
    for kind in ("scripts", "handlers", "styles", "graphics"):
        raw = [vector for vector in KINDS[kind] if unclean(vector)]
        assert len(raw) > 0.9 * len(KINDS[kind])


def test_every_text_alone_is_clean():
    made = [(vector, make(vector)) for vector in VECTORS for make in (richtext.clean, richtext.from_markdown)]
    assert [(vector, fault) for vector, html in made for fault in unclean(html)] == []


def test_every_text_by_one_entrance_and_every_kind_by_every_one(entrances):
    ways, number = [], 0
    for vectors in KINDS.values():
        of_kind = VECTORS[number : number + len(vectors)]
        number += len(vectors)
        ways += [(name, "\n".join(of_kind[n :: len(entrances)])) for n, name in enumerate(entrances)]
    assert faults(entrances, ways) == []


@pytest.mark.full
def test_every_text_by_every_entrance(entrances):
    assert faults(entrances, [(name, vector) for vector in VECTORS for name in entrances]) == []


def test_all_of_them_at_once(entrances):
    """What one leaves open, another would close."""
    assert unclean(richtext.clean("\n".join(VECTORS))) == []
    assert unclean(richtext.clean("\n".join(reversed(VECTORS)))) == []
    assert unclean(richtext.from_markdown("\n\n".join(VECTORS))) == []


def test_the_corpus_is_as_large_as_docs_security_md_says():
    assert len(set(VECTORS)) == len(VECTORS) == 266
