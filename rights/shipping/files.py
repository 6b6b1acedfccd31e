"""Reads fixture files, and says what is wrong in them: file, place and reason."""

from collections.abc import Hashable
from pathlib import Path

import yaml


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
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(None, None, "a list or mapping as a key", key_node.start_mark)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _timestamp(loader, node):
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(None, None, f"no such day: {node.value}", node.start_mark) from error


UniqueKeyLoader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)
UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(path: Path):
    """The content of a YAML file; raises `Faults` where it is missing, is not UTF-8 or not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), UniqueKeyLoader)
    except FileNotFoundError:
        raise Faults(path.name, ["the file does not exist"]) from None
    except OSError as error:
        raise Faults(path.name, [f"the file cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError as error:
        raise Faults(path.name, [f"the file is not UTF-8 (byte {error.start})"]) from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise Faults(path.name, [f"{place}{getattr(error, 'problem', None) or 'not YAML'}"]) from None
