"""Readings of the live feed, kept once by sensor and time whatever their order: late, twice, corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from beffroi.water.messages import Intake, MessageUnreadable, Reading
from beffroi.web.platform.models import Tenant
from beffroi.web.water.models import Sector, Sensor, SensorDay, Source
from beffroi.web.water.packing import pack, unpack
from beffroi.web.water.standard_time import standard_text

MOST_SENSORS = 2000
LATE = timedelta(hours=2)
LIVE = timedelta(days=2)
AHEAD = timedelta(days=1)
OLDEST = "1990-01-01 00:00:00"
Batch = dict[str, list[Reading]]


class ReadingRefused(MessageUnreadable):
    """A reading is dated after today or long before, or comes from one sensor too many."""


class FeedStore:
    """The store of a tenant's feed, as ``beffroi.water`` knows stores."""

    def __init__(self, tenant: Tenant, source: Source) -> None:
        self.tenant, self.source = tenant, source

    def take(self, readings: Iterable[Reading]) -> Intake:
        """Keep readings, all or none; say what became of them. Raises ReadingRefused."""
        batch: Batch = defaultdict(list)
        for reading in readings:
            batch[reading.sensor].append(reading)
        with scope(tenant=self.tenant), transaction.atomic():
            self._check(batch)
            intake = Intake()
            for sensor in self._locked(batch):
                intake = self._keep(sensor, batch[sensor.name], intake)
        return intake

    def _check(self, batch: Batch) -> None:
        limit = standard_text(timezone.now() + AHEAD, zone=self.tenant.time_zone)
        for name, readings in batch.items():
            if any(len(reading.t) != len(OLDEST) or not OLDEST <= reading.t <= limit for reading in readings):
                raise ReadingRefused(
                    f"{name} : une mesure est datée avant 1990 ou après aujourd'hui ; vérifiez l'horloge."
                )
        known = Sensor.objects.filter(name__in=batch).count()
        if Sensor.objects.count() + len(batch) - known > MOST_SENSORS:
            raise ReadingRefused(f"Plus de {MOST_SENSORS} capteurs : vérifiez leurs noms.")

    def _locked(self, batch: Batch) -> Iterable[Sensor]:
        """Return the rows of the sensors, made where new, locked in one order: two feeds never wait in a ring."""
        new = [Sensor(tenant=self.tenant, name=name) for name in batch]
        Sensor.objects.bulk_create(new, ignore_conflicts=True)
        return list(Sensor.objects.select_for_update().filter(name__in=batch).order_by("pk"))

    def _keep(self, sensor: Sensor, readings: list[Reading], intake: Intake) -> Intake:
        days = {date.fromisoformat(reading.t[:10]) for reading in readings}
        rows = {row.day: row for row in SensorDay.objects.filter(sensor=sensor, day__in=days)}
        values = {day: unpack(bytes(rows[day].packed)) if day in rows else {} for day in days}
        for reading in readings:
            intake = _merge(sensor, reading, values[date.fromisoformat(reading.t[:10])], intake)
        changed = [
            SensorDay(tenant=self.tenant, sensor=sensor, day=day, packed=pack(told)) for day, told in values.items()
        ]
        SensorDay.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["tenant", "sensor", "day"], update_fields=["packed"]
        )
        sensor.received_at, sensor.source = timezone.now(), self.source
        sensor.save(update_fields=["received_at", "source", "last_t", "last_value"])
        return intake


def _merge(sensor: Sensor, reading: Reading, day: dict[int, float], intake: Intake) -> Intake:
    second = int(reading.t[11:13]) * 3600 + int(reading.t[14:16]) * 60 + int(reading.t[17:19])
    known = day.get(second)
    if known == reading.value:
        return replace(intake, repeated=intake.repeated + 1)
    day[second] = reading.value
    late = reading.t < sensor.last_t
    if not late:
        sensor.last_t, sensor.last_value = reading.t, reading.value
    if known is not None:
        return replace(intake, corrected=intake.corrected + 1)
    return replace(intake, new=intake.new + 1, late=intake.late + late)


@dataclass(frozen=True)
class SensorState:
    """A sensor and whether it is late: nothing received for two hours, or two hours behind the freshest sensor."""

    sensor: Sensor
    late: bool


def sensor_states(*, now: datetime | None = None) -> list[SensorState]:
    """Return the sensors of the tenant in scope, the late ones first. One query."""
    now = now or timezone.now()
    sensors = list(Sensor.objects.all())
    freshest = max((sensor.last_t for sensor in sensors), default="")
    states = [SensorState(sensor, _is_late(sensor, now, freshest)) for sensor in sensors]
    return sorted(states, key=lambda state: not state.late)


def _is_late(sensor: Sensor, now: datetime, freshest: str) -> bool:
    if sensor.received_at is None or now - sensor.received_at > LATE:
        return True
    return datetime.fromisoformat(freshest) - datetime.fromisoformat(sensor.last_t) > LATE


def is_live(*, now: datetime | None = None) -> bool:
    """Tell whether the tenant in scope has received readings in the last two days."""
    return bool(Sensor.objects.filter(received_at__gte=(now or timezone.now()) - LIVE).exists())


def sector_meters() -> dict[str, str]:
    """Return for each sector of the tenant in scope the live sensor that meters it: the one chosen, or its namesake."""
    sensors = set(Sensor.objects.values_list("name", flat=True))
    chosen = {name: sensor or name for name, sensor in Sector.objects.values_list("name", "sensor")}
    return {name: sensor for name, sensor in chosen.items() if sensor in sensors}
