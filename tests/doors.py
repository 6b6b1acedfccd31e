"""Finds what writes public content in source code, whatever it is called there: see `tests/test_consistency.py`.

A check of names, since Python does not say of what class a variable is. So it asks too much rather than too little:
every `.save()` counts, whatever is saved.
"""

import ast
import re
from collections.abc import Iterator

from django.apps import apps

from portal.environment import BASE_DIR

APPS = ("countries", "rights")
# No reader sees these: who may do what, what somebody opened or was mailed, what editors taught the importer, what was
# shipped, and second factors (of another package).
NOT_PUBLIC = {
    "Assignment", "Opened", "Digest", "ConfirmedHeading", "Shipped", "CodeDevice", "StaticDevice", "StaticToken",
}  # fmt: skip
SAVING = {"save", "delete"}
SAVING_OF_THE_ADMIN = {"save_model", "save_related", "save_formset", "save_m2m", "delete_model", "delete_queryset"}
CREATING = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
LINKING = {"set", "add", "remove", "clear"}
RAW = {"execute", "executemany", "raw"}
WRITING_SQL = re.compile(r"\s*(insert|update|delete|replace|merge|truncate)\b", re.IGNORECASE)
TEXT = re.compile(r"^(summary|body|legal_basis)(_[a-z]{2})?$")


def writes(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Each write of a record that readers may see, or of the content version: (function, what)."""
    modules, linked = set(_modules(tree)), _relations()
    for place, node in _placed(tree):
        if isinstance(node, ast.Attribute) and node.attr == "bump":
            yield place, ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver = node.func.value
            is_module = isinstance(receiver, ast.Name) and receiver.id in modules
            names = {part.id for part in ast.walk(receiver) if isinstance(part, ast.Name)}
            if not is_module and not names & NOT_PUBLIC and _is_write(node, node.func, linked):
                yield place, ast.unparse(node.func)


def _is_write(node: ast.Call, func: ast.Attribute, linked: set[str]) -> bool:
    called = func.attr.removeprefix("a") if func.attr != "add" else func.attr
    if called in SAVING | SAVING_OF_THE_ADMIN | CREATING:
        return True
    if called == "update":  # of a dictionary or a set, it takes no keywords
        return bool(node.keywords) and not node.args
    if called in LINKING:
        return isinstance(func.value, ast.Attribute) and func.value.attr in linked
    if called in RAW:
        texts = [
            part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        return any(WRITING_SQL.match(text) for text in texts)
    return False


def writes_of_texts(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Each write of an answer's public text, or of which version is public: (function, what)."""
    for place, node in _placed(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and TEXT.match(target.attr):
                    yield place, f"{ast.unparse(target)} ="
        elif isinstance(node, ast.Call) and _writes_text(node):
            yield place, ast.unparse(node.func)


def _writes_text(node: ast.Call) -> bool:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    called = called.removeprefix("a")
    named = any(keyword.arg and TEXT.match(keyword.arg) for keyword in node.keywords)
    literals = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    listed = any(isinstance(literal, str) and TEXT.match(literal) for literal in literals)
    owners = {part.id for part in ast.walk(node.func) if isinstance(part, ast.Name)}
    return (
        (called in CREATING | {"update", "Answer"} and named)
        or (called in ("save", "bulk_update", "setattr") and listed)
        or (called in CREATING | {"update", "delete"} and "Publication" in owners)
        or called == "Publication"
    )


def _placed(tree: ast.AST, place: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node with the class and function that it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _placed(node, f"{place}.{node.name}".lstrip("."))
        else:
            yield place, node
            yield from _placed(node, place)


def _modules(tree: ast.AST) -> Iterator[str]:
    """The modules of the project that a module imports: `records.save(…)` is the door itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            package = BASE_DIR / node.module.replace(".", "/")
            yield from (each.asname or each.name for each in node.names if (package / f"{each.name}.py").exists())


def _relations() -> set[str]:
    """The names by which a record reaches many others: `answer.sources`, `country.services`."""
    found = set()
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for each in model._meta.get_fields():
                if each.many_to_many or each.one_to_many:
                    found.add(each.get_accessor_name() if each.auto_created else each.name)
    return found
