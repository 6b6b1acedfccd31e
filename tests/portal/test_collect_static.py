"""Static files are collected where one of them has changed, and only then: compressing them is most of a start."""

import io

import pytest
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command

from portal import fingerprint


@pytest.fixture
def sources(settings, tmp_path):
    """A folder of static files, collected into another."""
    for name in ("sources", "data"):
        (tmp_path / name).mkdir()
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path / "data", tmp_path / "data" / "static"
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    (tmp_path / "sources" / "page.css").write_text("a { color: red }")
    return tmp_path / "sources"


def collect() -> str:
    out = io.StringIO()
    call_command("collect_static", stdout=out)
    return out.getvalue().strip()


def collected(settings) -> set[str]:
    return {path.read_text() for path in settings.STATIC_ROOT.glob("*.css")}


def test_what_has_not_changed_is_not_collected_again(sources):
    assert collect() == "collected"
    (sources / "page.css").write_text("a { color: red }")  # newer, and the same
    assert collect() == "as they were collected before"


def test_a_file_that_is_new_changed_or_gone_is_noticed(sources, settings):
    collect()
    (sources / "page.css").write_text("a { color: blue }")
    assert collect() == "collected"
    assert "a { color: blue }" in collected(settings)
    (sources / "more.css").write_text("b { color: green }")
    assert collect() == "collected"
    (sources / "more.css").rename(sources / "other.css")
    assert collect() == "collected"


def test_they_are_collected_again_after_the_code_has_changed_or_what_was_collected_is_gone(
    sources, settings, monkeypatch
):
    collect()
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert collect() == "collected"
    monkeypatch.setattr(fingerprint, "of_code", lambda *places: "other code")
    assert collect() == "collected"


def test_a_collection_that_breaks_off_is_none(sources, monkeypatch):
    collect()
    (sources / "page.css").write_text("a { color: blue }")
    with monkeypatch.context() as patch:
        patch.setattr(collectstatic.Command, "collect", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            collect()
    (sources / "page.css").write_text("a { color: red }")  # as it was before
    assert collect() == "collected"
