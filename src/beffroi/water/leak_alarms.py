"""When a followed leak becomes an alarm, and how the alarm is written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.water.leak_tracks import Track
from beffroi.water.network import Array

REACH = 300.0
FAR = 2000.0
LISTED = 0.9
MOST_LISTED = 60
FEWEST_SENSORS = 6
STAMP = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class AlarmRule:
    """How sure of the place an alarm must be: ``at_once``, ``sure`` after ``soon`` days, ``later`` after ``patience``.

    ``left``: most that the leak may leave unexplained (mean square in noises). ``settled``: days before the model draws
    a leak. ``least``: smallest leak told [m3/h]. A leak within ``same_place`` [m] of an open alarm is that alarm's;
    one that has ``moved`` so far from its alarm is told again.
    """

    at_once: float = 0.9
    sure: float = 0.8
    soon: int = 2
    later: float = 0.65
    patience: int = 8
    left: float = 4.0
    least: float = 1.0
    zone_days: int = 3
    settled: int = 3
    same_place: float = 150.0
    moved: float = 300.0


@dataclass(frozen=True)
class Alarm:
    """One alarm as written. Probability: that the leak lies within 300 m of ``pipe`` along the pipes.

    ``chances``: the probability of each candidate.
    """

    pipe: str
    raised_at: str
    onset: str
    flow_m3h: float
    probability: float
    radius_m: float
    candidates: tuple[str, ...]
    zone_only: bool
    chances: tuple[float, ...] = ()


class Places:
    """The candidate pipes and the distances between them [m]."""

    def __init__(self, names: Iterable[str], distances: Array) -> None:
        """``distances`` (candidates, candidates), infinite where nothing connects."""
        self.names = tuple(names)
        self.distances = np.where(np.isfinite(distances), distances, FAR)
        self.near = (distances < REACH).astype(np.float64)

    def choose(self, chances: Array) -> tuple[int, float]:
        """Return the pipe with most probability within 300 m (the nearest on average among equals), and that."""
        mass = self.near @ chances
        pipe = int((mass - 1e-4 * (self.distances @ chances)).argmax())
        return pipe, float(mass[pipe])

    def radius(self, pipe: int, chances: Array) -> float:
        """Return the distance [m] within which 80 % of the probability lies."""
        order = np.argsort(self.distances[pipe])
        return float(self.distances[pipe][order][np.searchsorted(np.cumsum(chances[order]), 0.8 - 1e-9)])

    def shares(self, chances: Array) -> tuple[float, ...]:
        """Return the probability of each of the ``likeliest`` pipes."""
        return tuple(round(float(share), 4) for share in -np.sort(-chances)[: len(self.likeliest(chances))])

    def likeliest(self, chances: Array) -> tuple[str, ...]:
        """Return the pipes that hold 90 % of the probability, at most 60, the likeliest first."""
        order = np.argsort(-chances)
        count = int(np.searchsorted(np.cumsum(chances[order]), LISTED - 1e-9)) + 1
        return tuple(self.names[i] for i in order[: min(count, MOST_LISTED)].tolist())


def is_sure(track: Track, *, day: int, mass: float, rule: AlarmRule, zone_only: bool) -> bool:
    """Tell whether the place is sure enough to send people there, or a zone old enough to be told."""
    age = day - track.seen
    if zone_only:
        return age >= rule.zone_days
    needed = rule.at_once if age < rule.soon else rule.sure if age < rule.patience else rule.later
    return mass >= needed and track.left <= rule.left and track.flow >= rule.least


def make_alarm(track: Track, *, places: Places, start: pd.Timestamp, raised: pd.Timestamp, zone_only: bool) -> Alarm:
    """Write what is known of a leak at the moment ``raised``; day 0 is ``start``."""
    pipe, mass = places.choose(track.chances)
    return Alarm(
        pipe=places.names[pipe],
        raised_at=raised.strftime(STAMP),
        onset=(start + pd.Timedelta(days=track.onset)).strftime(STAMP),
        flow_m3h=round(track.flow, 2),
        probability=round(mass, 3),
        radius_m=round(places.radius(pipe, track.chances)),
        candidates=places.likeliest(track.chances),
        zone_only=zone_only,
        chances=places.shares(track.chances),
    )


def write_alarms(alarms: Iterable[Alarm], path: Path, *, messages: Iterable[str] = ()) -> None:
    """Write {"alarms": [...], "messages": [...]}."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"alarms": [asdict(alarm) for alarm in alarms], "messages": list(messages)}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
