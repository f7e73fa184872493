"""Sensors in the wrong unit, or plugged one for another, found by comparison with the model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from beffroi.water.network import Array
from beffroi.water.scada import Readings, ReadingsUnusable

PRESSURE_UNITS = {"bar": 10.197, "kPa": 0.10197, "MPa": 101.97, "psi": 0.70307, "hPa": 0.010197}
FLOW_UNITS = {"l/s": 3.6, "l/h": 0.001, "l/min": 0.06, "m3/j": 1 / 24, "m3/s": 3600.0}
FAR = 2.0
SWAP = 6.0


def mend_units(readings: Readings, *, pressures: dict[str, float], flows: dict[str, float]) -> Readings:
    """Convert series whose median is a known unit away from the model's mean. Raises ReadingsUnusable."""
    said: list[str] = []
    whole = _shared_factor(readings.pressures, pressures, said)
    mended_pressures = {
        name: _mend(values * whole, name, pressures[name], PRESSURE_UNITS, said)
        for name, values in readings.pressures.items()
    }
    mended_flows = {name: _mend(values, name, flows[name], FLOW_UNITS, said) for name, values in readings.flows.items()}
    far = [n for n, v in mended_pressures.items() if _ratio(v, pressures[n]) > 4 or _ratio(v, pressures[n]) < 0.1]
    if len(far) > len(mended_pressures) / 2:
        raise ReadingsUnusable("Les pressions ne ressemblent pas à celles du réseau : unité ou réseau à vérifier.")
    return replace(readings, pressures=mended_pressures, flows=mended_flows, messages=(*readings.messages, *said))


def _ratio(values: Array, expected: float) -> float:
    known = np.abs(values[np.isfinite(values)])
    return float(np.median(known[known > 0]) / abs(expected)) if (known > 0).any() and expected else 1.0


def _shared_factor(series: dict[str, Array], expected: dict[str, float], said: list[str]) -> float:
    """Return the factor of the unit that all pressures share, 1 when they are metres already."""
    ratio = float(np.median([_ratio(values, expected[name]) for name, values in series.items()])) if series else 1.0
    unit, factor = min(PRESSURE_UNITS.items(), key=lambda pair: abs(np.log(ratio * pair[1])))
    if 1 / FAR < ratio < FAR or not 0.8 < ratio * factor < 1.25:
        return 1.0
    said.append(f"Pressions lues comme des {unit}, converties en mètres.")
    return factor


def _mend(values: Array, name: str, expected: float, units: dict[str, float], said: list[str]) -> Array:
    ratio = _ratio(values, expected)
    if 1 / FAR < ratio < FAR:
        return values
    unit, factor = min(units.items(), key=lambda pair: abs(np.log(ratio * pair[1])))
    if not 0.8 < ratio * factor < 1.25:
        return values
    said.append(f"{name} : lu comme des {unit}, converti.")
    return values * factor


def swap_back(readings: Readings, *, expected: dict[str, float]) -> Readings:
    """Give back their names to sensors whose series fit each other's place in the model, not their own."""
    names = [n for n, v in readings.pressures.items() if np.isfinite(v).any()]
    if len(names) < 2:
        return readings
    level = np.array([np.nanmedian(readings.pressures[name]) for name in names])
    gap = np.abs(level[:, None] - np.array([expected[name] for name in names])[None, :])
    wrong = np.flatnonzero(np.diag(gap) > SWAP).tolist()
    fits = gap < SWAP / 2
    moved = [(i, j) for i in wrong for j in wrong if i != j and fits[i, j] and fits[j, i]]
    if not moved:
        return readings
    pressures = dict(readings.pressures)
    for i, j in moved:
        pressures[names[j]] = readings.pressures[names[i]]
    pairs = ", ".join(f"{names[i]} et {names[j]}" for i, j in moved if i < j)
    return replace(readings, pressures=pressures, messages=(*readings.messages, f"Capteurs intervertis : {pairs}."))
