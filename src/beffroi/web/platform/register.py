"""The public register of a tenant: each system in use, read off the catalogue, the cards and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import timezone

from beffroi.catalogue import Service
from beffroi.engines.footprint import everyday
from beffroi.web.platform.models import DailyHead, Evaluation, Tenant, TenantService
from beffroi.web.platform.register_cards import Card, card, services_with_screens
from beffroi.web.platform.register_figures import Decisions, Figures, Month, figures, sum_of, twelve_months
from beffroi.web.platform.register_law import Duty, RiskClass, ai_act


@dataclass(frozen=True)
class System:
    """One system in use: what its card says, what the ledger says, how good it was found."""

    service: Service
    card: Card
    since: date
    retention_days: int
    figures: Figures
    evaluation: Evaluation | None

    @property
    def risk(self) -> RiskClass:
        """Its class of risk."""
        return ai_act().risk(self.card.risk)

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What the AI Act asks for it."""
        return ai_act().duties_of(self.card.risk)


@dataclass(frozen=True)
class PublicRegister:
    """All that the overview shows. head: the last daily head published."""

    tenant: Tenant
    systems: tuple[System, ...]
    head: DailyHead | None
    today: date

    @property
    def total(self) -> Figures:
        """All systems together over twelve months."""
        return sum_of([system.figures for system in self.systems]) if self.systems else nothing(self.today)

    @property
    def everyday(self) -> str:
        """What the greenhouse gases of the year are like, in a citizen's words."""
        return in_everyday_words(self.total.grams, self.today)


def register_of(tenant: Tenant) -> PublicRegister:
    """Return the register; the scope is the tenant's. Seven queries at most, whatever the number of rows."""
    today = timezone.localdate()
    enabled = {row.service: row for row in TenantService.objects.filter(enabled=True)}
    read, judged = figures(tenant, today=today), _evaluations()
    systems = tuple(
        System(
            service,
            card(service.name),
            enabled[service.name].since,
            enabled[service.name].retention_days,
            read.get(service.name) or nothing(today),
            judged.get(service.name),
        )
        for service in services_with_screens()
        if service.name in enabled
    )
    return PublicRegister(tenant, systems, DailyHead.objects.order_by("-day").first(), today)


def nothing(today: date) -> Figures:
    """Return the figures of a service that has not run."""
    return Figures(tuple(Month(month=month) for month in twelve_months(today)), Decisions())


def _evaluations() -> dict[str, Evaluation]:
    """Return the last evaluation of each service, in one query."""
    later = Evaluation.objects.filter(service=OuterRef("service"), made_at__gt=OuterRef("made_at"))
    return {row.service: row for row in Evaluation.objects.filter(~Exists(later)).defer("detail")}


def in_everyday_words(grams: Decimal, today: date) -> str:
    """Return "moins qu'un repas avec du bœuf", or how many."""
    known = everyday(day=today)
    times = grams / 1000 / known.value
    if times < 1:
        return f"moins que {known.what}".replace("que un", "qu'un")
    return f"autant que {times:.0f} fois {known.what}"
