"""The form of a tenant's export: a ZIP of JSON lines and CSV, its files, a signed manifest.

``manifest.json`` names every file with its SHA-256; ``manifest.sig`` is the instance's Ed25519 signature of it.
``tenant.json`` and ``persons.jsonl`` are what the tables refer to. ``tables/APP.MODEL.jsonl`` has one row a line, its
``id`` being its rank; a reference to another table is a rank there, a reference to a person is their key.
``csv/`` holds the same tables for spreadsheets, ``files/`` the tenant's folder. No secret leaves: models say so.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field

from beffroi.territory.errors import BadInput
from beffroi.web.platform.models import Checkpoint, Entry, Job, JobResult, Person, Tenant, TenantRow
from beffroi.web.platform.models.jobs import OPEN_STATES

FORMAT = "beffroi-export-1"
MANIFEST, SIGNATURE, TENANT, PERSONS = "manifest.json", "manifest.sig", "tenant.json", "persons.jsonl"
TABLES, SHEETS, FILES = "tables/", "csv/", "files/"
TENANT_FIELDS = (
    *("slug", "name", "siret", "insee", "kind", "population", "time_zone", "accent", "logo", "logo_type"),
    *("contact", "contest_address", "cents_per_kwh", "cents_per_hour", "active", "created_at"),
)
PERSON_FIELDS = ("key", "email", "name", "is_active", "wants_digest", "created_at", "erased_at")
Row = dict[str, Any]
Ranks = Mapping[type[models.Model], Mapping[int, Any]]


class ArchiveUnreadable(BadInput):
    """The file is not an export that this version can read whole."""


def tables() -> list[type[TenantRow]]:
    """Return the tables that leave, each after those that it refers to."""
    waiting = [model for model in apps.get_models() if issubclass(model, TenantRow) and model.leaves]
    ordered: list[type[TenantRow]] = [Checkpoint]
    waiting.remove(Checkpoint)
    while waiting:
        ready = [model for model in waiting if not references(model) & set(waiting) - {model}]
        if not ready:
            raise RuntimeError(f"tables that refer to each other: {waiting}")
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return ordered


def references(model: type[TenantRow]) -> set[Any]:
    """Return the tenant tables that a table refers to."""
    return {field.related_model for field in fields_of(model) if _is_row(field)}


def _is_row(field: Field[Any, Any]) -> bool:
    target = field.related_model
    return isinstance(target, type) and issubclass(target, TenantRow)


def fields_of(model: type[TenantRow]) -> list[Field[Any, Any]]:
    """Return the fields of a table that leave."""
    stay = {"tenant", *model.kept_back}
    return [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in stay]


def rows_of(model: type[TenantRow]) -> models.QuerySet[Any]:
    """Return the rows in scope that leave, the oldest first: work that has not ended stays with its worker."""
    rows: models.QuerySet[Any] = model.objects.order_by("pk")
    if model is Job:
        return rows.exclude(state__in=OPEN_STATES)
    if model is JobResult:
        return rows.exclude(job__state__in=OPEN_STATES)
    return rows


def as_row(row: models.Model, fields: list[Field[Any, Any]], ranks: Ranks | None = None) -> Row:
    """Return a row as JSON values; without ranks, references to rows stay numbers of this instance."""
    return {field.name: _referred(field, row, ranks) for field in fields}


def _referred(field: Field[Any, Any], row: models.Model, ranks: Ranks | None) -> Any:
    value = field.value_from_object(row)
    if value is None or ranks is None or field.related_model is None:
        return written(field, value)
    rank = ranks[field.related_model].get(value)
    if rank is None and not field.null:
        raise RuntimeError(f"{field}: {value} does not leave")
    return rank


def written(field: Field[Any, Any], value: Any) -> Any:
    """Return a field's value as JSON."""
    if isinstance(field, models.JSONField):
        return value
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview() | bytearray():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{field}: no export of {type(value).__name__}")


def read_value(field: Field[Any, Any], value: Any) -> Any:
    """Return a JSON value as the field's own. Raises ArchiveUnreadable."""
    try:
        if value is None or isinstance(field, models.JSONField):
            return value
        if isinstance(field, models.BinaryField):
            return base64.b64decode(value, validate=True)
        return field.to_python(value)
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        raise ArchiveUnreadable(f"Export illisible : {field.name} vaut {str(value)[:40]!r}.") from error


def persons_named(tenant_tables: list[type[TenantRow]]) -> models.QuerySet[Person]:
    """Return the persons that the rows in scope or their ledger name, by key."""
    named = models.Q(key__in=Entry.objects.exclude(person="").values("person"))
    for model in tenant_tables:
        for field in fields_of(model):
            if field.related_model is Person:
                named |= models.Q(pk__in=model.objects.values(field.name))
    return Person.objects.filter(named).order_by("key")


def record(row: models.Model, names: tuple[str, ...]) -> Row:
    """Return named fields of a tenant or a person as JSON values."""
    fields = [field for field in row._meta.concrete_fields if field.name in names]
    return {field.name: written(field, field.value_from_object(row)) for field in fields}


def tenant_record(tenant: Tenant) -> Row:
    """Return the tenant itself; its lead authority by SIRET."""
    return record(tenant, TENANT_FIELDS) | {"lead": tenant.lead.siret if tenant.lead else None}


def left_out() -> Iterator[str]:
    """Say in French what stays behind."""
    yield "mots de passe, seconds facteurs et identifiants OpenID Connect des personnes"
    yield "clés d'API et invitations : à refaire dans la nouvelle instance"
    yield "travaux qui n'étaient pas finis"
