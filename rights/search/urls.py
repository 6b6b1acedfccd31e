"""/<lang>/search/… answers found by their words, and the titles that the field in the header offers."""

from django.urls import path

from rights.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/titles.json", views.titles, name="titles"),
]
