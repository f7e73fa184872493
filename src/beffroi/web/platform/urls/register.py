"""The public register."""

from django.urls import path

from beffroi.web.platform.views import register

urlpatterns = [
    path("<slug:tenant>/registre/", register.register, name="register"),
    path("<slug:tenant>/registre/donnees.json", register.register_json, name="register-json"),
    path("<slug:tenant>/registre/flux.xml", register.register_feed, name="register-feed"),
    path("<slug:tenant>/registre/<slug:service>/", register.system, name="register-system"),
]
