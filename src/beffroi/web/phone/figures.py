"""What became of calls over some days: the figures of ``beffroi.phone.numbers``, read off the tenant's calls."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from beffroi.phone.intents import INTENTS
from beffroi.phone.numbers import Figures, Staffing, advise, figures
from beffroi.phone.records import Report
from beffroi.phone.town import Topic as KnownTopic
from beffroi.phone.town import Town
from beffroi.web.phone.models import Call, Channel, PhoneSettings, Topic, phone_settings
from beffroi.web.phone.models.calls import LOST
from beffroi.web.platform.bars import BarChart, bar_chart
from beffroi.web.platform.models import Tenant

FEWEST_CALLS = 20


@dataclass(frozen=True)
class Day:
    """Calls of a day, and those lost."""

    day: date
    calls: int
    lost: int


@dataclass(frozen=True)
class Period:
    """Figures of some days, both included. staffing: for the busiest hour, None where there are too few calls."""

    first: date
    last: date
    figures: Figures
    written: int
    themes: Sequence[tuple[str, Figures]]
    hours: Sequence[tuple[int, Figures]]
    days: Sequence[Day]
    busiest_hour: int | None
    busiest: float
    staffing: Staffing | None

    @property
    def calls_a_day(self) -> float:
        """Mean calls of the days that had any."""
        return sum(one.calls for one in self.days) / len(self.days) if self.days else 0.0

    @property
    def chart(self) -> BarChart:
        """Calls by hour of the day."""
        return bar_chart("Appels par heure", [(f"{hour}\u00a0h", one.calls) for hour, one in self.hours])

    @property
    def lost_chart(self) -> BarChart:
        """Lost calls by hour of the day."""
        lost = [(f"{hour}\u00a0h", round((one.lost or 0) * one.calls)) for hour, one in self.hours]
        return bar_chart("Appels perdus par heure", lost)


def period(tenant: Tenant, *, first: date, last: date) -> Period:
    """Return the figures of the tenant in scope, on its own clock."""
    zone = ZoneInfo(tenant.time_zone)
    span = (datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone))
    ended = Call.objects.filter(began_at__gte=span[0], began_at__lt=span[1]).exclude(ended_at=None)
    calls = list(ended.filter(channel=Channel.PHONE).defer("caller", "worker"))
    found = figures([report_of(call) for call in calls], town=_known_topics(tenant))
    days = _by_day(calls, zone)
    hour, busiest = _busiest(found, len(days))
    return Period(
        first=first,
        last=last,
        figures=found,
        written=ended.filter(channel=Channel.CHAT).count(),
        themes=[(_titled(name), one) for name, one in sorted(found.by_theme.items(), key=lambda pair: -pair[1].calls)],
        hours=_filled(found),
        days=days,
        busiest_hour=hour,
        busiest=busiest,
        staffing=_staffing(found, busiest, phone_settings()),
    )


def report_of(call: Call) -> Report:
    """Return a call as the phone package counts it, without its words."""
    return Report(
        began=call.began_at,
        seconds=call.seconds,
        ending=call.ending,  # type: ignore[arg-type]  # the choices are the endings
        topics=tuple(call.topics),
        turns=(),
        waited=call.waited,
        transfers=tuple(call.transfers),
    )


def _known_topics(tenant: Tenant) -> Town:
    rows = Topic.objects.values_list("name", "intent", "title")
    topics = tuple(KnownTopic(name, intent, title, ()) for name, intent, title in rows)
    return Town(name=tenant.name, timezone=tenant.time_zone, topics=topics)


def _titled(name: str) -> str:
    return INTENTS.get(name, name)


def _filled(found: Figures) -> list[tuple[int, Figures]]:
    """Return the hours from the first that had a call to the last, empty ones between."""
    if not found.by_hour:
        return []
    none = Figures(0, None, None, None, None, 0, 0, None, None, None)
    return [(hour, found.by_hour.get(hour, none)) for hour in range(min(found.by_hour), max(found.by_hour) + 1)]


def _by_day(calls: Sequence[Call], zone: ZoneInfo) -> list[Day]:
    endings: dict[date, Counter[str]] = defaultdict(Counter)
    for call in calls:
        endings[call.began_at.astimezone(zone).date()][call.ending] += 1
    return [Day(day, one.total(), sum(one[end] for end in LOST)) for day, one in sorted(endings.items())]


def _busiest(found: Figures, days: int) -> tuple[int | None, float]:
    """Return the hour with most calls, and how many it has a day."""
    if not found.by_hour or not days:
        return None, 0.0
    hour = max(found.by_hour, key=lambda one: found.by_hour[one].calls)
    return hour, found.by_hour[hour].calls / days


def _staffing(found: Figures, calls_an_hour: float, kept: PhoneSettings) -> Staffing | None:
    """Return how many people the busiest hour needs: those whom the agent does not settle."""
    left = calls_an_hour * (1 - (found.contained or 0.0))
    if found.calls < FEWEST_CALLS or left <= 0:
        return None
    return advise(calls_an_hour=left, seconds=kept.answer_seconds, patience=kept.patience_seconds)
