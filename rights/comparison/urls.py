"""/<lang>/compare/… countries side by side."""

from django.urls import path, re_path

from rights.comparison import across, indicator_views, views

FILE = r"(?P<layout>by-(?:question|country))\.(?P<form>csv|excel\.csv|xlsx)\Z"
FACTS_FILE = r"(?P<layout>by-(?:indicator|country))\.(?P<form>csv|excel\.csv|xlsx)\Z"
SLUG = r"[-a-zA-Z0-9_]+"

urlpatterns = [
    path("", views.picker, name="picker"),
    path("questions/<slug:question>/", views.question, name="compare-question"),
    re_path(rf"^questions/(?P<question>{SLUG})/{FILE}", views.question_file, name="compare-question-file"),
    path("indicators/", indicator_views.matrix, name="matrix"),
    re_path(rf"^indicators/{FACTS_FILE}", indicator_views.matrix_file, name="matrix-file"),
    path("indicators/<slug:indicator>/", indicator_views.indicator, name="indicator"),
    re_path(rf"^indicators/(?P<indicator>{SLUG})/{FACTS_FILE}", indicator_views.indicator_file, name="indicator-file"),
    path("across/", across.picker, name="across-picker"),
    path("across/<slug:crime>/<slug:home>/", across.across, name="across"),
    path("<str:countries>/", views.without_section, name="compare-without-section"),
    path("<str:countries>/<slug:section>/", views.compare, name="compare"),
    re_path(rf"^(?P<countries>[^/]+)/(?P<section>{SLUG})/{FILE}", views.compare_file, name="compare-file"),
]
