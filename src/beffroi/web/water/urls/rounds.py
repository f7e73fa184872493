"""Search rounds."""

from django.urls import path

from beffroi.web.water.views import rounds

urlpatterns = [
    path("tournees/", rounds.rounds, name="water-rounds"),
]
