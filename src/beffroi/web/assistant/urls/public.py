"""The residents' page."""

from django.urls import path

from beffroi.web.assistant.views import public

urlpatterns = [
    path("public/", public.ask, name="assistant-public"),
    path("public/documents/", public.known, name="assistant-known"),
    path("public/documents/<int:number>/", public.original_file, name="assistant-public-original"),
]
