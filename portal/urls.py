"""The table of contents: every address of the portal. They are a promise to those who link to them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from portal import pages

handler404 = "portal.pages.not_found"
handler500 = "portal.pages.server_error"

urlpatterns = [
    path("", pages.root, name="root"),
    path("healthz", pages.healthz, name="healthz"),
    path("robots.txt", pages.robots, name="robots"),
    path("admin/", admin.site.urls),
    # /go/… language-neutral permanent links
    path("go/", include("rights.permanent_urls")),
    # /<lang>/… everything that is read
    *i18n_patterns(
        re_path(rf"^(?P<page>{'|'.join(pages.ABOUT_PAGES)})/$", pages.about, name="about"),
        path("", include("countries.urls")),
        path("", include("rights.urls")),
    ),
]
