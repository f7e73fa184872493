"""Addresses of the water service, under ``/<tenant>/eau/``, one module a noun."""

from django.urls import include, path

from beffroi.web.water.views import board

urlpatterns = [
    path("", board.home, name="water"),
    path("", include("beffroi.web.water.urls.leaks")),
    path("", include("beffroi.web.water.urls.nights")),
    path("", include("beffroi.web.water.urls.network")),
    path("", include("beffroi.web.water.urls.rounds")),
    path("", include("beffroi.web.water.urls.indicators")),
    path("", include("beffroi.web.water.urls.files")),
    path("", include("beffroi.web.water.urls.sensors")),
]
