import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.canteen.evaluate import PeriodUnusable, evaluate
from beffroi.canteen.history import History
from beffroi.canteen.reading import read_folder
from beffroi.canteen.scores import relative_error, surplus_and_missing

KEYS = {
    "rows", "days", "canteen_day", "canteen_week", "town_day", "bias", "cover80", "cover95", "over", "under",
    "planned_over", "planned_under",
}  # fmt: skip


def test_the_command_writes_the_agreed_json(town_folder: Path, tmp_path: Path, beffroi: Callable[..., int]) -> None:
    out, svg = tmp_path / "e.json", tmp_path / "e.svg"
    arguments = ["--from", "2024-01-08", "--to", "2024-02-23", "--horizon", "2w", "--json", out, "--svg", svg]
    assert beffroi("canteen", "evaluate", town_folder, *arguments) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert set(found) == {"horizon", "all", "no_strike", "baselines", "seconds"}
    assert set(found["no_strike"]) >= KEYS
    assert set(found["baselines"]) == {"agents", "last_year", "seasonal"}
    assert found["no_strike"]["canteen_day"] < found["baselines"]["agents"]["canteen_day"]
    assert 0 <= found["no_strike"]["cover80"] <= 1
    assert "<svg" in svg.read_text(encoding="utf-8")


@pytest.mark.parametrize("horizon", ["1w", "10w", "term"])
def test_other_horizons_judge_every_row_of_the_period(town: History, horizon: str) -> None:
    first, last = date(2024, 1, 8), date(2024, 1, 26)
    made = evaluate(town, first=first, last=last, horizon=horizon)
    days = town.attendance["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    assert made.all_days.rows == int((town.attendance.loc[days, "served"] > 0).sum())


def test_a_period_without_meals_is_refused(town: History) -> None:
    with pytest.raises(PeriodUnusable):
        evaluate(town, first=date(2024, 6, 30), last=date(2024, 6, 29), horizon="2w")


def test_errors_are_relative_to_the_meals_served() -> None:
    error, served = pd.Series([10.0, -10.0]), pd.Series([100.0, 100.0])
    assert relative_error(error, served) == pytest.approx(10)
    assert relative_error(error, served, [pd.Series(["a", "a"])]) == 0


def test_surplus_and_missing_are_scaled_to_a_year_of_135_days() -> None:
    over, under = surplus_and_missing(pd.Series([110.0, 90.0, np.nan]), pd.Series([100.0, 100.0, 5.0]), 27)
    assert (over, under) == (pytest.approx(50), pytest.approx(50))


@pytest.mark.data
def test_the_figures_of_the_documentation_hold_on_the_shared_data(shared_data: Path) -> None:
    """The school year 2016-17 two weeks ahead, without strikes, as docs/services/canteen.md gives it."""
    history = read_folder(shared_data / "canteen", as_of=date(2017, 7, 8))
    made = evaluate(history, first=date(2016, 9, 1), last=date(2017, 7, 7), horizon="2w")
    plain, agents = made.no_strike, made.baselines["agents"]
    assert plain.days == 127
    assert plain.canteen_day < 5.6 < agents["canteen_day"]
    assert plain.total_day < 2.0 < agents["town_day"]
    assert abs(plain.bias) < 1
    assert all(0.77 <= share <= 0.84 for share in (plain.cover80, plain.total_cover80))
    assert all(0.93 <= share <= 0.97 for share in (plain.cover95, plain.total_cover95))
    assert plain.planned_over is not None
    assert plain.over < plain.planned_over
