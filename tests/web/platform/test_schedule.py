"""The schedule: each slot once, at each tenant's own hour, whoever looks."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from beffroi.web.platform import schedule
from beffroi.web.platform.models import Job, ScheduledRun, Tenant
from beffroi.web.platform.schedule import run_due, slot_before
from web.conftest import make_tenant

# a Wednesday, 09:00 in Paris, 12:00 at La Réunion, 05:00 in Martinique
MORNING = datetime(2026, 1, 14, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the entries of the test."""
    monkeypatch.setattr(schedule, "ENTRIES", {})
    monkeypatch.setattr(schedule, "UPKEEP", {})
    monkeypatch.setattr(schedule, "autodiscover_modules", lambda *_names: None)


def started() -> list[tuple[str, str]]:
    with scopes_disabled():
        return [(job.tenant.slug, job.arguments["day"]) for job in Job.objects.select_related("tenant").order_by("pk")]


def test_a_night_comes_once_a_day(bourg: Tenant) -> None:
    schedule.every_day("test.night", at=time(2, 30), title="La nuit")
    assert run_due(now=MORNING) == 0, "a town made at nine does not get last night"
    for hours in (0, 1, 12, 17, 17.6, 18, 30):
        run_due(now=MORNING + timedelta(hours=hours))
    assert started() == [("bourg", "2026-01-15")]


def test_each_tenant_has_its_own_clock(db: None) -> None:
    make_tenant("saint-denis", "Saint-Denis", "21010053300010", time_zone="Indian/Reunion")
    make_tenant("fort-de-france", "Fort-de-France", "21710014800018", time_zone="America/Martinique")
    schedule.every_day("test.noon", at=time(13), title="Midi")
    run_due(now=MORNING)
    run_due(now=MORNING + timedelta(hours=1))
    assert started() == [("saint-denis", "2026-01-14")]
    run_due(now=MORNING + timedelta(hours=9))
    assert started() == [("saint-denis", "2026-01-14"), ("fort-de-france", "2026-01-14")]


def test_a_week_begins_on_its_day(bourg: Tenant) -> None:
    schedule.every_week("test.week", weekday=0, at=time(7), title="Lundi")
    for days in range(15):
        run_due(now=MORNING + days * DAY)
    assert started() == [("bourg", "2026-01-19"), ("bourg", "2026-01-26")]


def test_a_night_missed_is_made_up_for_unless_long_past(bourg: Tenant) -> None:
    schedule.every_day("test.night", at=time(2, 30), title="La nuit")
    run_due(now=MORNING)
    run_due(now=MORNING + 3 * DAY)
    assert started() == [("bourg", "2026-01-17")]
    schedule.every_week("test.week", weekday=0, at=time(7), title="Lundi")
    run_due(now=MORNING + 3 * DAY)
    run_due(now=MORNING + 8 * DAY)
    assert [day for _, day in started()] == ["2026-01-17", "2026-01-22"]


def test_a_service_switched_off_gets_nothing(bourg: Tenant) -> None:
    schedule.every_day("other.night", at=time(2, 30), title="La nuit", service="other")
    run_due(now=MORNING)
    run_due(now=MORNING + DAY)
    assert started() == []
    assert not ScheduledRun.objects.exists()


def test_a_start_of_ones_own_receives_the_tenants_day(bourg: Tenant) -> None:
    seen: list[tuple[str, date]] = []
    schedule.every_day("test.own", at=time(2, 30), start=lambda tenant, day: seen.append((tenant.slug, day)))
    run_due(now=MORNING)
    run_due(now=MORNING + DAY)
    assert seen == [("bourg", date(2026, 1, 15))]


def test_a_start_that_fails_gives_its_slot_back(bourg: Tenant) -> None:
    """The claim and the start stand in one transaction: a slot claimed is a job started."""
    failing = [True]

    def start(tenant: Tenant, day: date) -> None:
        if failing:
            failing.clear()
            raise RuntimeError("not this time")
        schedule.jobs.start(tenant, "test.night", key="1", title="La nuit", arguments={"day": day.isoformat()})

    schedule.every_day("test.night", at=time(2, 30), start=start)
    run_due(now=MORNING)
    with pytest.raises(RuntimeError):
        run_due(now=MORNING + DAY)
    run_due(now=MORNING + DAY)
    assert started() == [("bourg", "2026-01-15")]


def test_upkeep_runs_once_a_night_and_its_failure_stops_nothing(db: None, caplog: pytest.LogCaptureFixture) -> None:
    runs: list[str] = []

    def fail() -> None:
        runs.append("fails")
        raise RuntimeError("broken")

    schedule.upkeep("test.fails", fail)
    schedule.upkeep("test.sweep", lambda: runs.append("sweeps"))
    for hours in (0, 20, 21, 22):
        run_due(now=MORNING + timedelta(hours=hours))
    assert runs == ["fails", "sweeps"]
    assert "upkeep failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_look_at_once_start_a_slot_once() -> None:
    make_tenant("bourg", "Bourg", "21010053300010")
    schedule.every_day("test.night", at=time(2, 30), title="La nuit")
    run_due(now=MORNING)
    barrier, counts = threading.Barrier(6), []

    def look() -> None:
        barrier.wait()
        try:
            counts.append(run_due(now=MORNING + DAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 0, 0, 1]
    assert started() == [("bourg", "2026-01-15")]


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["half past two does not exist", "half past two comes twice"],
)
def test_the_change_of_hour_moves_no_night(moment: datetime, slot: datetime) -> None:
    assert slot_before(moment, zone="Europe/Paris", at=time(2, 30)) == slot
