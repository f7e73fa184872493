"""The canteens as a Django application."""

from django.apps import AppConfig


class CanteenConfig(AppConfig):
    """Label "canteen"."""

    name = "beffroi.web.canteen"
    label = "canteen"
    verbose_name = "Cantines scolaires"
