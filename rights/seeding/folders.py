"""Folders with structure files and one file of texts per language, read as if each text stood in its row.

`fixtures/factsheets/<code>/factsheet.yaml` holds what is the same in every language (figures, dates, addresses, keys)
and `<language>.yaml` beside it the texts of one language by the same keys; `fixtures/reference/` likewise has several
structure files and the same `<language>.yaml`. A translator opens one file, and a figure stands once. `docs/content.md`
shows the form.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from portal.i18n import languages
from rights.seeding.files import Faults, read

STRUCTURE = "factsheet.yaml"
IDENTITY = {"services": "slug", "help_lines": "number", "time_limits": "slug", "facts": "indicator"}
REFERENCE = {  # part of a file of texts → structure file, its fields
    "sections": ("questionnaire.yaml", {"title", "description"}),
    "groups": ("questionnaire.yaml", {"title"}),
    "questions": ("questionnaire.yaml", {"title", "short"}),
    "indicators": ("indicators.yaml", {"title", "explanation"}),
    "instruments": ("instruments.yaml", {"title", "short"}),
}
# Parts whose rows are of one language and stand whole with its texts → the name under which they are loaded.
OF_A_LANGUAGE = {"glossary": "glossary.yaml", "synonyms": "synonyms.yaml"}


def files(folder: Path) -> list[Path]:
    """The files of a folder; where it is a single file, that file."""
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]


def read_reference(folder: Path, structures: Iterable[str]) -> dict[str, Any]:
    """The reference data: structure file → its rows, each text a mapping of languages. Raises `Faults`."""
    content = {name: read(folder / name) for name in structures if name not in OF_A_LANGUAGE.values()}
    own = {name: read(folder / name) if (folder / name).exists() else [] for name in OF_A_LANGUAGE.values()}
    _check_names(folder, {*structures})
    rows = {part: _rows_of(part, content) for part in REFERENCE}
    for language in languages.CODES:
        path = folder / f"{language}.yaml"
        if path.exists():
            texts = read(path)
            _refuse(path, list(_reference_faults(rows, texts, language)))
            for part, name in OF_A_LANGUAGE.items():
                if isinstance(own[name], list):
                    own[name] += [
                        {"slug": slug, "language": language, **row} for slug, row in texts.get(part, {}).items()
                    ]
    return {**content, **own}


def _rows_of(part: str, content: dict[str, Any]) -> dict[str, dict]:
    """The rows that texts of a part belong to, by slug; what is no row is left to the check of its shape."""
    sections = content.get(REFERENCE[part][0])
    if part in ("groups", "questions"):
        sections = [row for section in _mappings(sections) for row in _mappings(section.get(part))]
    return {row["slug"]: row for row in _mappings(sections) if isinstance(row.get("slug"), str)}


def _mappings(rows: Any) -> list[dict]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _reference_faults(rows: dict[str, dict[str, dict]], texts: Any, language: str) -> Iterator[str]:
    """Put a language's texts where they belong; what belongs nowhere is a fault."""
    if not isinstance(texts, dict):
        yield f"the file is not a mapping of {', '.join([*REFERENCE, *OF_A_LANGUAGE])}"
        return
    for part, entries in texts.items():
        if part not in (*REFERENCE, *OF_A_LANGUAGE) or not isinstance(entries, dict):
            yield f"{part}: no such part, or no mapping"
            continue
        for slug, entry in entries.items():
            if not isinstance(entry, dict) or not isinstance(slug, str):
                yield f"{part}: {slug}: no mapping"
            elif part not in OF_A_LANGUAGE:
                yield from (f"{part}: {slug}: {sentence}" for sentence in _add_texts(rows, part, slug, entry, language))


def _add_texts(rows: dict[str, dict[str, dict]], part: str, slug: str, entry: dict, language: str) -> Iterator[str]:
    structure, fields = REFERENCE[part]
    if slug not in rows[part]:
        yield f"is not in {structure}"
        return
    for field, text in entry.items():
        if field not in fields:
            yield f"unknown entry {field}"
            continue
        texts = rows[part][slug].setdefault(field, {})
        if not isinstance(texts, dict) or language in texts:
            yield f"{field} stands in {structure} already"
        else:
            texts[language] = text


def read_merged(folder: Path) -> Any:
    """A country's factsheet, each text a mapping of languages. Raises `Faults` naming the file of each.

    A single file that holds everything so is read as it is.
    """
    if not folder.is_dir():
        return read(folder)
    content = read(folder / STRUCTURE)
    if not isinstance(content, dict):
        raise Faults(f"{folder.name}/{STRUCTURE}", ["the file is not a mapping of country, sources and answers"])
    _check_names(folder, {STRUCTURE})
    for language in languages.CODES:
        path = folder / f"{language}.yaml"
        if path.exists():
            _refuse(path, list(_factsheet_faults(content, read(path), language)))
    return content


def _check_names(folder: Path, structures: set[str]):
    known = structures | {f"{code}.yaml" for code in languages.CODES}
    if strange := sorted(path.name for path in folder.glob("*.yaml") if path.name not in known):
        raise Faults(folder.name, [f"{name}: no such language" for name in strange])


def _refuse(path: Path, faults: list[str]):
    if faults:
        raise Faults(f"{path.parent.name}/{path.name}", faults)


def _factsheet_faults(content: dict, texts: Any, language: str) -> Iterator[str]:
    """Put a language's texts where they belong; what belongs nowhere is a fault."""
    if not isinstance(texts, dict):
        yield "the file is not a mapping of sources, services and answers"
        return
    for part, entries in texts.items():
        if part not in ("sources", "answers", *IDENTITY) or not isinstance(entries, dict):
            yield f"{part}: no such part, or no mapping"
            continue
        rows = content.get(part) or {}
        if part in IDENTITY:
            rows = {str(row.get(IDENTITY[part])): row for row in rows if isinstance(row, dict)}
        for key, entry in entries.items():
            row = rows.get(key)
            if not isinstance(row, dict):
                yield f"{part}: {key} is not in {STRUCTURE}"
            elif part == "sources":
                row.setdefault("title", {})[language] = entry
            elif not isinstance(entry, dict):
                yield f"{part}: {key}: no mapping"
            elif part == "answers":
                _add_answer(row, entry, language)
            else:
                yield from (f"{part}: {key}: {sentence}" for sentence in _record_faults(row, entry, language))


def _add_answer(row: dict, entry: dict, language: str):
    entry = dict(entry)
    if "legal_basis" in entry:
        row.setdefault("legal_basis", {})[language] = entry.pop("legal_basis")
    row[language] = entry


def _record_faults(row: dict, entry: dict, language: str) -> Iterator[str]:
    for field, text in entry.items():
        if field == "phones":
            yield from _phone_faults(row.get("phones", []), text, language)
        else:
            row.setdefault(field, {})
            if not isinstance(row[field], dict):
                yield f"{field} stands in {STRUCTURE} already"
            else:
                row[field][language] = text


def _phone_faults(phones: list, notes: Any, language: str) -> Iterator[str]:
    if not isinstance(notes, dict):
        yield "phones: no mapping of numbers and notes"
        return
    for number, note in notes.items():
        place = next((n for n, phone in enumerate(phones) if number in (phone, _number(phone))), None)
        if place is None:
            yield f"phones: {number} is not in {STRUCTURE}"
            continue
        if isinstance(phones[place], str):
            phones[place] = {"number": phones[place]}
        phones[place].setdefault("note", {})[language] = note


def _number(phone: Any) -> str:
    return phone.get("number", "") if isinstance(phone, dict) else ""
