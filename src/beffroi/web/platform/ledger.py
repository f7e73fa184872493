"""The one ledger: every AI operation and what a person decided of it, chained by hash.

``append_event`` and ``append_decision`` come last in the caller's transaction: they lock the tenant's head.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import TruncDate
from django.utils import timezone
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.web.platform.models import DailyHead, Entry, EntryText, LedgerHead, Person, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome


class CitationRefused(BadInput):
    """A decision cites an event of the same tenant's ledger, and nothing else."""


class BackwardsInTime(BadInput):
    """A link is never older than the one before."""


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


def append_event(
    tenant: Tenant, operation: Operation, *, person: Person | None = None, at: datetime | None = None
) -> Entry:
    """Add an operation to the tenant's chain. at: now, but where a demo tells a past year. Raises BackwardsInTime."""
    entry = Entry(kind=EntryKind.EVENT, person=person.key if person else "", **asdict(operation))
    return _append(tenant, entry, at)


def append_decision(
    tenant: Tenant,
    event: Entry,
    *,
    outcome: Outcome,
    person: Person,
    reason: str = "",
    subject: str = "",
    at: datetime | None = None,
) -> Entry:
    """Add what a person did with a result, whole or a part of it (``subject``); the reason stands beside the chain.

    Raises CitationRefused unless the event is one of this tenant.
    """
    if event.tenant_id != tenant.pk or event.kind != EntryKind.EVENT:
        raise CitationRefused("Une décision porte sur une opération du journal de la même collectivité.")
    entry = Entry(
        kind=EntryKind.DECISION,
        person=person.key,
        service=event.service,
        operation=event.operation,
        subject=subject or event.subject,
        cites=event.seq,
        outcome=outcome,
    )
    with transaction.atomic():
        added = _append(tenant, entry, at)
        if reason:
            with scope(tenant=tenant):
                EntryText.objects.create(tenant=tenant, entry=added, text=reason)
    return added


def _append(tenant: Tenant, entry: Entry, at: datetime | None) -> Entry:
    with scope(tenant=tenant), transaction.atomic():
        head = _locked_head(tenant)
        entry.tenant, entry.seq, entry.previous = tenant, head.seq + 1, head.hash
        entry.at = _time_of_link(head, at)
        entry.energy_wh, entry.cost_cents = _millionths(entry.energy_wh), _millionths(entry.cost_cents)
        entry.hash = link_hash(entry, origin=head.origin)
        entry.clean_fields(exclude=["tenant"])
        entry.save(force_insert=True)
        head.seq, head.hash, head.at = entry.seq, entry.hash, entry.at
        head.save(update_fields=["seq", "hash", "at"])
    return entry


def _locked_head(tenant: Tenant) -> LedgerHead:
    locked = LedgerHead.objects.select_for_update()
    head: LedgerHead | None = locked.filter(tenant=tenant).first()
    if head is None:
        LedgerHead.objects.get_or_create(tenant=tenant, defaults={"origin": tenant.siret})
        head = locked.get(tenant=tenant)
    return head


def _time_of_link(head: LedgerHead, at: datetime | None) -> datetime:
    """Return the time of the next link: a clock set back does not take the chain back."""
    if at is None:
        return max(timezone.now(), head.at or timezone.now())
    if head.at and at < head.at:
        raise BackwardsInTime(f"Le journal va déjà jusqu'au {head.at:%d/%m/%Y à %H:%M} : rien ne s'y ajoute avant.")
    return at


def _millionths(amount: Decimal) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.000001"))


def link_hash(entry: Entry, *, origin: str) -> str:
    """Return SHA-256 of this link's facts, the hash of the link before among them, in canonical JSON."""
    told = json.dumps(facts(entry, origin=origin), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def facts(entry: Entry, *, origin: str) -> dict[str, str]:
    """Return what the hash covers, as text. origin: the SIRET under which the chain began."""
    return {
        "tenant": origin,
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
        "energy_wh": f"{entry.energy_wh:.6f}",
        "measured": str(entry.measured),
        "cost_cents": f"{entry.cost_cents:.6f}",
        "result": entry.result,
        "cites": "" if entry.cites is None else str(entry.cites),
        "outcome": entry.outcome,
        "previous": entry.previous,
    }


def record_daily_heads(tenant: Tenant, *, today: date | None = None) -> int:
    """Publish the head of each ended day that has none yet; return how many. A day without a link has none."""
    zone = ZoneInfo(tenant.time_zone)
    today = today or timezone.localdate(timezone=zone)
    with scope(tenant=tenant):
        last: DailyHead | None = DailyHead.objects.order_by("-day").first()
        ended = Entry.objects.filter(at__lt=datetime(today.year, today.month, today.day, tzinfo=zone))
        if last:
            after = last.day + timedelta(days=1)
            ended = ended.filter(at__gte=datetime(after.year, after.month, after.day, tzinfo=zone))
        days = ended.annotate(day=TruncDate("at", tzinfo=zone)).values("day").order_by("day").annotate(last=Max("seq"))
        seqs = {row["last"]: row["day"] for row in days}
        hashes = Entry.objects.filter(seq__in=seqs).values_list("seq", "hash")
        heads = [DailyHead(tenant=tenant, day=seqs[seq], seq=seq, hash=link) for seq, link in hashes]
        DailyHead.objects.bulk_create(heads, ignore_conflicts=True)
    return len(heads)
