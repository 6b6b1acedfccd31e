"""A translator with a tool of their own: fills in XLIFF files, and spoils them in every way."""

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from xml.etree import ElementTree as ET

from rights.xliff import markup
from rights.xliff.exporting import export, originals
from rights.xliff.markup import METADATA, XLIFF

ET.register_namespace("", XLIFF)
ET.register_namespace("mda", METADATA)


def q(name: str) -> str:
    return f"{{{XLIFF}}}{name}"


def exported(user, country, language="lv", wanted_only=False, one_file=True):
    return export(country, language, originals(user, country, language, wanted_only), one_file)


def document(user, country, language="lv") -> ET.Element:
    return ET.fromstring(exported(user, country, language).content)


def in_latvian(words: str) -> str:
    """Words as our translator puts them: every letter of the alphabet but its first ones keeps its place."""
    return words.replace("e", "ē").replace("E", "Ē")


def fill_in(root: ET.Element, translate: Callable[[str], str] = in_latvian) -> ET.Element:
    """Give every segment a target: its source with the words translated and every tag kept."""
    for segment in root.iter(q("segment")):
        if (old := segment.find(q("target"))) is not None:
            segment.remove(old)
        target = ET.fromstring(ET.tostring(segment.find(q("source"))))
        target.tag, target.tail = q("target"), None
        for element in target.iter():
            element.text = translate(element.text) if element.text else element.text
            if element is not target:
                element.tail = translate(element.tail) if element.tail else element.tail
        segment.append(target)
        segment.set("state", "translated")
    return root


def unit(root: ET.Element, ending: str) -> ET.Element:
    return next(unit for unit in root.iter(q("unit")) if unit.get("id").endswith(ending))


def target(root: ET.Element, ending: str) -> ET.Element:
    return unit(root, ending).find(f".//{q('target')}")


def say(root: ET.Element, ending: str, words: str) -> ET.Element:
    """Put other words (XML) into a target."""
    old = target(root, ending)
    new = ET.fromstring(f'<target xmlns="{XLIFF}">{words}</target>')
    old.text = new.text
    for child in list(old):
        old.remove(child)
    old.extend(list(new))
    return root


def sent_back(root: ET.Element) -> bytes:
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def read(data: bytes, name: str = "EE-lv.xlf") -> list[markup.TranslatedAnswer]:
    translated, problems = markup.read_upload(name, data)
    assert problems == []
    return translated


def zipped(files: dict[str, bytes], compression=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def version(summary="", body="", legal_basis="") -> SimpleNamespace:
    return SimpleNamespace(summary=summary, body=body, legal_basis=legal_basis)
