"""The list of leaks: which, in what order, what they lose, and what the field said of the signals so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from beffroi.web.platform.models import Tenant
from beffroi.web.water.board import OPEN
from beffroi.web.water.folders import water_settings
from beffroi.web.water.models import Leak, LeakSource, LeakStatus, LeakStep
from beffroi.web.water.models.leaks import DAYS_A_YEAR, HOURS_A_DAY

VISITED = (LeakStatus.CONFIRMED, LeakStatus.NOT_FOUND)


@dataclass(frozen=True)
class Loss:
    """What a flow loses: [m3/day] and [€/year]."""

    m3_day: float
    euros_year: float


@dataclass(frozen=True)
class Tally:
    """Signals of the sensors that were visited, how many were confirmed, what probability they had on average."""

    visited: int
    confirmed: int
    stated: float | None

    @property
    def share(self) -> float:
        """Share of the visited signals that were confirmed."""
        return self.confirmed / self.visited


def loss_of(flow_m3h: float | None, *, euros_per_m3: float) -> Loss | None:
    """Return what a flow loses."""
    if flow_m3h is None:
        return None
    m3_day = flow_m3h * HOURS_A_DAY
    return Loss(m3_day, m3_day * DAYS_A_YEAR * euros_per_m3)


def listed(asked: str) -> QuerySet[Leak]:
    """Return the leaks of a status (all but the closed ones without), those that lose most first."""
    found = Leak.objects.filter(status=asked) if asked in LeakStatus else Leak.objects.exclude(status=LeakStatus.CLOSED)
    flow = Coalesce("seen_flow_m3h", "flow_m3h").desc(nulls_last=True)
    rows: QuerySet[Leak] = found.order_by(flow, "-raised_at", "-id")
    return rows


def with_losses(tenant: Tenant, leaks: Iterable[Leak]) -> list[tuple[Leak, Loss | None]]:
    """Return each leak with what it loses at the tenant's price of a m3."""
    euros = water_settings(tenant).euros_per_m3
    return [(leak, loss_of(leak.flow_now, euros_per_m3=euros)) for leak in leaks]


def open_loss(tenant: Tenant) -> Loss:
    """Return what all open leaks lose together."""
    flows = [leak.flow_now or 0.0 for leak in listed("").filter(status__in=OPEN)]
    euros = water_settings(tenant).euros_per_m3
    return loss_of(sum(flows), euros_per_m3=euros) or Loss(0.0, 0.0)


def counts() -> dict[str, int]:
    """Return the number of leaks by status."""
    rows: Iterable[dict[str, Any]] = Leak.objects.order_by().values("status").annotate(count=Count("pk"))
    return {row["status"]: row["count"] for row in rows}


def tally() -> Tally | None:
    """Return what the field said of the sensors' signals, None before the first visit."""
    steps = LeakStep.objects.filter(after__in=VISITED, leak__source=LeakSource.RUN).select_related("leak")
    last = {step.leak_id: step for step in steps}
    if not last:
        return None
    stated = [step.leak.probability for step in last.values() if step.leak.probability is not None]
    confirmed = sum(step.after == LeakStatus.CONFIRMED for step in last.values())
    return Tally(len(last), confirmed, sum(stated) / len(stated) if stated else None)
