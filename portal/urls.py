"""The table of contents: every address of the portal. They are a promise to those who link to them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path, re_path

from portal.web import rendering, views
from rights.desk.passwords import ForgottenPassword, NewPassword

handler400 = "portal.web.errors.bad_request"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.server_error"

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    # /admin/… the editors' desk, with its ways back for a forgotten password (names as Django's admin looks for them)
    path("admin/password-reset/", ForgottenPassword.as_view(), name="admin_password_reset"),
    path("admin/password-reset/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("admin/password/<uidb64>/<token>/", NewPassword.as_view(), name="password_reset_confirm"),
    path("admin/password/done/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("admin/", admin.site.urls),
    # /go/… language-neutral permanent links
    path("go/", include("rights.factsheet.permanent_urls")),
    # /<lang>/… everything that is read
    *i18n_patterns(
        re_path(rf"^(?P<page>{'|'.join(rendering.ABOUT_PAGES)})/$", views.about, name="about"),
        path("compare/", include("rights.comparison.urls")),
        path("", include("rights.search.urls")),
        path("", include("countries.urls")),
        path("", include("rights.factsheet.urls")),
    ),
]
