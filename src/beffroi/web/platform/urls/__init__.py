"""Addresses of the platform, one module a noun."""

from django.urls import include, path

urlpatterns = [
    path("", include("beffroi.web.platform.urls.people")),
    path("", include("beffroi.web.platform.urls.instance")),
    path("", include("beffroi.web.platform.urls.register")),
    path("", include("beffroi.web.platform.urls.records")),
]
