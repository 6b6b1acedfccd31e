"""What is published shows within two seconds, in every process."""

import pytest

from countries.models import ContentVersion
from portal.web import page_cache
from rights.models import Answer
from tests.portal.web.page_cache.pages import PAGE, TEXT, a_page

pytestmark = pytest.mark.django_db


def test_a_publication_shows_as_soon_as_the_clocks_second_is_over(client, page, publish_text):
    assert b"The corrected answer." not in client.get(page).content
    publish_text("EE", "damages", "en", body="<p>The corrected answer.</p>")
    page_cache.version_clock.forget()
    assert b"The corrected answer." in client.get(page).content


def test_a_withdrawal_shows_as_soon_as_the_clocks_second_is_over(client, page, cast):
    from rights.services import publishing

    assert TEXT.encode() in client.get(page).content
    publishing.withdraw(Answer.objects.get(), "en", cast.reviewer, "Wrong.")
    page_cache.version_clock.forget()
    assert TEXT.encode() not in client.get(page).content


def test_a_publication_changes_the_etag(client, page, publish_text):
    etag = client.get(page).headers["ETag"]
    publish_text("EE", "damages", "en", body="<p>The corrected answer.</p>")
    page_cache.version_clock.forget()
    assert client.get(page, headers={"If-None-Match": etag}).status_code == 200


def test_the_content_version_is_read_once_a_second_at_most(site, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now[0])
    get = site(a_page)
    get()
    ContentVersion.bump()
    now[0] += 0.9
    get()
    assert len(get.calls) == 1
    now[0] += 0.2
    get()
    assert len(get.calls) == 2


def test_a_new_release_renders_every_page_anew(site, settings):
    get = site(a_page)
    get()
    settings.RELEASE = "9.9.9"
    get()
    assert len(get.calls) == 2


def test_a_restored_database_is_what_is_shown(client, publish_text):
    """Published, backed up, published again, restored: the number of the next publication has been there before."""
    publish_text("EE", "damages", "en", summary="As backed up.")
    backup = list(ContentVersion.objects.values()), list(Answer.objects.values())
    publish_text("EE", "damages", "en", summary="Published after the backup.")
    assert "Published after the backup." in client.get(PAGE).content.decode()
    for model, rows in zip((ContentVersion, Answer), backup, strict=True):
        for row in rows:
            model.objects.filter(pk=row["id"]).update(**row)
    page_cache.version_clock.forget()
    assert "As backed up." in client.get(PAGE).content.decode()
    ContentVersion.bump()  # something else is published
    page_cache.version_clock.forget()
    assert "As backed up." in client.get(PAGE).content.decode()
