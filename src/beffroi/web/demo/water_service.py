"""The made-up water service: its files, the months in which its sensors were watched, what its agents decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from beffroi import __version__
from beffroi.water.messages import Reading
from beffroi.water.night_flow import Watch, watch_sectors
from beffroi.water.understand import understand
from beffroi.web.demo.towns import Town
from beffroi.web.demo.water_days import SimulatedTown
from beffroi.web.demo.water_registers import write_registers
from beffroi.web.demo.water_story import HISTORY_DAYS, PAST, Scene, origin_of
from beffroi.web.demo.water_town import SECTORS, WaterTown, make_water_town, network_file
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.ledger import Operation, append_event, record_daily_heads
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Job, Membership, Person, Role, Tenant, TenantService
from beffroi.web.platform.watched import run_beffroi
from beffroi.web.water.feed import FeedStore
from beffroi.web.water.folders import made_from, original, put_in_use, water_settings
from beffroi.web.water.inputs import night_inputs
from beffroi.web.water.keeping import keep_leaks, keep_nights
from beffroi.web.water.models import (
    FileState,
    Leak,
    NightAlarm,
    RunKind,
    Sector,
    Sensor,
    SensorKind,
    Source,
    WaterFile,
    WaterRun,
)
from beffroi.web.water.moves import Judgement, Move, judge_alarm, move
from beffroi.web.water.standard_time import FORM, standard_text
from beffroi.web.water.starting import (
    SERVICE,
    RoundsWish,
    ranking_year,
    start_indicators,
    start_rank,
    start_rounds,
)
from beffroi.web.water.tasks import MODELS
from beffroi.web.water.worth import keep_worth

FIRST_SEARCHED, LIVE_DAYS = 8, 2
FROM_FILES = ("network", "scada", "flows", "customers", "pipes", "breaks", "volumes")


@dataclass(frozen=True)
class Found:
    """What search and watch told of the months, and what they cost, shared between the nights."""

    leaks: Sequence[Mapping[str, Any]]
    watch: Watch
    meter: Meter


def make_service(tenant: Tenant, town: Town, today: date) -> None:
    """Send the service's files, play the months gone by night after night, rank its pipes, plan its rounds."""
    plan, origin = make_water_town(town.seed), origin_of(today)
    with scope(tenant=tenant), TemporaryDirectory() as name:
        files = _write_files(plan, Path(name), origin, today=today, seed=town.seed)
        _send(tenant, files, _agent())
        found = _searched(tenant, files, origin)
        with transaction.atomic():
            _Months(tenant, origin, found, {pipe.name: pipe.street for pipe in plan.pipes}).play()
            TenantService.objects.update(since=origin)
        _go_live(tenant, pd.read_csv(files["scada"], index_col="t"), plan)
        keep_worth(tenant)
        record_daily_heads(tenant, today=today)
    wish = RoundsWish(monday=today - timedelta(days=today.weekday()), teams=2, days=5, metres=4000)
    with scope(tenant=tenant):
        _finish(start_rank(tenant, year=ranking_year(today)))
        _finish(start_indicators(tenant))
        _finish(start_rounds(tenant, wish))


def _finish(job: Job) -> None:
    run_job.call(job.pk)


def _agent() -> Person:
    return Person.objects.get(pk__in=Membership.objects.filter(role=Role.AGENT).values("person"))


def _write_files(plan: WaterTown, folder: Path, origin: date, *, today: date, seed: int) -> dict[str, Path]:
    paths = {name: folder / file for name, file in (("network", "reseau.inp"), ("scada", "mesures.csv"))}
    paths["network"].write_text(network_file(plan), encoding="utf-8")
    leaks = [scene.leak(origin) for scene in PAST]
    with SimulatedTown(plan, paths["network"], seed=seed) as simulated:
        days = [simulated.day(origin + timedelta(days=day), leaks) for day in range(HISTORY_DAYS)]
    readings = pd.concat(days)
    readings.to_csv(paths["scada"], date_format=FORM)
    flows = readings[[sector.meter for sector in SECTORS]].set_axis([sector.name for sector in SECTORS], axis=1)
    paths["flows"] = folder / "debits.csv"
    flows.to_csv(paths["flows"], date_format=FORM)
    return paths | write_registers(plan, folder, today=today, seed=seed)


def _send(tenant: Tenant, files: Mapping[str, Path], agent: Person) -> None:
    for kind in FROM_FILES:
        put_in_use(_received(tenant, files[kind], files["network"], kind=kind, agent=agent))
    for sector in SECTORS:
        Sector.objects.filter(name=sector.name).update(sensor=sector.meter)


def _received(tenant: Tenant, path: Path, network: Path, *, kind: str, agent: Person) -> WaterFile:
    """Return a file read as ``folders.receive`` reads it, but here: these files are our own, no child has to watch."""
    file = WaterFile(tenant=tenant, name=path.name, person=agent, state=FileState.PROPOSED, kind=kind)
    kept = original(tenant, file)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(path.read_bytes())
    file.digest = hashlib.sha256(path.read_bytes()).hexdigest()
    told = understand(kept, kind=kind, network=network, out=made_from(tenant, file, ""))
    file.report = json.loads(json.dumps(told.as_json()))
    file.save()
    return file


def _searched(tenant: Tenant, files: Mapping[str, Path], origin: date) -> Found:
    out = files["scada"].with_name("out.json")
    first, last = origin + timedelta(days=FIRST_SEARCHED), origin + timedelta(days=HISTORY_DAYS - 1)
    with Meter() as meter:
        options = ["--network", files["network"], "--scada", files["scada"], "--from", first, "--to", last]
        run_beffroi(["water", "leaks", *options, "--json", out])
        flows, legitimate = night_inputs(tenant)
        watch = watch_sectors(flows, legitimate=legitimate, euros_per_m3=water_settings(tenant).euros_per_m3)
    return Found(json.loads(out.read_text(encoding="utf-8"))["alarms"], watch, meter)


class _Months:
    """The nights of the story one after another: what each run told, then what the agents did in the morning."""

    def __init__(self, tenant: Tenant, origin: date, found: Found, streets: Mapping[str, str]) -> None:
        self.tenant, self.origin, self.found, self.streets = tenant, origin, found, streets
        self.agent = _agent()
        told = found.watch.as_json()
        self._sectors, self._alarms = told["sectors"], told["alarms"]

    def play(self) -> None:
        """Write every night and every morning."""
        for day in range(FIRST_SEARCHED + 1, HISTORY_DAYS + 1):
            self._searched(day)
            self._watched(day)
            self._decided(day)

    def _searched(self, day: int) -> None:
        run = self._run(RunKind.LEAKS, day)
        raised = [alarm for alarm in self.found.leaks if alarm["raised_at"][:10] == f"{run.last}"]
        run.result = {"alarms": len(raised), "zone_only": False, "new": keep_leaks(run, raised)}
        run.save(update_fields=["result"])
        for leak in Leak.objects.filter(run=run):
            leak.place = self.streets.get(leak.pipe, "")
            leak.save(update_fields=["place"])

    def _watched(self, day: int) -> None:
        run, last = self._run(RunKind.NIGHT, day), day == HISTORY_DAYS
        morning = f"{self.origin + timedelta(days=day)}"
        raised = [alarm for alarm in self._alarms if alarm["raised_at"][:10] == morning]
        if raised or last:
            keep_nights(run, {"sectors": self._sectors, "alarms": raised}, self._nights() if last else {})
        run.result = {"alarms": len(raised), "sectors": len(self._sectors), "new": len(raised)}
        run.save(update_fields=["result"])

    def _nights(self) -> dict[str, dict[date, float]]:
        nights = self.found.watch.nights
        return {
            str(name): {at.date(): float(flow) for at, flow in nights[name].dropna().items()} for name in nights.columns
        }

    def _run(self, kind: RunKind, day: int) -> WaterRun:
        """Return the run of a night, with its event, as the job would write it."""
        at = self._at(day, 5, 12 + (kind == RunKind.NIGHT))
        last = self.origin + timedelta(days=day - 1)
        first = last if kind == RunKind.LEAKS else self.origin
        run = WaterRun(tenant=self.tenant, kind=kind, first=first, last=last, made_at=at)
        run.event = append_event(self.tenant, self._operation(kind, f"{first}/{last}"), at=at)
        run.save()
        return run

    def _operation(self, kind: RunKind, subject: str) -> Operation:
        meter, nights = self.found.meter, 2 * (HISTORY_DAYS - FIRST_SEARCHED)
        return Operation(
            service=SERVICE,
            operation=kind,
            subject=subject,
            model=MODELS[kind],
            version=__version__,
            duration_ms=meter.duration_ms // nights,
            energy_wh=meter.energy_wh / nights,
            cost_cents=Decimal(meter.cost_cents(self.tenant)) / nights,
        )

    def _at(self, day: int, hour: int, minute: int) -> datetime:
        return timezone.make_aware(datetime.combine(self.origin + timedelta(days=day), time(hour, minute)))

    def _decided(self, day: int) -> None:
        """Write the agents' moves of a day, in the order of its hours."""
        told = [(act.hour, scene, act) for scene in PAST for act in scene.acts if act.day == day]
        for hour, scene, act in sorted(told, key=lambda row: row[0]):
            for leak in self._signals(scene):
                pipe = scene.pipe if act.found else ""
                asked = Move(to=act.to, note=act.note, found_pipe=pipe, at=self._at(day, hour, 20))
                move(self.tenant, leak, asked, person=self.agent)
        for scene in PAST:
            if scene.alarm and scene.alarm[0] == day:
                self._judged(scene, day)

    def _signals(self, scene: Scene) -> Iterator[Leak]:
        """Yield the signal that a scene gave, unless the search missed it."""
        near = [leak for leak in Leak.objects.all() if scene.is_near(leak.pipe, self._naive(leak.onset), self.origin)]
        yield from sorted(near, key=lambda leak: abs(self._naive(leak.onset) - scene.leak(self.origin).start))[:1]

    def _judged(self, scene: Scene, day: int) -> None:
        assert scene.alarm
        _, to, reason = scene.alarm
        letters = {sector.name: sector.letter for sector in SECTORS}
        for alarm in NightAlarm.objects.filter(status="signal").select_related("sector"):
            if scene.is_near(letters[alarm.sector.name], self._naive(alarm.onset), self.origin):
                asked = Judgement(to=to, reason=reason, at=self._at(day, 18, 5))
                judge_alarm(self.tenant, alarm, asked, person=self.agent)

    def _naive(self, at: datetime) -> datetime:
        return datetime.strptime(standard_text(at, zone=self.tenant.time_zone), FORM)  # noqa: DTZ007 - of the files


def _go_live(tenant: Tenant, readings: pd.DataFrame, plan: WaterTown) -> None:
    """Send the last days through the live feed, as the stream goes on with it."""
    last = readings.tail(LIVE_DAYS * 24)
    store = FeedStore(tenant, Source.HTTP)
    store.take(Reading(name, t, float(value)) for name in last.columns for t, value in last[name].items())
    Sensor.objects.filter(name__in=plan.sensors).update(kind=SensorKind.PRESSURE)
    Sensor.objects.exclude(name__in=plan.sensors).update(kind=SensorKind.FLOW)
