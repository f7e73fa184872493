"""The platform as a Django application."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from beffroi.web.platform import guard


def take_guard_off(*, using: str, **_: Any) -> None:
    """Take the ledger's triggers off before ``migrate``: SQLite makes no table again that a trigger names."""
    if _has_ledger(using):
        guard.remove(connections[using])


def put_guard_on(*, using: str, **_: Any) -> None:
    """Put the ledger's triggers on after ``migrate``, where its tables are there."""
    if _has_ledger(using):
        guard.install(connections[using])


def _has_ledger(using: str) -> bool:
    return set(guard.GUARDED) <= set(connections[using].introspection.table_names())


class PlatformConfig(AppConfig):
    """Label "platform"."""

    name = "beffroi.web.platform"
    label = "platform"
    verbose_name = "Plateforme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard the ledger whenever the tables may have been made again."""
        pre_migrate.connect(take_guard_off, sender=self)
        post_migrate.connect(put_guard_on, sender=self)
