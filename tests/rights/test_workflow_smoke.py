import pytest

from rights import workflow
from rights.models import Publication, Question


@pytest.mark.django_db
def test_a_draft_becomes_public(cast, client):
    from countries.models import Country

    answer = workflow.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))
    answer.source_language = "en"
    answer.save()
    draft = workflow.start_draft(answer, "en", cast.author)
    workflow.save_draft(draft, cast.author, draft.saved_at, summary="Yes.", body="<p>Ask.</p>")
    workflow.submit(draft, cast.author)
    workflow.publish(draft, cast.reviewer)
    assert Publication.objects.get().revision_id == draft.pk
    assert b"Ask." in client.get("/en/estonia/compensation/damages/").content
