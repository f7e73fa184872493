"""The platform as a Django application."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Label "platform"."""

    name = "beffroi.web.platform"
    label = "platform"
    verbose_name = "Plateforme"
    default_auto_field = "django.db.models.BigAutoField"
