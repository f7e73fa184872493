"""From energy to greenhouse gases, by the dated facts of ``data/footprint.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

FRANCE = "FRA"


@dataclass(frozen=True)
class Factor:
    """A dated fact: its value, what it is, where it comes from."""

    value: Decimal
    since: date
    what: str
    source: str
    link: str


class FactorMissing(Exception):
    """No fact of the footprint is in force on that day."""


@cache
def _facts() -> Mapping[str, list[dict[str, Any]]]:
    text = files("beffroi.engines.footprint").joinpath("data/footprint.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def _in_force(rows: list[dict[str, Any]], value: str, day: date) -> Factor:
    known = [row for row in rows if row["from"] <= day]
    if not known:
        raise FactorMissing(f"no {value} is known on {day}")
    row = max(known, key=lambda found: found["from"])
    return Factor(Decimal(row[value]), row["from"], row["what"], row["source"], row["link"])


def electricity(*, day: date, zone: str = FRANCE) -> Factor:
    """Return the intensity of a zone's electricity [gCO2e/kWh]. Raises FactorMissing."""
    rows = [row for row in _facts()["electricity"] if row["zone"] == zone]
    return _in_force(rows, "grams_co2e_per_kwh", day)


def busy_core(*, day: date) -> Factor:
    """Return the power of a busy core [W], where the machine does not measure its own. Raises FactorMissing."""
    return _in_force(_facts()["core"], "watts", day)


def everyday(*, day: date) -> Factor:
    """Return something that everyone knows and what it emits [kgCO2e]. Raises FactorMissing."""
    return _in_force(_facts()["everyday"], "kg_co2e", day)


def grams_co2e(wh: Decimal, *, day: date, zone: str = FRANCE) -> Decimal:
    """Return the greenhouse gases of an energy [Wh] in grams of CO2 equivalent; the making of machines is left out."""
    return Decimal(wh) * electricity(day=day, zone=zone).value / 1000
