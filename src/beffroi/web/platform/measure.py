"""What an operation cost a tenant, by the time and energy that the engine measured."""

from __future__ import annotations

from decimal import Decimal

from beffroi.engines import footprint
from beffroi.engines.footprint import MILLIONTH, MS_AN_HOUR
from beffroi.web.platform.models import Tenant


class Meter(footprint.Meter):
    """Measures a block, and says what it costs."""

    def cost_cents(self, tenant: Tenant) -> Decimal:
        """Cost [cents] at the tenant's prices of electricity and of an hour of machine."""
        return cost_cents(tenant, energy_wh=self.energy_wh, duration_ms=self.duration_ms)


def cost_cents(tenant: Tenant, *, energy_wh: Decimal, duration_ms: int) -> Decimal:
    """Return what energy [Wh] and time [ms] cost at the tenant's prices [cents]."""
    electricity = energy_wh * tenant.cents_per_kwh / 1000
    machine = duration_ms * tenant.cents_per_hour / MS_AN_HOUR
    return (electricity + machine).quantize(MILLIONTH)
