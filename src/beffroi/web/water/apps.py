"""The water service as a Django application."""

from django.apps import AppConfig


class WaterConfig(AppConfig):
    """Label "water"."""

    name = "beffroi.web.water"
    label = "water"
    verbose_name = "Eau potable"
