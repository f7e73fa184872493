"""The ledger's tables. ``beffroi.web.platform.ledger`` is the only writer."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models.tenants import TenantRow

GENESIS = "0" * 64


class EntryKind(models.TextChoices):
    """What an entry tells."""

    EVENT = "event", "Opération"
    DECISION = "decision", "Décision"


class Outcome(models.TextChoices):
    """What a person did with a result."""

    ACCEPTED = "accepted", "Accepté"
    EDITED = "edited", "Corrigé"
    REJECTED = "rejected", "Rejeté"


class LedgerHead(TenantRow):
    """The last link of a tenant's chain; its row is locked while a link is added.

    origin: the SIRET under which the chain began; it stays when the authority's SIRET changes.
    """

    origin = models.CharField(max_length=14)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_head_a_tenant")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class Entry(TenantRow):
    """One link: an operation run, or what a person decided of one (``cites``: the ``seq`` of that event)."""

    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    at = models.DateTimeField()
    person = models.CharField(max_length=32, blank=True)
    service = models.CharField(max_length=30)
    operation = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    model = models.CharField(max_length=80, blank=True)
    version = models.CharField(max_length=40, blank=True)
    input_digest = models.CharField(max_length=64, blank=True)
    duration_ms = models.PositiveBigIntegerField(default=0)
    energy_wh = models.DecimalField(max_digits=16, decimal_places=6, default=0)
    measured = models.BooleanField(default=False)
    cost_cents = models.DecimalField(max_digits=16, decimal_places=6, default=0)
    result = models.CharField(max_length=120, blank=True)
    cites = models.PositiveBigIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "seq"], name="one_entry_a_seq"),
            models.CheckConstraint(
                condition=models.Q(kind=EntryKind.EVENT, cites__isnull=True, outcome="")
                | (models.Q(kind=EntryKind.DECISION, cites__lt=models.F("seq")) & ~models.Q(outcome="")),
                name="decisions_cite_earlier_links",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "service", "at"], name="entry_by_service"),
            models.Index(fields=["tenant", "at"], name="entry_by_time"),
            models.Index(fields=["tenant", "cites"], name="entry_by_cites"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.service}.{self.operation}"


class EntryText(TenantRow):
    """What a person wrote about an entry: outside the chain, so that it can be erased."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="+")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]


class Checkpoint(TenantRow):
    """What a purge leaves: the last link removed, signed with the instance's key (``signer``, its public part)."""

    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    removed = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    signer = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["tenant", "seq"], name="one_checkpoint_a_seq")]

    def __str__(self) -> str:
        return f"jusqu'à {self.seq}"


class DailyHead(TenantRow):
    """The head as it stood at the end of a day, published on the register."""

    day = models.DateField()
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="one_head_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:12]}"
