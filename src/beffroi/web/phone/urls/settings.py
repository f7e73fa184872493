"""Settings, introduction, a caller's rights."""

from django.urls import path

from beffroi.web.phone.views import settings

urlpatterns = [
    path("mise-en-service/", settings.introduction, name="phone-introduction"),
    path("reglages/", settings.settings, name="phone-settings"),
    path("reglages/appelant/", settings.caller, name="phone-caller"),
]
