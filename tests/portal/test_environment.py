"""The configuration from the environment: every wrong value stops the start with one sentence and no traceback."""

import errno
import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from portal import environment
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
        PRODUCTION | {"SECURITY_CONTACT": "call me"},
        PRODUCTION | {"SECURITY_CONTACT": "http://portal.example/"},
        PRODUCTION | {"HSTS_SECONDS": "63072001"},
        {"PROXIES": "some"},
        {"PROXIES": "10"},
        {"DESK_ADDRESS": "javascript://portal.example/admin/"},
        {"DESK_ADDRESS": "https://portal.example/"},
        {"DESK_ADDRESS": "portal.example/admin/"},
        PRODUCTION | {"DESK_ADDRESS": "", "ALLOWED_HOSTS": ".example.eu"},
    ],
    ids=str,
)
def test_a_wrong_or_missing_value_ends_the_start_with_a_sentence_that_names_it(refusal, variables):
    wrong = [name for name in variables if name not in PRODUCTION or variables[name] != PRODUCTION[name]]
    assert wrong[-1 if "DESK_ADDRESS" in wrong else 0] in refusal(**variables)


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({"PORT": "8123"}, "http://127.0.0.1:8123/admin/"),
        (PRODUCTION | {"ALLOWED_HOSTS": ".example.eu,www.example.eu"}, "https://www.example.eu/admin/"),
        (PRODUCTION | {"DESK_ADDRESS": "https://desk.example.eu:8443/admin/"}, "https://desk.example.eu:8443/admin/"),
    ],
    ids=str,
)
def test_links_in_mails_begin_with_an_address_of_the_configuration(start, variables, address):
    assert setting(start, "settings.DESK_ADDRESS", **variables) == address


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


def test_a_data_folder_without_permission_to_write_is_named(monkeypatch, tmp_path):
    """The system's refusal is made up: root may write everywhere."""

    def refuse(*args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(environment.tempfile, "TemporaryFile", refuse)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(SystemExit, match=r"PORTAL_DATA_DIR is .*, which cannot be written to"):
        environment.folder("PORTAL_DATA_DIR", tmp_path)


def test_a_folder_that_everybody_uses_is_refused(refusal, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o1777)
    assert "a folder of its own" in refusal()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o1777


NOBODY = 65534
AS_NOBODY = f"""
import os, sys
from pathlib import Path
from portal import environment
os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
folder = environment.folder("PORTAL_DATA_DIR", Path(sys.argv[1]))
environment.database("DATABASE_URL", f"sqlite:///{{folder}}/portal.sqlite3")
environment.secret_key("SECRET_KEY", folder, False)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder to somebody else")
@pytest.mark.parametrize("what", ["", "portal.sqlite3", "secret_key"])
def test_what_belongs_to_somebody_else_and_is_open_to_others_is_named(what):
    """Started as somebody who may write there, but may not close it."""
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        data.mkdir(mode=0o700)
        (data / "secret_key").write_text(KEY)
        (data / "portal.sqlite3").touch()
        for path in (Path(place), data, data / "secret_key", data / "portal.sqlite3"):
            os.chown(path, NOBODY, NOBODY)
            path.chmod(path.stat().st_mode & 0o700)
        os.chown(data / what, 0, 0)
        (data / what).chmod(0o777)
        start = [sys.executable, "-c", AS_NOBODY, data]
        environment = {"PATH": os.environ["PATH"]}
        ended = subprocess.run(start, cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=60)
        assert re.fullmatch(r"The portal does not start: .+ belongs to somebody else .+\.", ended.stderr.strip())


@pytest.mark.slow
def test_what_the_portal_keeps_is_closed_to_others_and_what_was_open_is_mended(start, tmp_path):
    data = tmp_path / "data"

    def modes():
        kept = [data, *(path for path in data.iterdir() if path.name != "static")]
        return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in kept}

    assert start("migrate", "-v", "0").returncode == 0
    closed = {name: "0o700" if name == "data" else "0o600" for name in modes()}
    assert set(closed) > {"data", "portal.sqlite3", "secret_key"}
    assert modes() == closed
    for part in ("-wal", "-shm"):
        (data / f"portal.sqlite3{part}").touch()
    for path in [*data.iterdir()]:
        path.chmod(0o644)
    data.chmod(0o755)
    assert start().returncode == 0
    assert {name: mode for name, mode in modes().items() if not name.endswith(".lock")} == {
        "data": "0o700", "secret_key": "0o600", "portal.sqlite3": "0o600", "portal.sqlite3-wal": "0o600",
        "portal.sqlite3-shm": "0o600",
    }  # fmt: skip


def test_a_database_in_another_place_is_closed_to_others_too(start, tmp_path):
    database = tmp_path / "elsewhere.sqlite3"
    database.touch(mode=0o644)
    assert start(DATABASE_URL=f"sqlite:///{database}").returncode == 0
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_a_database_in_a_folder_that_is_missing_is_named(refusal, tmp_path):
    assert "DATABASE_URL" in refusal(DATABASE_URL=f"sqlite:///{tmp_path}/missing/portal.sqlite3")


def test_a_data_folder_is_made_with_its_parents(start, tmp_path):
    assert start(PORTAL_DATA_DIR=str(tmp_path / "a" / "b")).returncode == 0
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.slow
def test_a_generated_key_is_long_for_its_owner_alone_and_used_again(start, tmp_path):
    first = setting(start, "settings.SECRET_KEY")
    path = tmp_path / "data" / "secret_key"
    assert len(first) >= 50
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert setting(start, "settings.SECRET_KEY") == first
    assert [found.name for found in (tmp_path / "data").iterdir()] == ["secret_key"]


@pytest.mark.slow
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


@pytest.mark.slow
def test_production_is_never_in_debug_mode(start):
    assert setting(start, "settings.DEBUG", **PRODUCTION, PORTAL_DEBUG="1") == "False"
    assert setting(start, "settings.DEBUG", PORTAL_DEBUG="1") == "True"


@pytest.mark.slow
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


@pytest.mark.slow
def test_production_sends_readers_to_https_and_keeps_cookies_to_it(start):
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    expression = f"[getattr(settings, name) for name in {names}]"
    assert setting(start, expression, **PRODUCTION) == "[True, True, True, 31536000]"
    assert setting(start, "settings.SECURE_HSTS_SECONDS", **PRODUCTION, HSTS_SECONDS="3600") == "3600"
