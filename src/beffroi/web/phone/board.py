"""The live board: calls now, lines, who waits, what became of today's calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from beffroi.web.phone.models import Call, CallEnding, Channel, Line, Message, MessageState, Topic
from beffroi.web.phone.models.calls import LEFT, LOST
from beffroi.web.platform.models import Tenant

STALE_CHAT = timedelta(minutes=30)


@dataclass(frozen=True)
class Today:
    """Calls of the day that ended, by what became of them."""

    calls: int
    answered: int
    transferred: int
    left: int
    emergencies: int
    lost: int

    @property
    def lost_share(self) -> float | None:
        """Share of calls lost, messages not counted."""
        return self.lost / self.calls if self.calls else None

    @property
    def lost_with_messages_share(self) -> float | None:
        """The same where a message or a request to be called back counts as lost."""
        return (self.lost + self.left) / self.calls if self.calls else None


@dataclass(frozen=True)
class Ongoing:
    """A call under way and the title of its last topic."""

    call: Call
    topic: str


@dataclass(frozen=True)
class Board:
    """What the page shows. lines: of the workers that live; heard: when the last one told of itself."""

    at: datetime
    ongoing: Sequence[Ongoing]
    lines: int
    busy: int
    waiting: int
    workers: int
    heard: datetime | None
    today: Today
    messages: int
    urgent: int


def board(tenant: Tenant, now: datetime | None = None) -> Board:
    """Return the board of the tenant in scope, in six queries."""
    now = now or timezone.now()
    every: list[Line] = list(Line.objects.all())
    alive = [line for line in every if line.alive(now)]
    waiting = Message.objects.exclude(state=MessageState.DONE)
    return Board(
        at=now,
        ongoing=_ongoing(now),
        lines=sum(line.lines for line in alive),
        busy=sum(line.busy for line in alive),
        waiting=sum(line.waiting for line in alive),
        workers=len(alive),
        heard=max((line.at for line in every), default=None),
        today=today(tenant, now),
        messages=waiting.count(),
        urgent=waiting.filter(urgent=True).count(),
    )


def _ongoing(now: datetime) -> list[Ongoing]:
    open_calls = Call.objects.filter(ended_at=None).exclude(channel=Channel.CHAT, began_at__lt=now - STALE_CHAT)
    calls = list(open_calls.order_by("began_at"))
    names = {call.topics[-1] for call in calls if call.topics}
    titles = dict(Topic.objects.filter(name__in=names).values_list("name", "title"))
    return [Ongoing(call, titles.get(call.topics[-1], call.topics[-1]) if call.topics else "") for call in calls]


def today(tenant: Tenant, now: datetime) -> Today:
    """Count the calls that ended since midnight on the tenant's clock."""
    zone = ZoneInfo(tenant.time_zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    ended = Call.objects.filter(began_at__gte=midnight).exclude(ended_at=None).exclude(channel=Channel.CHAT)
    endings = Counter(ended.values_list("ending", flat=True))
    return Today(
        calls=sum(endings.values()),
        answered=endings[CallEnding.ANSWERED],
        transferred=endings[CallEnding.TRANSFERRED],
        left=sum(endings[one] for one in LEFT),
        emergencies=endings[CallEnding.EMERGENCY],
        lost=sum(endings[one] for one in LOST),
    )
