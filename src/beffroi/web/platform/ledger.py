"""The one ledger: every AI operation and what a person decided of it, chained by hash.

``append_event`` and ``append_decision`` come last in the caller's transaction: they lock the tenant's head.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from beffroi.web.platform.models import Entry, EntryText, LedgerHead, Person, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What was run. duration [ms], energy [Wh], cost [cents]; measured: energy read off the machine."""

    service: str
    operation: str
    subject: str = ""
    model: str = ""
    version: str = ""
    input_digest: str = ""
    duration_ms: int = 0
    energy_wh: Decimal = Decimal(0)
    measured: bool = False
    cost_cents: Decimal = Decimal(0)
    result: str = "ok"


def append_event(tenant: Tenant, operation: Operation, *, person: Person | None = None) -> Entry:
    """Add an operation to the tenant's chain."""
    entry = Entry(kind=EntryKind.EVENT, person=person.key if person else "", **asdict(operation))
    return _append(tenant, entry)


def append_decision(
    tenant: Tenant, event: Entry, *, outcome: Outcome, person: Person, reason: str = "", subject: str = ""
) -> Entry:
    """Add what a person did with a result, whole or a part of it (``subject``); the reason stands beside the chain."""
    entry = Entry(
        kind=EntryKind.DECISION,
        person=person.key,
        service=event.service,
        operation=event.operation,
        subject=subject or event.subject,
        cites=event,
        outcome=outcome,
    )
    with transaction.atomic():
        added = _append(tenant, entry)
        if reason:
            with scope(tenant=tenant):
                EntryText.objects.create(tenant=tenant, entry=added, text=reason)
    return added


@transaction.atomic
def _append(tenant: Tenant, entry: Entry) -> Entry:
    with scope(tenant=tenant):
        LedgerHead.objects.get_or_create(tenant=tenant)
        head = LedgerHead.objects.select_for_update().get(tenant=tenant)
        entry.tenant, entry.seq, entry.at, entry.previous = tenant, head.seq + 1, timezone.now(), head.hash
        entry.hash = link_hash(entry)
        entry.save(force_insert=True)
        head.seq, head.hash = entry.seq, entry.hash
        head.save(update_fields=["seq", "hash"])
    return entry


def link_hash(entry: Entry) -> str:
    """Return SHA-256 of the link before and of this link's facts in canonical JSON."""
    return hashlib.sha256(json.dumps(facts(entry), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def facts(entry: Entry) -> dict[str, str]:
    """Return what the hash covers, as text."""
    return {
        "tenant": entry.tenant.siret,
        "seq": str(entry.seq),
        "kind": entry.kind,
        "at": entry.at.astimezone(UTC).isoformat(),
        "person": entry.person,
        "service": entry.service,
        "operation": entry.operation,
        "subject": entry.subject,
        "model": entry.model,
        "version": entry.version,
        "input_digest": entry.input_digest,
        "duration_ms": str(entry.duration_ms),
        "energy_wh": f"{Decimal(entry.energy_wh):.6f}",
        "measured": str(entry.measured),
        "cost_cents": f"{Decimal(entry.cost_cents):.6f}",
        "result": entry.result,
        "cites": str(entry.cites.seq) if entry.cites else "",
        "outcome": entry.outcome,
        "previous": entry.previous,
    }
