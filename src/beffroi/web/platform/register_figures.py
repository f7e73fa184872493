"""What the ledger says of each service over twelve months: runs, energy, cost, what people changed. In SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Case, CharField, Count, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from beffroi.engines.footprint import grams_co2e
from beffroi.web.platform.models import Entry, LedgerHead, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome

MONTHS = 12
KEPT_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Month:
    """Use of one service in one month: runs, computing time [min], energy [Wh], cost [cents]."""

    month: date
    runs: int = 0
    minutes: Decimal = Decimal(0)
    wh: Decimal = Decimal(0)
    measured_wh: Decimal = Decimal(0)
    cents: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What people did: decisions by outcome; results they looked at, and those they changed or refused."""

    accepted: int = 0
    edited: int = 0
    rejected: int = 0
    results: int = 0
    changed: int = 0

    @property
    def total(self) -> int:
        """All decisions."""
        return self.accepted + self.edited + self.rejected

    @property
    def share_changed(self) -> float | None:
        """Share of the results looked at that a person changed or refused, None where none was looked at."""
        return self.changed / self.results if self.results else None


@dataclass(frozen=True)
class Model:
    """A model that the ledger names, and when it last ran."""

    name: str
    version: str
    last_at: datetime


@dataclass(frozen=True)
class Figures:
    """Twelve months of one service, or of all."""

    months: tuple[Month, ...]
    decisions: Decisions
    models: tuple[Model, ...] = ()

    @property
    def runs(self) -> int:
        """Operations run."""
        return sum(month.runs for month in self.months)

    @property
    def wh(self) -> Decimal:
        """Energy [Wh]."""
        return sum((month.wh for month in self.months), Decimal(0))

    @property
    def cents(self) -> Decimal:
        """Cost [cents]."""
        return sum((month.cents for month in self.months), Decimal(0))

    @property
    def minutes(self) -> Decimal:
        """Computing time [min]."""
        return sum((month.minutes for month in self.months), Decimal(0))

    @property
    def grams(self) -> Decimal:
        """Greenhouse gases [gCO2e], each month at its own electricity."""
        return sum((grams_co2e(month.wh, day=month.month) for month in self.months), Decimal(0))

    @property
    def share_measured(self) -> float | None:
        """Share of the energy that the machine measured itself; the rest is estimated."""
        measured = sum((month.measured_wh for month in self.months), Decimal(0))
        return float(measured / self.wh) if self.wh else None


def figures(tenant: Tenant, *, today: date | None = None) -> Mapping[str, Figures]:
    """Return each service's figures; the scope is the tenant's. One query while nothing was added, else four.

    Kept until the ledger grows: a year of a large town takes long enough to sum for a public page.
    """
    today = today or timezone.localdate()
    head: LedgerHead | None = LedgerHead.objects.only("seq", "hash").first()
    if head is None:
        return {}
    key = f"register-figures:{tenant.pk}:{head.seq}:{head.hash[:16]}:{today:%Y-%m}:{tenant.time_zone}".replace(" ", "")
    found: Mapping[str, Figures] | None = cache.get(key)
    if found is None:
        found = _read(tenant, today)
        cache.set(key, found, KEPT_SECONDS)
    return found


def sum_of(every: Iterable[Figures]) -> Figures:
    """Return the figures of several services together."""
    parts = list(every)
    months = tuple(_sum_months(row) for row in zip(*(part.months for part in parts), strict=True))
    return Figures(months, _sum_decisions([part.decisions for part in parts]))


def _sum_months(row: tuple[Month, ...]) -> Month:
    names = ("minutes", "wh", "measured_wh", "cents")
    sums = {name: sum((getattr(month, name) for month in row), Decimal(0)) for name in names}
    return Month(month=row[0].month, runs=sum(month.runs for month in row), **sums)


def _sum_decisions(parts: list[Decisions]) -> Decisions:
    names = ("accepted", "edited", "rejected", "results", "changed")
    return Decisions(**{name: sum(getattr(part, name) for part in parts) for name in names})


def _read(tenant: Tenant, today: date) -> Mapping[str, Figures]:
    months = twelve_months(today)
    zone = ZoneInfo(tenant.time_zone)
    starts = [datetime(month.year, month.month, 1, tzinfo=zone) for month in months]
    entries = Entry.objects.filter(at__gte=starts[0]).order_by()
    events = entries.filter(kind=EntryKind.EVENT)
    used, decided, models = _use(events, starts), _decisions(entries), _models(events)
    services = {service for service, _ in used} | set(decided)
    return {
        service: Figures(
            tuple(_month(month, used.get((service, place))) for place, month in enumerate(months)),
            decided.get(service, Decisions()),
            tuple(models.get(service, ())),
        )
        for service in services
    }


def twelve_months(today: date) -> list[date]:
    """Return the first days of the last twelve months, the current one last."""
    last = today.year * 12 + today.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(last - MONTHS + 1, last + 1)]


def _use(events: QuerySet[Entry], starts: list[datetime]) -> dict[tuple[str, int], dict[str, Any]]:
    """Group by service and month; months are told apart by comparison, which both databases do natively."""
    newest_first = [When(at__gte=start, then=Value(place)) for place, start in reversed(list(enumerate(starts)))]
    rows: Any = (
        events.annotate(place=Case(*newest_first, default=Value(0), output_field=IntegerField()))
        .values("service", "place")
        .annotate(
            runs=Count("id"),
            ms=Sum("duration_ms"),
            wh=Sum("energy_wh"),
            measured_wh=Sum("energy_wh", filter=Q(measured=True)),
            cents=Sum("cost_cents"),
        )
    )
    return {(row["service"], row["place"]): row for row in rows}


def _month(month: date, row: dict[str, Any] | None) -> Month:
    if row is None:
        return Month(month=month)
    return Month(
        month=month,
        runs=row["runs"],
        minutes=Decimal(row["ms"]) / 60_000,
        wh=row["wh"],
        measured_wh=row["measured_wh"] or Decimal(0),
        cents=row["cents"],
    )


def _decisions(entries: QuerySet[Entry]) -> dict[str, Decisions]:
    result = Concat("cites", Value("|"), "subject", output_field=CharField())
    changed = Q(outcome__in=[Outcome.EDITED, Outcome.REJECTED])
    rows: Any = (
        entries.filter(kind=EntryKind.DECISION)
        .annotate(part=result)
        .values("service")
        .annotate(
            results=Count("part", distinct=True),
            changed=Count("part", distinct=True, filter=changed),
            **{outcome.value: Count("id", filter=Q(outcome=outcome)) for outcome in Outcome},
        )
    )
    return {row.pop("service"): Decisions(**row) for row in rows}


def _models(events: QuerySet[Entry]) -> dict[str, list[Model]]:
    rows = events.exclude(model="").values("service", "model", "version").annotate(last=Max("at")).order_by("-last")
    found: dict[str, list[Model]] = {}
    for row in rows:
        found.setdefault(row["service"], []).append(Model(row["model"], row["version"], row["last"]))
    return found
