"""The format XLIFF 2.0 itself: answers written for a translator's tool, and what such a tool gave back, read.

One <file> is one answer, one <unit> one segment (see `segments`). The id of a unit names the answer and the segment
("EE.damages.body-3"), its metadata the version of the original that it shows. Nothing here knows the database, and
nothing that is read here is trusted: of a translation only its words and the numbers of its marks are kept.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.i18n import languages
from rights.validation import SUMMARY_LIMIT
from rights.xliff.segments import Content, Mark, Segment, SegmentedText, Tag, plain, title_of

XLIFF = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
SOME_XLIFF = "urn:oasis:names:tc:xliff:document:"
CATEGORY, VERSION = "victims-rights-portal", "source-version"
ENDINGS = (".xlf", ".xliff")
UNIT_ID = re.compile(r"([A-Z]{2})\.([a-z0-9-]{1,60})\.((?:summary|legal-basis|body-\d{1,5})(?:-title-\d{1,5})?)")

# A whole country is 57 answers, 1 to 3 MB and some 50,000 tags. What is larger is no work of a translator.
LARGEST = 10 * 1024 * 1024  # bytes of an upload, and of everything in it unpacked
MOST_TAGS = 400_000
MOST_FILES = MOST_ANSWERS = 200

UNSUITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
WHAT_IT_IS = {
    "summary": format_lazy(
        gettext_lazy("In brief: one to three short sentences, {limit} characters at most"), limit=SUMMARY_LIMIT
    ),
    "legal-basis": gettext_lazy("Legal basis, one law to a line"),
    "title": gettext_lazy("Meaning of an abbreviation or a term, shown beside it"),
    "p": gettext_lazy("Paragraph"),
    "blockquote": gettext_lazy("Quotation"),
    "h2": gettext_lazy("Heading"),
    "h3": gettext_lazy("Heading"),
    "h4": gettext_lazy("Heading"),
    "li": gettext_lazy("List item"),
    "td": gettext_lazy("Table cell"),
    "th": gettext_lazy("Table heading"),
    "caption": gettext_lazy("Table caption"),
}
KINDS_OF_TAG = {
    "strong": {"type": "fmt", "subType": "xlf:b"},
    "em": {"type": "fmt", "subType": "xlf:i"},
    "br": {"type": "fmt", "subType": "xlf:lb"},
    "a": {"type": "link"},
}


class Unreadable(Exception):
    """A file that cannot be imported; its text is a sentence for the person who sent it."""


# Writing


@dataclass(frozen=True)
class Sheet:
    """One answer for the translator: its original as segments, and what is translated already, by segment.

    `former` holds sentences of a public translation whose original has changed since: shown, but not as a translation.
    """

    country: str
    question: str
    title: str
    version: int
    text: SegmentedText
    translated: Mapping[str, Content] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)


def write(sheets: Iterable[Sheet], source_language: str, language: str) -> bytes:
    """An XLIFF document of answers that share their original's language."""
    # Plain names with the namespaces as attributes: ElementTree's own prefixes are one table for the whole process.
    names = {"xmlns": XLIFF, "xmlns:mda": METADATA, "version": "2.0"}
    root = ET.Element("xliff", names | {"srcLang": source_language, "trgLang": language})
    for sheet in sheets:
        _write_sheet(root, sheet)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _write_sheet(root: ET.Element, sheet: Sheet):
    id_ = f"{sheet.country}.{sheet.question}"
    file = ET.SubElement(root, "file", {"id": id_, "original": id_, "xml:space": "preserve"})
    file.text = file.tail = "\n"
    _write_notes(file, {"question": sheet.title})
    for segment in sheet.text.segments.values():
        unit = ET.SubElement(file, "unit", {"id": f"{id_}.{segment.name}"})
        unit.tail = "\n"
        group = ET.SubElement(ET.SubElement(unit, "mda:metadata"), "mda:metaGroup", category=CATEGORY)
        ET.SubElement(group, "mda:meta", type=VERSION).text = str(sheet.version)
        notes = {"place": str(WHAT_IT_IS[segment.block]), "version": _("Version %d of the original") % sheet.version}
        if segment.name in sheet.former:
            notes["former-translation"] = sheet.former[segment.name]
        _write_notes(unit, notes)
        _write_tags(unit, segment.tags)
        element = ET.SubElement(unit, "segment")
        target = sheet.translated.get(segment.name, ())
        element.set("state", "translated" if target else "initial")
        _write_content(ET.SubElement(element, "source"), segment.content, segment, id_)
        if target:
            _write_content(ET.SubElement(element, "target"), target, segment, id_)


def _write_notes(parent: ET.Element, notes: dict[str, str]):
    element = ET.SubElement(parent, "notes")
    for category, text in notes.items():
        ET.SubElement(element, "note", category=category).text = UNSUITABLE.sub("", text)


def _write_tags(unit: ET.Element, tags: Mapping[str, Tag]):
    """What the marks stand for, for the translator's eyes: the import does not read it."""
    if tags:
        data = ET.SubElement(unit, "originalData")
        for id_, tag in tags.items():
            for name, text in ((f"s{id_}", tag.start), (f"e{id_}", tag.end)):
                if text:
                    ET.SubElement(data, "data", id=name).text = UNSUITABLE.sub("", text)


def _write_content(parent: ET.Element, content: Content, segment: Segment, answer: str):
    opened = [parent]
    for part in content:
        here = opened[-1]
        if isinstance(part, str):
            _append_text(here, UNSUITABLE.sub("", part))
        elif part.act == "close":
            opened.pop()
        elif part.act == "alone":
            ET.SubElement(here, "ph", {"id": part.id, "dataRef": f"s{part.id}"} | KINDS_OF_TAG["br"])
        else:
            opened.append(ET.SubElement(here, "pc", _attributes(part.id, segment, answer)))


def _attributes(id_: str, segment: Segment, answer: str) -> dict[str, str]:
    tag = segment.tags[id_]
    attributes = {"id": id_, "dataRefStart": f"s{id_}", "dataRefEnd": f"e{id_}"}
    if tag.title:
        attributes["subFlowsStart"] = f"{answer}.{title_of(segment.name, id_)}"
    return attributes | KINDS_OF_TAG.get(tag.end[2:-1], {})


def _append_text(element: ET.Element, text: str):
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


# Reading


class Unit(NamedTuple):
    """A segment as a file has it. Where a part of it has no translation, it is not `complete`."""

    name: str
    version: int | None
    source: Content
    target: Content
    complete: bool


class TranslatedAnswer(NamedTuple):
    """One answer as a file has it."""

    file: str
    country: str
    question: str
    source_language: str
    language: str
    units: tuple[Unit, ...]


class FileProblem(NamedTuple):
    """A file of an upload that could not be read, and why."""

    file: str
    sentence: str


def read_upload(name: str, data: bytes) -> tuple[list[TranslatedAnswer], list[FileProblem]]:
    """The answers in an uploaded file or ZIP, and the files in it that could not be read: one does not stop the others.

    Raises `Unreadable` where nothing of the upload can be looked at.
    """
    if len(data) > LARGEST:
        raise Unreadable(_("The file is larger than %d MB. Import it in several parts.") % (LARGEST // 1024 // 1024))
    translated, problems = [], []
    for file, content in _unpacked(data) if data.startswith(b"PK") else [(name, data)]:
        try:
            if content is None:
                raise Unreadable(_("This is no XLIFF file (.xlf); it was passed over."))
            answers, strays = read(file, content)
            translated += answers
            problems += strays
        except Unreadable as unreadable:
            problems.append(FileProblem(file, str(unreadable)))
    if len(translated) > MOST_ANSWERS:
        raise Unreadable(_("The upload holds more than %d answers. Import it in several parts.") % MOST_ANSWERS)
    return translated, problems


def _unpacked(data: bytes) -> list[tuple[str, bytes | None]]:
    """The files of a ZIP, None for those that are no XLIFF by their name. Nothing is written to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
            _refuse_too_much(entries)
            return [(entry.filename, _read_entry(archive, entry)) for entry in entries]
    except Unreadable:
        raise
    except Exception as error:  # zipfile lets through whatever a broken archive makes zlib, struct or codecs raise
        raise Unreadable(_("The ZIP is damaged. Pack it anew.")) from error


def _refuse_too_much(entries: list[zipfile.ZipInfo]):
    if not entries:
        raise Unreadable(_("The ZIP is empty."))
    if len(entries) > MOST_FILES:
        raise Unreadable(_("The ZIP holds more than %d files. Import it in several parts.") % MOST_FILES)
    if sum(entry.file_size for entry in entries) > LARGEST:
        sentence = _("Unpacked, the ZIP is larger than %d MB. Import it in several parts.")
        raise Unreadable(sentence % (LARGEST // 1024 // 1024))
    is_plain = all(entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries)
    if not is_plain or any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(_("The ZIP cannot be opened: it is encrypted or packed in an unusual way."))


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    if not entry.filename.lower().endswith(ENDINGS):
        return None
    with archive.open(entry) as file:
        # With a number: without one, zipfile unpacks everything before it looks at the size that the entry states.
        return file.read(entry.file_size + 1)


def _is_hidden(name: str) -> bool:
    """What systems put into a ZIP by themselves (".DS_Store", "__MACOSX/…")."""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def read(name: str, data: bytes) -> tuple[list[TranslatedAnswer], list[FileProblem]]:
    """The answers of one XLIFF 2.0 document. Raises `Unreadable` with a sentence on what is wrong with it."""
    root = _root(data)
    source_language, language = (_language(root, attribute) for attribute in ("srcLang", "trgLang"))
    if language == source_language:
        raise Unreadable(_("The file says that it translates from a language into the same one."))
    found, strays = [], 0
    for file in root.iter(f"{{{XLIFF}}}file"):
        answers: dict[tuple[str, str], list[Unit]] = {}
        for element in file.iter(f"{{{XLIFF}}}unit"):
            if id_ := UNIT_ID.fullmatch(element.get("id", "")):
                answers.setdefault((id_[1], id_[2]), []).append(_unit(id_[3], element))
            else:
                strays += 1
        for (country, question), units in answers.items():
            found.append(TranslatedAnswer(name, country, question, source_language, language, tuple(units)))
    if not found:
        raise Unreadable(_("The file holds no answer of this portal: its units lack the ids that an export gives."))
    return found, [FileProblem(name, _strayed(strays))] if strays else []


def _strayed(number: int) -> str:
    sentence = ngettext(
        "%d unit does not bear an id of this portal; it was passed over.",
        "%d units do not bear an id of this portal; they were passed over.",
        number,
    )
    return sentence % number


def _root(data: bytes) -> ET.Element:
    if data.count(b"<") > MOST_TAGS:
        raise Unreadable(_("The file holds too many tags. Import it in several parts."))
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable(
            _("The file declares a document type or entities, which XLIFF does not need; it is refused for safety.")
        ) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0,))[0]
        raise Unreadable(_("The file is not well-formed XML (line %d).") % line) from error
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if root.tag == f"{{{XLIFF}}}xliff":
        return root
    if namespace.startswith(SOME_XLIFF) or root.tag == "xliff":
        version = UNSUITABLE.sub("", root.get("version", "")) or namespace.removeprefix(SOME_XLIFF)
        raise Unreadable(_("This is XLIFF %s. Save it as XLIFF 2.0, the version that was exported.") % version[:10])
    raise Unreadable(_("The file is XML, but no XLIFF."))


def _language(root: ET.Element, attribute: str) -> str:
    """One of the 24 languages; regional forms ("pt-PT") count as their language."""
    named = root.get(attribute, "")
    code = re.split("[-_]", named.strip().lower())[0]
    if code not in languages.CODES:
        raise Unreadable(
            _("The file names no language of the portal in %(attribute)s (“%(language)s”).")
            % {"attribute": attribute, "language": named[:20]}
        )
    return code


def _unit(name: str, element: ET.Element) -> Unit:
    parts, complete = [], True
    for place, part in enumerate(_segments(element), start=1):
        source, target = part.find(f"{{{XLIFF}}}source"), part.find(f"{{{XLIFF}}}target")
        found = _content(source)
        translation = _content(target)
        if not plain(translation):
            if plain(found):
                complete = False
            elif target is None:  # white space between two sentences that the tool left alone
                translation = found
        parts.append((_order(target, place), found, translation))
    return Unit(
        name,
        _version(element),
        tuple(piece for _order, found, _translation in parts for piece in found),
        tuple(
            piece for _order, _found, translation in sorted(parts, key=lambda part: part[0]) for piece in translation
        ),
        complete,
    )


def _segments(unit: ET.Element) -> list[ET.Element]:
    return [part for part in unit if part.tag in (f"{{{XLIFF}}}segment", f"{{{XLIFF}}}ignorable")]


def _order(target: ET.Element | None, place: int) -> int:
    """Where the translation of an XML segment stands among those of its unit: tools may let sentences change places."""
    order = target.get("order", "") if target is not None else ""
    return int(order) if re.fullmatch("[0-9]{1,4}", order) else place


def _version(unit: ET.Element) -> int | None:
    for meta in unit.iter(f"{{{METADATA}}}meta"):
        if meta.get("type") == VERSION and re.fullmatch("[0-9]{1,9}", number := (meta.text or "").strip()):
            return int(number)
    return None


def _content(element: ET.Element | None) -> Content:
    """The words and marks in an element, without recursion: how deep its tags are nested is the file's choice."""
    if element is None:
        return ()
    parts: list[str | Mark] = []
    waiting = _inside(element)[::-1]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ET.Element):
            waiting += _inline(part)[::-1]
        elif part:
            parts.append(part)
    return tuple(parts)


def _inside(element: ET.Element) -> list:
    parts: list = [UNSUITABLE.sub("", element.text or "")]
    for child in element:
        parts += [child, UNSUITABLE.sub("", child.tail or "")]
    return parts


def _inline(element: ET.Element) -> list:
    """What an inline element comes to: words, marks, and elements within it. Unknown ones and notes come to nothing."""
    name, id_ = element.tag.removeprefix(f"{{{XLIFF}}}"), element.get("id", "")[:20]
    if name == "pc":
        return [Mark("open", id_), *_inside(element), Mark("close", id_)]
    if name == "mrk":
        return _inside(element)
    if name == "ph":
        return [Mark("alone", id_)]
    if name == "sc":  # tools that cut a tag in two where they cut a sentence
        return [Mark("open", id_)]
    if name == "ec":
        return [Mark("close", element.get("startRef", id_)[:20])]
    if name == "cp":
        return [_character(element.get("hex", ""))]
    return []


def _character(code: str) -> str:
    number = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0
    return UNSUITABLE.sub("", chr(number)) if number <= 0x10FFFF else ""
