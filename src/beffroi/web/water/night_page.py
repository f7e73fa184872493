"""The page of night flow: what awaits a decision, each sector's nights, what the alarms were worth so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from beffroi.web.platform.ledger_reading import Asked, Line, lines
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.models.ledger import EntryKind
from beffroi.web.water.models import AlarmStatus, Night, NightAlarm, RunKind, Sector, WaterRun
from beffroi.web.water.moves import ALARM_SUBJECT
from beffroi.web.water.night_charts import NightChart, night_chart
from beffroi.web.water.starting import SERVICE

NIGHTS_SHOWN = 120
MOST_ALARMS = 100
REAL, USES, NOTHING = AlarmStatus.FOUND, AlarmStatus.KNOWN_USE, AlarmStatus.DISMISSED
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SectorNights:
    """A sector, its last nights with their chart, its alarms."""

    sector: Sector
    nights: tuple[Night, ...]
    chart: NightChart | None
    alarms: tuple[NightAlarm, ...]


@dataclass(frozen=True)
class Judged:
    """An alarm that someone has judged: who, when and why are read off the ledger (None: it tells nothing)."""

    alarm: NightAlarm
    line: Line | None


@dataclass(frozen=True)
class Worth:
    """What the alarms were worth here, by what people found: real leaks, uses, nothing; days from onset to alarm."""

    real: int
    uses: int
    nothing: int
    days: float | None

    @property
    def judged(self) -> int:
        """Alarms whose cause is known."""
        return self.real + self.uses + self.nothing

    @property
    def share(self) -> float:
        """Part of the alarms judged that were leaks."""
        return self.real / self.judged if self.judged else 0.0


@dataclass(frozen=True)
class NightPage:
    """All that the page shows."""

    waiting: tuple[NightAlarm, ...]
    followed: tuple[Judged, ...]
    ended: tuple[Judged, ...]
    sectors: tuple[SectorNights, ...]
    worth: Worth
    run: WaterRun | None


def night_page(tenant: Tenant) -> NightPage:
    """Return the page of the tenant in scope."""
    alarms = list(NightAlarm.objects.select_related("sector")[:MOST_ALARMS])
    judged = _judged(tenant, [alarm for alarm in alarms if alarm.status != AlarmStatus.SIGNAL])
    return NightPage(
        waiting=tuple(alarm for alarm in alarms if alarm.status == AlarmStatus.SIGNAL),
        followed=tuple(one for one in judged if one.alarm.status == AlarmStatus.FOLLOWED),
        ended=tuple(one for one in judged if one.alarm.status != AlarmStatus.FOLLOWED),
        sectors=tuple(_sectors(alarms)),
        worth=worth_of(alarms),
        run=WaterRun.objects.filter(kind=RunKind.NIGHT).first(),
    )


def worth_of(alarms: Iterable[NightAlarm]) -> Worth:
    """Count what alarms were, by what people said of them."""
    by_status: dict[str, list[NightAlarm]] = defaultdict(list)
    for alarm in alarms:
        by_status[alarm.status].append(alarm)
    days = [(alarm.raised_at - alarm.onset) / A_DAY for alarm in by_status[REAL]]
    return Worth(
        real=len(by_status[REAL]),
        uses=len(by_status[USES]),
        nothing=len(by_status[NOTHING]),
        days=median(days) if days else None,
    )


def _judged(tenant: Tenant, alarms: Sequence[NightAlarm]) -> list[Judged]:
    """Return the alarms with their last decision. Three queries."""
    subjects = {f"{ALARM_SUBJECT} {alarm.pk} {alarm.status}": alarm for alarm in alarms}
    told = Asked(service=SERVICE, kind=EntryKind.DECISION).of_tenant(tenant).filter(subject__in=subjects)
    last = {line.entry.subject: line for line in lines(list(told.order_by("seq")))}
    return [Judged(alarm, last.get(subject)) for subject, alarm in subjects.items()]


def _sectors(alarms: Sequence[NightAlarm]) -> Iterable[SectorNights]:
    """Yield each sector. One query a sector: a town has a few."""
    for sector in Sector.objects.all():
        nights = tuple(Night.objects.filter(sector=sector).order_by("-day")[:NIGHTS_SHOWN])[::-1]
        mine = tuple(alarm for alarm in alarms if alarm.sector_id == sector.pk)
        title = f"Débit de nuit du secteur {sector}, nuit par nuit"
        yield SectorNights(sector, nights, night_chart(title, nights, mine, legitimate=sector.legitimate_m3h), mine)
