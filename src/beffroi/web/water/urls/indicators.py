"""Indicators of the years."""

from django.urls import path

from beffroi.web.water.views import indicators

urlpatterns = [
    path("indicateurs/", indicators.indicators, name="water-indicators"),
    path("indicateurs/calculer/", indicators.compute, name="water-compute"),
    path("indicateurs/saisir/", indicators.volumes, name="water-volumes"),
    path("indicateurs/declaration.csv", indicators.declaration, name="water-declaration"),
    path("indicateurs/annees.csv", indicators.years, name="water-years"),
    path("indicateurs/plan.md", indicators.plan, name="water-plan"),
]
