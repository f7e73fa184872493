"""The town's attendance as arrays: one row a canteen, one column a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.history import History
from beffroi.territory.errors import BadInput

Array = NDArray[np.float64]
KINDS = {"M": 0, "E": 1}
RECENT_DAYS = 45


class NoAttendance(BadInput):
    """No meal was served before the date of the forecast."""


@dataclass(frozen=True)
class Panel:
    """Past serving days followed by the days to forecast.

    canteens: (site, kind) in order. days: serving days before ``as_of`` then the targets.
    served, planned: (canteens, days) [meals], NaN when unknown, closed or still to come.
    size: (canteens, days) pupils enrolled, or an estimate from attendance when unknown.
    nursery: (canteens, days) share of nursery pupils, NaN when unknown.
    growth, nursery_shift: change of size (ratio less 1) and of that share since the year before.
    strike: (days) a strike touched the schools. past: (days) dated before ``as_of``.
    """

    as_of: date
    canteens: tuple[tuple[str, str], ...]
    sectors: NDArray[np.int64]
    days: tuple[date, ...]
    served: Array
    planned: Array
    size: Array
    nursery: Array
    growth: Array
    nursery_shift: Array
    strike: NDArray[np.bool_]
    past: NDArray[np.bool_]
    years: NDArray[np.int64]
    enrolment_known: NDArray[np.bool_]

    @property
    def ordinals(self) -> NDArray[np.int64]:
        """Proleptic ordinals of the days."""
        return np.array([day.toordinal() for day in self.days])

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """Days of the week, Monday 0."""
        return np.array([day.weekday() for day in self.days])

    @property
    def kinds(self) -> NDArray[np.int64]:
        """0 nursery school, 1 primary school, 2 both or other."""
        return np.array([KINDS.get(kind, 2) for _, kind in self.canteens])

    @property
    def rates(self) -> Array:
        """Meals served per pupil enrolled."""
        return self.served / self.size

    def open_canteens(self) -> NDArray[np.bool_]:
        """Tell which canteens served lately, or are newly enrolled without any history."""
        served = self.served[:, self.past]
        lately = np.isfinite(served[:, -RECENT_DAYS:]).any(axis=1)
        enrolled = self.enrolment_known[:, ~self.past].any(axis=1)
        return np.asarray(lately | (enrolled & ~np.isfinite(served).any(axis=1)))


def school_year_of(day: date) -> int:
    """Return the calendar year in which the school year of a day begins (from August)."""
    return day.year if day.month >= 8 else day.year - 1


def build_panel(history: History, *, as_of: date, targets: list[date], strikes: frozenset[date] | None = None) -> Panel:
    """Lay out what is known on the morning of ``as_of`` and the days to forecast.

    strikes: the strike days to take instead of those known on ``as_of``.
    Raises NoAttendance when nothing was served before ``as_of``.
    """
    known = history.known_at(as_of)
    meals = known.attendance[known.attendance["served"] > 0]
    if meals.empty:
        raise NoAttendance(f"Aucun repas servi avant le {as_of:%d/%m/%Y} : il faut au moins une journée passée.")
    past_days = sorted(set(meals["date"].dt.date))
    days = tuple(past_days) + tuple(targets)
    years = np.array([school_year_of(day) for day in days])
    canteens = _canteens(meals, known.enrolment, set(years.tolist()))
    place = pd.MultiIndex.from_tuples(canteens, names=["site", "kind"])
    served, planned = _spread(meals, place, past_days, len(days))
    size, nursery, enrolment_known = _sizes(known.enrolment, canteens, years, served)
    growth, shift = _changes(size, nursery, years)
    return Panel(
        as_of=as_of,
        canteens=tuple(canteens),
        sectors=_sectors(known.attendance, place),
        days=days,
        served=served,
        planned=planned,
        size=size,
        nursery=nursery,
        growth=growth,
        nursery_shift=shift,
        strike=np.array([day in (known.strikes if strikes is None else strikes) for day in days]),
        past=np.arange(len(days)) < len(past_days),
        years=years,
        enrolment_known=enrolment_known,
    )


def _canteens(meals: pd.DataFrame, enrolment: pd.DataFrame, years: set[int]) -> list[tuple[str, str]]:
    names = {f"{year}-{year + 1}" for year in years}
    enrolled = enrolment[enrolment["school_year"].isin(names)]
    pairs = pd.concat([meals[["site", "kind"]], enrolled[["site", "kind"]]]).drop_duplicates()
    return sorted(pairs.itertuples(index=False, name=None))


def _spread(meals: pd.DataFrame, place: pd.MultiIndex, days: list[date], width: int) -> tuple[Array, Array]:
    rows = place.get_indexer(pd.MultiIndex.from_frame(meals[["site", "kind"]]))
    columns = pd.DatetimeIndex(days).get_indexer(pd.DatetimeIndex(meals["date"]))
    served, planned = np.full((2, len(place), width), np.nan)
    served[rows, columns] = meals["served"]
    planned[rows, columns] = meals["planned"]
    return served, planned


def _sectors(attendance: pd.DataFrame, place: pd.MultiIndex) -> NDArray[np.int64]:
    last = attendance.drop_duplicates(["site", "kind"], keep="last").set_index(["site", "kind"])["sector"]
    return np.asarray(pd.factorize(last.reindex(place).fillna(""), sort=True)[0], dtype=np.int64)


def _sizes(
    enrolment: pd.DataFrame, canteens: list[tuple[str, str]], years: NDArray[np.int64], served: Array
) -> tuple[Array, Array, NDArray[np.bool_]]:
    wanted = sorted(set(years.tolist()))
    frame = enrolment.assign(year=enrolment["school_year"].str[:4].astype(int)).set_index(["site", "kind"])
    place = pd.MultiIndex.from_tuples(canteens)
    span = range(min(wanted) - 1, max(wanted) + 2)
    pupils = np.full((len(canteens), len(span)), np.nan)
    nursery = pupils.copy()
    for column, year in enumerate(span):
        of_year = frame[frame["year"] == year].reindex(place)
        pupils[:, column] = of_year["enrolled"].where(of_year["enrolled"] > 0)
        nursery[:, column] = of_year["nursery"] / of_year["enrolled"]
    known = np.isfinite(pupils)
    estimate = _estimated_sizes(served, years, pupils, span)
    column_of = np.array([span.index(year) for year in years])
    filled = np.where(known, pupils, estimate)
    return filled[:, column_of], _nearest(nursery)[:, column_of], known[:, column_of]


def _estimated_sizes(served: Array, years: NDArray[np.int64], pupils: Array, span: range) -> Array:
    """Fill unknown enrolments: nearest known year, else the usual attendance over the town's usual rate."""
    typical = np.full(pupils.shape, np.nan)
    for column, year in enumerate(span):
        of_year = served[:, years == year]
        rows = np.isfinite(of_year).any(axis=1)
        if rows.any():
            typical[rows, column] = np.nanmedian(of_year[rows], axis=1)
    ratios = typical / pupils
    rate = np.nanmedian(ratios) if np.isfinite(ratios).any() else 0.75
    nearest = _nearest(pupils)
    guess = np.where(np.isfinite(nearest), nearest, _nearest(typical) / rate)
    fallback = np.nanmedian(guess) if np.isfinite(guess).any() else 100.0
    return np.where(np.isfinite(guess), guess, fallback)


def _nearest(table: Array) -> Array:
    """Fill each row's gaps with the last known value before, else the first after."""
    return np.asarray(pd.DataFrame(table).ffill(axis=1).bfill(axis=1))


def _changes(size: Array, nursery: Array, years: NDArray[np.int64]) -> tuple[Array, Array]:
    growth, shift = np.full((2, *size.shape), np.nan)
    for year in sorted(set(years.tolist())):
        before = np.flatnonzero(years == year - 1)
        if len(before):
            now = years == year
            growth[:, now] = size[:, now] / size[:, before[:1]] - 1
            shift[:, now] = nursery[:, now] - nursery[:, before[:1]]
    return growth, shift
