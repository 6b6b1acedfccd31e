"""Reads fixture files, and says what is wrong in them: file, place and reason."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader  # many times faster
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]  # the same, in Python


LARGEST = 2_000_000  # characters; the largest file that ships has a fifth of it
LONGEST_NUMBER = 40  # characters
DEEPEST = 20  # collections within each other; the deepest that ships has 5. Tens of thousands would end the process


class Faults(Exception):
    """Everything that is wrong with a file; nothing of it was loaded."""

    def __init__(self, file: str, faults: list[str]):
        super().__init__("\n".join(f"{file}: {fault}" for fault in faults))
        self.file, self.faults = file, faults


class UniqueKeyLoader(SafeLoader):
    """Refuses a key that appears twice in a mapping: YAML itself would silently keep the last."""


def _mapping(loader, node):
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


def _number(loader, node):
    if len(node.value) > LONGEST_NUMBER:
        raise yaml.constructor.ConstructorError(None, None, "a number that is too long", node.start_mark)
    is_whole = node.tag == "tag:yaml.org,2002:int"
    return loader.construct_yaml_int(node) if is_whole else loader.construct_yaml_float(node)


for _kind in ("int", "float"):
    UniqueKeyLoader.add_constructor(f"tag:yaml.org,2002:{_kind}", _number)
UniqueKeyLoader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)
UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _refuse_form(text: str):
    """Refuse what costs more than its length, before anything is made of it. Raises `MarkedYAMLError`."""
    depth = 0
    for event in yaml.parse(text, SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _refusal("an alias (*name); write it out", event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refusal("too much within each other", event)


def _refusal(problem: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    mark: Any = event.start_mark  # libyaml has a class of its own for it
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def read(path: Path):
    """The content of a YAML file; raises `Faults` where it is missing, is not UTF-8, too large or not YAML."""
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > LARGEST:
            raise Faults(path.name, [f"the file has more than {LARGEST} characters"])
        _refuse_form(text)
        return yaml.load(text, UniqueKeyLoader)  # noqa: S506 – a safe loader
    except FileNotFoundError:
        raise Faults(path.name, ["the file does not exist"]) from None
    except OSError as error:
        raise Faults(path.name, [f"the file cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError as error:
        raise Faults(path.name, [f"the file is not UTF-8 (byte {error.start})"]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise Faults(path.name, [f"{place}{getattr(error, 'problem', None) or 'not YAML'}"]) from None
