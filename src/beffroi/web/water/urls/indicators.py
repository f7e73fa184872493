"""Indicators of the years."""

from django.urls import path

from beffroi.web.water.views import indicators

urlpatterns = [
    path("indicateurs/", indicators.indicators, name="water-indicators"),
    path("indicateurs/calculer/", indicators.compute, name="water-compute"),
    path("indicateurs/declaration.csv", indicators.declaration, name="water-declaration"),
]
