"""Addresses of the assistant, under ``/<tenant>/assistant/``, one module a noun."""

from django.urls import include, path

from beffroi.web.assistant.views import ask

urlpatterns = [
    path("", ask.home, name="assistant"),
    path("", include("beffroi.web.assistant.urls.questions")),
    path("", include("beffroi.web.assistant.urls.sources")),
    path("", include("beffroi.web.assistant.urls.upkeep")),
    path("", include("beffroi.web.assistant.urls.public")),
]
