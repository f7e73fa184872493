"""Meals that cannot be: a digit too many, or another school's pupils at the table for a day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from beffroi.canteen.panel import Array, Panel

NEIGHBOURS = 25
FEWEST_NEIGHBOURS = 8
TIMES_USUAL = 1.5
ABOVE_USUAL = 0.3


def plausible(panel: Panel) -> Panel:
    """Return the panel without the meals far above the canteen's usual ones around that day.

    Nothing is learnt from them; they stay in the panel by which forecasts are judged. Without this
    1,359 meals for 154 pupils move the whole town's rate of the day by a tenth.
    """
    return replace(panel, served=np.where(_far_above(panel.rates), np.nan, panel.served))


def _far_above(rates: Array) -> Array:
    around = pd.DataFrame(rates.T).rolling(NEIGHBOURS, min_periods=FEWEST_NEIGHBOURS, center=True)
    usual = around.median().to_numpy().T
    return np.asarray((rates > TIMES_USUAL * usual) & (rates - usual > ABOVE_USUAL))
