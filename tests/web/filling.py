"""One row of every table for a tenant, each text marked, so that a leak is seen wherever it comes out."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.utils import timezone
from django_scopes import scope

from beffroi.catalogue import SERVICES
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Entry, LedgerHead, Person, Tenant, TenantRow, TenantService

# values that a page needs to show the row
PARTICULAR: Mapping[tuple[str, str], object] = {
    ("Run", "kind"): "scenario",
    ("Upload", "state"): "refused",
    ("Upload", "names"): ["repas.csv"],
    ("Evaluation", "service"): "essai",
    ("Sensor", "last_t"): "2026-11-01 03:15:00",
}
Rows = Mapping[type[models.Model], models.Model]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("beffroi.")]


def row_models() -> list[type[TenantRow]]:
    return [model for model in our_models() if issubclass(model, TenantRow)]


def mark(tenant: Tenant) -> str:
    """The word that only this tenant's rows hold."""
    return f"zz{tenant.slug}zz"


def fill(tenant: Tenant, person: Person, known: Rows | None = None) -> Rows:
    """Write one marked row into every table of a tenant but those of the known rows; return them by model."""
    rows: dict[type[models.Model], models.Model] = {Tenant: tenant, Person: person, **(known or {})}
    with scope(tenant=tenant):
        for service in SERVICES:
            TenantService.objects.get_or_create(tenant=tenant, service=service.name)
        rows[TenantService] = TenantService.objects.get(service="canteen")
        rows[Entry] = _entry(tenant, person)
        rows[LedgerHead] = LedgerHead.objects.get()
        for model in row_models():
            _row(model, tenant, rows)
    return rows


def _entry(tenant: Tenant, person: Person) -> Entry:
    """The ledger takes links of its own making only."""
    word = mark(tenant)
    operation = Operation(service="canteen", operation="forecast", subject=word, model=word, version=word, result=word)
    return append_event(tenant, operation, person=person)


def _row(model: type[models.Model], tenant: Tenant, rows: dict[type[models.Model], models.Model]) -> models.Model:
    if model not in rows:
        values = {
            field.name: _value(field, tenant, rows) for field in model._meta.concrete_fields if not field.primary_key
        }
        rows[model] = model._base_manager.create(**values)
    return rows[model]


def _value(field: models.Field[Any, Any], tenant: Tenant, rows: dict[type[models.Model], models.Model]) -> Any:
    target = field.related_model
    if isinstance(target, type):
        if target is field.model:
            return None
        return _another_person(field, rows) if target is Person else _row(target, tenant, rows)
    if (field.model.__name__, field.name) in PARTICULAR:
        return PARTICULAR[field.model.__name__, field.name]
    if field.name == "service":
        return "canteen"
    if field.choices:
        return list(field.choices)[0][0]  # noqa: RUF015 - choices may be any iterable
    return _plain(field, tenant)


def _another_person(field: models.Field[Any, Any], rows: dict[type[models.Model], models.Model]) -> models.Model:
    """A delegation needs two persons."""
    if field.name != "substitute":
        return rows[Person]
    return Person.objects.get_or_create(email=f"remplace-{rows[Person].pk}@example.org")[0]


def _plain(field: models.Field[Any, Any], tenant: Tenant) -> Any:
    word = mark(tenant)
    if isinstance(field, models.EmailField):
        return f"{word}@example.org"
    if isinstance(field, models.CharField | models.TextField):
        return f"{word} {field.name}"[: field.max_length]
    plain: dict[type[models.Field[Any, Any]], Any] = {
        models.JSONField: field.get_default(),
        models.BooleanField: True,
        models.DateTimeField: timezone.now(),
        models.DateField: timezone.localdate(),
        models.TimeField: time(9, 30),
        models.DecimalField: Decimal("1.5"),
        models.FloatField: 0.5,
        models.BinaryField: word.encode(),
        models.IntegerField: 1,
        models.UUIDField: uuid4(),
    }
    return next(value for kind, value in plain.items() if isinstance(field, kind))
