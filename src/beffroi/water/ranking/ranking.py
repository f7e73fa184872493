"""Expected breaks per km and year of each pipe: covariates, then the pipe's own past, then the town's level."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from sklearn.linear_model import PoissonRegressor

from beffroi.territory.errors import BadInput
from beffroi.water.ranking.known import known_on
from beffroi.water.ranking.rates import Array, fit_rates
from beffroi.water.ranking.reasons import reasons
from beffroi.water.ranking.register import BreakRegister

SHAPE = 0.3
FIRST_LESSON, FEWEST_YEARS, FEWEST_BREAKS = 2, 2, 30
KNOTS = (0.33, 0.67)


class HistoryTooShort(BadInput):
    """Too few years or breaks before the year to learn from."""


@dataclass(frozen=True)
class Ranking:
    """``table``: pipe_id, expected_per_km_year, length_m, reason, the riskiest first; ``rows``: what it rests on."""

    year: int
    table: pd.DataFrame
    rows: pd.DataFrame

    def share_of_breaks(self, share: float) -> float:
        """Return the part of the expected breaks that the riskiest ``share`` of length holds."""
        km = self.table["length_m"].to_numpy() / 1000
        expected = self.table["expected_per_km_year"].to_numpy() * km
        return float(np.interp(share * km.sum(), np.cumsum(km), np.cumsum(expected)) / expected.sum())

    def summary(self) -> str:
        """Return one French line: how many pipes, what the riskiest 5 % of length holds."""
        km = self.table["length_m"].sum() / 1000
        breaks = float(self.table["expected_per_km_year"] @ self.table["length_m"]) / 1000
        return (
            f"{len(self.table)} conduites ({km:.0f} km) classées pour {self.year} : {breaks:.0f} casses attendues, "
            f"dont {self.share_of_breaks(0.05):.0%} sur les 5 % du linéaire à écouter d'abord."
        )


@dataclass
class Walk:
    """The years of a register, each seen with what was known then; computed once."""

    register: BreakRegister
    known: dict[int, pd.DataFrame] = field(default_factory=dict)
    rates: dict[int, Array] = field(default_factory=dict)

    def rows(self, year: int) -> pd.DataFrame:
        """Return ``known_on`` of the year."""
        if year not in self.known:
            self.known[year] = known_on(self.register, year)
        return self.known[year]

    def past(self, year: int) -> pd.DataFrame:
        """Return the rows of every year to learn from, all before ``year``."""
        first = self.register.first_year + FIRST_LESSON
        return pd.concat([self.rows(before) for before in range(first, year)], ignore_index=True)

    def rate(self, year: int) -> Array:
        """Return breaks per km and year before calibration, for the rows of the year."""
        if year not in self.rates:
            self.rates[year] = pooled_rate(self.rows(year), fit_rates(self.past(year)).expected(self.rows(year)))
        return self.rates[year]

    def lessons(self, year: int) -> list[int]:
        """Return the earlier years whose ranking can be compared with what came."""
        return list(range(self.register.first_year + FIRST_LESSON + 1, year))


def pooled_rate(rows: pd.DataFrame, expected: Array) -> Array:
    """Return breaks per km and year: the covariates' rate weighed against the pipe's own past.

    Gamma-Poisson: (shape + breaks) / (shape + expected breaks over the time watched) times the expected rate.
    """
    watched = expected * rows["exposure"].to_numpy()
    own = (SHAPE + rows["weighted"].to_numpy()) / (SHAPE + watched)
    return np.asarray(own * expected / rows["length_m"].to_numpy() * 1000)


def rank_pipes(register: BreakRegister, *, year: int, undated: bool = False) -> Ranking:
    """Rank the pipes for a year with breaks before it only. Raises HistoryTooShort."""
    walk = Walk(register)
    check_history(register, year)
    rows = known_on(register, year, undated=undated)
    model = fit_rates(walk.past(year))
    rate = calibrated(walk, year, pooled_rate(rows, model.expected(rows)))
    return _ranking(register, year, rows, rate)


def walked_ranking(walk: Walk, year: int) -> Ranking:
    """Rank as ``rank_pipes`` does, sharing what earlier years have computed."""
    check_history(walk.register, year)
    return _ranking(walk.register, year, walk.rows(year), calibrated(walk, year, walk.rate(year)))


def check_history(register: BreakRegister, year: int) -> None:
    """Raise HistoryTooShort when a ranking of the year would be a guess."""
    before = int((register.breaks["date"].dt.year < year).sum())
    first = register.first_year + FIRST_LESSON + FEWEST_YEARS
    if year < first or before < FEWEST_BREAKS:
        raise HistoryTooShort(
            f"Pas assez de casses avant {year} pour classer les conduites ({before} depuis {register.first_year}) : "
            f"il en faut {FEWEST_BREAKS}, et l'année au plus tôt {first}."
        )


def first_rankable(register: BreakRegister) -> int:
    """Return the first year with enough years and breaks before it, by ``check_history``'s measure."""
    order = np.sort(register.breaks["date"].dt.year.to_numpy())
    enough = int(order[FEWEST_BREAKS - 1]) + 1 if len(order) >= FEWEST_BREAKS else int(order[-1]) + 1
    return max(enough, register.first_year + FIRST_LESSON + FEWEST_YEARS)


def _ranking(register: BreakRegister, year: int, rows: pd.DataFrame, rate: Array) -> Ranking:
    mean = float(rate @ rows["length_m"].to_numpy() / rows["length_m"].sum())
    ranked = rows.assign(pipe_id=register.pipes["pipe_id"].to_numpy()[rows["pipe"]], expected_per_km_year=rate.round(6))
    ranked["reason"] = reasons(ranked, mean, register.first_year)
    ranked = ranked.sort_values("expected_per_km_year", ascending=False, kind="stable").reset_index(drop=True)
    return Ranking(year, ranked[["pipe_id", "expected_per_km_year", "length_m", "reason"]], ranked)


def calibrated(walk: Walk, year: int, rate: Array) -> Array:
    """Bend rates, keeping their order, so that earlier years' rankings foretold what then came.

    A Poisson regression of past breaks on the log of the rate foretold, straight between two knots.
    """
    lessons = walk.lessons(year)
    foretold = np.concatenate([walk.rate(lesson) for lesson in lessons])
    came = pd.concat([walk.rows(lesson)[["length_m", "broken"]] for lesson in lessons])
    km = came["length_m"].to_numpy() / 1000
    knots = _knots(foretold, km)
    law = PoissonRegressor(alpha=1e-6, max_iter=2000)
    law.fit(_bent(foretold, knots), came["broken"] / km, sample_weight=km / km.mean())
    return np.asarray(law.predict(_bent(rate, knots)))


def _knots(rate: Array, km: Array) -> Array:
    order = np.argsort(rate)
    share = np.cumsum((rate * km)[order]) / (rate @ km)
    return np.log(rate[order][np.searchsorted(share, KNOTS)])


def _bent(rate: Array, knots: Array) -> Array:
    log = np.log(rate)
    return np.column_stack([log, *(np.maximum(log - knot, 0) for knot in knots)])
