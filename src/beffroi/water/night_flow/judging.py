"""Alarms set against leaks that are known: found in time, or false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from beffroi.territory.numbers import counted
from beffroi.water.night_flow.alarms import Alarm

IN_TIME = pd.Timedelta(days=7)


@dataclass(frozen=True)
class JudgedLeak:
    """A leak to find: when it began, ended, and passed the flow that matters (5 m3/h)."""

    sector: str
    start: pd.Timestamp
    end: pd.Timestamp
    matters_from: pd.Timestamp


@dataclass(frozen=True)
class NightFlowScores:
    """How alarms fared.

    ``in_time``: found within 7 days of mattering; ``false``: alarms with no leak open in their sector;
    ``repeated``: alarms whose open leaks were all found before; ``days``: from start to alarm of each leak found.
    """

    leaks: int
    in_time: int
    found: int
    false: int
    repeated: int
    zone_years: float
    days: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the figures; false alarms a zone and year, without and with the repeated ones."""
        return {
            "leaks": self.leaks,
            "in_time": self.in_time,
            "found": self.found,
            "share_in_time": round(self.in_time / self.leaks, 3) if self.leaks else None,
            "false": self.false,
            "repeated": self.repeated,
            "false_per_zone_year": round(self.false / self.zone_years, 3),
            "false_or_repeated_per_zone_year": round((self.false + self.repeated) / self.zone_years, 3),
            "median_days_from_start": float(pd.Series(self.days).median()) if self.days else None,
        }

    def line(self) -> str:
        """Return the figures as a French line."""
        rate = (self.false + self.repeated) / self.zone_years
        false, repeated = counted(self.false, "fausse alerte"), counted(self.repeated, "redite")
        return (
            f"{self.in_time} fuites sur {self.leaks} signalées à temps ({self.found} en tout) ; "
            f"{false}, {repeated}, soit {rate:.2f} par secteur et par an".replace(".", ",")
        )


def judge(
    alarms: Sequence[Alarm], leaks: Sequence[JudgedLeak], *, first: pd.Timestamp, last: pd.Timestamp, sectors: int
) -> NightFlowScores:
    """Give each alarm the unfound open leak of its sector whose start is nearest to its onset.

    Leaks begun and alarms raised from ``first`` to ``last`` count; earlier alarms may have found earlier leaks.
    """
    found: dict[int, pd.Timestamp] = {}
    false = repeated = 0
    for alarm in sorted(alarms, key=lambda a: a.raised_at):
        open_leaks = [i for i, leak in enumerate(leaks) if _is_open(leak, alarm)]
        unfound = [i for i in open_leaks if i not in found]
        if unfound:
            found[min(unfound, key=lambda i: abs(leaks[i].start - alarm.onset))] = alarm.raised_at
        elif first <= alarm.raised_at <= last:
            repeated, false = repeated + bool(open_leaks), false + (not open_leaks)
    judged = [i for i, leak in enumerate(leaks) if first <= leak.start <= last]
    seen = [i for i in judged if i in found]
    return NightFlowScores(
        leaks=len(judged),
        in_time=sum(found[i] <= leaks[i].matters_from + IN_TIME for i in seen),
        found=len(seen),
        false=false,
        repeated=repeated,
        zone_years=sectors * ((last - first) / pd.Timedelta(days=365)),
        days=tuple((found[i] - leaks[i].start) / pd.Timedelta(days=1) for i in seen),
    )


def _is_open(leak: JudgedLeak, alarm: Alarm) -> bool:
    return leak.sector == alarm.sector and leak.start <= alarm.raised_at <= leak.end
