"""The ranking judged on past years, each with what was known then, against plain grouping."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from beffroi.water.ranking.ranking import Walk, check_history, first_rankable, walked_ranking
from beffroi.water.ranking.rates import Array
from beffroi.water.ranking.register import BreakRegister

LISTENED = 0.05
CURVE = (0.01, 0.02, 0.05, 0.10, 0.20)
DRAWS, SEED, GROUPS = 10_000, 7, 10
MOST_YEARS = 9


@dataclass(frozen=True)
class RankingEvaluation:
    """Pooled figures of several years, one year ahead.

    ``curve``: share of breaks held by the riskiest share of length; ``above``: share of paired bootstrap
    samples (pipes drawn) where the ranking holds more breaks than grouping in the riskiest 5 %;
    ``groups``: ten groups of equal expected breaks, the riskiest first: expected, observed.
    """

    years: tuple[int, ...]
    breaks: int
    curve: dict[float, float]
    grouping: dict[float, float]
    above: float
    groups: tuple[tuple[float, int], ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the figures under the keys of docs/services/water.md."""
        return {
            "years": list(self.years),
            "breaks": self.breaks,
            "share_of_breaks": {f"{share:g}": round(held, 4) for share, held in self.curve.items()},
            "grouping": {f"{share:g}": round(held, 4) for share, held in self.grouping.items()},
            "bootstrap_above_grouping": round(self.above, 4),
            "calibration": [
                {"expected": round(expected, 1), "observed": observed, "ratio": round(observed / expected, 3)}
                for expected, observed in self.groups
            ],
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """Return the figures as French lines."""
        percent = {share: (self.curve[share], self.grouping[share]) for share in CURVE}
        shown = [
            f"  {share:4.0%} du linéaire : {held:5.1%} des casses (groupes : {plain:5.1%})".replace(".", ",")
            for share, (held, plain) in percent.items()
        ]
        ratios = "  ".join(f"{observed / expected:.2f}" for expected, observed in self.groups).replace(".", ",")
        return [
            f"Années {self.years[0]} à {self.years[-1]}, un an d'avance, {self.breaks} casses :",
            *shown,
            f"  au-dessus des groupes dans {self.above:.0%} des rééchantillonnages (5 % du linéaire)",
            f"  observé / attendu par dixième des casses attendues, du plus au moins risqué : {ratios}",
        ]


def evaluate_ranking(register: BreakRegister, *, first: int, last: int) -> RankingEvaluation:
    """Rank every year from ``first`` to ``last`` as of its first of January. Raises HistoryTooShort."""
    started = time.monotonic()
    walk, years = Walk(register), tuple(range(first, last + 1))
    rows = [walked_ranking(walk, year).rows for year in years]
    plain = [grouping_rate(table, walk.past(year)) for year, table in zip(years, rows, strict=True)]
    ours = [table["expected_per_km_year"].to_numpy() for table in rows]
    pooled, broken = pd.concat(rows, ignore_index=True), float(sum(table["broken"].sum() for table in rows))
    return RankingEvaluation(
        years=years,
        breaks=int(broken),
        curve={share: float(_held(rows, ours, share).sum() / broken) for share in CURVE},
        grouping={share: float(_held(rows, plain, share).sum() / broken) for share in CURVE},
        above=_share_above(pooled["pipe"], _held(rows, ours, LISTENED) - _held(rows, plain, LISTENED)),
        groups=_groups(pooled),
        seconds=time.monotonic() - started,
    )


def judged_years(register: BreakRegister, *, before: int) -> tuple[int, int]:
    """Return the first and last year to judge: at most nine, up to the last year of breaks earlier than ``before``.

    Raises HistoryTooShort where not even the last one can be ranked.
    """
    last = min(int(register.breaks["date"].dt.year.max()), before - 1)
    check_history(register, last)
    return max(first_rankable(register), last - MOST_YEARS + 1), last


def grouping_rate(rows: pd.DataFrame, past: pd.DataFrame) -> Array:
    """Return the plain method's rate: past breaks per m of the pipes of equal past breaks, material and decade."""
    keys = ["past", "material", "decade"]
    sums = past.groupby(keys)[["broken", "length_m"]].sum()
    rate = sums["broken"] / sums["length_m"]
    found = rate.reindex(pd.MultiIndex.from_frame(rows[keys])).to_numpy()
    mean = past["broken"].sum() / past["length_m"].sum()
    return np.asarray(np.where(np.isnan(found), mean, found), dtype=float)


def held_breaks(rows: pd.DataFrame, rate: Array, share: float) -> Array:
    """Return, a row, the breaks that lie in the riskiest ``share`` of length.

    Pipes of equal rate are taken together, in the part that still fits.
    """
    length = rows["length_m"].groupby(rate).sum().sort_index(ascending=False)
    begun = length.cumsum() - length
    taken = ((share * length.sum() - begun) / length).clip(0, 1)
    return np.asarray(taken.reindex(rate).to_numpy() * rows["broken"].to_numpy())


def _held(rows: list[pd.DataFrame], rates: list[Array], share: float) -> Array:
    return np.concatenate([held_breaks(table, rate, share) for table, rate in zip(rows, rates, strict=True)])


def _share_above(pipe: pd.Series, gain: Array) -> float:
    by_pipe = pd.Series(gain).groupby(pipe.to_numpy()).sum()
    drawn, pipes = by_pipe[by_pipe != 0].to_numpy(), by_pipe.size
    counts = np.random.default_rng(SEED).poisson(1.0, (DRAWS, drawn.size)) if pipes else np.zeros((1, 0))
    return float((counts @ drawn > 0).mean())


def _groups(rows: pd.DataFrame) -> tuple[tuple[float, int], ...]:
    ranked = rows.sort_values("expected_per_km_year", ascending=False, kind="stable")
    expected = ranked["expected_per_km_year"] * ranked["length_m"] / 1000
    place = np.minimum((expected.cumsum() - expected / 2) / expected.sum() * GROUPS, GROUPS - 1).astype(int)
    sums = pd.DataFrame({"e": expected, "o": ranked["broken"]}).groupby(place.to_numpy()).sum()
    return tuple((float(e), int(o)) for e, o in sums.itertuples(index=False, name=None))
