"""The home page of the service: what awaits a decision, then figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from beffroi.web.water.feed import SensorState, sensor_states
from beffroi.web.water.models import (
    AlarmStatus,
    FileState,
    Leak,
    LeakStatus,
    NightAlarm,
    RunKind,
    Sector,
    Sensor,
    VolumesYear,
    WaterFile,
    WaterRun,
)

MOST_SHOWN = 5
OPEN = (LeakStatus.SIGNAL, LeakStatus.TO_VISIT, LeakStatus.CONFIRMED)


@dataclass(frozen=True)
class Board:
    """Signals and alarms to judge, files to check, sensors, sectors; leaks by status; last search and indicators."""

    signals: tuple[Leak, ...]
    alarms: tuple[NightAlarm, ...]
    files: tuple[WaterFile, ...]
    sensors: tuple[SensorState, ...]
    counts: dict[str, int]
    lost_m3h: float
    sectors: tuple[Sector, ...]
    search: WaterRun | None
    year: VolumesYear | None

    @property
    def late(self) -> list[SensorState]:
        """Sensors from which nothing comes."""
        return [state for state in self.sensors if state.late]

    @property
    def on_time(self) -> int:
        """Sensors that answer."""
        return sum(not state.late for state in self.sensors)

    @property
    def freshest(self) -> Sensor | None:
        """The sensor that a reading came from last."""
        received = [state.sensor for state in self.sensors if state.sensor.received_at]
        return max(received, key=lambda sensor: (sensor.received_at, sensor.last_t), default=None)

    @property
    def night_m3_day(self) -> float | None:
        """Water that the sectors lose a day by their night flow [m3], None where no sector can tell."""
        known = [sector.loss_m3_day for sector in self.sectors if sector.loss_m3_day is not None]
        return sum(known) if known else None

    @property
    def night_euros(self) -> float:
        """What that costs a year [€]."""
        return sum(sector.euros_year or 0.0 for sector in self.sectors)

    @property
    def awaits(self) -> bool:
        """Whether something awaits a decision."""
        return bool(self.signals or self.alarms or self.files or self.late)

    @property
    def to_visit(self) -> int:
        """Leaks that a team should go and listen to."""
        return self.counts.get(LeakStatus.TO_VISIT, 0)

    @property
    def confirmed(self) -> int:
        """Leaks found and not repaired."""
        return self.counts.get(LeakStatus.CONFIRMED, 0)

    @property
    def waiting(self) -> int:
        """Signals that nobody has looked at."""
        return self.counts.get(LeakStatus.SIGNAL, 0)

    @property
    def lost_m3_day(self) -> float:
        """Water that open leaks lose a day [m3]."""
        return self.lost_m3h * 24


def board() -> Board:
    """Return the board of the tenant in scope, in nine queries."""
    told = Leak.objects.order_by().values("status").annotate(count=Count("pk"))
    lost = Leak.objects.filter(status__in=OPEN).aggregate(sum=Sum("flow_m3h"))["sum"]
    return Board(
        signals=tuple(Leak.objects.filter(status=LeakStatus.SIGNAL)[:MOST_SHOWN]),
        alarms=tuple(NightAlarm.objects.filter(status=AlarmStatus.SIGNAL).select_related("sector")[:MOST_SHOWN]),
        files=tuple(WaterFile.objects.filter(state=FileState.PROPOSED).defer("report")[:MOST_SHOWN]),
        sensors=tuple(sensor_states()),
        counts={row["status"]: row["count"] for row in told},
        lost_m3h=lost or 0.0,
        sectors=tuple(Sector.objects.all()),
        search=WaterRun.objects.filter(kind=RunKind.LEAKS).first(),
        year=VolumesYear.objects.first(),
    )
