"""The ledger as overseers read it: filtered, with the names behind the keys, and as files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict

from beffroi.catalogue import WITH_SCREENS
from beffroi.web.platform.ledger import facts
from beffroi.web.platform.models import Entry, EntryText, Erasure, LedgerHead, Person, Tenant
from beffroi.web.platform.models.ledger import EntryKind
from beffroi.web.platform.register_cards import operation_title

PLATFORM = "platform"
TITLES = {service.name: service.title for service in WITH_SCREENS} | {PLATFORM: "Espace de travail"}
CHUNK = 1000
COLUMNS = (
    *("seq", "kind", "at", "person", "service", "operation", "subject", "cites", "outcome", "reason"),
    *("model", "version", "input_digest", "duration_ms", "energy_wh", "measured", "cost_cents", "result"),
    *("previous", "hash"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Asked:
    """What a page or file of the ledger is asked for; "" and None mean all."""

    service: str = ""
    kind: str = ""
    month: date | None = None

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Read the words of an address; what cannot be read counts as not asked."""
        kind = query.get("type", "")
        return cls(query.get("service", "")[:30], kind if kind in EntryKind else "", _month(query.get("mois", "")))

    def of_tenant(self, tenant: Tenant) -> QuerySet[Entry]:
        """Return the entries of the tenant in scope that are asked for, each with its reason."""
        reason = EntryText.objects.filter(entry=OuterRef("pk")).values("text")[:1]
        entries: QuerySet[Any] = Entry.objects.annotate(reason=Subquery(reason)).order_by("-seq")
        if self.service:
            entries = entries.filter(service=self.service)
        if self.kind:
            entries = entries.filter(kind=self.kind)
        if self.month:
            zone = ZoneInfo(tenant.time_zone)
            first, after = self.month, following(self.month)
            entries = entries.filter(
                at__gte=datetime(first.year, first.month, 1, tzinfo=zone),
                at__lt=datetime(after.year, after.month, 1, tzinfo=zone),
            )
        return entries


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def following(month: date) -> date:
    """Return the first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@dataclass(frozen=True)
class Choices:
    """What the form of the page offers."""

    services: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    months: tuple[date, ...]


def choices(tenant: Tenant) -> Choices:
    """Return the services met in the ledger, and the months from its first entry to its last. Three queries."""
    names = Entry.objects.order_by("service").values_list("service", flat=True).distinct()
    zone = ZoneInfo(tenant.time_zone)
    first: Entry | None = Entry.objects.order_by("seq").only("at").first()
    last: Entry | None = Entry.objects.order_by("-seq").only("at").first()
    months: list[date] = []
    if first and last:
        month, end = (entry.at.astimezone(zone).date().replace(day=1) for entry in (first, last))
        while month <= end:
            months.append(month)
            month = following(month)
    return Choices(
        tuple((name, TITLES.get(name, name)) for name in names),
        tuple((kind.value, str(kind.label)) for kind in EntryKind),
        tuple(reversed(months)),
    )


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it."""

    entry: Entry
    who: str

    @property
    def service(self) -> str:
        """The service's title."""
        return TITLES.get(self.entry.service, self.entry.service)

    @property
    def operation(self) -> str:
        """The operation in French."""
        return operation_title(self.entry.service, self.entry.operation)


def lines(entries: list[Entry]) -> list[Line]:
    """Return the entries with the names behind the keys; an erased person has none. One query."""
    keys = {entry.person for entry in entries if entry.person}
    erased = Erasure.objects.filter(key__in=keys).values("key")
    names = {person.key: person for person in Person.objects.filter(key__in=keys).exclude(key__in=erased)}
    return [Line(entry, _who(entry.person, names)) for entry in entries]


def _who(key: str, names: dict[str, Person]) -> str:
    if not key:
        return "Beffroi"
    person = names.get(key)
    return str(person) if person and not person.erased_at else f"personne effacée ({key[:6]})"


def _cells(entry: Entry, origin: str) -> dict[str, str]:
    told = facts(entry, origin=origin)
    return {**told, "reason": getattr(entry, "reason", None) or "", "hash": entry.hash}


def _origin(tenant: Tenant) -> str:
    head: LedgerHead | None = LedgerHead.objects.first()
    return head.origin if head else tenant.siret


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def as_csv(tenant: Tenant, entries: QuerySet[Entry]) -> Iterator[str]:
    """Return the lines of a CSV file in the ledger's order; a cell that a spreadsheet would run is quoted."""
    origin = _origin(tenant)
    found = entries.order_by("seq").iterator(chunk_size=CHUNK)

    def rows() -> Iterator[str]:
        writer = csv.writer(_Echo(), delimiter=";")
        yield writer.writerow(COLUMNS)
        for entry in found:
            cells = _cells(entry, origin)
            yield writer.writerow([_harmless(cells[name]) for name in COLUMNS])

    return rows()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_jsonl(tenant: Tenant, entries: QuerySet[Entry]) -> Iterator[str]:
    """Return one JSON object a line: the very facts that the hash covers, the hash, and the reason beside them."""
    origin = _origin(tenant)
    found = entries.order_by("seq").iterator(chunk_size=CHUNK)
    return (json.dumps(_cells(entry, origin), ensure_ascii=False, sort_keys=True) + "\n" for entry in found)


def file_stem(tenant: Tenant) -> str:
    """Return the name of a ledger file, without its ending."""
    return f"journal-{tenant.slug}-{datetime.now(UTC):%Y-%m-%d}"
