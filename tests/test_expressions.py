"""No regular expression of the portal is slow, whatever somebody sends."""

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path

import pytest

import countries
import portal
import rights

LENGTH = 1_500
LONG = 20_000  # here work that grows with the square of the length shows, too
ALLOWED = 0.25  # seconds for one text: the linear ones take a few milliseconds
STARTS = ["", "02 1", "+372 ", "tel", "telefon", '<a href="', "http://a.", "„", "«"]
REPEATED = [
    "1", "a", " ", "\n", "\t", "\xa0", ".", "-", "(", ")", "<", ">", '"', "*", "?", "Ã", "»", "“", ":", "/", "1 ", "a ",
    ".a", "a.", "11 1", "()", "<a ", "<a>", "<h1 ", "<h2>", "<p", "<li>", "<li> ", "</", "&lt;", "a@", "http://", "](",
    "tel", "tel ", "X", "...", "Aa", "aB", "[", "- ", "1.", "1) ", "• ",
]  # fmt: skip
ENDS = ["\0"]


PUMPS = [" ", "\t", "\n", "a", "A", "1", ".", "-", "(", "<", ">", '"', "'", ":", "/", "=", "@", "{", "é", ", ", "\xa0"]


def expressions() -> dict[str, re.Pattern]:
    """Every expression of the portal: those that a module keeps, by its name, and those in a call, by their line."""
    found = {}
    for package in (countries, portal, rights):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." in module.name or module.name == "portal.wsgi":
                continue
            imported = importlib.import_module(module.name)
            for name, value in vars(imported).items():
                if isinstance(value, re.Pattern):
                    found[f"{module.name}.{name}"] = value
            for call in ast.walk(ast.parse(Path(imported.__file__).read_text(encoding="utf-8"))):
                if is_of_re(call) and isinstance(call.args[0], ast.Constant):
                    found.setdefault(f"{module.name}:{call.lineno}", re.compile(call.args[0].value))
    return found


def is_of_re(node: ast.AST) -> bool:
    """Whether it is a call such as `re.sub(…)`, but for `re.compile`, whose expression a module keeps."""
    function = node.func if isinstance(node, ast.Call) and node.args else None
    module = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(module, ast.Name) and module.id == "re" and function.attr not in ("compile", "escape")


def before_each_repetition(expression: re.Pattern) -> set[str]:
    """For everything that an expression lets repeat: a text that leads there.

    What repeats may share its signs with what follows, with a number of ways to divide them that grows with a power of
    their number; only a text that leads there shows it.
    """
    starts: set[str] = set()

    def walk(items, text: str) -> str:
        for kind, value in items:
            name = str(kind)
            if name == "LITERAL":
                text += chr(value)
            elif name in ("NOT_LITERAL", "ANY"):
                text += "x" if value != ord("x") else "y"
            elif name == "IN":
                text += one_of(value)
            elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                least, most, inner = value
                if most > 20:
                    starts.add(text)
                after = walk(inner, text)
                text = text if least == 0 else after
            elif name == "SUBPATTERN":
                text = walk(value[3], text)
            elif name == "ATOMIC_GROUP":
                text = walk(value, text)
            elif name == "BRANCH":
                text, *_others = [walk(branch, text) for branch in value[1]]
        return text

    walk(re._parser.parse(expression.pattern, expression.flags), "")
    return starts


def one_of(signs) -> str:
    """A sign of a set."""
    candidates = "a1 -.<(\n\"':/=@{é\xa0•Ã,A"
    kinds = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": "-"}
    (first, value), *others = signs
    if str(first) == "NEGATE":
        literals = {chr(number) for kind, number in others if str(kind) == "LITERAL"}
        return next(sign for sign in candidates if sign not in literals and not sign.isspace())
    if str(first) == "LITERAL":
        return chr(value)
    if str(first) == "RANGE":
        return chr(value[0])
    return kinds[str(value).removeprefix("CATEGORY_")]


def is_slow(expression: re.Pattern, text) -> bool:
    """Whether finding every match takes too long of the processor's time; then it is broken off."""
    signal.setitimer(signal.ITIMER_VIRTUAL, ALLOWED)
    try:
        for _match in expression.finditer(text):
            pass
    except TimeoutError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


def _too_long(_signal, _frame):
    raise TimeoutError


def hostile_texts(expression: re.Pattern) -> Iterator:
    of_any = product(STARTS, REPEATED, ENDS, [LENGTH])
    of_its_own = product(sorted(before_each_repetition(expression)), PUMPS, ENDS, [LONG])
    for start, part, end, long in chain(of_its_own, of_any):
        text = start + part * (long // len(part)) + end
        yield text if isinstance(expression.pattern, str) else text.encode("latin-1", "replace")


EXPRESSIONS = expressions()


@pytest.mark.parametrize("name", sorted(EXPRESSIONS))
@pytest.mark.slow
def test_an_expression_is_quick_on_hostile_text(name):
    expression = EXPRESSIONS[name]
    before = signal.signal(signal.SIGVTALRM, _too_long)
    slow = next((text for text in hostile_texts(expression) if is_slow(expression, text)), None)
    signal.signal(signal.SIGVTALRM, before)
    assert slow is None, f"{name} is slow on {slow[:30]!r}…{slow[-5:]!r}"
