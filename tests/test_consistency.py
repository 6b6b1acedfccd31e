"""The suite inspects the code base: what nobody would notice until it is too late."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template

from portal import pages
from portal.environment import BASE_DIR
from tests import public_pages
from tests.public_pages import KINDS, parse

APPS = ("portal", "countries", "rights")
TEMPLATES = BASE_DIR / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
MODULES = sorted(path for app in APPS for path in (BASE_DIR / app).rglob("*.py") if "migrations" not in path.parts)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
COMMENT = re.compile(r"\{% comment.*?endcomment %\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}", re.DOTALL)
SPOKEN_ATTRIBUTES = re.compile(r'\b(?:title|alt|placeholder|label|aria-label|aria-description|summary)="([^"]*)"')


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def place(path: Path) -> str:
    return path.relative_to(BASE_DIR).as_posix()


# Templates


def test_there_are_templates_and_modules_to_inspect():
    assert len(NAMES) > 15
    assert "base.html" in NAMES
    assert {"rights/workflow.py", "portal/pages.py"} <= {place(path) for path in MODULES}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_parses(name):
    get_template(name)


def test_every_template_is_used():
    texts = [source(path) for path in MODULES] + [source(TEMPLATES / name) for name in NAMES]
    named = set(re.findall(r"""["']([\w/.-]+\.(?:html|txt|xml))["']""", "\n".join(texts)))
    named |= {f"pages/{page}.html" for page in pages.ABOUT_PAGES}  # by `pages.about`
    assert [name for name in NAMES if name not in named and not _overrides_another(name)] == []


def _overrides_another(name: str) -> bool:
    """A template such as admin/base_site.html, which Django finds by its name."""
    return any((Path(app.path) / "templates" / name).exists() for app in apps.get_app_configs())


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_template_can_be_translated(name):
    text = TRANSLATED.sub("", COMMENT.sub("", source(TEMPLATES / name)))
    bare = TAG.sub("\x00", text)
    spoken = SPOKEN_ATTRIBUTES.findall(bare) + re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", "\n", bare).split("\n")
    assert [words.strip("\x00 ") for words in spoken if re.search(r"[^\W\d_]", words)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_no_inline_script_style_or_handler(name):
    text = TAG.sub("x", COMMENT.sub("", source(TEMPLATES / name)))
    assert re.findall(r"<script\b(?![^>]*\bsrc=)[^>]*>|<style\b", text, re.IGNORECASE) == []
    assert re.findall(r"<[^>]*\s(?:style|on\w+)\s*=", text, re.IGNORECASE) == []
    assert "javascript:" not in text.lower()


@pytest.mark.parametrize("name", NAMES)
def test_a_template_marks_nothing_as_safe(name):
    assert re.findall(r"\|\s*safe\b|autoescape\s+off", source(TEMPLATES / name)) == []


# Undefined variables

UNDEFINED = "UNDEFINED(%s)"


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    with public_pages.kept_for_the_module(django_db_blocker):
        public_pages.load_shipped()
        public_pages.load_every_status()
        yield


@pytest.fixture
def undefined_shows(settings):
    """A variable that is not there leaves a trace instead of nothing."""
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": UNDEFINED}}]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "lv", "mt"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_variable_of_a_page_is_undefined(content, undefined_shows, client, kind, language):
    html = client.get(f"/{language}/{KINDS[kind]}").content.decode()
    assert re.findall(r"UNDEFINED\(([^)]*)\)", html) == []


def test_no_variable_of_the_page_for_errors_is_undefined(undefined_shows, client, django_db_blocker):
    client.raise_request_exception = False
    with django_db_blocker.block():  # without a database every page fails
        answer = client.get("/lv/estonia/")
    assert answer.status_code == 500
    assert re.findall(r"UNDEFINED\(([^)]*)\)", answer.content.decode()) == []


@pytest.mark.django_db
def test_an_undefined_variable_would_be_noticed(undefined_shows):
    from django.template import engines

    assert engines["django"].from_string("{{ nothing.here }}").render({}) == "UNDEFINED(nothing.here)"


# Modules


def test_no_module_is_called_utils():
    names = [place(path) for path in MODULES if path.stem in ("utils", "helpers", "misc", "common")]
    names += [place(path) for path in MODULES if path.parent.name in ("utils", "helpers", "misc", "common")]
    assert names == []


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_module_uses_no_signal(path):
    assert re.findall(r"\bsignals\b|django\.dispatch|@receiver|\.connect\(", source(path)) == []


def imports(path: Path) -> set[str]:
    """The modules that a module names in its imports, wherever they stand."""
    found = set()
    for node in ast.walk(ast.parse(source(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", [path for path in MODULES if "countries" in path.parts], ids=place)
def test_countries_know_nothing_of_rights(path):
    assert [name for name in imports(path) if name.split(".")[0] == "rights"] == []


def test_one_module_alone_builds_the_name_of_a_translated_column():
    builders = [place(path) for path in MODULES if "build_localized_fieldname" in source(path)]
    assert builders == ["portal/localized.py"]
    suffixed = [place(path) for path in MODULES if re.search(r"""_\{(?:language|code|lang)\}["']""", source(path))]
    assert suffixed == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if "admin" not in path.parts and path.name != "admin.py"], ids=place
)
def test_nothing_but_the_environment_module_reads_the_environment(path):
    if place(path) in ("portal/environment.py", "portal/wsgi.py"):
        return
    assert re.findall(r"os\.environ|os\.getenv", source(path)) == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# The text of answers is written in one place

TEXT = re.compile(r"^(summary|body|legal_basis)(_[a-z]{2})?$")
WRITING_CALLS = {
    "update", "create", "get_or_create", "update_or_create", "bulk_update", "bulk_create", "aupdate", "acreate"
}  # fmt: skip
PUBLIC_ROWS = {"Answer", "Publication"}


def writes(tree: ast.AST) -> list[str]:
    """What a module does that writes the public text of an answer, or says which version is public."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [
                f"line {node.lineno}: .{target.attr} ="
                for target in targets
                if isinstance(target, ast.Attribute) and TEXT.match(target.attr)
            ]
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [keyword.arg for keyword in node.keywords if keyword.arg and TEXT.match(keyword.arg)]
        literals = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
        listed = [text for text in literals if isinstance(text, str) and TEXT.match(text)]
        owners = {part.id for part in ast.walk(node.func) if isinstance(part, ast.Name)}
        if called in WRITING_CALLS and texts:
            found.append(f"line {node.lineno}: {called}({', '.join(texts)})")
        elif called in ("save", "bulk_update", "setattr") and listed:
            found.append(f"line {node.lineno}: {called}(… {', '.join(listed)})")
        elif called in PUBLIC_ROWS and texts:
            found.append(f"line {node.lineno}: {called}({', '.join(texts)})")
        elif called in {*WRITING_CALLS, "delete"} and "Publication" in owners:
            found.append(f"line {node.lineno}: Publication.{called}")
        elif called == "Publication":
            found.append(f"line {node.lineno}: Publication(…)")
    return found


@pytest.mark.parametrize("path", [path for path in MODULES if place(path) != "rights/workflow.py"], ids=place)
def test_the_text_of_answers_is_written_in_the_workflow_alone(path):
    assert writes(ast.parse(source(path))) == []


@pytest.mark.parametrize(
    "code",
    [
        "answer.body_en = text",
        "answer.summary = text",
        "Answer.objects.filter(pk=1).update(summary_lv='x')",
        "answer.save(update_fields=['body_de'])",
        "Answer(country=country, body=text)",
        "setattr(answer, 'legal_basis_en', text)",
        "Answer.objects.bulk_update(answers, ['body'])",
        "Publication.objects.create(answer=answer)",
        "Publication.objects.filter(answer=answer).delete()",
    ],
)
def test_a_text_that_is_written_elsewhere_would_be_noticed(code):
    assert writes(ast.parse(code))


# What ships


@pytest.mark.django_db
def test_every_flag_is_in_the_sprite(content):
    from countries.models import Country

    sprite = source(BASE_DIR / "portal" / "static" / "flags.svg")
    symbols = set(re.findall(r'\bid="([a-z]+)"', sprite))
    assert {code.lower() for code in Country.objects.values_list("code", flat=True)} <= symbols


@pytest.mark.django_db
def test_every_page_of_the_portal_extends_one_frame(content, client):
    of_one_page = {"/static/search.css", "/static/compare.css"}
    frames = {
        tuple(link.get("href") for link in parse(client.get(f"/en/{path}").content.decode()).iter("link"))
        for path in KINDS.values()
    }
    frames = {tuple(address for address in frame if address not in of_one_page) for frame in frames}
    assert len(frames) == 1
