"""Facts of each authority of the instance, read off its ledger, its register and its settings. Django is loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django_scopes import scope

from beffroi.catalogue import WITH_SCREENS
from beffroi.governance import facts as told
from beffroi.governance.tables import table
from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import format_number
from beffroi.web.platform.models import Entry, Evaluation, Tenant, TenantService
from beffroi.web.platform.models.ledger import EntryKind
from beffroi.web.platform.register_cards import CardIncomplete, card

PLATFORM = "platform"


class AuthorityUnknown(BadInput):
    """No authority of this instance has that SIRET."""


def authorities(machine: told.Facts, *, first: date, siret: str = "") -> list[told.Facts]:
    """Return the facts of each active authority, or of one, from ``first`` to the machine's day, both included.

    Raises AuthorityUnknown.
    """
    if Tenant._meta.db_table not in connection.introspection.table_names():
        return []
    tenants = Tenant.objects.filter(active=True).order_by("name")
    chosen = list(tenants.filter(siret=siret) if siret else tenants)
    if siret and not chosen:
        raise AuthorityUnknown(f"Aucune collectivité {siret} dans cette instance : vérifiez le SIRET.")
    return [facts_of(tenant, machine, first=first) for tenant in chosen]


def facts_of(tenant: Tenant, machine: told.Facts, *, first: date) -> told.Facts:
    """Return the facts of one authority. Five queries, and two for each operation that a person must decide of."""
    with scope(tenant=tenant):
        zone = ZoneInfo(tenant.time_zone)
        before = Entry.objects.filter(at__lt=_midnight(machine.day + timedelta(days=1), zone)).order_by()
        entries = before.filter(at__gte=_midnight(first, zone))
        models = _models(entries)
        return replace(
            machine,
            siret=tenant.siret,
            name=tenant.name,
            population=tenant.population,
            contact=tenant.contact,
            contest_address=tenant.contest_address,
            register=_register(machine.day, models, zone),
            uses=_uses(entries, zone, models),
            decided=tuple(_decided(entries, row, day=machine.day, zone=zone) for row in table("decided")["operation"]),
            exports=_exports(before, zone),
        )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


Models = dict[tuple[str, str], list[str]]


def _models(entries: QuerySet[Entry]) -> Models:
    """Return the models and versions that ran, by service and operation, the last one first."""
    named: Any = entries.filter(kind=EntryKind.EVENT).exclude(model="")
    found: Models = {}
    for row in named.values("service", "operation", "model", "version").annotate(last=Max("at")).order_by("-last"):
        found.setdefault((row["service"], row["operation"]), []).append(f"{row['model']} {row['version']}".strip())
    return found


def _register(day: date, models: Models, zone: ZoneInfo) -> tuple[told.Entry, ...]:
    """Return the services of the register on that day, each with what its card lacks."""
    until = _midnight(day + timedelta(days=1), zone)
    with_screens = {service.name for service in WITH_SCREENS}
    rows = TenantService.objects.filter(enabled=True, service__in=with_screens, since__lte=day).order_by("service")
    measured = {
        row.service: row for row in Evaluation.objects.filter(made_at__lte=until).order_by("made_at").defer("detail")
    }
    return tuple(
        told.Entry(
            service=row.service,
            since=row.since,
            retention_days=row.retention_days,
            evaluated=measured[row.service].made_at.astimezone(zone).date() if row.service in measured else None,
            measured=_first_figure(measured[row.service]) if row.service in measured else "",
            models=tuple(
                dict.fromkeys(name for key, every in models.items() if key[0] == row.service for name in every)
            ),
            missing=_missing(row.service),
        )
        for row in rows
    )


def _first_figure(evaluation: Evaluation) -> str:
    """Return "Erreur par cantine : 6,1 %, au lieu de 7,3 %", empty where the measure has no figure."""
    for figure in evaluation.figures:
        unit, value, before = figure.get("unit", ""), figure.get("value"), figure.get("baseline")
        told = [f"{format_number(float(one), decimals=1)} {unit}".strip() for one in (value, before) if one is not None]
        if told:
            return f"{figure['label']} : {', au lieu de '.join(told)}"
    return ""


def _missing(service: str) -> tuple[str, ...]:
    try:
        card(service)
    except CardIncomplete as error:
        return (str(error),)
    return ()


def _uses(entries: QuerySet[Entry], zone: ZoneInfo, models: Models) -> tuple[told.Use, ...]:
    """Return each operation's months; what the workspace itself does (exports, purges) is no service."""
    rows: Any = (
        entries.filter(kind=EntryKind.EVENT)
        .exclude(service=PLATFORM)
        .annotate(month=TruncMonth("at", tzinfo=zone))
        .values("service", "operation", "month")
        .annotate(
            runs=Count("id"),
            wh=Sum("energy_wh"),
            measured=Sum("energy_wh", filter=Q(measured=True)),
            ms=Sum("duration_ms"),
            cents=Sum("cost_cents"),
            inputs=Count("input_digest", distinct=True, filter=~Q(input_digest="")),
        )
        .order_by("service", "operation", "month")
    )
    return tuple(
        told.Use(
            service=row["service"],
            operation=row["operation"],
            month=row["month"].date(),
            runs=row["runs"],
            wh=row["wh"],
            measured_wh=row["measured"] or row["wh"] * 0,
            ms=row["ms"],
            cents=row["cents"],
            inputs=row["inputs"],
            models=tuple(models.get((row["service"], row["operation"]), ())),
        )
        for row in rows
    )


def _decided(entries: QuerySet[Entry], row: dict[str, str], *, day: date, zone: ZoneInfo) -> told.Decided:
    """Count the results of an operation, or the weeks in which it ran, and those that a decision cites.

    What nobody has decided of yet is left out while it is younger than the grace of ``decided.toml``.
    """
    ran = entries.filter(service=row["service"], operation=row["operation"])
    cited = set(ran.filter(kind=EntryKind.DECISION).values_list("cites", flat=True))
    asked = _midnight(day - timedelta(days=table("decided")["grace_days"]), zone)
    events = list(ran.filter(kind=EntryKind.EVENT).values_list("seq", "at"))
    if row["unit"] == "event":
        seen = {seq for seq, _ in events if seq in cited}
        late = {seq for seq, at in events if at < asked and seq not in cited}
        return told.Decided(row["service"], row["operation"], len(seen) + len(late), len(seen))
    weeks = {at.astimezone(zone).isocalendar()[:2] for seq, at in events if seq in cited}
    passed = {at.astimezone(zone).isocalendar()[:2] for _, at in events if at < asked}
    return told.Decided(row["service"], row["operation"], len(weeks | passed), len(weeks), by_week=True)


def _exports(entries: QuerySet[Entry], zone: ZoneInfo) -> tuple[told.Export, ...]:
    """Return the last export, and the last time that everything was taken back from a file: that one was tested."""
    rows: Any = entries.filter(kind=EntryKind.EVENT, service=PLATFORM, operation__in=["export", "import"])
    last = rows.values("operation").annotate(last=Max("at")).order_by("last")
    return tuple(told.Export(row["last"].astimezone(zone).date(), row["operation"] == "import") for row in last)
