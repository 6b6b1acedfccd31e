"""/<lang>/ and what is told of a country's services."""

from django.urls import path

from countries import views

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:country>/services/", views.services, name="services"),
]
