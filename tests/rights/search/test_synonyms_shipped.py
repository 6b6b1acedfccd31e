"""What ships as synonyms: what people type leads to an answer in each language that has the EU's minimum."""

import pytest

from rights.models import Publication, Synonym
from rights.search import query

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_every_synonym_leads_to_an_answer(everything_state, db):
    """A synonym that points at words which no text of its language has finds nothing: the texts were reworded."""
    answered = set(Publication.objects.filter(answer__country__code="EU").values_list("language", flat=True))
    nowhere = [
        f"{row.slug}: {row.words[0]} → {', '.join(row.means)}"
        for row in Synonym.objects.filter(kind="synonym", language__in=answered).order_by("slug")
        if not query.search(row.words[0], language=row.language, exact=True).total
    ]
    assert nowhere == []
