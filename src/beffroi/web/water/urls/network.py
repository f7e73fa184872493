"""Network, ranking of its pipes."""

from django.urls import path

from beffroi.web.water.views import network

urlpatterns = [
    path("reseau/", network.network, name="water-network"),
    path("reseau/plan.geojson", network.network_map, name="water-network-map"),
    path("reseau/classement.csv", network.ranking_file, name="water-ranking-file"),
    path("reseau/classer/", network.rank, name="water-rank"),
]
