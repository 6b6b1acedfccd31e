"""The table of contents: every address of the portal. They are a promise to those who link to them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path, re_path

from portal import pages
from rights.desk.passwords import NewPassword

handler400 = "rights.desk.importing.bad_request"
handler404 = "portal.pages.not_found"
handler500 = "portal.pages.server_error"

urlpatterns = [
    path("", pages.root, name="root"),
    path("healthz", pages.healthz, name="healthz"),
    path("robots.txt", pages.robots, name="robots"),
    # /admin/… the editors' desk, with its ways back for a forgotten password (names as Django's admin looks for them)
    path("admin/password-reset/", auth.PasswordResetView.as_view(), name="admin_password_reset"),
    path("admin/password-reset/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("admin/password/<uidb64>/<token>/", NewPassword.as_view(), name="password_reset_confirm"),
    path("admin/password/done/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("admin/", admin.site.urls),
    # /go/… language-neutral permanent links
    path("go/", include("rights.permanent_urls")),
    # /<lang>/… everything that is read
    *i18n_patterns(
        re_path(rf"^(?P<page>{'|'.join(pages.ABOUT_PAGES)})/$", pages.about, name="about"),
        path("compare/", include("rights.compare.urls")),
        path("", include("rights.search.urls")),
        path("", include("countries.urls")),
        path("", include("rights.urls")),
    ),
]
