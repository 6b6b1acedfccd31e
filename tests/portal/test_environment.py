"""The configuration from the environment: every wrong value stops the start with one sentence and no traceback."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from portal.environment import BASE_DIR

KEY = "h4Yq2-vT9sLx0_Zp7mWc3RnKd8Jf5Gb6Ea1UoIiQtXy-SzVwMlPk"
PRODUCTION = {"PORTAL_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "portal.example.eu"}


@pytest.fixture
def start(tmp_path):
    """Starts a management command in an environment that holds nothing but the given variables."""

    def run(*command, **variables):
        environment = {"PORTAL_DATA_DIR": str(tmp_path / "data"), **variables}
        return subprocess.run(
            [sys.executable, "manage.py", *(command or ["check"])],
            cwd=BASE_DIR,
            env={
                "PATH": os.environ["PATH"],
                **{name: value for name, value in environment.items() if value is not None},
            },
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def refusal(start):
    """The one sentence with which a start ends."""

    def run(**variables):
        result = start(**variables)
        assert result.returncode != 0
        assert "Traceback" not in result.stderr
        [line] = result.stderr.strip().splitlines()
        assert re.fullmatch(r"The portal does not start: .+\.", line)
        assert result.stdout == ""
        return line

    return run


def setting(start, expression, **variables):
    result = start("shell", "-v", "0", "-c", f"from django.conf import settings; print({expression})", **variables)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_it_starts_without_any_configuration_but_a_folder(start, tmp_path):
    result = start()
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "data" / "secret_key").exists()


def test_production_starts_with_key_and_hosts_and_passes_djangos_checks_for_deployment(start):
    result = start("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "variables",
    [
        {"PORTAL_ENV": "staging"},
        {"PORTAL_ENV": "Production"},
        {"PORTAL_DEBUG": "yes"},
        {"PORT": "http"},
        {"PORT": "0"},
        {"PORT": "65536"},
        {"PORT": "-80"},
        {"PORT": "80.5"},
        {"PORT": "²"},
        {"DATABASE_URL": "mysql://user@host/name"},
        {"DATABASE_URL": "portal.sqlite3"},
        {"DATABASE_URL": "postgresql://user:secret@host:port/name"},
        {"DATABASE_URL": "postgresql://user:se#cret@host/name"},
        {"DATABASE_URL": "postgresql://[host/name"},
        {"CSRF_TRUSTED_ORIGINS": "portal.example.eu"},
        {"CSRF_TRUSTED_ORIGINS": "https://portal.example.eu, www.example.eu"},
        {"ALLOWED_HOSTS": ","},
        PRODUCTION | {"SECRET_KEY": None},
        PRODUCTION | {"SECRET_KEY": " "},
        PRODUCTION | {"SECRET_KEY": KEY[:49]},
        PRODUCTION | {"ALLOWED_HOSTS": None},
        PRODUCTION | {"ALLOWED_HOSTS": " , "},
        PRODUCTION | {"HSTS_SECONDS": "a year"},
        PRODUCTION | {"HSTS_SECONDS": "0"},
        PRODUCTION | {"HSTS_SECONDS": "63072001"},
    ],
    ids=str,
)
def test_a_wrong_or_missing_value_ends_the_start_with_a_sentence_that_names_it(refusal, variables):
    wrong = [name for name in variables if name not in PRODUCTION or variables[name] != PRODUCTION[name]]
    assert wrong[0] in refusal(**variables)


@pytest.mark.parametrize("variable", ["SECRET_KEY", "DATABASE_URL"])
def test_a_refusal_does_not_print_a_secret(start, variable):
    secret = "s3cret-s3cret"
    value = {"SECRET_KEY": secret, "DATABASE_URL": f"mysql://user:{secret}@host/name"}[variable]
    result = start(**PRODUCTION | {variable: value})
    assert result.returncode != 0
    assert secret not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "place",
    [
        "file",
        "file/below",
        pytest.param("~no-such-user/data", id="the home of nobody"),
        pytest.param("/proc", id="a folder that even root cannot write to",
                     marks=pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")),
    ],
)  # fmt: skip
def test_a_data_folder_that_cannot_be_made_or_written_to_is_named(refusal, tmp_path, place):
    (tmp_path / "file").touch()
    path = place if place.startswith(("~", "/")) else str(tmp_path / place)
    assert "PORTAL_DATA_DIR" in refusal(PORTAL_DATA_DIR=path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_without_permission_to_write_is_named(refusal, tmp_path):
    (tmp_path / "data").mkdir(mode=0o500)
    assert "cannot be written to" in refusal()


def test_a_data_folder_is_made_with_its_parents(start, tmp_path):
    assert start(PORTAL_DATA_DIR=str(tmp_path / "a" / "b")).returncode == 0
    assert (tmp_path / "a" / "b").is_dir()


def test_a_generated_key_is_long_for_its_owner_alone_and_used_again(start, tmp_path):
    first = setting(start, "settings.SECRET_KEY")
    path = tmp_path / "data" / "secret_key"
    assert len(first) >= 50
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert setting(start, "settings.SECRET_KEY") == first
    assert [found.name for found in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_two_portals_generate_different_keys(start, tmp_path):
    keys = {setting(start, "settings.SECRET_KEY", PORTAL_DATA_DIR=str(tmp_path / name)) for name in ("a", "b")}
    assert len(keys) == 2


def test_a_given_key_is_used_and_none_is_generated(start, tmp_path):
    assert setting(start, "settings.SECRET_KEY", SECRET_KEY="short but ours") == "short but ours"
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize("made_by", ["touch", "mkdir"])
def test_a_key_file_that_holds_no_key_is_named(refusal, tmp_path, made_by):
    (tmp_path / "data").mkdir()
    getattr(tmp_path / "data" / "secret_key", made_by)()
    assert "secret_key" in refusal()


def test_production_is_never_in_debug_mode(start):
    assert setting(start, "settings.DEBUG", **PRODUCTION, PORTAL_DEBUG="1") == "False"
    assert setting(start, "settings.DEBUG", PORTAL_DEBUG="1") == "True"


def test_lists_are_split_at_commas_and_spaces_around_values_do_not_count(start):
    hosts = setting(start, "settings.ALLOWED_HOSTS", ALLOWED_HOSTS=" portal.example.eu , www.example.eu,")
    assert hosts == "['portal.example.eu', 'www.example.eu']"
    assert setting(start, "settings.PORT", PORT=" 8080 ") == "8080"


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("postgresql://user:secret@host:5432/portal", "django.db.backends.postgresql"),
        ("postgres://user:secret@host/portal", "django.db.backends.postgresql"),
        ("sqlite:///portal.sqlite3", "django.db.backends.sqlite3"),
        (None, "django.db.backends.sqlite3"),
    ],
)
def test_the_database_is_what_its_address_says_and_sqlite_without_one(start, url, engine):
    assert setting(start, "settings.DATABASES['default']['ENGINE']", DATABASE_URL=url) == engine


def test_the_default_database_lies_in_the_data_folder(start, tmp_path):
    assert setting(start, "settings.DATABASES['default']['NAME']") == str(tmp_path / "data" / "portal.sqlite3")


def test_production_sends_readers_to_https_and_keeps_cookies_to_it(start):
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    expression = f"[getattr(settings, name) for name in {names}]"
    assert setting(start, expression, **PRODUCTION) == "[True, True, True, 31536000]"
    assert setting(start, "settings.SECURE_HSTS_SECONDS", **PRODUCTION, HSTS_SECONDS="3600") == "3600"
