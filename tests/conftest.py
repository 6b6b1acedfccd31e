"""The small fixed cast of every test, and what keeps one test from another."""

import datetime
import gc
import os
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.databases import STATES, Databases

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's event loop runs beside the live server


def pytest_configure(config):
    """Few made-up examples, always the same, in `make test`; many, and new ones each time, in `make test-full`.

    The garbage collector looks seldom: what the suite imports lives as long as the suite.
    """
    gc.set_threshold(100_000, 50, 1000)
    quiet = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}
    settings.register_profile("few", max_examples=10, derandomize=True, **quiet)
    settings.register_profile("many", max_examples=500, **quiet)
    settings.load_profile("many" if "full or not full" in config.option.markexpr else "few")


# Places whose tests look at pages; what these read and write is tested with the services, selectors and search.
PAGES = (
    "rights/desk/", "of_the_desk.py", "rights/comparison/", "rights/factsheet/", "countries/", "portal/web/",
    "security/", "test_budget.py", "test_consistency.py",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks what touches a database (the rest need not run a second time, on the other one) and what looks at pages."""
    for item in items:
        if any(place in item.nodeid for place in PAGES):
            item.add_marker("pages")
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _english():
    """A request to /de/ leaves its thread German: every test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_caches():
    from portal.web import page_cache
    from rights.selectors import kept

    page_cache.clear()
    kept.forget()
    cache.clear()
    yield
    page_cache.clear()
    kept.forget()


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory, worker_id):
    """In place of pytest-django's: see `tests/databases.py`."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder if worker_id == "master" else folder.parent  # the run's, which all workers share
    databases = Databases(folder, worker_id, django_db_blocker)
    _databases.append(databases)
    databases.use(_wanted[0])
    yield databases
    _databases.pop().close()


_databases: list[Databases] = []  # of this worker, once a test has asked for a database
_wanted = ["empty"]  # the state that the present test begins in


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Connects to the database in the state that the test's fixtures name, before any of them is made."""
    if item.get_closest_marker("database"):
        _wanted[0] = next((state for state in reversed(STATES) if f"{state}_state" in item.fixturenames), "empty")
        for databases in _databases:
            databases.use(_wanted[0])


@pytest.fixture(scope="session")
def reference_state(django_db_setup):
    """The real countries, instruments, questionnaire and indicators: what `reference` begins from."""


@pytest.fixture(scope="session")
def shipped_state(django_db_setup):
    """The reference data, and the factsheets that tests of pages read."""


@pytest.fixture(scope="session")
def every_status_state(django_db_setup):
    """The same, and a country that answers in each of the ways there are."""


@pytest.fixture(scope="session")
def everything_state(django_db_setup):
    """The reference data and every factsheet that ships."""


@pytest.fixture
def reference(reference_state, db):
    """The real countries, instruments, questionnaire and indicators."""


@pytest.fixture
def shipped(shipped_state, db):
    """The portal as it ships: reference data, and the factsheets that tests of pages read."""


@pytest.fixture
def user(db):
    """Makes users: `user("anna")`, with assignments as (role, country code, language) triples."""
    from countries.models import Country
    from rights.models import Assignment

    def make(name, *assignments, **fields):
        person = get_user_model().objects.create_user(name, f"{name}@example.eu", "secret", **fields)
        for role, code, language in assignments:
            Assignment.objects.create(user=person, role=role, country=Country.objects.get(code=code), language=language)
        return person

    return make


@pytest.fixture
def cast(reference, user):
    """Estonia's editors: an author, a second author, a translator into Latvian, a reviewer, and a stranger."""
    return SimpleNamespace(
        author=user("author", ("author", "EE", "")),
        second_author=user("second", ("author", "EE", "")),
        translator=user("translator", ("translator", "EE", "lv")),
        reviewer=user("reviewer", ("reviewer", "EE", "")),
        manager=user("manager", ("manager", "EE", "")),
        stranger=user("stranger", ("author", "LV", ""), ("reviewer", "LV", "")),
        superuser=user("root", is_superuser=True, is_staff=True),
    )


@pytest.fixture
def source(db):
    from countries.models import Source

    return Source.objects.create(
        slug="test-source",
        title_en="A page of the ministry",
        publisher="Ministry of Tests",
        url="https://example.eu/page",
        language="en",
        date=datetime.date(2026, 1, 15),
    )


@pytest.fixture
def publish_text(reference, source):
    """Publishes a text as shipped content does: `publish_text("EE", "damages", "en", summary=…, body=…)`."""
    from countries.models import Country
    from rights.models import Question
    from rights.services import drafting, seeds

    def publish(code, question, language, *, source_language=None, instruments=(), **fields):
        country = Country.objects.get(code=code)
        answer = drafting.answer_for(country, Question.objects.get(slug=question))
        if source_language:
            answer.source_language = source_language
            answer.save(update_fields=["source_language"])
        if instruments:
            from countries.models import Instrument

            answer.instruments.set(Instrument.objects.filter(slug__in=instruments))
        seeds.publish_seed(
            answer,
            language,
            **{
                "kind": "text",
                "summary": f"In brief, {question} in {language}.",
                "body": f"<p>The whole answer on {question} in {language}.</p>",
                "legal_basis": "",
                "sources": [source],
                "checked_on": datetime.date(2026, 6, 1),
                **fields,
            },
        )
        return answer

    return publish
