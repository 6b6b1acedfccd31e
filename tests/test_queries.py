"""How often a public page asks the database: at most eight times, however much there is to show."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from countries.models import Country, HelpLine, Instrument, Source, SupportService, Telephone
from portal.i18n import languages, translated
from portal.web import page_cache
from rights.models import Answer, Publication, Question, Revision
from rights.selectors import kept
from tests.public_pages import KINDS

AT_MOST = 8
PAGES = {kind: path for kind, path in KINDS.items() if kind != "not-found"}
OF_ESTONIA = {
    "home": "",
    "about": "about/",
    "country": "estonia/",
    "services": "estonia/services/",
    "section": "estonia/compensation/",
    "section-with-groups": "estonia/investigation/",
    "question": "estonia/compensation/damages/",
    "union": "european-union/",
    "section-of-the-union": "european-union/investigation/",
    "question-of-the-union": "european-union/compensation/damages/",
}
SEVERAL = ("en", "lv", "et", "de", "fr", "el")


def queries(client, path: str) -> list[str]:
    """What a page asks that is in no cache yet; the content version, read once a second at most, is not counted.

    Nor is what each process reads once for a content version and a language: the notices of every page.
    """
    page_cache.store.clear()
    client.get(f"/{path[1:3]}/safety/")
    if "search/" in path:  # what each process keeps of words and names until the next publication is not counted
        client.get(path.partition("?")[0], {"q": "mistyyped"})
    page_cache.store.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(path)
    assert answer.status_code == 200
    return [query["sql"] for query in captured.captured_queries if "contentversion" not in query["sql"]]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "lv", "mt"])
@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.slow
def test_a_page_asks_at_most_eight_times(every_status_state, client, kind, language):
    assert len(queries(client, f"/{language}/{PAGES[kind]}")) <= AT_MOST


@pytest.mark.django_db
@pytest.mark.full
@pytest.mark.parametrize("language", languages.CODES)
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_asks_at_most_eight_times_in_every_language(every_status_state, client, kind, language):
    assert len(queries(client, f"/{language}/{PAGES[kind]}")) <= AT_MOST


@pytest.mark.django_db
def test_a_page_from_the_cache_asks_nothing(every_status_state, client, django_assert_num_queries):
    client.get("/en/estonia/")
    with django_assert_num_queries(0):
        assert client.get("/en/estonia/").status_code == 200


@pytest.mark.django_db
def test_what_is_not_found_asks_a_bounded_number_of_times(every_status_state, client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/en/atlantis/compensation/damages/").status_code == 404
    assert len(captured) <= AT_MOST + 1  # the content version may be among them


# With everything answered


@pytest.mark.slow
def test_the_number_is_the_same_when_every_country_has_answered_everything_in_several_languages(reference, db, client):
    empty()
    answer_everything(["EE", "EU"], ["en"], sources=1)
    fill_directory(services=1, telephones=1, help_lines=1)
    pages = [(path, language) for path in OF_ESTONIA.values() for language in ("en", "lv", "mt")]
    before = {(path, language): len(queries(client, f"/{language}/{path}")) for path, language in pages}
    minimum_before = len(queries(client, "/lv/germany/"))

    empty()
    answer_everything(Country.objects.values_list("code", flat=True), SEVERAL, sources=4)
    fill_directory(services=8, telephones=3, help_lines=8)
    assert Answer.objects.count() == 28 * 57
    kept.forget()  # as it was before
    after = {(path, language): len(queries(client, f"/{language}/{path}")) for path, language in pages}
    assert after == before
    assert len(queries(client, "/lv/germany/")) <= minimum_before  # without the minimum it needs no instruments
    assert max(after.values()) <= AT_MOST


def test_a_country_that_has_answered_nothing_asks_no_more_when_the_eu_has_answered_everything(reference, db, client):
    empty()
    answer_everything(["EU"], ["en"], sources=1)
    before = [len(queries(client, f"/lv/{path}")) for path in ("denmark/", "denmark/investigation/")]
    empty()
    answer_everything(["EU"], SEVERAL, sources=4)
    for answer in Answer.objects.all():
        answer.instruments.set(Instrument.objects.all())
    after = [len(queries(client, f"/lv/{path}")) for path in ("denmark/", "denmark/investigation/")]
    assert all(now <= then for now, then in zip(after, before, strict=True))
    assert max(after) <= AT_MOST


def empty():
    """No answers and no directory, whatever another test of this module left."""
    Publication.objects.all().delete()
    Revision.objects.update(parent=None, based_on=None)
    for model in (Revision, Answer, Telephone, SupportService, HelpLine):
        model.objects.all().delete()
    page_cache.clear()


def answer_everything(codes, in_languages, sources: int):
    """Every question answered by each country in each language, with the tables filled directly, for speed."""
    now = timezone.now()
    cited = [
        Source.objects.get_or_create(
            slug=f"source-{n}", defaults={"title_en": f"Source {n}", "publisher": "Ministry", "language": "en"}
        )[0]
        for n in range(sources)
    ]
    texts = {}
    for language in in_languages:
        summary, body, legal_basis = translated.columns(["summary", "body", "legal_basis"], language)
        texts |= {
            summary: "In brief.",
            body: '<p>See <a href="question:legal-aid">legal aid</a>.</p>',
            legal_basis: "A law\nAnother law",
        }
    answers = Answer.objects.bulk_create(
        Answer(country=country, question=question, source_language="en", checked_on=datetime.date(2026, 6, 1), **texts)
        for country in Country.objects.filter(code__in=list(codes))
        for question in Question.objects.all()
    )
    revisions = Revision.objects.bulk_create(
        Revision(answer=answer, language=language, number=1, state="published", published_at=now)
        for answer in answers
        for language in in_languages
    )
    Publication.objects.bulk_create(
        Publication(answer=revision.answer, language=revision.language, revision=revision, since=now, origin="seed")
        for revision in revisions
    )
    Answer.sources.through.objects.bulk_create(
        Answer.sources.through(answer_id=answer.pk, source_id=source.pk) for answer in answers for source in cited
    )


def fill_directory(services: int, telephones: int, help_lines: int):
    """So many services, with so many numbers each, and help lines in every country."""
    source, countries = Source.objects.order_by("slug").first(), list(Country.objects.all())
    SupportService.objects.bulk_create(
        SupportService(country=country, slug=f"service-{n}", kind="ngo", name_en=f"Service {n}", source=source)
        for country in countries
        for n in range(services)
    )
    Telephone.objects.bulk_create(
        Telephone(service=service, number=f"+37261213{n}0")
        for service in SupportService.objects.all()
        for n in range(telephones)
    )
    HelpLine.objects.bulk_create(
        HelpLine(country=country, number=f"1160{n}0", name_en=f"Line {n}", operates=True, source=source)
        for country in countries
        for n in range(help_lines)
    )
