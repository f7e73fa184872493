"""Is a tenant's chain whole? The first broken link, told in French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from django_scopes import scope, scopes_disabled

from beffroi.web.platform.ledger import link_hash
from beffroi.web.platform.models import Checkpoint, DailyHead, Entry, LedgerHead, Tenant
from beffroi.web.platform.models.ledger import GENESIS, EntryKind
from beffroi.web.platform.signing import public_key, sign, signed_by

CHUNK = 2000


@dataclass(frozen=True)
class Verdict:
    """Of one chain: links read, and the first thing that does not hold ("" when it is whole)."""

    tenant: str
    links: int
    broken: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


class Broken(Exception):
    """A link that does not hold; the message is a French sentence."""


@dataclass
class _Walk:
    """Where the reading stands: the last link, its time, and the events that a decision may cite."""

    start: int
    seq: int
    hash: str
    at: datetime
    origin: str
    events: set[int]
    days: dict[int, DailyHead]

    def step(self, entry: Entry) -> Self:
        """Go on by one link. Raises Broken."""
        if entry.seq != self.seq + 1:
            raise Broken(_gap(self.seq, entry.seq))
        if entry.previous != self.hash:
            raise Broken(f"Le maillon {entry.seq} ne suit pas le maillon {self.seq} : il en cite un autre.")
        if link_hash(entry, origin=self.origin) != entry.hash:
            raise Broken(f"Le maillon {entry.seq} a été modifié : son empreinte ne correspond plus à son contenu.")
        if entry.at < self.at:
            raise Broken(f"Le maillon {entry.seq} est daté d'avant le maillon {self.seq}.")
        self._cites(entry)
        self._day(entry)
        self.seq, self.hash, self.at = entry.seq, entry.hash, entry.at
        return self

    def _cites(self, entry: Entry) -> None:
        if entry.kind == EntryKind.EVENT:
            self.events.add(entry.seq)
        elif entry.cites is None or (entry.cites > self.start and entry.cites not in self.events):
            raise Broken(f"Le maillon {entry.seq} est une décision qui ne cite aucune opération du journal.")

    def _day(self, entry: Entry) -> None:
        day = self.days.pop(entry.seq, None)
        if day and day.hash != entry.hash:
            raise Broken(f"L'empreinte publiée le {day.day:%d/%m/%Y} n'est pas celle du maillon {entry.seq}.")


def _gap(last: int, found: int) -> str:
    if found <= last:
        return f"Le maillon {found} devait avoir disparu avec le point de contrôle {last}."
    missing = (
        f"Le maillon {last + 1} manque" if found == last + 2 else f"Les maillons {last + 1} à {found - 1} manquent"
    )
    return f"{missing} : le journal passe de {last} à {found}."


def verify(tenant: Tenant) -> Verdict:
    """Read a tenant's chain from its start, or its last checkpoint, to its head."""
    with scope(tenant=tenant):
        head: LedgerHead | None = LedgerHead.objects.first()
        try:
            walk = _walk(tenant, head)
            start = walk.seq
            for entry in Entry.objects.order_by("seq").iterator(chunk_size=CHUNK):
                walk.step(entry)
            _end(walk, head)
        except Broken as broken:
            return Verdict(tenant.name, 0, str(broken))
    return Verdict(tenant.name, walk.seq - start)


def verify_all() -> Iterator[Verdict]:
    """Verify every tenant's chain, one after the other."""
    with scopes_disabled():
        tenants = list(Tenant.objects.order_by("slug"))
    for tenant in tenants:
        yield verify(tenant)


def _walk(tenant: Tenant, head: LedgerHead | None) -> _Walk:
    points = list(Checkpoint.objects.order_by("seq"))
    for point in points:
        _check_signature(point, head.origin if head else tenant.siret)
    start, link = (points[-1].seq, points[-1].hash) if points else (0, GENESIS)
    days = {day.seq: day for day in DailyHead.objects.filter(seq__gte=start)}
    kept = days.pop(start, None)
    if kept and kept.hash != link:
        raise Broken(f"L'empreinte publiée le {kept.day:%d/%m/%Y} n'est pas celle du point de contrôle {start}.")
    origin = head.origin if head else tenant.siret
    return _Walk(start, start, link, datetime.min.replace(tzinfo=UTC), origin, set(), days)


def _check_signature(point: Checkpoint, origin: str) -> None:
    if point.signer != public_key():
        raise Broken(
            f"Le point de contrôle {point.seq} est signé d'une autre clé ({point.signer[:12]}) que celle de "
            "l'instance : le secret de l'instance a-t-il changé ?"
        )
    if not signed_by(point.signer, checkpoint_message(point, origin), point.signature):
        raise Broken(f"Le point de contrôle {point.seq} a été modifié : sa signature ne correspond plus.")


def _end(walk: _Walk, head: LedgerHead | None) -> None:
    if head is None:
        if walk.seq:
            raise Broken("La tête du journal manque.")
        return
    if (head.seq, head.hash) != (walk.seq, walk.hash):
        raise Broken(f"La tête annonce le maillon {head.seq}, le journal finit au maillon {walk.seq}.")
    if walk.days:
        day = min(walk.days.values(), key=lambda found: found.seq)
        raise Broken(f"L'empreinte publiée le {day.day:%d/%m/%Y} porte sur le maillon {day.seq}, qui n'existe pas.")


def checkpoint_message(point: Checkpoint, origin: str) -> bytes:
    """Return what the signature of a checkpoint covers."""
    made = point.made_at.astimezone(UTC).isoformat()
    return f"beffroi checkpoint\n{origin}\n{point.seq}\n{point.hash}\n{point.removed}\n{made}".encode()


def sign_checkpoint(point: Checkpoint, origin: str) -> Checkpoint:
    """Sign a checkpoint with the instance's key, and return it."""
    point.signer, point.signature = public_key(), sign(checkpoint_message(point, origin))
    return point
