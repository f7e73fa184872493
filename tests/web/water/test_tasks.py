"""Jobs run to their end on a small town: search, night flow, ranking, indicators, the nightly."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.water.messages import Reading
from beffroi.web.platform.models import Entry, Job, Person, Tenant
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.register_cards import card
from beffroi.web.water import tasks
from beffroi.web.water.feed import FeedStore
from beffroi.web.water.folders import current, made_from
from beffroi.web.water.inputs import leak_inputs
from beffroi.web.water.models import (
    AlarmStatus,
    FileKind,
    Leak,
    LeakStatus,
    LeakStep,
    Night,
    NightAlarm,
    PipeRisk,
    RunKind,
    Sector,
    Sensor,
    Source,
    VolumesYear,
    WaterRun,
)
from beffroi.web.water.moves import Move, move
from beffroi.web.water.retention import purge
from beffroi.web.water.starting import (
    start_indicators,
    start_leaks,
    start_night,
    start_nightly,
    start_rank,
)
from web.water.conftest import finish

Browser = Callable[[Person], Client]
FIRST, LAST = date(2026, 1, 9), date(2026, 1, 24)


@pytest.fixture
def searched(bourg: Tenant, agent: Person, send: Any, plant: Path) -> Job:
    """A search on the plant's network and history."""
    send(plant / "reseau.inp")
    send(plant / "scada.csv", kind="scada")
    return finish(bourg, start_leaks(bourg, first=FIRST, last=LAST, person=agent))


def test_a_search_lists_the_leak_once_and_tells_the_ledger(
    bourg: Tenant, agent: Person, searched: Job, browser: Browser
) -> None:
    assert searched.state == JobState.DONE, searched.message
    with scope(tenant=bourg):
        network = current(FileKind.NETWORK)
        assert network is not None
        pipes = json.loads(made_from(bourg, network, "map.json").read_text(encoding="utf-8"))["pipes"]
        leak = Leak.objects.select_related("event").get()
        assert set(leak.candidates) <= {pipe["pipe_id"] for pipe in pipes}
        assert leak.status == LeakStatus.SIGNAL
        assert abs(leak.onset - datetime(2026, 1, 13, tzinfo=leak.onset.tzinfo)) < timedelta(days=2)
        event = leak.event
        assert (event.service, event.operation, event.person) == ("water", "leaks", agent.key)
        assert event.duration_ms > 0
        assert len(event.input_digest) == 64
        move(bourg, leak, Move(to=LeakStatus.TO_VISIT), person=agent)
    again = finish(bourg, start_leaks(bourg, first=FIRST, last=LAST, person=agent))
    assert again.state == JobState.DONE, again.message
    with scope(tenant=bourg):
        assert Leak.objects.get().status == LeakStatus.TO_VISIT
        assert WaterRun.objects.count() == Entry.objects.filter(operation="leaks", kind="event").count() == 2
    assert "Rayon à écouter" in browser(agent).get(f"/bourg/eau/fuites/{leak.pk}/").text


def test_a_search_without_a_network_says_what_to_send(bourg: Tenant) -> None:
    job = finish(bourg, start_leaks(bourg, first=FIRST, last=LAST))
    assert job.state == JobState.FAILED
    assert "Réseau (EPANET)" in job.message


def test_live_readings_go_over_the_history_and_repaired_leaks_are_told(
    bourg: Tenant, agent: Person, leak: Leak, send: Any, plant: Path, tmp_path: Path
) -> None:
    send(plant / "reseau.inp")
    send(plant / "scada.csv", kind="scada")
    name = pd.read_csv(plant / "scada.csv", nrows=1).columns[1]
    FeedStore(bourg, Source.HTTP).take(
        [Reading(name, "2026-01-24 00:00:00", 77.5), Reading(name, "2026-01-25 00:00:00", 5)]
    )
    with scope(tenant=bourg):
        move(bourg, leak, Move(to=LeakStatus.CONFIRMED), person=agent)
        move(bourg, leak, Move(to=LeakStatus.REPAIRED), person=agent)
        read = leak_inputs(bourg, tmp_path, first=FIRST, last=LAST)
    joined = pd.read_csv(read.scada, index_col="t")
    assert joined.loc["2026-01-24 00:00:00", name] == 77.5
    assert "2026-01-25 00:00:00" not in joined.index
    assert len(joined) == len(pd.read_csv(plant / "scada.csv"))
    assert read.known is not None
    assert read.known.read_text(encoding="utf-8").splitlines()[1].startswith("c11e,2026-01-16 00:00:00,")


def flows(days: int = 40) -> str:
    """Two sectors; a leak of 6 m3/h opens in Nord on the 26th night."""
    rows = ["t,Nord,Sud"]
    for step in range(days * 24):
        at = datetime(2026, 1, 1) + timedelta(hours=step)  # noqa: DTZ001 - the files have no zone
        base = 6 + 4 * (6 <= at.hour <= 21) + 0.05 * (step % 11)
        rows.append(f"{at:%Y-%m-%d %H:%M:%S},{base + 6 * (step >= 26 * 24):.2f},{base / 2:.2f}")
    return "\n".join(rows) + "\n"


def test_the_night_watch_keeps_sectors_nights_and_one_alarm(
    bourg: Tenant, agent: Person, send: Any, browser: Browser
) -> None:
    send(flows(), name="debits.csv", kind="flows")
    send("sector,subscribers\nNord,900\n", name="abonnes.csv")
    job = finish(bourg, start_night(bourg, person=agent))
    assert job.state == JobState.DONE, job.message
    client = browser(agent)
    with scope(tenant=bourg):
        alarm = NightAlarm.objects.select_related("sector", "event").get()
        assert (alarm.sector.name, alarm.status, alarm.sudden) == ("Nord", AlarmStatus.SIGNAL, True)
        assert alarm.onset_earliest <= alarm.onset <= alarm.onset_latest
        assert Night.objects.filter(sector=alarm.sector).count() >= 35
        assert Sector.objects.get(name="Nord").loss_m3_day > 100
    assert "Nord" in client.get("/bourg/eau/").text
    assert client.post(f"/bourg/eau/nuits/alarmes/{alarm.pk}/", {"to": "followed"}).status_code == 302
    finish(bourg, start_night(bourg))
    with scope(tenant=bourg):
        assert NightAlarm.objects.get().status == AlarmStatus.FOLLOWED
        assert Entry.objects.get(kind="decision").cites == alarm.event.seq
    assert "n&#x27;est plus" not in client.post(f"/bourg/eau/nuits/alarmes/{alarm.pk}/", {"to": "dismissed"}).text
    assert client.post(f"/bourg/eau/nuits/alarmes/{alarm.pk}/", {"to": "dismissed"}).status_code == 409


def test_a_live_meter_makes_the_nights_of_its_sector(bourg: Tenant, agent: Person, browser: Browser) -> None:
    rows = [line.split(",") for line in flows(10).splitlines()[1:]]
    FeedStore(bourg, Source.HTTP).take([Reading("compteur 3", t, float(value)) for t, value, _ in rows])
    page = browser(agent).post("/bourg/eau/capteurs/secteurs/", {"name": "Nord", "sensor": "compteur 3"}, follow=True)
    assert "capteur compteur 3" in page.text
    job = finish(bourg, start_night(bourg))
    assert job.state == JobState.DONE, job.message
    with scope(tenant=bourg):
        assert Night.objects.count() >= 8


def registers() -> tuple[str, str]:
    """Old iron that breaks every year, and PVC that hardly does."""
    pipes = [
        f"t{n},{'CI' if n % 3 == 0 else 'PVC'},{80 + n % 50},{'1955' if n % 3 == 0 else '1985'}-01-01"
        for n in range(90)
    ]
    breaks = [f"t{n * 3 % 90},{year}-06-1{n % 9}" for year in range(2012, 2025) for n in range(6)]
    breaks += [f"t{year - 2011},{year}-03-02" for year in range(2012, 2025)]
    return "pipe_id,material,length_m,installed\n" + "\n".join(pipes), "pipe_id,date\n" + "\n".join(breaks)


def test_the_ranking_replaces_the_last_one_and_counts_what_people_found(
    bourg: Tenant, agent: Person, leak: Leak, send: Any, browser: Browser
) -> None:
    pipes, breaks = registers()
    send(pipes, name="conduites.csv")
    send(breaks, name="casses.csv")
    with scope(tenant=bourg):
        move(bourg, leak, Move(to=LeakStatus.CONFIRMED, found_pipe="t4"), person=agent)
        old = WaterRun.objects.get()
        PipeRisk.objects.create(
            tenant=bourg, run=old, pipe="t4", rank=1, expected_per_km_year=1, length_m=50, share=1, reason="avant"
        )
    job = finish(bourg, start_rank(bourg, year=2026, person=agent))
    assert job.state == JobState.DONE, job.message
    with scope(tenant=bourg):
        assert PipeRisk.objects.count() == 90
        last = PipeRisk.objects.select_related("run").last()
        assert last.share == pytest.approx(1.0)
        assert last.run.first.year == 2026
        assert PipeRisk.objects.first().expected_per_km_year > 2 * last.expected_per_km_year
    page = browser(agent).get("/bourg/eau/reseau/").text
    assert "Pour 2026" in page


def test_the_indicators_are_kept_by_year_with_the_declaration(
    bourg: Tenant, agent: Person, send: Any, browser: Browser
) -> None:
    send("annee;produit;comptabilise;km\n2023;100000;60000;40\n2024;98000;82000;40\n", name="volumes.csv")
    for _ in range(2):
        job = finish(bourg, start_indicators(bourg, person=agent))
        assert job.state == JobState.DONE, job.message
    with scope(tenant=bourg):
        assert list(VolumesYear.objects.values_list("year", flat=True)) == [2024, 2023]
        assert VolumesYear.objects.get(year=2023).yield_percent == pytest.approx(60.0)
    client = browser(agent)
    page = client.get("/bourg/eau/indicateurs/").text
    assert "60,0 %" in page
    assert "P104.3" in client.get("/bourg/eau/indicateurs/declaration.csv").text


def test_the_nightly_starts_where_there_is_a_live_feed_only(bourg: Tenant, send: Any, plant: Path) -> None:
    send(plant / "reseau.inp")
    today = timezone.localdate()
    with scope(tenant=bourg):
        start_nightly(bourg, today)
        assert not Job.objects.exists()
        yesterday = today - timedelta(days=1)
        FeedStore(bourg, Source.HTTP).take([Reading("j11", f"{day} 00:00:00", 3.0) for day in (yesterday, today)])
        Sector.objects.create(tenant=bourg, name="j11")
        start_nightly(bourg, today)
        assert set(Job.objects.values_list("operation", flat=True)) == {"water.leaks", "water.night"}
        assert Job.objects.get(operation="water.leaks").arguments["last"] == yesterday.isoformat()


def test_a_search_is_asked_for_with_days_in_order(
    bourg: Tenant, agent: Person, send: Any, browser: Browser, plant: Path
) -> None:
    client = browser(agent)
    assert "Il faut des mesures" in client.get("/bourg/eau/fuites/chercher/").text
    send(plant / "scada.csv", kind="scada")
    assert 'value="2026-01-24"' in client.get("/bourg/eau/fuites/chercher/").text
    wrong = {"first": "2026-01-30", "last": "2026-01-10"}
    assert "avant le premier" in client.post("/bourg/eau/fuites/chercher/", wrong).text
    answer = client.post("/bourg/eau/fuites/chercher/", {"first": "2026-01-10", "last": "2026-01-30"})
    with scope(tenant=bourg):
        job = Job.objects.get()
    assert answer.url == f"/bourg/travaux/{job.pk}/"
    assert json.dumps(job.arguments, sort_keys=True) == '{"first": "2026-01-10", "last": "2026-01-30"}'


def test_what_outlived_its_retention_goes_and_open_leaks_and_files_in_use_stay(
    bourg: Tenant, agent: Person, leak: Leak, send: Any
) -> None:
    send("annee;produit;comptabilise;km\n2024;98000;82000;40\n", name="un.csv")
    used = send("annee;produit;comptabilise;km\n2024;98000;82000;40\n", name="deux.csv")
    FeedStore(bourg, Source.HTTP).take([Reading("j11", "2026-01-01 00:00:00", 3.0)])
    later = timezone.now() + timedelta(days=400)
    with scope(tenant=bourg):
        assert purge(bourg, before=later) > 0
        assert Leak.objects.get() == leak
        assert list(type(used).objects.all()) == [used]
        assert Sensor.objects.exists()
        move(bourg, leak, Move(to=LeakStatus.CLOSED), person=agent)
        purge(bourg, before=later)
        assert not Leak.objects.exists()
        assert not LeakStep.objects.exists()


def test_every_operation_has_a_model_and_a_name_on_the_register() -> None:
    assert set(tasks.MODELS) == set(RunKind)
    assert set(card("water").operations) == set(RunKind)
