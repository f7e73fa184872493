"""Quotas are read off the ledger of the month."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Tenant, TenantService
from beffroi.web.platform.quotas import QuotaReached, ServiceOff, usage, within_quota

DAY = date(2026, 3, 20)


def used(tenant: Tenant, *days: datetime) -> None:
    for day in days:
        run = Operation(
            service="canteen",
            operation="forecast",
            duration_ms=90_000,
            energy_wh=Decimal("1.5"),
            cost_cents=Decimal("0.4"),
        )
        append_event(tenant, run, at=day)


def allow(tenant: Tenant, **limits: object) -> None:
    with scope(tenant=tenant):
        TenantService.objects.filter(service="canteen").update(**limits)


def march(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_usage_is_of_the_month_in_the_tenants_time_zone(bourg: Tenant) -> None:
    used(bourg, datetime(2026, 2, 28, 22, 59, tzinfo=UTC), datetime(2026, 2, 28, 23, 1, tzinfo=UTC), march(31, 21))
    used(bourg, march(31, 22))
    found = usage(bourg, "canteen", day=DAY)
    assert (found.runs, found.minutes, found.wh, found.cents) == (2, 3, 3, Decimal("0.8"))


def test_december_ends_with_the_year(bourg: Tenant) -> None:
    used(bourg, datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 1, 12, tzinfo=UTC))
    assert usage(bourg, "canteen", day=date(2026, 12, 5)).runs == 1


def test_nothing_used_is_zero(bourg: Tenant) -> None:
    found = usage(bourg, "canteen")
    assert (found.runs, found.minutes, found.wh, found.cents) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"quota_runs": 2}, "2 exécutions sur 2"),
        ({"quota_minutes": 3}, "3,0 minutes de calcul sur 3"),
        ({"quota_wh": 3}, "3,0 Wh sur 3"),
        ({"quota_cents": 1}, "0,01\u00a0€ sur 0,01\u00a0€"),
    ],
)
def test_a_limit_reached_stops_with_the_figures(bourg: Tenant, limits: dict[str, int], said: str) -> None:
    allow(bourg, **limits)
    used(bourg, march(2))
    assert within_quota(bourg, "canteen", day=DAY).runs == 1
    used(bourg, march(3), march(4) if "quota_cents" in limits else march(3))
    if "quota_runs" in limits:
        said = said.replace("2 exécutions", "3 exécutions")
    said = said.replace("3,0 minutes", "4,5 minutes").replace("3,0 Wh", "4,5 Wh")
    with pytest.raises(QuotaReached, match="mars 2026") as stop:
        within_quota(bourg, "canteen", day=DAY)
    assert said in str(stop.value)


def test_no_limit_lets_everything_through(bourg: Tenant) -> None:
    used(bourg, march(2), march(3))
    assert within_quota(bourg, "canteen", day=DAY).runs == 2


def test_another_tenants_runs_do_not_count(bourg: Tenant, autun: Tenant) -> None:
    allow(bourg, quota_runs=1)
    used(autun, march(2))
    assert within_quota(bourg, "canteen", day=DAY).runs == 0


def test_a_service_that_is_off_does_not_start(bourg: Tenant) -> None:
    allow(bourg, enabled=False)
    with pytest.raises(ServiceOff, match="Cantines scolaires"):
        within_quota(bourg, "canteen")


def test_the_check_takes_two_queries(bourg: Tenant, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    used(bourg, march(2), march(3))
    with django_assert_num_queries(2):
        within_quota(bourg, "canteen", day=DAY)
