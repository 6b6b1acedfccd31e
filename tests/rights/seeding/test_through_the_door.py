"""What ships is written as all else is: its changes noted, found at once, and one content version for a file."""

import ast
import copy
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from countries.models import ContentVersion, Source, SupportService
from portal.environment import BASE_DIR
from rights.models import Change, Question, SearchEntry
from rights.search import query
from rights.seeding import factsheet, folders, loaded, reference
from rights.seeding.files import Faults
from rights.services import publishing, search_index
from tests.rights.seeding.test_load_factsheets import CONTENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    def write(content) -> Path:
        path = tmp_path / "ee.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True))
        return path

    return write


@pytest.fixture
def content():
    return copy.deepcopy(CONTENT)


def changes_of(record) -> list[Change]:
    return list(Change.objects.filter(record=f"{record._meta.label_lower}:{record.pk}").order_by("pk"))


def total(text, language="lv"):
    return query.search(text, language=language, exact=True).total


def test_every_shipped_row_has_its_change_noted_when_it_comes_and_when_it_is_updated(cast, write, content):
    factsheet.load(write(content))
    source, service = Source.objects.get(slug="ee-ministry"), SupportService.objects.get(slug="police")
    [telephone] = service.telephones.all()
    for row in (source, service, telephone):
        [first] = changes_of(row)
        assert (first.author, first.before) == (None, {})
    content["services"][0]["name"]["lv"] = "Valsts policija"
    factsheet.load(write(content))
    [_first, second] = changes_of(service)
    assert (second.before, second.after) == ({"name_lv": "Policija"}, {"name_lv": "Valsts policija"})
    assert [len(changes_of(row)) for row in (source, telephone)] == [1, 1]


def test_reference_data_has_its_changes_noted_too(db):
    reference.load()
    noted = set(Change.objects.values_list("record", flat=True))
    assert {f"rights.question:{pk}" for pk in Question.objects.values_list("pk", flat=True)} <= noted


def test_shipped_texts_are_found_at_once_and_counted_once(cast, write, content):
    before = search_index.reindex()
    factsheet.load(write(content))
    assert SearchEntry.objects.count() == 3
    assert (total("prokuroram"), total("tiesā")) == (1, 0)
    content["answers"]["damages"]["lv"]["body"] = "Rakstiet tiesai."
    factsheet.load(write(content))
    assert (total("prokuroram"), total("tiesā")) == (0, 1)
    assert before == search_index.reindex() == 0


def test_a_question_that_is_shipped_under_a_new_title_is_found_at_once(cast, write, content, monkeypatch):
    factsheet.load(write(content))
    content = folders.read_reference(reference.FIXTURES, reference.FILES)
    for section in content["questionnaire.yaml"]:
        for question in section["questions"]:
            if question["slug"] == "damages":
                question["title"]["lv"] = "Kā saņemt ķenguru?"
    monkeypatch.setattr(folders, "read_reference", lambda *_given: content)
    assert total("kenguru") == 0
    reference.load()
    assert total("kenguru") == 1
    assert search_index.reindex() == 0


def test_a_file_makes_one_content_version_however_much_it_changes(cast, write, content, monkeypatch):
    monkeypatch.setattr(search_index.ContentVersion, "bump", classmethod(lambda cls: bumps.append(1)))
    bumps: list[int] = []
    factsheet.load(write(content))
    assert len(bumps) <= 2  # one for the texts in the index, one for the content
    bumps.clear()
    factsheet.load(write(content))
    assert bumps == []


def test_a_file_with_a_text_that_may_not_be_published_names_each_and_leaves_nothing(cast, write, content):
    version = ContentVersion.current()
    content["answers"]["damages"]["lv"]["summary"] = "TODO"
    content["answers"]["appeal"]["en"]["body"] = "[Help](question:nothing)"
    with pytest.raises(Faults) as refusal:
        factsheet.load(write(content))
    assert "ee.yaml: damages (lv): " in str(refusal.value)
    assert "ee.yaml: appeal (en): " in str(refusal.value)
    assert ContentVersion.current() == version
    assert not SearchEntry.objects.exists()
    assert not SupportService.objects.filter(country__code="EE").exists()


# What was loaded before


def test_a_file_is_loaded_again_when_it_the_reference_data_or_the_code_has_changed(cast, write, content, monkeypatch):
    path = write(content)
    assert not factsheet.is_loaded(path)
    factsheet.load(path)
    assert factsheet.is_loaded(path)
    assert factsheet.is_loaded(write(content))  # written anew, with the same content
    content["answers"]["appeal"]["en"]["body"] = "Within a month."
    assert not factsheet.is_loaded(write(content))
    factsheet.load(path)
    assert factsheet.is_loaded(path)
    with monkeypatch.context() as patch:
        patch.setattr(reference, "files", lambda: [Path(__file__)])
        assert not factsheet.is_loaded(path)
    with monkeypatch.context() as patch:
        patch.setattr(loaded, "_code", lambda *places: "other code")
        assert not factsheet.is_loaded(path)


def test_a_file_that_was_refused_is_not_taken_for_loaded(cast, write, content):
    content["answers"]["damages"]["lv"]["summary"] = "TODO"
    with pytest.raises(Faults):
        factsheet.load(write(content))
    assert not factsheet.is_loaded(write(content))


def test_what_an_editor_does_after_a_load_is_no_reason_to_load_again(cast, write, content):
    factsheet.load(write(content))
    answer = factsheet.Answer.objects.get(country__code="EE", question__slug="appeal")
    publishing.withdraw(answer, "en", cast.superuser, "It is wrong.")
    assert factsheet.is_loaded(write(content))


def test_a_start_reads_no_file_that_it_loaded_before(shipped, monkeypatch, write, content):
    for path in factsheet.files():
        loaded.note(path.name, loaded.mark([*folders.files(path), *reference.files()]))
    monkeypatch.setattr(folders, "read", lambda path: pytest.fail(f"{path} is read"))
    call_command("load_reference", verbosity=0)
    call_command("load_factsheets", verbosity=0)


def test_the_code_that_counts_is_all_that_the_loaders_import():
    files = {path for place in loaded.CODE for path in _modules(place)}
    todo, met = [BASE_DIR / "rights/seeding/factsheet.py", BASE_DIR / "rights/seeding/reference.py"], set()
    while todo:
        path = todo.pop()
        met.add(path)
        todo += [found for found in _imports(path) if found not in met]
    settings = {BASE_DIR / "portal/environment.py", BASE_DIR / "portal/__init__.py", BASE_DIR / "rights/__init__.py"}
    missing = {path.relative_to(BASE_DIR).as_posix() for path in met - files - settings}
    assert missing == {"rights/permissions.py", "portal/sealing.py"}  # nobody acts when a file is loaded


def _modules(place: str) -> list[Path]:
    return [*(BASE_DIR / place).rglob("*.py")] if (BASE_DIR / place).is_dir() else [BASE_DIR / place]


def _imports(path: Path) -> list[Path]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    places = [BASE_DIR / name.replace(".", "/") for name in names]
    candidates = [place.with_suffix(".py") for place in places] + [place / "__init__.py" for place in places]
    return [candidate for candidate in candidates if candidate.exists()]
