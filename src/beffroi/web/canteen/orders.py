"""The agent's orders: what is corrected or accepted becomes a decision of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from beffroi.web.canteen.models import Expected, Run, RunKind
from beffroi.web.platform.ledger import append_decision
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.models.ledger import Outcome


@dataclass(frozen=True)
class Decided:
    """How many canteens' orders were corrected, brought back to the advice, and left."""

    corrected: int
    restored: int
    accepted: int


@transaction.atomic
def decide(tenant: Tenant, day: date, *, orders: Mapping[int, int], reason: str, person: Person) -> Decided:
    """Keep the orders of a day by row number; each change is one decision, the rest is accepted in one."""
    rows = list(
        Expected.objects.select_for_update(of=("self",)).filter(date=day, pk__in=orders).select_related("run__event")
    )
    changed = [row for row in rows if orders[row.pk] != row.order]
    for row in changed:
        wanted = orders[row.pk]
        row.corrected = None if wanted == row.advised else wanted
        row.save(update_fields=["corrected"])
    left = len(rows) - len(changed)
    _record(tenant, day, rows, changed, left=left, reason=reason, person=person)
    corrected = sum(row.corrected is not None for row in changed)
    return Decided(corrected, len(changed) - corrected, left)


def _record(
    tenant: Tenant, day: date, rows: list[Expected], changed: list[Expected], *, left: int, reason: str, person: Person
) -> None:
    for row in changed:
        if row.run.event:
            subject = f"{day} {row.canteen} {row.advised}>{row.order}"
            append_decision(
                tenant, row.run.event, outcome=Outcome.EDITED, person=person, reason=reason, subject=subject[:120]
            )
    event = next((row.run.event for row in rows if row.run.event), None)
    if left and event:
        append_decision(tenant, event, outcome=Outcome.ACCEPTED, person=person, subject=f"{day} {left} cantines")


def current_run() -> Run | None:
    """Return the last forecast of the tenant in scope, its long fields left aside."""
    return Run.objects.filter(kind=RunKind.CURRENT).defer("total", "canteens").first()
