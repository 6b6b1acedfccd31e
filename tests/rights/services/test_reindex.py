"""`manage.py reindex`: brings in what came about without the workflow, and nothing else."""

from io import StringIO

import pytest
from django.core.management import call_command

from countries.models import ContentVersion
from rights.models import Question, SearchEntry, Word
from rights.search import query
from rights.services import search_index
from rights.services.search_backends import EntryTokens, Expression, backend

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(reference, publish_text):
    return [
        publish_text(code, question, "en", summary=f"A wombat of {code}.", body="<p>It digs.</p>")
        for code in ("EE", "LV", "DE")
        for question in ("damages", "appeal")
    ]


def reindex(*options) -> str:
    out = StringIO()
    call_command("reindex", *options, stdout=out)
    return out.getvalue()


def total(words):
    return query.search(words, language="en", exact=True).total


def test_an_index_that_is_up_to_date_is_left_alone(texts):
    version = ContentVersion.current()
    assert reindex() == "  search: up to date\n"
    assert ContentVersion.current() == version


def test_an_empty_index_is_filled(texts):
    words = dict(Word.objects.values_list("written", "count"))
    SearchEntry.objects.all().delete()
    Word.objects.all().delete()
    assert total("wombat") == 0
    assert "6 of 6" in reindex()
    assert total("wombat") == 6
    assert dict(Word.objects.values_list("written", "count")) == words


def test_new_wording_is_brought_in(texts):
    Question.objects.filter(slug="appeal").update(title_en="May a kangaroo appeal?")
    assert "3 of 3" in reindex()
    assert total("kangaroo") == 3


def test_what_is_public_no_more_goes(texts):
    texts[0].publications.all().delete()
    assert "1 of 1" in reindex()
    assert total("wombat") == 5


def test_everything_anew(texts):
    Word.objects.filter(written="wombat").update(count=99)
    orphan = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1000
    backend.write([EntryTokens(orphan, ["enwombat"], [], [])])
    assert "6 of 6" in reindex("--all")
    assert Word.objects.get(language="en", written="wombat").count == 6
    matches = backend.matches([Expression("or", ("enwombat",))])
    assert {pk for _place, pk in matches} == set(SearchEntry.objects.values_list("pk", flat=True))


def test_it_goes_in_batches_and_says_how_far_it_is(texts, monkeypatch):
    monkeypatch.setattr(search_index, "BATCH", 4)
    said = []
    SearchEntry.objects.all().delete()
    Word.objects.all().delete()
    search_index.reindex(progress=lambda done, of: said.append((done, of)))
    assert said == [(4, 6), (6, 6)]
