"""Pages of the instance and of the workspace."""

from django.urls import path

from beffroi.web.platform.views import instance, workspace

urlpatterns = [
    path("", instance.home, name="home"),
    path("accessibilite/", instance.accessibility, name="accessibility"),
    path("mentions/", instance.legal, name="legal"),
    path("<slug:tenant>/", workspace.workspace, name="workspace"),
    path("<slug:tenant>/couleurs.css", workspace.tenant_style, name="tenant-style"),
    path("<slug:tenant>/logo", workspace.tenant_logo, name="tenant-logo"),
    path("<slug:tenant>/reglages/", workspace.tenant_settings, name="tenant-settings"),
]
