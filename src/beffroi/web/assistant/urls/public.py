"""The residents' page."""

from django.urls import path

from beffroi.web.assistant.views import benefits, public

urlpatterns = [
    path("public/", public.ask, name="assistant-public"),
    path("public/droits/", benefits.public_rights, name="assistant-public-rights"),
    path("public/documents/", public.known, name="assistant-known"),
    path("public/documents/<int:number>/", public.original_file, name="assistant-public-original"),
]
