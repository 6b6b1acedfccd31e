"""The suite inspects the code base: what nobody would notice until it is too late."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template

from portal.environment import BASE_DIR
from portal.web import rendering
from tests import doors, undefined
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
    assert {"rights/services/publishing.py", "portal/web/rendering.py"} <= {place(path) for path in MODULES}


def test_no_line_of_a_template_is_longer_than_120():
    long = [
        f"{name}, line {number}: {len(line)}"
        for name in NAMES
        for number, line in enumerate(source(TEMPLATES / name).splitlines(), start=1)
        if len(line) > 120
    ]
    assert long == []


def test_a_sentence_over_several_lines_is_trimmed():
    """`makemessages` reads the template as it was written, a page gets it without its indentation."""
    untrimmed = [
        f"{name}: {text[:80]}"
        for name in NAMES
        for text in TRANSLATED.findall(source(TEMPLATES / name))
        if "\n" in text and "trimmed" not in text.split("%}")[0]
    ]
    assert untrimmed == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_parses(name):
    get_template(name)


def test_every_template_is_used():
    texts = [source(path) for path in MODULES] + [source(TEMPLATES / name) for name in NAMES]
    named = set(re.findall(r"""["']([\w/.-]+\.(?:html|txt|xml))["']""", "\n".join(texts)))
    named |= {f"pages/{page}.html" for page in rendering.ABOUT_PAGES}  # by `views.about`
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


# Undefined variables; of the other public pages see tests/test_every_page.py


@pytest.fixture
def undefined_shows(settings):
    settings.TEMPLATES = undefined.leave_traces(settings.TEMPLATES)


def test_no_variable_of_the_page_for_errors_is_undefined(undefined_shows, client, django_db_blocker):
    client.raise_request_exception = False
    with django_db_blocker.block():  # without a database every page fails
        answer = client.get("/lv/estonia/")
    assert answer.status_code == 500
    assert undefined.names_in(answer.content.decode()) == []


@pytest.mark.django_db
def test_an_undefined_variable_would_be_noticed(undefined_shows):
    from django.template import engines

    shown = engines["django"].from_string("{{ nothing.here }}").render({})
    assert undefined.names_in(shown) == ["nothing.here"]


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
    assert builders == ["portal/i18n/translated.py"]
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


# What is public is written in the services alone, the text of answers in one module of them

SERVICES, TEXTS = "rights/services/", "rights/services/publishing.py"
KEEPS_OLD_SLUGS = "a record with a slug saves and deletes itself so, whoever asks it to"
VERSION = "what the services call"
ADMIN = "Django's admin writes here; `records.record_change` notes it, in the same transaction"
A_PERSON = "a person and what they may do: no reader sees it"
# What may write past the services: (module, function, what) → why.
ALLOWED = {
    ("countries/models.py", "KeepsOldSlugs.save", "super().save"): KEEPS_OLD_SLUGS,
    (
        "countries/models.py",
        "KeepsOldSlugs.save",
        "RetiredSlug.objects.filter(kind=self.kind(), slug=self.slug).delete",
    ): KEEPS_OLD_SLUGS,
    ("countries/models.py", "KeepsOldSlugs.delete", "super().delete"): KEEPS_OLD_SLUGS,
    ("countries/models.py", "KeepsOldSlugs.retire", "RetiredSlug.objects.update_or_create"): KEEPS_OLD_SLUGS,
    ("countries/models.py", "ContentVersion.bump", "cls.objects.filter(pk=1).update"): VERSION,
    ("countries/models.py", "ContentVersion.bump", "cls.objects.get_or_create"): VERSION,
    ("rights/comparison/tables.py", "as_spreadsheet", "book.save"): "a spreadsheet in memory",
    ("rights/desk/passwords.py", "ForgottenPasswordForm.save", "super().save"): "it sends a mail",
    ("rights/desk/people.py", "person_by_email", "person.save"): A_PERSON,
    ("rights/desk/people.py", "AssignmentAdmin.save_model", "person.save"): A_PERSON,
    ("rights/desk/people.py", "AssignmentAdmin.save_model", "super().save_model"): A_PERSON,
    ("rights/desk/people.py", "AssignmentAdmin.end_everything_here", "leaving.delete"): A_PERSON,
    ("rights/desk/records.py", "RecordAdmin.save_model", "obj.save"): ADMIN,
    ("rights/desk/records.py", "RecordAdmin.save_model", "super().save_model"): ADMIN,
    ("rights/desk/records.py", "RecordAdmin.save_related", "super().save_related"): ADMIN,
    ("rights/desk/records.py", "RecordAdmin.save_formset", "super().save_formset"): ADMIN,
    ("rights/desk/records.py", "RecordAdmin.delete_model", "super().delete_model"): ADMIN,
    ("rights/desk/records.py", "RecordAdmin.delete_queryset", "self.delete_model"): ADMIN,
    ("rights/desk/second_factor.py", "confirm", "device.save"): A_PERSON,
    ("rights/desk/second_factor.py", "reset", "kind.objects.devices_for_user(user).delete"): A_PERSON,
    ("rights/desk/second_factor.py", "forgive", "devices.update"): A_PERSON,
    ("rights/models/second_factor.py", "CodeDevice.seal_anew", "self.save"): A_PERSON,
    ("portal/web/throttling.py", "Limit.forget", "cache.delete"): "a count in memory",
    ("rights/services/revisions.py", "problems_of", "revision.body ="): "a version's own text, cleaned: not public yet",
}


def writes_past_the_services(sources: dict[str, str]) -> list[tuple[str, str, str]]:
    """(module, function, what), for sources by the place of their module."""
    found = []
    for module, text in sources.items():
        tree = ast.parse(text)
        if not module.startswith(SERVICES):
            found += [(module, *write) for write in doors.writes(tree)]
        if module != TEXTS:
            found += [(module, *write) for write in doors.writes_of_texts(tree)]
    return found


@pytest.mark.slow
def test_what_is_public_is_written_in_the_services_alone():
    found = writes_past_the_services({place(path): source(path) for path in MODULES})
    assert sorted(set(found) - ALLOWED.keys()) == []
    assert sorted(ALLOWED.keys() - set(found)) == [], "allowed, and there no more"


PLANTED = """
line.save()
line.delete()
await line.asave(update_fields=["number"])
form.save()
HelpLine(country=country, number="112").save()
HelpLine.objects.create(country=country, number="112")
HelpLine.objects.filter(pk=1).update(number="112")
HelpLine.objects.filter(pk=1).update(**values)
country.help_lines.update(number="112")
queryset.update(number="112")
HelpLine.objects.filter(pk=1).delete()
HelpLine._base_manager.bulk_create(rows)
HelpLine.objects.bulk_update(rows, ["number"])
await HelpLine.objects.abulk_update(rows, ["number"])
Source.objects.get_or_create(slug="ee-law")
model.objects.update_or_create(slug="ee-law", defaults=values)
country.services.create(slug="police")
answer.instruments.set([instrument])
answer.sources.add(source)
instrument.not_binding.remove(country)
answer.sources.clear()
country.services.add(service, bulk=False)
ContentVersion.bump()
transaction.on_commit(ContentVersion.bump)
super().save_model(request, obj, form, change)
cursor.execute("UPDATE countries_helpline SET number = %s", ["112"])
cursor.executemany(f"INSERT INTO {table} (number) VALUES (%s)", rows)
""".strip().splitlines()
PLANTED_TEXTS = """
answer.body_en = text
answer.summary = text
Answer.objects.filter(pk=1).update(summary_lv="x")
answer.save(update_fields=["body_de"])
Answer(country=country, body=text)
setattr(answer, "legal_basis_en", text)
Answer.objects.bulk_update(answers, ["body"])
Publication.objects.create(answer=answer)
Publication.objects.filter(answer=answer).delete()
""".strip().splitlines()
UNRELATED = """
seen.add(name)
options.update({"country": code})
codes.clear()
records.save(line, user)
organisations.create(service, kind, country)
Opened.objects.create(user=user)
cursor.execute("SELECT number FROM countries_helpline")
""".strip().splitlines()


@pytest.mark.slow
def test_a_write_that_is_planted_anywhere_is_noticed_and_nothing_else():
    places = ["rights/factsheet/views.py", "rights/desk/editing.py", "rights/seeding/upsert.py", "portal/starting.py"]
    imports = "from rights.services import records\nfrom rights.importer import organisations\n"
    code = {module: imports + source(BASE_DIR / module) for module in places}
    code[TEXTS.replace("publishing", "drafting")] = imports + source(BASE_DIR / "rights/services/drafting.py")

    def is_noticed(module: str, line: str) -> bool:
        planted = f"{code[module]}\n\nasync def planted(request):\n    {line}\n"
        before = writes_past_the_services({module: code[module]})
        return len(writes_past_the_services({module: planted})) > len(before)

    assert [(m, line) for m in places for line in PLANTED + PLANTED_TEXTS if not is_noticed(m, line)] == []
    assert [(m, line) for m in places for line in UNRELATED if is_noticed(m, line)] == []
    assert [line for line in PLANTED_TEXTS if not is_noticed("rights/services/drafting.py", line)] == []


# What ships


@pytest.mark.django_db
def test_every_flag_is_in_the_sprite(reference):
    from countries.models import Country

    sprite = source(BASE_DIR / "portal" / "web" / "static" / "flags.svg")
    symbols = set(re.findall(r'\bid="([a-z]+)"', sprite))
    assert {code.lower() for code in Country.objects.values_list("code", flat=True)} <= symbols


@pytest.mark.django_db
@pytest.mark.slow
def test_every_page_of_the_portal_extends_one_frame(every_status_state, client):
    of_one_page = {"/static/search.css", "/static/compare.css"}
    frames = {
        tuple(
            link.get("href")
            for link in parse(client.get(f"/en/{path}").content.decode()).iter("link")
            if link.get("rel") not in ("canonical", "alternate")
        )
        for path in KINDS.values()
    }
    frames = {tuple(address for address in frame if address not in of_one_page) for frame in frames}
    assert len(frames) == 1
