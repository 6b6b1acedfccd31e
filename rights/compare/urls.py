"""/<lang>/compare/… countries side by side."""

from django.urls import path, re_path

from rights.compare import views

FILE = r"(?P<layout>by-(?:question|country))\.(?P<form>csv|xlsx)\Z"
FACTS_FILE = r"(?P<layout>by-(?:indicator|country))\.(?P<form>csv|xlsx)\Z"
SLUG = r"[-a-zA-Z0-9_]+"

urlpatterns = [
    path("", views.picker, name="picker"),
    path("questions/<slug:question>/", views.question, name="compare-question"),
    re_path(rf"^questions/(?P<question>{SLUG})/{FILE}", views.question_file, name="compare-question-file"),
    path("indicators/", views.matrix, name="matrix"),
    re_path(rf"^indicators/{FACTS_FILE}", views.matrix_file, name="matrix-file"),
    path("indicators/<slug:indicator>/", views.indicator, name="indicator"),
    re_path(rf"^indicators/(?P<indicator>{SLUG})/{FACTS_FILE}", views.indicator_file, name="indicator-file"),
    path("across/", views.across_picker, name="across-picker"),
    path("across/<slug:crime>/<slug:home>/", views.across, name="across"),
    path("<str:countries>/", views.without_section, name="compare-without-section"),
    path("<str:countries>/<slug:section>/", views.compare, name="compare"),
    re_path(rf"^(?P<countries>[^/]+)/(?P<section>{SLUG})/{FILE}", views.compare_file, name="compare-file"),
]
