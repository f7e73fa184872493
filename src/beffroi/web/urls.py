"""Addresses: the instance's own words first, then ``/<tenant>/``."""

from django.urls import include, path

from beffroi.catalogue import WITH_SCREENS

urlpatterns = [
    path("", include("beffroi.web.platform.urls")),
    *(path(f"<slug:tenant>/{service.path}/", include(f"{service.screens}.urls")) for service in WITH_SCREENS),
]
