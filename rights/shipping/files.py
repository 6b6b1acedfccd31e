"""Reads fixture files, and says what is wrong in them: file, place and reason."""

from pathlib import Path

import yaml

from portal import languages


class Faults(Exception):
    """Everything that is wrong with a file; nothing of it was loaded."""

    def __init__(self, file: str, faults: list[str]):
        super().__init__("\n".join(f"{file}: {fault}" for fault in faults))
        self.file, self.faults = file, faults


class UniqueKeyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuses a key that stands twice in a mapping: YAML itself would silently keep the last."""


def _mapping(loader, node, deep=False):
    loader.flatten_mapping(node)
    result = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(path: Path):
    """The content of a YAML file; raises `Faults` where it is missing, is not UTF-8 or not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), UniqueKeyLoader)
    except FileNotFoundError:
        raise Faults(path.name, ["the file does not exist"]) from None
    except UnicodeDecodeError as error:
        raise Faults(path.name, [f"the file is not UTF-8 (byte {error.start})"]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise Faults(path.name, [f"{place}{getattr(error, 'problem', None) or 'not YAML'}"]) from None


def texts(value, place: str, faults: list[str], required: bool = True) -> dict[str, str]:
    """A text in several languages, `{en: …, lv: …}`; notes what is wrong with it, English missing included."""
    if value is None and not required:
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        faults.append(f"{place}: give a text for each language, as in {{en: …, lv: …}}")
        return {}
    for code in value:
        if code not in languages.CODES:
            faults.append(f"{place}: unknown language {code!r}")
    if languages.ENGLISH not in value:
        faults.append(f"{place}: the English text is missing")
    return {code: " ".join(text.split()) for code, text in value.items() if code in languages.CODES}


def unknown_keys(value: dict, known: set[str], place: str, faults: list[str]):
    if unknown := sorted(map(str, set(value) - known)):
        faults.append(f"{place}: unknown entry {', '.join(unknown)}")
