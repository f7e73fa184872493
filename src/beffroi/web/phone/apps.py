"""The telephone as a Django application."""

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """Label "phone"."""

    name = "beffroi.web.phone"
    label = "phone"
    verbose_name = "Accueil téléphonique"
