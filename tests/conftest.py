"""The small fixed cast of every test, and what keeps one test from another."""

import datetime
import os
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.utils import translation

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's event loop runs beside the live server


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks what touches a database: the rest need not run a second time, on the other one."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _english():
    """A request to /de/ leaves its thread German: every test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_caches():
    from portal import pagecache
    from rights.search import views, vocabulary

    pagecache.clear()
    vocabulary.forget()
    views.names.cache_clear()
    yield
    pagecache.clear()
    vocabulary.forget()
    views.names.cache_clear()


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True


@pytest.fixture(scope="module")
def _reference_once(django_db_setup, django_db_blocker):
    from tests import public_pages

    with public_pages.kept_for_the_module(django_db_blocker):
        yield public_pages.load_reference()


@pytest.fixture
def reference(_reference_once, db):
    """The real countries, instruments and questionnaire, loaded once for each file of tests."""
    return _reference_once


@pytest.fixture
def shipped(reference):
    """The portal as it ships: reference data, and the factsheets that tests of pages read."""
    from tests.public_pages import load_shipped

    return load_shipped()


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
    from rights import workflow
    from rights.models import Question

    def publish(code, question, language, *, source_language=None, instruments=(), **fields):
        country = Country.objects.get(code=code)
        answer = workflow.answer_for(country, Question.objects.get(slug=question))
        if source_language:
            answer.source_language = source_language
            answer.save(update_fields=["source_language"])
        if instruments:
            from countries.models import Instrument

            answer.instruments.set(Instrument.objects.filter(slug__in=instruments))
        workflow.publish_seed(
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
