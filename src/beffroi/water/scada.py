"""Readings of a network: pressures, flows and tank levels, hour by hour, and what was wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.water.network import Array, Network

HOURS = 24
STUCK_HOURS = 48
MOVING = 0.05
HIGHEST_PRESSURE = 20000.0
LITRES = 1000.0


class ReadingsUnusable(BadInput):
    """A file of readings cannot be read, or nothing in it belongs to the network."""


@dataclass(frozen=True)
class Readings:
    """Hourly means from a midnight on, (hours,) arrays by name: pressures [m], flows [m3/h], levels [m], amr [m3/h].

    Hours without a reading are NaN. ``messages`` says in French what was left out or mended.
    """

    start: pd.Timestamp
    pressures: dict[str, Array]
    flows: dict[str, Array]
    levels: dict[str, Array]
    amr: Array | None = None
    messages: tuple[str, ...] = field(default=())

    @property
    def days(self) -> int:
        """Number of whole days."""
        series = next(iter({**self.pressures, **self.flows, **self.levels}.values()))
        return len(series) // HOURS


def read_table(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Read a CSV of readings (plain or .xz) indexed by its column t. Raises ReadingsUnusable."""
    if not path.is_file():
        raise ReadingsUnusable(f"Fichier de mesures introuvable : {path}.")
    try:
        table = pd.read_csv(path, compression="infer")
    except (ValueError, EOFError, UnicodeDecodeError, OSError) as error:
        raise ReadingsUnusable(f"{path.name} : ce n'est pas un CSV lisible.") from error
    if "t" not in table.columns or len(table.columns) < 2:
        raise ReadingsUnusable(f"{path.name} : il faut une colonne « t » et une colonne par appareil.")
    times = pd.to_datetime(table["t"], errors="coerce", format="%Y-%m-%d %H:%M:%S")
    if times.isna().all():
        raise ReadingsUnusable(f"{path.name} : dates illisibles ; écrivez AAAA-MM-JJ HH:MM:SS dans la colonne t.")
    values = table.drop(columns="t").apply(pd.to_numeric, errors="coerce")
    return _in_order(values.set_axis(pd.DatetimeIndex(times)), path)


def _in_order(table: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, list[str]]:
    messages = []
    unread = int(table.index.isna().sum())
    if unread:
        messages.append(f"{path.name} : {counted(unread, 'ligne')} sans date lisible, laissées de côté.")
        table = table[table.index.notna()]
    if not table.index.is_monotonic_increasing:
        messages.append(f"{path.name} : lignes remises dans l'ordre du temps.")
        table = table.sort_index(kind="stable")
    doubled = int(table.index.duplicated().sum())
    if doubled:
        messages.append(
            f"{path.name} : {counted(doubled, 'heure')} en double (changement d'heure ?), la première est gardée."
        )
        table = table[~table.index.duplicated()]
    return table, messages


def read_scada(path: Path, network: Network) -> Readings:
    """Read pressures, flows and levels whose names are those of the network. Raises ReadingsUnusable."""
    table, messages = read_table(path)
    kinds = {name: _kind(str(name), network) for name in table.columns}
    strangers = [str(name) for name, kind in kinds.items() if not kind]
    if len(strangers) == len(kinds):
        raise ReadingsUnusable(f"{path.name} : aucune colonne ne porte le nom d'un nœud ou d'une conduite du réseau.")
    if strangers:
        messages.append(f"{path.name} : colonnes inconnues du réseau, laissées de côté : {', '.join(strangers[:5])}.")
    hourly, start = _hourly(table), table.index[0].normalize()
    messages += _gaps(hourly, path)
    found: dict[str, dict[str, Array]] = {"pressure": {}, "flow": {}, "level": {}}
    for name, kind in kinds.items():
        if kind:
            values, said = _clean(hourly[name].to_numpy(dtype=np.float64, copy=True), str(name), kind)
            messages += said
            found[kind][str(name)] = values
    return Readings(start, found["pressure"], found["flow"], found["level"], None, tuple(messages))


def _kind(name: str, network: Network) -> str:
    if name in network.node_index:
        kind = network.node_kinds[network.node_index[name]]
        return {"junction": "pressure", "tank": "level"}.get(kind, "")
    return "flow" if name in network.link_index else ""


def _hourly(table: pd.DataFrame) -> pd.DataFrame:
    """Return hourly means on whole days, NaN where nothing was read."""
    hourly = table.resample("h").mean()
    first, last = table.index[0].normalize(), table.index[-1].normalize()
    return hourly.reindex(pd.date_range(first, last + pd.Timedelta(hours=HOURS - 1), freq="h"))


def _gaps(hourly: pd.DataFrame, path: Path) -> list[str]:
    empty = int(hourly.isna().all(axis=1).sum())
    return [f"{path.name} : {counted(empty, 'heure')} sans aucune mesure."] if empty else []


def _clean(values: Array, name: str, kind: str) -> tuple[Array, list[str]]:
    """Blank impossible and stuck values."""
    messages = []
    wrong = (values < 0) | (values > HIGHEST_PRESSURE) if kind == "pressure" else values < 0
    if kind == "flow" and np.nanmean(values) < 0:
        messages.append(f"{name} : débit négatif en moyenne, compté dans le sens de la conduite.")
        wrong = np.zeros(len(values), dtype=bool)
    if wrong.sum():
        messages.append(f"{name} : {counted(int(wrong.sum()), 'heure')} de valeurs impossibles, laissées de côté.")
        values[wrong] = np.nan
    stuck = stuck_hours(values)
    if stuck.any():
        messages.append(f"{name} : valeur figée pendant {counted(int(stuck.sum()), 'heure')}, laissée de côté.")
        values[stuck] = np.nan
    return values, messages


def stuck_hours(values: Array) -> Array:
    """Tell which hours belong to a run of one value over STUCK_HOURS, for a series that usually moves each day."""
    whole = values[: len(values) // HOURS * HOURS].reshape(-1, HOURS)
    spread = whole.max(axis=1) - whole.min(axis=1)
    moving = spread[np.isfinite(spread) & (spread > 0)]
    if not len(moving) or np.median(moving) < MOVING:
        return np.zeros(len(values), dtype=bool)
    change = np.flatnonzero(np.r_[True, np.abs(np.diff(values)) > 1e-9, True])
    lengths = np.diff(change)
    return np.repeat(lengths >= STUCK_HOURS, lengths)


def read_amr(path: Path, readings: Readings) -> tuple[Array, list[str]]:
    """Read the total of smart meters [l/h], one column, as (hours,) [m3/h] on the hours of ``readings``."""
    table, messages = read_table(path)
    hours = pd.date_range(readings.start, periods=readings.days * HOURS, freq="h")
    total = table.sum(axis=1, min_count=len(table.columns)).resample("h").mean().reindex(hours)
    if total.notna().sum() == 0:
        raise ReadingsUnusable(f"{path.name} : aucune mesure aux dates de la télégestion.")
    return np.asarray(total.to_numpy(dtype=np.float64) / LITRES), messages
