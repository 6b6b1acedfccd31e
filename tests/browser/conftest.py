"""The portal as it ships, served by a process of its own, and Chromium to read it with.

The tests here only read. So the content is loaded once, into a database of its own: nothing is flushed between tests,
the test database stays as the other tests expect it, and stylesheet, scripts and headers are those that are shipped.
"""

import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

from portal.environment import BASE_DIR

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "correct horse battery"  # of the desk's people, who work for Spain: no other test reads Spanish answers
LOAD = """
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["modeltranslation"])
from countries.models import Country, Source
from django.contrib.auth import get_user_model
from rights.models import Assignment, Indicator, IndicatorValue, Question
Question.objects.filter(slug="state-compensation").update(title_mt=None, short_mt=None)  # in English on Maltese pages
for code, choice in zip("AT BG CY HR PL PT RO SI".split(), ["everyone", "means-tested"] * 4):  # for a map
    country = Country.objects.get(code=code)
    IndicatorValue.objects.create(
        country=country, indicator=Indicator.objects.get(slug="free-legal-aid"), kind="value", choice=choice,
        source=Source.objects.create(slug=f"{code.lower()}-made-up", title_en="A made-up page", publisher="Ministry"),
    )
spain = Country.objects.get(code="ES")
Source.objects.create(slug="es-made-up", title_en="A made-up page", publisher="Ministerio", language="es")
for name, role, language in [
    ("author", "author", ""), ("second", "author", ""), ("translator", "translator", "en"), ("reviewer", "reviewer", "")
]:
    person = get_user_model().objects.create_user(name, f"{name}@example.eu", "PASSWORD", is_staff=True)
    Assignment.objects.create(user=person, role=role, country=spain, language=language)
""".replace("PASSWORD", PASSWORD)
SIZES = {
    "telephone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desk": {"viewport": {"width": 1280, "height": 900}},
}


@pytest.fixture(scope="session")
def site(django_db_setup, tmp_path_factory):
    """The address of the running portal. Fails in the end if the portal logged an error."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(django_db_setup.build("every_status"), folder / "portal.sqlite3")
    environment = {
        **os.environ,
        "PORTAL_ENV": "local",
        "PORTAL_DEBUG": "0",
        "PORTAL_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONUNBUFFERED": "1",
    }
    manage = [sys.executable, str(BASE_DIR / "manage.py")]
    subprocess.run([*manage, "shell", "--verbosity=0", "--command", LOAD], env=environment, check=True)
    log = folder / "errors.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*manage, "runserver", "127.0.0.1:0", "--noreload", "--skip-checks"],
            env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
        ) as server,
    ):  # fmt: skip
        said = next(line for line in server.stdout if line.startswith("Starting"))
        yield said.split()[-1].rstrip("/")
        server.terminate()
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, site):
    """Opens pages, each as a new reader: `visit("/de/estonia/", "telephone", color_scheme="dark")`."""
    contexts = []

    def visit(path, size="telephone", **options):
        context = browser.new_context(base_url=site, **{"reduced_motion": "reduce", **SIZES.get(size, {}), **options})
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
