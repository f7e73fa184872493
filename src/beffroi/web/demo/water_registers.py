"""What the made-up water service keeps on paper: pipes with twenty years of repairs, volumes, subscribers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.random import Generator, default_rng

from beffroi.water.registers.layers import PipeRegister, write_register
from beffroi.water.registers.raepa import PIPE_FIELDS, REPAIR_FIELDS, with_fields
from beffroi.web.demo.water_town import CORNER, RESERVOIR, SECTORS, WaterTown

YEARS = 20
MONTHS = 54
# RAEPA code, first and last year of laying, breaks a km and year when new, added a year of age
MATERIALS = (
    ("12", 1936, 1962, 0.16, 0.004),
    ("02", 1955, 1974, 0.14, 0.005),
    ("11", 1972, 1998, 0.03, 0.001),
    ("24", 1968, 1986, 0.22, 0.004),
    ("18", 1999, 2023, 0.01, 0.001),
)
LOST_SHARE = (0.335, 0.325, 0.315, 0.31, 0.30)
M3_A_MONTH = 26_200


@dataclass(frozen=True)
class Laid:
    """What lies under a street since a year."""

    code: str
    year: int
    rate: float
    ageing: float


def write_registers(town: WaterTown, folder: Path, *, today: date, seed: int) -> dict[str, Path]:
    """Write conduites.gpkg, casses.csv, volumes.csv and abonnes.csv; return the paths by kind of file."""
    rng = default_rng(seed)
    laid = _laid(town, rng)
    files = {
        "pipes": folder / "conduites.gpkg",
        "breaks": folder / "casses.csv",
        "volumes": folder / "volumes.csv",
        "customers": folder / "abonnes.csv",
    }
    write_register(_register(town, laid), files["pipes"])
    files["breaks"].write_text(_table(("pipe_id", "date"), _breaks(town, laid, today, rng)), encoding="utf-8")
    files["volumes"].write_text(volumes_file(town.length_km, today=today, seed=seed), encoding="utf-8")
    rows = [(sector.name, sector.subscribers, sector.large_users_m3h) for sector in SECTORS]
    files["customers"].write_text(_table(("sector", "subscribers", "large_users_m3h"), rows), encoding="utf-8")
    return files


def _table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([headings, *rows])
    return out.getvalue()


def _laid(town: WaterTown, rng: Generator) -> dict[str, Laid]:
    """Return what lies under each street: a street is laid at once."""
    laid = {}
    for street in sorted({pipe.street for pipe in town.pipes}):
        code, first, last, rate, ageing = MATERIALS[int(rng.integers(0, len(MATERIALS)))]
        laid[street] = Laid(code, int(rng.integers(first, last + 1)), rate, ageing)
    return laid


def _register(town: WaterTown, laid: dict[str, Laid]) -> PipeRegister:
    places = {corner.name: (corner.x, corner.y) for corner in town.junctions}
    places[RESERVOIR] = (CORNER[0] - 640, CORNER[1] + 1120)
    rows = [
        {
            "idcana": pipe.name,
            "materiau": laid[pipe.street].code,
            "diametre": str(pipe.diameter_mm),
            "anfinpose": str(laid[pipe.street].year),
            "idnini": pipe.begin,
            "idnterm": pipe.end,
            "longcana": f"{pipe.length_m:g}",
            "rue": pipe.street,
            "secteur": pipe.sector,
        }
        for pipe in town.pipes
    ]
    lines = [shapely.LineString([places[pipe.begin], places[pipe.end]]) for pipe in town.pipes]
    pipes = with_fields(pd.DataFrame(rows), {}, PIPE_FIELDS).assign(geometry=lines)
    none = with_fields(pd.DataFrame(), {}, REPAIR_FIELDS).assign(geometry=pd.Series(dtype=object))
    return PipeRegister(pipes, none, ())


def _breaks(town: WaterTown, laid: dict[str, Laid], today: date, rng: Generator) -> list[tuple[str, date]]:
    """Draw the breaks of the last years: old and brittle pipes break, and some break again and again."""
    frail = rng.gamma(0.7, 1 / 0.7, len(town.pipes))
    made = []
    for pipe, frailty in zip(town.pipes, frail, strict=True):
        one = laid[pipe.street]
        for year in range(today.year - YEARS, today.year + 1):
            age = year - one.year
            rate = (one.rate + one.ageing * max(age, 0)) * frailty * pipe.length_m / 1000
            days = rng.integers(1, 365, rng.poisson(rate) if age > 0 else 0)
            made += [(pipe.name, date(year, 1, 1) + timedelta(days=int(day))) for day in days]
    return sorted(((name, day) for name, day in made if day < today), key=lambda row: row[1])


def volumes_file(length_km: float, *, today: date, seed: int) -> str:
    """Return the volumes of each month up to the last one: losses that shrink, still above what the law allows."""
    headings = ("period", "produced", "billed_households", "billed_others", "unmetered", "service", "length_km")
    return _table(headings, list(_months(length_km, today, default_rng(seed))))


def _months(length_km: float, today: date, rng: Generator) -> Iterator[tuple[object, ...]]:
    for back in range(MONTHS, 0, -1):
        month = today.month - 1 - back
        year, month = today.year + month // 12, month % 12 + 1
        lost = float(np.interp(MONTHS - back, np.linspace(0, MONTHS, len(LOST_SHARE)), LOST_SHARE))
        produced = M3_A_MONTH * (1 + 0.08 * np.cos(2 * np.pi * (month - 7) / 12)) * rng.normal(1, 0.012)
        billed = produced * (1 - lost - 0.018) * rng.normal(1, 0.008)
        told = (round(produced), round(billed * 0.83), round(billed * 0.17))
        yield (f"{year}-{month:02}", *told, round(produced * 0.008), round(produced * 0.01), f"{length_km:.1f}")
