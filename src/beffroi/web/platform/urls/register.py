"""The public register."""

from django.urls import path

from beffroi.web.platform.views import register

urlpatterns = [
    path("<slug:tenant>/registre/", register.register, name="register"),
]
