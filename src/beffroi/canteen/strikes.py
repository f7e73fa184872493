"""Strike days: what share of the usual meals each canteen still served on past ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.canteen.panel import Array
from beffroi.canteen.replay import Replay
from beffroi.territory.numbers import counted, format_share

BELIEVED_AFTER = 4.0
USUAL_SHARE = 0.6
MOST = 1.2


@dataclass(frozen=True)
class StrikeEffect:
    """factors: (canteens,) share of the usual meals; spread: its usual error, as a share of meals."""

    factors: Array
    spread: float
    total_widening: float
    message: str


def learn_strikes(replay: Replay, *, before: int | None = None) -> StrikeEffect:
    """Learn from strike days dated before an ordinal, by default the as-of date.

    Without any, a share of 60 % with a wide interval.
    """
    panel = replay.panel
    before = panel.as_of.toordinal() if before is None else before
    columns = np.flatnonzero(panel.past & panel.strike & (replay.ordinals < before))
    count = len(panel.canteens)
    if not len(columns):
        return StrikeEffect(
            np.full(count, USUAL_SHARE), 0.3, 6.0, "Grève : aucune grève passée connue, 60 % des repas supposés."
        )
    town = replay.town(before)
    usual = np.clip(town.rate[columns], 0.05, None) + _levels(replay, before)[:, None]
    share = np.clip(panel.rates[:, columns] / np.clip(usual, 0.05, None), 0, MOST)
    share = np.where(np.isfinite(share), share, np.where(_open(replay, columns), 0.0, np.nan))
    mean = float(np.nanmean(share))
    known = np.isfinite(share)
    factors = (np.where(known, share, 0).sum(axis=1) + BELIEVED_AFTER * mean) / (known.sum(axis=1) + BELIEVED_AFTER)
    spread = float(np.nanmean(np.abs(share - factors[:, None])))
    days = np.nanmean(share, axis=0)
    widening = 1 + 10 * float(np.std(days)) if len(days) > 1 else 6.0
    days = counted(len(columns), "jour de grève passé", "jours de grève passés")
    text = f"Grève : {format_share(mean)} des repas habituels d'après {days}."
    return StrikeEffect(factors, spread, widening, text)


def _levels(replay: Replay, before: int) -> Array:
    return replay.past.snapshot(before).levels[:, -1]


def _open(replay: Replay, columns: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which canteens had served before and after each strike day: their absence is a closure."""
    served = np.isfinite(replay.panel.served)
    before = np.stack([served[:, :column].any(axis=1) for column in columns], axis=1)
    after = np.stack([served[:, column:].any(axis=1) for column in columns], axis=1)
    return np.asarray(before & after)
