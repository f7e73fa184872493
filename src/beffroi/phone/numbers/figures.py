"""What the calls of a period were worth: lost, waiting, settled alone, passed; by theme and by hour of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np

from beffroi.phone.records import Ending, Report
from beffroi.phone.town import Town

LOST: frozenset[Ending] = frozenset({"hung_up", "refused"})
LEFT: frozenset[Ending] = frozenset({"message", "call_back", "cut"})
WITHOUT_THEME = "sans sujet"


@dataclass(frozen=True)
class Figures:
    """Shares between 0 and 1, of all calls unless said; None where there is nothing to divide by. Times in seconds.

    lost: the caller got nothing; lost_or_message: the same, and those who left a message or asked to be called back;
    contained: settled by the agent alone, of the calls it took; passed: of the transfers tried, those answered.
    """

    calls: int
    lost: float | None
    lost_or_message: float | None
    contained: float | None
    passed: float | None
    transfers: int
    emergencies: int
    wait_median: float | None
    wait_p90: float | None
    seconds: float | None
    by_theme: Mapping[str, Figures] = field(default_factory=dict)
    by_hour: Mapping[int, Figures] = field(default_factory=dict)


def figures(reports: Iterable[Report], *, town: Town) -> Figures:
    """Count calls, as a whole, by family of the first request, by hour on the town's clock."""
    calls = tuple(reports)
    zone = ZoneInfo(town.timezone)
    themes: dict[str, list[Report]] = defaultdict(list)
    hours: dict[int, list[Report]] = defaultdict(list)
    for call in calls:
        themes[_theme(call, town)].append(call)
        hours[call.began.astimezone(zone).hour].append(call)
    return _counted(
        calls,
        by_theme={name: _counted(themes[name]) for name in sorted(themes)},
        by_hour={hour: _counted(hours[hour]) for hour in sorted(hours)},
    )


def _theme(call: Report, town: Town) -> str:
    first = town.topic(call.topics[0]) if call.topics else None
    return first.intent if first else WITHOUT_THEME


def _counted(
    calls: Sequence[Report],
    *,
    by_theme: Mapping[str, Figures] | None = None,
    by_hour: Mapping[int, Figures] | None = None,
) -> Figures:
    tried = [done for call in calls for done in call.transfers]
    taken = [call for call in calls if call.ending != "refused"]
    waits = [call.waited for call in taken]
    return Figures(
        calls=len(calls),
        lost=_share(sum(call.ending in LOST for call in calls), len(calls)),
        lost_or_message=_share(sum(call.ending in LOST | LEFT for call in calls), len(calls)),
        contained=_share(sum(call.ending == "answered" for call in taken), len(taken)),
        passed=_share(sum(tried), len(tried)),
        transfers=len(tried),
        emergencies=sum(call.ending == "emergency" for call in calls),
        wait_median=float(np.median(waits)) if waits else None,
        wait_p90=float(np.percentile(waits, 90)) if waits else None,
        seconds=float(np.mean([call.seconds for call in taken])) if taken else None,
        by_theme=by_theme or {},
        by_hour=by_hour or {},
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
