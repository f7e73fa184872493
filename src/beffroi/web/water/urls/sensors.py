"""Sensors of the live feed and its settings."""

from django.urls import path

from beffroi.web.water.views import sensors

urlpatterns = [
    path("capteurs/", sensors.sensors, name="water-sensors"),
    path("capteurs/reglages/", sensors.settings, name="water-settings"),
    path("capteurs/nature/", sensors.sensor, name="water-sensor"),
    path("capteurs/secteurs/", sensors.sector, name="water-sector"),
]
