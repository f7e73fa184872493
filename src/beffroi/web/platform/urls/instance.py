"""Pages of the instance and of the workspace."""

from django.urls import include, path

from beffroi.web.platform.api import opened_urls
from beffroi.web.platform.views import instance, workspace

urlpatterns = [
    path("", instance.home, name="home"),
    path("accessibilite/", instance.accessibility, name="accessibility"),
    path("mentions/", instance.legal, name="legal"),
    path("api/v1/", opened_urls()),
    path("", include("beffroi.web.platform.urls.tenants")),
    path("<slug:tenant>/", workspace.workspace, name="workspace"),
    path("<slug:tenant>/accessibilite/", instance.tenant_accessibility, name="tenant-accessibility"),
    path("<slug:tenant>/mentions/", instance.tenant_legal, name="tenant-legal"),
    path("<slug:tenant>/couleurs.css", workspace.tenant_style, name="tenant-style"),
    path("<slug:tenant>/logo", workspace.tenant_logo, name="tenant-logo"),
]
