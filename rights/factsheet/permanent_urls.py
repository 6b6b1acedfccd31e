"""/go/… permanent links to a country's answer, whatever the language: /go/EE/state-compensation, …/lv."""

from django.urls import re_path

from rights.factsheet import views

urlpatterns = [
    re_path(r"^(?P<code>[A-Za-z]{2})/(?P<question>[a-z0-9-]+)(?:/(?P<language>[a-z]{2}))?/?$", views.go, name="go"),
]
