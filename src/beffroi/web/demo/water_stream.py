"""The made-up sensors at work: one simulated day a minute until today, then hour by hour, through the feed's own door.

Readings come late, twice and out of order now and then; after each day the schedule's nightly work is started. A
process of its own at the lowest priority, which ends with the demo.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas as pd
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.water.messages import Reading, parse_message
from beffroi.web.demo.towns import WATER
from beffroi.web.demo.water_days import SimulatedLeak, SimulatedTown
from beffroi.web.demo.water_story import BREAKDOWN, COMING, PAST, Scene
from beffroi.web.demo.water_town import make_water_town, network_file
from beffroi.web.platform.models import Job, Tenant
from beffroi.web.platform.models.jobs import OPEN_STATES
from beffroi.web.water.feed import FeedStore
from beffroi.web.water.models import FileKind, Leak, LeakStatus, LeakStep, Sensor, Source, WaterFile
from beffroi.web.water.standard_time import FORM, standard_text
from beffroi.web.water.starting import start_nightly

DAY_SECONDS, BATCH_HOURS, HOURS = 60.0, 3, 24
NIGHTLY_AFTER = 3
LATE, TWICE = 0.06, 0.05
NICENESS = 19
LONGEST_WAIT = 600.0

logger = logging.getLogger("beffroi.demo")


class Stream:
    """The feed of the made-up service, a day at a time, in batches."""

    def __init__(self, tenant: Tenant, simulated: SimulatedTown, origin: date, *, seed: int) -> None:
        self.tenant, self.simulated, self.origin = tenant, simulated, origin
        self._store, self._chance = FeedStore(tenant, Source.HTTP), Random(seed)  # noqa: S311 - a made-up feed
        self._held: list[Reading] = []

    def next_hour(self) -> datetime:
        """Return the naive hour to go on from: after the last day received whole, or two batches back in a day."""
        with scope(tenant=self.tenant):
            last = max(Sensor.objects.exclude(last_t="").values_list("last_t", flat=True), default="")
        if not last:
            return datetime.combine(self.origin, datetime.min.time())
        reached = datetime.strptime(last, FORM)  # noqa: DTZ007 - of the files
        midnight = datetime.combine(reached.date(), datetime.min.time())
        if reached.hour + BATCH_HOURS >= HOURS:
            return midnight + timedelta(days=1)
        # what was held back when the stream stopped is sent again
        return midnight + timedelta(hours=max(0, reached.hour // BATCH_HOURS - 1) * BATCH_HOURS)

    def batches(self, since: datetime) -> Iterator[list[Reading]]:
        """Yield the readings of a day from an hour on as they arrive: some held back a batch, some sent again."""
        day = since.date()
        table = self.simulated.day(day, self._leaks())
        for begin in range(since.hour, HOURS, BATCH_HOURS):
            batch = [*self._held, *self._readings(table.iloc[begin : begin + BATCH_HOURS], day)]
            self._held = [reading for reading in batch if self._chance.random() < LATE]
            sent = [reading for reading in batch if reading not in self._held]
            sent += [reading for reading in sent if self._chance.random() < TWICE]
            self._chance.shuffle(sent)
            yield sent

    def _readings(self, rows: pd.DataFrame, day: date) -> Iterator[Reading]:
        broken, first, last = BREAKDOWN
        silent = {broken} if first <= (day - self.origin).days < last else set()
        for name in rows.columns.difference(list(silent)):
            yield from (Reading(name, f"{at:{FORM}}", float(value)) for at, value in rows[name].items())

    def _leaks(self) -> list[SimulatedLeak]:
        """Return the holes that are open: those that people said repaired are gone."""
        with scope(tenant=self.tenant):
            repaired = LeakStep.objects.filter(after=LeakStatus.REPAIRED).values("leak")
            mended = list(Leak.objects.filter(pk__in=repaired))
        return [scene.leak(self.origin) for scene in (*PAST, *COMING) if not any(self._is_of(scene, m) for m in mended)]

    def _is_of(self, scene: Scene, leak: Leak) -> bool:
        onset = datetime.strptime(standard_text(leak.onset, zone=self.tenant.time_zone), FORM)  # noqa: DTZ007
        return scene.is_near(leak.found_pipe or leak.pipe, onset, self.origin)

    def take(self, batch: Sequence[Reading]) -> None:
        """Send readings as other software does: the text of a message, read and kept by the feed."""
        rows = [{"sensor": one.sensor, "t": one.t, "value": one.value} for one in batch]
        if rows:
            self._store.take(parse_message(json.dumps(rows).encode()))

    def nightly(self, day: date) -> None:
        """Start the work of the morning of a day, as the schedule would: up to the day before, and its own night."""
        with scope(tenant=self.tenant):
            start_nightly(self.tenant, day)

    def is_at_work(self) -> bool:
        """Tell whether a job of the service waits or runs."""
        with scope(tenant=self.tenant):
            return bool(Job.objects.filter(operation__startswith="water.", state__in=OPEN_STATES).exists())


def stream_for_ever(*, day_seconds: float = DAY_SECONDS) -> None:
    """Send days until the process that started this one ends. Waits where the jobs do not keep up."""
    os.nice(NICENESS)
    parent = os.getppid()
    with _opened() as stream:
        while os.getppid() == parent:
            close_old_connections()
            try:
                _one_day(stream, day_seconds, parent)
            except (BadInput, DatabaseError) as error:
                logger.warning("the made-up feed waits: %s", error)
                _wait(day_seconds, parent)


@contextmanager
def _opened() -> Iterator[Stream]:
    tenant = Tenant.objects.get(slug=WATER.slug)
    plan = make_water_town(WATER.seed)
    with scope(tenant=tenant):
        history = WaterFile.objects.filter(kind=FileKind.SCADA).earliest("pk")
    origin = datetime.fromisoformat(history.report["first"]).date()
    with TemporaryDirectory() as name:
        network = Path(name) / "reseau.inp"
        network.write_text(network_file(plan), encoding="utf-8")
        with SimulatedTown(plan, network, seed=WATER.seed) as simulated:
            yield Stream(tenant, simulated, origin, seed=WATER.seed)


def _one_day(stream: Stream, day_seconds: float, parent: int) -> None:
    """Send one day, with its night's work at six in the morning; a day that is not over yet is not sent."""
    since = stream.next_hour()
    if since.date() >= timezone.localdate():
        _wait(LONGEST_WAIT, parent)
        return
    pause = day_seconds * BATCH_HOURS / HOURS
    for hour, batch in zip(range(since.hour, HOURS, BATCH_HOURS), stream.batches(since), strict=True):
        stream.take(batch)
        if hour == NIGHTLY_AFTER:
            stream.nightly(since.date())
        if not _wait(pause, parent):
            return
    began = time.monotonic()
    while stream.is_at_work() and time.monotonic() - began < LONGEST_WAIT:
        if not _wait(1.0, parent):
            return


def _wait(seconds: float, parent: int) -> bool:
    """Wait, in short steps; tell whether the demo still runs."""
    end = time.monotonic() + seconds
    while os.getppid() == parent and time.monotonic() < end:
        time.sleep(min(1.0, max(0.0, end - time.monotonic())))
    return os.getppid() == parent
