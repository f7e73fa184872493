"""Addresses of the telephone, under ``/<tenant>/telephone/``, one module a noun."""

from django.urls import include, path

from beffroi.web.phone.views import board

urlpatterns = [
    path("", board.live, name="phone"),
    path("appels/", board.calls, name="phone-calls"),
    path("appels/<int:number>/", board.call, name="phone-call"),
    path("", include("beffroi.web.phone.urls.topics")),
    path("", include("beffroi.web.phone.urls.messages")),
    path("", include("beffroi.web.phone.urls.learning")),
    path("", include("beffroi.web.phone.urls.town")),
    path("", include("beffroi.web.phone.urls.settings")),
    path("", include("beffroi.web.phone.urls.public")),
]
