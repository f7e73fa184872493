"""Leaks located from a network, its readings and its model: the whole of ``beffroi water leaks``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.water.known_leaks import KnownLeak
from beffroi.water.leak_alarms import FEWEST_SENSORS, Alarm, AlarmRule, Places, is_sure, make_alarm
from beffroi.water.leak_calibration import calibrate
from beffroi.water.leak_model import NetworkModel, nominal_means
from beffroi.water.leak_residuals import daily_residuals, hourly_residuals
from beffroi.water.leak_search import Search, SearchSettings
from beffroi.water.leak_signatures import Signatures, balance_parts, solve_signatures
from beffroi.water.leak_tracks import Track, known_track
from beffroi.water.network import Array, Network, read_network
from beffroi.water.scada import Readings, read_amr, read_scada
from beffroi.water.sensor_checks import mend_units, swap_back

CALIBRATION_DAYS = 7
FLOOR_PRESSURE, FLOOR_FLOW, FLOOR_BALANCE = 0.004, 0.1, 0.2
NIGHT_SHARE = 0.25
LEVEL_STEP = 0.12
Tell = Callable[[str], None]


class PeriodWithoutReadings(BadInput):
    """The readings do not reach the asked period."""


@dataclass(frozen=True)
class LeakReport:
    """Alarms in the order of time, what the files needed, what was seen day by day."""

    alarms: tuple[Alarm, ...]
    messages: tuple[str, ...]
    tracks: tuple[Track, ...]


def read_inputs(*, network: Path, scada: Path, amr: Path | None, last: pd.Timestamp) -> tuple[Network, Readings]:
    """Read and mend the files, up to the end of ``last``. Raises BadInput."""
    net = read_network(network)
    readings = _until(read_scada(scada, net), last)
    if not readings.pressures:
        raise PeriodWithoutReadings(f"{scada.name} : aucun capteur de pression placé sur un nœud du réseau.")
    if amr:
        total, said = read_amr(amr, readings)
        readings = replace(readings, amr=total, messages=(*readings.messages, *said))
    pressures, flows = nominal_means(net, readings)
    readings = mend_units(readings, pressures=pressures, flows=flows)
    return net, swap_back(readings, expected=pressures)


def _until(readings: Readings, last: pd.Timestamp) -> Readings:
    days = min(readings.days, (last - readings.start).days + 1)
    if days <= CALIBRATION_DAYS:
        raise PeriodWithoutReadings(f"Il faut plus de {CALIBRATION_DAYS} jours de mesures avant la fin de la période.")
    hours = days * 24
    cut = [{n: v[:hours] for n, v in kind.items()} for kind in (readings.pressures, readings.flows, readings.levels)]
    return replace(readings, pressures=cut[0], flows=cut[1], levels=cut[2])


def thinned(readings: Readings, sensors: int) -> Readings:
    """Keep some pressure sensors, evenly down the columns."""
    names = list(readings.pressures)
    kept = {names[i] for i in np.linspace(0, len(names) - 1, min(sensors, len(names))).round().astype(int).tolist()}
    return replace(readings, pressures={name: v for name, v in readings.pressures.items() if name in kept})


def locate_leaks(
    *,
    network: Path,
    scada: Path,
    amr: Path | None = None,
    known: tuple[KnownLeak, ...] = (),
    first: pd.Timestamp,
    last: pd.Timestamp,
    rule: AlarmRule | None = None,
    settings: SearchSettings | None = None,
    sensors: int | None = None,
    tell: Tell = lambda _: None,
) -> LeakReport:
    """Search day by day and return the alarms raised from ``first`` to ``last`` (included).

    ``sensors`` keeps that many pressure sensors, evenly down the file's columns. Raises BadInput.
    """
    net, readings = read_inputs(network=network, scada=scada, amr=amr, last=last)
    readings = thinned(readings, sensors) if sensors else readings
    if (first - readings.start).days >= readings.days:
        raise PeriodWithoutReadings(f"Aucune mesure entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}.")
    for message in readings.messages:
        tell(message)
    with NetworkModel(net, readings) as model:
        return _Watch(model, known, rule or AlarmRule(), settings or SearchSettings(), tell).run(first)


class _Watch:
    """The search and its alarms over the days of the readings."""

    def __init__(
        self, model: NetworkModel, known: tuple[KnownLeak, ...], rule: AlarmRule, settings: SearchSettings, tell: Tell
    ) -> None:
        self.model, self.rule, self.tell = model, rule, tell
        self.start = model.readings.start
        if calibrate(model, days=CALIBRATION_DAYS) is None:
            tell("Calage impossible sur les sept premiers jours : le modèle reste tel quel.")
        self._books: dict[int, Signatures] = {}
        pipes = self.signatures(CALIBRATION_DAYS - 1).pipes
        rows = np.searchsorted(model.network.pipes, pipes)
        names = [model.network.links[p] for p in pipes.tolist()]
        self.places = Places(names, model.network.pipe_distances[np.ix_(rows, rows)])
        days = range(model.readings.days)
        hourly = hourly_residuals(model, days=days, tell=lambda d: tell(f"jour {d}") if d % 100 == 0 else None)
        residuals = daily_residuals(model, hourly)
        self.search = Search(
            residuals, floors(model), self.signatures, self.places.near, fold_matrix(model), settings=settings
        )
        self.search.tracks += [self._known(leak, residuals.shape[1]) for leak in known if leak.pipe in names]
        self.zone_only = len(model.gauges.nodes) < FEWEST_SENSORS

    def _known(self, leak: KnownLeak, features: int) -> Track:
        start, end = ((moment - self.start).days for moment in (leak.start, leak.end))
        pipe = self.places.names.index(leak.pipe)
        return known_track(start=start, end=end, pipe=pipe, candidates=len(self.places.names), features=features)

    def signatures(self, day: int) -> Signatures:
        """Return the signatures for the demand of the week that ends with ``day``, solved again when it has changed."""
        level = self._level(day)
        if level not in self._books:
            self._books[level] = solve_signatures(self.model, days=range(max(0, day - 6), day + 1))
        return self._books[level]

    def _level(self, day: int) -> int:
        districts = self.model.districts
        rows = [i for i, part in enumerate(districts.parts) if part in districts.driven]
        if not rows:
            return 0
        scale = np.log(np.maximum(districts.scale[rows], 1e-3)).mean(axis=0)
        before = scale[:CALIBRATION_DAYS].mean()
        return int(np.round((scale[max(0, day - 6) : day + 1].mean() - before) / LEVEL_STEP))

    def run(self, first: pd.Timestamp) -> LeakReport:
        """Advance day by day; only days from ``first`` on make alarms, the first repeats what is still open."""
        begin = (first - self.start).days
        alarms: list[Alarm] = []
        for day in range(self.model.readings.days):
            if day == begin:
                alarms += [self._alarm(track, first) for track in self._still_open()]
            self.search.advance(day)
            raised = self.start + pd.Timedelta(days=day, hours=23, minutes=45)
            fresh = [self._alarm(track, raised) for track in self._to_raise(day)]
            alarms += fresh if day >= begin else []
        return LeakReport(tuple(alarms), self.model.readings.messages, tuple(self.search.tracks))

    def _still_open(self) -> list[Track]:
        """List the leaks reported and not repaired, one a place."""
        kept: list[Track] = []
        for track in [t for t in self.search.tracks if t.alarm_day is not None and t.repaired is None]:
            pipe, mass = self.places.choose(track.chances)
            if mass < self.rule.later:
                continue
            if all(self.places.distances[pipe, self.places.choose(t.chances)[0]] >= self.rule.same_place for t in kept):
                kept.append(track)
        return kept

    def _alarm(self, track: Track, raised: pd.Timestamp) -> Alarm:
        return make_alarm(track, places=self.places, start=self.start, raised=raised, zone_only=self.zone_only)

    def _to_raise(self, day: int) -> list[Track]:
        found = []
        for track in self.search.tracks:
            if track.known or track.repaired is not None or track.alarm_day is not None:
                continue
            pipe, mass = self.places.choose(track.chances)
            if (self.zone_only and day - track.seen >= self.rule.zone_days) or is_sure(
                track, day=day, mass=mass, rule=self.rule
            ):
                told = self._is_told(pipe)
                track.alarm_day, track.alarm_pipe = day, pipe
                found += [] if told else [track]
        return found

    def _is_told(self, pipe: int) -> bool:
        """Tell whether an open alarm already names this place."""
        reach = self.rule.same_place
        return any(
            self.places.distances[track.alarm_pipe, pipe] < reach
            for track in self.search.tracks
            if track.alarm_pipe is not None and track.repaired is None
        )


def floors(model: NetworkModel) -> Array:
    """Return the least standard deviation of each daily feature."""
    sensors, meters = len(model.gauges.nodes), len(model.gauges.links)
    block = [FLOOR_PRESSURE] * sensors + [FLOOR_FLOW] * meters
    return np.array(block * 2 + [FLOOR_BALANCE] * len(balance_parts(model)))


def fold_matrix(model: NetworkModel) -> Array:
    """Return the matrix that turns night and day features into means of the day."""
    series, balances = model.gauges.count, len(balance_parts(model))
    fold = np.zeros((series + balances, 2 * series + balances))
    fold[:series, :series] = NIGHT_SHARE * np.eye(series)
    fold[:series, series : 2 * series] = (1 - NIGHT_SHARE) * np.eye(series)
    fold[series:, 2 * series :] = np.eye(balances)
    return fold
