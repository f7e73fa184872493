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
from beffroi.water.leak_draws import Draws
from beffroi.water.leak_model import NetworkModel, nominal_means
from beffroi.water.leak_residuals import balance_parts
from beffroi.water.leak_search import Search, SearchSettings
from beffroi.water.leak_signatures import solve_signatures
from beffroi.water.leak_tracks import Track, known_track
from beffroi.water.network import Array, Network, read_network
from beffroi.water.scada import Readings, read_amr, read_scada
from beffroi.water.sensor_checks import mend_units, swap_back

CALIBRATION_DAYS = 7
FLOOR_PRESSURE, FLOOR_FLOW, FLOOR_BALANCE = 0.004, 0.1, 0.2
STATE_STEP = 0.18
THINK_EVERY = 4
GROWN = 1.4
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
        self._signatures, self._state = solve_signatures(model, days=range(CALIBRATION_DAYS)), self._flowing(0)
        pipes = self._signatures.pipes
        rows = np.searchsorted(model.network.pipes, pipes)
        names = [model.network.links[p] for p in pipes.tolist()]
        self.places = Places(names, model.network.pipe_distances[np.ix_(rows, rows)])
        self.known = [leak for leak in known if leak.pipe in names]
        self.draws = Draws(model)
        self.search = Search(
            self.draws.residuals, floors(model), lambda _: self._signatures, self.places.near, settings=settings
        )
        self.zone_only = len(model.gauges.nodes) < FEWEST_SENSORS

    def _flowing(self, day: int) -> Array:
        """Return what each balanced district takes, and what of it is drawn leaks, over its nominal demand."""
        districts, week = self.model.districts, slice(max(0, day - 6), day + 1)
        found = []
        for row, part in enumerate(districts.parts):
            drawn = self.model.part_draws(part)[week].mean() / districts.nominal[row].mean()
            found += [float(np.mean(districts.scale[row, week])), float(drawn)]
        return np.array(found)

    def _keep_signatures(self, day: int) -> None:
        """Solve the signatures again when the network has come to carry another flow."""
        state = self._flowing(day)
        if np.abs(state - self._state).max() > STATE_STEP:
            days = range(max(0, day - 6), day + 1)
            self._signatures = solve_signatures(self.model, days=days, like=self._signatures)
            self._state = state

    def run(self, first: pd.Timestamp) -> LeakReport:
        """Advance day by day; only days from ``first`` on make alarms, the first repeats what is still open."""
        begin = (first - self.start).days
        alarms: list[Alarm] = []
        for day in range(self.model.readings.days):
            if day % 100 == 0:
                self.tell(f"jour {day}")
            if day == begin:
                alarms += [self._alarm(track, first) for track in self._still_open()]
            self._advance(day)
            raised = self.start + pd.Timedelta(days=day, hours=23, minutes=45)
            fresh = [self._alarm(track, raised) for track in self._to_raise(day)]
            alarms += fresh if day >= begin else []
            self._settle(day)
        return LeakReport(tuple(alarms), self.model.readings.messages, tuple(self.search.tracks))

    def _advance(self, day: int) -> None:
        self.draws.read(day)
        self._keep_signatures(day)
        self._note_known(day)
        self.search.advance(day, lambda track: self.draws.end(self.search, track, day))
        self.draws.follow(self.search, day)
        changed = self.search.think_again(day) if day % THINK_EVERY == 0 else None
        if changed is not None:
            self.draws.redraw(self.search, changed, day)

    def _note_known(self, day: int) -> None:
        """Follow the leaks that people found from the day after their start, and let them end when they did."""
        for leak in self.known:
            start, end = ((moment - self.start).days for moment in (leak.start, leak.end))
            if day == start + 1 and start > CALIBRATION_DAYS:
                pipe = self.places.names.index(leak.pipe)
                made = known_track(start=start, end=end, pipe=pipe, candidates=len(self.places.names))
                self.search.tracks.append(made)
                self.draws.blank |= {start, end}
        for track in self.search.tracks:
            if track.known_until == day and track.repaired is None:
                track.repaired = day
                if track.drawn is not None:
                    self.draws.end(self.search, track, day)

    def _settle(self, day: int) -> None:
        """Draw the leaks whose place is sure, or has been sought for long; place those that have grown again."""
        for track in self.search.tracks:
            if track.repaired is not None:
                continue
            if track.drawn is not None:
                if not track.known and track.flow > GROWN * track.placed_flow + 0.5:
                    self.draws.place_again(self.search, track, day)
                continue
            age, mass = day - track.seen, self.places.choose(track.chances)[1]
            if (mass >= self.rule.sure and age >= self.rule.settled) or age >= self.rule.patience:
                self.draws.follow(self.search, day, at_once=True)
                self.draws.begin(self.search, track, day)

    def _still_open(self) -> list[Track]:
        """List the leaks reported and not repaired, one a place; what is drawn for almost nothing was no leak."""
        kept: list[Track] = []
        for track in [t for t in self.search.tracks if t.alarm_day is not None and t.repaired is None]:
            pipe, mass = self.places.choose(track.chances)
            if mass < self.rule.later or track.flow < self.rule.least:
                continue
            if all(self.places.distances[pipe, self.places.choose(t.chances)[0]] >= self.rule.same_place for t in kept):
                kept.append(track)
        return kept

    def _alarm(self, track: Track, raised: pd.Timestamp) -> Alarm:
        return make_alarm(track, places=self.places, start=self.start, raised=raised, zone_only=self.zone_only)

    def _to_raise(self, day: int) -> list[Track]:
        found = []
        for track in self.search.tracks:
            if track.known or track.repaired is not None:
                continue
            pipe, mass = self.places.choose(track.chances)
            if track.alarm_pipe is not None and not self._has_moved(track, pipe, mass):
                continue
            if is_sure(track, day=day, mass=mass, rule=self.rule, zone_only=self.zone_only):
                told = self._is_told(pipe)
                track.alarm_day, track.alarm_pipe = day, pipe
                found += [] if told else [track]
        return found

    def _has_moved(self, track: Track, pipe: int, mass: float) -> bool:
        """Tell whether a leak since grown is now surely elsewhere than the alarm said: it is worth a second alarm."""
        assert track.alarm_pipe is not None
        return mass >= self.rule.at_once and bool(self.places.distances[track.alarm_pipe, pipe] >= self.rule.moved)

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
