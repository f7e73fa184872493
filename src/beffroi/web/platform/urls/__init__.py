"""Addresses of the platform, one module a noun. The instance's come last: ``/<tenant>/`` takes any word."""

from django.urls import include, path

urlpatterns = [
    path("", include("beffroi.web.platform.urls.operate")),
    path("", include("beffroi.web.platform.urls.people")),
    path("", include("beffroi.web.platform.urls.register")),
    path("", include("beffroi.web.platform.urls.records")),
    path("", include("beffroi.web.platform.urls.rights")),
    path("", include("beffroi.web.platform.urls.instance")),
]
