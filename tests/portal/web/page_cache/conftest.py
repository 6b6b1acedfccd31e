"""A published page, and a site of one view behind the page cache."""

import pytest
from django.test import RequestFactory

from portal.web import page_cache
from tests.portal.web.page_cache.pages import PAGE, TEXT


@pytest.fixture
def page(publish_text):
    publish_text("EE", "damages", "en", body=TEXT)
    return PAGE


@pytest.fixture
def site():
    """A site of one view behind the page cache: `site(view)` gives `get(path, **headers)` and counts in `get.calls`."""

    def behind(view):
        calls = []

        def counted(request):
            calls.append(request.get_full_path())
            return view(request)

        middleware = page_cache.PageCacheMiddleware(counted)

        def get(path="/en/page/", method="GET", **headers):
            return middleware(RequestFactory().generic(method, path, headers=headers))

        get.calls = calls
        return get

    return behind
