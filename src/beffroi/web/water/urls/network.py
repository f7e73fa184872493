"""Network, ranking of its pipes, search rounds."""

from django.urls import path

from beffroi.web.water.views import network

urlpatterns = [
    path("reseau/", network.network, name="water-network"),
    path("reseau/classer/", network.rank, name="water-rank"),
    path("tournees/", network.rounds, name="water-rounds"),
]
