from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from beffroi.canteen.history import History
from beffroi.canteen.panel import build_panel
from beffroi.canteen.plausible import plausible


def test_a_digit_too_many_teaches_nothing_and_other_days_stay(town: History) -> None:
    table = town.attendance.copy()
    row = table.index[(table["date"] == pd.Timestamp(2024, 1, 16)) & (table["served"] > 0)][0]
    table.loc[row, "served"] = 10 * table.loc[row, "served"]
    panel = build_panel(replace(town, attendance=table), as_of=date(2024, 3, 11), targets=[])
    lost = np.isfinite(panel.served) & ~np.isfinite(plausible(panel).served)
    place = panel.canteens.index((table.loc[row, "site"], table.loc[row, "kind"])), panel.days.index(date(2024, 1, 16))
    assert lost[place]
    assert lost.sum() == 1
