"""What became of calls over some days: lost counted both ways, waiting, containment, transfers, by theme and hour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

from beffroi.phone.intents import INTENTS
from beffroi.web.phone.models import Call, CallEnding, Channel
from beffroi.web.phone.models.calls import LOST
from beffroi.web.platform.bars import BarChart, bar_chart
from beffroi.web.platform.models import Tenant

LEFT = (CallEnding.MESSAGE, CallEnding.CALL_BACK)
UNKNOWN = "sujet non compris"


@dataclass
class Count:
    """Calls by ending. Shares are between 0 and 1, None where there is no call."""

    endings: Counter[str] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        """All of them."""
        return self.endings.total()

    @property
    def lost(self) -> int:
        """Hung up before anything was done, cut, or refused."""
        return sum(self.endings[one] for one in LOST)

    @property
    def left(self) -> int:
        """A message, or a request to be called back."""
        return sum(self.endings[one] for one in LEFT)

    @property
    def contained(self) -> int:
        """Answered by the agent alone."""
        return self.endings[CallEnding.ANSWERED]

    @property
    def transferred(self) -> int:
        """Passed to a person, emergencies included."""
        return self.endings[CallEnding.TRANSFERRED] + self.endings[CallEnding.EMERGENCY]

    def share(self, part: int) -> float | None:
        """Return a part of the calls."""
        return part / self.calls if self.calls else None

    @property
    def lost_share(self) -> float | None:
        """Share lost, where a message is no loss."""
        return self.share(self.lost)

    @property
    def lost_or_left_share(self) -> float | None:
        """Share lost, where a message counts as a loss."""
        return self.share(self.lost + self.left)

    @property
    def contained_share(self) -> float | None:
        """Share that the agent answered alone."""
        return self.share(self.contained)


@dataclass(frozen=True)
class Row:
    """A line of a table: what it counts, and the calls."""

    label: str
    count: Count


@dataclass(frozen=True)
class Figures:
    """waited: median and 95th percentile before the first word [s]; lasted: mean length [s]."""

    first: date
    last: date
    every: Count
    written: int
    waited: tuple[float, float] | None
    lasted: float | None
    transfers: int
    transfers_done: int
    themes: Sequence[Row]
    hours: Sequence[Row]
    days: Sequence[Row]

    @property
    def calls_a_day(self) -> float:
        """Mean calls of a weekday that had any."""
        busy = [row.count.calls for row in self.days if row.count.calls]
        return sum(busy) / len(busy) if busy else 0.0

    @property
    def hours_chart(self) -> BarChart:
        """Calls by hour of the day."""
        return bar_chart("Appels par heure", [(row.label, row.count.calls) for row in self.hours])

    @property
    def lost_chart(self) -> BarChart:
        """Lost calls by hour of the day."""
        return bar_chart("Appels perdus par heure", [(row.label, row.count.lost) for row in self.hours])


def figures(tenant: Tenant, *, first: date, last: date) -> Figures:
    """Return the figures of the tenant in scope, days included."""
    zone = ZoneInfo(tenant.time_zone)
    span = (datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone))
    ended = Call.objects.filter(began_at__gte=span[0], began_at__lt=span[1]).exclude(ended_at=None)
    wanted = ("began_at", "ending", "intents", "waited", "seconds", "transfers")
    calls = list(ended.filter(channel=Channel.PHONE).only(*wanted))
    waits = [call.waited for call in calls if call.ending != CallEnding.REFUSED]
    transfers = [done for call in calls for done in call.transfers]
    return Figures(
        first=first,
        last=last,
        every=_count(calls),
        written=ended.filter(channel=Channel.CHAT).count(),
        waited=_percentiles(waits),
        lasted=sum(call.seconds for call in calls) / len(calls) if calls else None,
        transfers=len(transfers),
        transfers_done=sum(transfers),
        themes=_themes(calls),
        hours=_by_hour(calls, zone),
        days=_by_day(calls, zone),
    )


def _count(calls: Iterable[Call]) -> Count:
    return Count(Counter(call.ending for call in calls))


def _percentiles(waits: list[float]) -> tuple[float, float] | None:
    if not waits:
        return None
    if len(waits) == 1:
        return waits[0], waits[0]
    cuts = quantiles(waits, n=20, method="inclusive")
    return cuts[9], cuts[18]


def _themes(calls: Iterable[Call]) -> list[Row]:
    """Count calls by the family of their first request, the commonest first."""
    found: dict[str, Count] = defaultdict(Count)
    for call in calls:
        name = INTENTS.get(call.intents[0], call.intents[0]) if call.intents else UNKNOWN
        found[name].endings[call.ending] += 1
    return [Row(name, count) for name, count in sorted(found.items(), key=lambda one: -one[1].calls)]


def _by_hour(calls: Iterable[Call], zone: ZoneInfo) -> list[Row]:
    """Count calls by hour, from the first that had one to the last."""
    found: dict[int, Count] = defaultdict(Count)
    for call in calls:
        found[call.began_at.astimezone(zone).hour].endings[call.ending] += 1
    return [Row(f"{hour} h", found[hour]) for hour in range(min(found), max(found) + 1)] if found else []


def _by_day(calls: Iterable[Call], zone: ZoneInfo) -> list[Row]:
    found: dict[date, Count] = defaultdict(Count)
    for call in calls:
        found[call.began_at.astimezone(zone).date()].endings[call.ending] += 1
    return [Row(f"{day:%d/%m/%Y}", found[day]) for day in sorted(found)]
