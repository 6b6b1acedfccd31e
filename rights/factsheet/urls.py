"""/<lang>/<country>/… a country's factsheet."""

from django.urls import path

from rights.factsheet import views
from rights.factsheet.glossary import glossary

urlpatterns = [
    path("glossary/", glossary, name="glossary"),
    path("<slug:country>/", views.country, name="country"),
    path("<slug:country>/<slug:section>/", views.section, name="section"),
    path("<slug:country>/<slug:section>/<slug:question>/", views.question, name="question"),
    path("<slug:country>/<slug:section>/<slug:question>/history/", views.history, name="history"),
    path("<slug:country>/<slug:section>/<slug:question>/history/<int:number>/", views.version, name="version"),
]
