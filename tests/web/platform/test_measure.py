from decimal import Decimal

from beffroi.web.platform.measure import Meter, cost_cents
from beffroi.web.platform.models import Tenant


def test_cost_is_electricity_and_machine_time_at_the_tenants_prices() -> None:
    tenant = Tenant(cents_per_kwh=20, cents_per_hour=4)
    assert cost_cents(tenant, energy_wh=Decimal(500), duration_ms=1_800_000) == 12


def test_a_measured_block_says_what_it_cost_the_tenant() -> None:
    tenant = Tenant(cents_per_kwh=20, cents_per_hour=3600)
    with Meter() as meter:
        pass
    meter.duration_ms, meter.energy_wh = 2000, Decimal(50)
    assert meter.cost_cents(tenant) == 3
