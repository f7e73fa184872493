"""The canteens of a made-up town: names, habits, pupils by cohort, openings and closings."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from beffroi.canteen.panel import Array
from beffroi.canteen.simulate.chance import stream

KINDS, KIND_SHARES = ("M", "E", "M/E"), (0.3, 0.3, 0.4)
NURSERY_YEARS, PRIMARY_YEARS = 3, 5
CANTEENS_PER_SECTOR = 8
OPENING_SHARE, CLOSING_SHARE = 0.06, 0.03


@dataclass(frozen=True)
class Canteens:
    """Canteens and their habits, arrays of one value a canteen.

    level: log-odds that a pupil eats on an ordinary day; weekdays: (7, canteens) added to it; taste:
    how much the menu counts, 1 on average. opens, closes: first and after-last day, as places in
    the town's school days.
    """

    sites: NDArray[np.object_]
    kinds: NDArray[np.object_]
    sectors: NDArray[np.object_]
    level: Array
    weekdays: Array
    taste: Array
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]

    def open_on(self, days: int) -> NDArray[np.bool_]:
        """Return (days, canteens): whether each is open on each school day."""
        day = np.arange(days)[:, None]
        return (day >= self.opens) & (day < self.closes)


def make_canteens(seed: int, *, count: int, days: int) -> Canteens:
    """Draw the canteens of a town."""
    rng = stream(seed, "canteens")
    sites = _sites(rng, count)
    quarters = np.array(_names("quarter"), dtype=object)[: max(2, count // CANTEENS_PER_SECTOR)]
    kinds = np.array(KINDS, dtype=object)[rng.choice(len(KINDS), size=count, p=KIND_SHARES)]
    sector = rng.integers(0, len(quarters), count)
    level = 1.25 + rng.normal(0, 0.25, len(quarters))[sector] + rng.normal(0, 0.35, count)
    opens, closes = _lives(rng, count, days)
    return Canteens(
        sites=sites,
        kinds=kinds,
        sectors=quarters[sector],
        level=level,
        weekdays=rng.normal(0, 0.09, (7, count)),
        taste=rng.lognormal(-0.08, 0.4, count),
        opens=opens,
        closes=closes,
    )


@cache
def _names(part: str) -> tuple[str, ...]:
    text = files("beffroi.canteen").joinpath("data/simulated_names.csv").read_text(encoding="utf-8")
    rows = {row["part"]: row["names"] for row in csv.DictReader(text.splitlines())}
    return tuple(rows[part].split("|"))


def _sites(rng: Generator, count: int) -> NDArray[np.object_]:
    """Draw distinct names: schools, then schools of a quarter, then numbered ones."""
    schools, quarters = _names("school"), _names("quarter")
    first = [schools[i] for i in rng.permutation(len(schools))]
    names = [*first, *(f"{school} ({quarter})" for quarter in quarters for school in first)]
    rounds = -(-count // len(names))
    numbered = [name if turn == 0 else f"{name} {turn + 1}" for turn in range(rounds) for name in names]
    return np.array(numbered[:count], dtype=object)


def _lives(rng: Generator, count: int, days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw first and after-last days: a few canteens open or close midway, never the same ones."""
    opens, closes = np.zeros(count, dtype=np.int64), np.full(count, days, dtype=np.int64)
    order = rng.permutation(count)
    opening = order[: round(OPENING_SHARE * count)]
    closing = order[len(order) - round(CLOSING_SHARE * count) :]
    opens[opening] = rng.integers(days // 6, max(days // 6 + 1, 3 * days // 4), len(opening))
    closes[closing] = rng.integers(days // 2, max(days // 2 + 1, 9 * days // 10), len(closing))
    return opens, closes


@dataclass(frozen=True)
class Pupils:
    """(years, canteens) pupils on the roll."""

    nursery: NDArray[np.int64]
    primary: NDArray[np.int64]

    @property
    def enrolled(self) -> NDArray[np.int64]:
        """Return all pupils."""
        return self.nursery + self.primary


def make_pupils(seed: int, canteens: Canteens, *, years: int) -> Pupils:
    """Draw cohorts that move up a class each year, so that a big one is followed through."""
    rng = stream(seed, "pupils")
    classes, count = NURSERY_YEARS + PRIMARY_YEARS, len(canteens.sites)
    size = rng.lognormal(np.log(32), 0.35, count)
    births = np.cumsum(rng.normal(-0.008, 0.02, years + classes))
    cohorts = size * np.exp(births[:, None] + rng.normal(0, 0.1, (years + classes, count)))
    nursery = np.array([cohorts[y + PRIMARY_YEARS : y + classes].sum(axis=0) for y in range(years)])
    primary = np.array([cohorts[y : y + PRIMARY_YEARS].sum(axis=0) for y in range(years)])
    return Pupils(
        np.round(nursery * (canteens.kinds != "E")).astype(np.int64),
        np.round(primary * (canteens.kinds != "M")).astype(np.int64),
    )


def enrolment_table(canteens: Canteens, pupils: Pupils, *, first_year: int, open_in: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the ``enrolment`` table of ``History``; open_in: (years, canteens)."""
    year, canteen = np.nonzero(open_in)
    names = np.array([f"{first_year + y}-{first_year + y + 1}" for y in range(len(open_in))], dtype=object)
    return pd.DataFrame(
        {
            "school_year": names[year],
            "site": canteens.sites[canteen],
            "kind": canteens.kinds[canteen],
            "enrolled": pupils.enrolled[year, canteen].astype(float),
            "nursery": pupils.nursery[year, canteen].astype(float),
            "primary": pupils.primary[year, canteen].astype(float),
        }
    )
