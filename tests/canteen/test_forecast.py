from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.canteen.explain import contributions, explain
from beffroi.canteen.forecast import Forecast, RangeUnusable, forecast
from beffroi.canteen.history import History
from beffroi.canteen.panel import NoAttendance
from beffroi.canteen.reading import read_folder
from beffroi.canteen.writing import write_folder

AS_OF, FIRST, LAST = date(2024, 3, 11), date(2024, 3, 18), date(2024, 3, 22)


def made_from(history: History, **changes: object) -> Forecast:
    return forecast(history, **{"as_of": AS_OF, "first": FIRST, "last": LAST, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(town: History) -> Forecast:
    return made_from(town)


def test_every_open_canteen_has_one_row_per_school_day(made: Forecast) -> None:
    assert made.canteens.groupby(["site", "kind"]).size().eq(4).all()
    assert sorted({day.weekday() for day in made.canteens["date"]}) == [0, 1, 3, 4]
    assert len(made.total) == 4


def test_intervals_hold_each_other_and_the_forecast(made: Forecast) -> None:
    for table in (made.canteens, made.total):
        ordered = table[["low95", "low80", "forecast", "high80", "high95"]].to_numpy(dtype=float)
        assert (np.diff(ordered, axis=1) >= 0).all()
        assert (ordered >= 0).all()


def test_the_forecast_is_closer_than_last_years_mean(town: History, made: Forecast) -> None:
    truth = town.attendance.assign(date=town.attendance["date"].dt.date)
    joined = made.canteens.merge(truth, on=["date", "site", "kind"])
    error = (joined["forecast"] - joined["served"]).abs().sum() / joined["served"].sum()
    agents = (joined["planned"] - joined["served"]).abs().sum() / joined["served"].sum()
    assert len(joined) == len(made.canteens)
    assert error < agents


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_dated_after_the_as_of_date_moves_the_forecast(
    town: History, town_folder: Path, tmp_path: Path, seed: int
) -> None:
    """Attendance from --as-of on and strikes beyond five days are altered at random, rows added and removed."""
    rng = np.random.default_rng(seed)
    attendance = town.attendance.copy()
    later = np.flatnonzero(attendance["date"] >= pd.Timestamp(AS_OF))
    attendance.loc[later, "served"] = rng.integers(0, 2000, len(later)).astype(float)
    attendance.loc[later, "planned"] = np.nan
    attendance = attendance.drop(index=rng.choice(later, size=len(later) // 3, replace=False))
    extra = attendance.tail(50).assign(site="ÉCOLE FANTÔME", date=pd.Timestamp(AS_OF) + pd.Timedelta(days=3))
    strange = frozenset(AS_OF + timedelta(days=int(days)) for days in rng.integers(6, 90, 10))
    strikes = frozenset(day for day in town.strikes if day <= AS_OF + timedelta(days=5)) | strange
    altered = replace(
        town, attendance=pd.concat([attendance, extra]).drop_duplicates(["date", "site", "kind"]), strikes=strikes
    )
    write_folder(altered, tmp_path)
    expected = made_from(read_folder(town_folder, as_of=AS_OF))
    moved = made_from(read_folder(tmp_path, as_of=AS_OF))
    pd.testing.assert_frame_equal(moved.canteens, expected.canteens)
    pd.testing.assert_frame_equal(moved.total, expected.total)


def test_a_strike_lowers_the_day_and_widens_its_interval(town: History, made: Forecast) -> None:
    struck = made_from(town, strikes=[FIRST])
    normal, strike = made.total.iloc[0], struck.total.iloc[0]
    assert strike["forecast"] < normal["forecast"]
    assert strike["high80"] - strike["low80"] > normal["high80"] - normal["low80"]
    assert any(message.startswith("Grève") for message in struck.messages)


def test_a_new_canteen_without_history_gets_a_forecast_and_a_message(town: History) -> None:
    row = {
        "school_year": "2023-2024",
        "site": "NOUVELLE",
        "kind": "E",
        "enrolled": 200.0,
        "nursery": 0.0,
        "primary": 200.0,
    }
    grown = replace(town, enrolment=pd.concat([town.enrolment, pd.DataFrame([row])], ignore_index=True))
    made = made_from(grown)
    rows = made.canteens[made.canteens["site"] == "NOUVELLE"]
    assert len(rows) == 4
    assert rows["forecast"].between(60, 200).all()
    assert any("sans historique" in message for message in made.messages)


def test_a_town_with_a_month_of_history_gets_wide_intervals_and_a_message(town: History) -> None:
    recent = town.attendance[town.attendance["date"] >= pd.Timestamp(AS_OF - timedelta(days=45))]
    made = made_from(replace(town, attendance=recent))
    assert len(made.canteens) > 0
    assert any("jours servis" in message for message in made.messages)
    share = (made.canteens["high95"] - made.canteens["low95"]) / made.canteens["forecast"]
    assert share.mean() > 0.15


def test_a_new_school_year_with_last_years_enrolment_says_so(town: History) -> None:
    made = made_from(town, as_of=date(2024, 7, 1), first=date(2024, 9, 5), last=date(2024, 9, 13))
    assert any("ceux de l'année précédente" in message for message in made.messages)
    assert (made.canteens["forecast"] > 0).all()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (AS_OF, LAST, "après"),
        (LAST, FIRST, "précède"),
        (FIRST, FIRST + timedelta(days=400), "dix mois"),
        (date(2024, 3, 23), date(2024, 3, 24), "Aucun jour de classe"),
    ],
)
def test_an_unusable_range_is_refused_in_one_sentence(town: History, first: date, last: date, words: str) -> None:
    with pytest.raises(RangeUnusable, match=words):
        made_from(town, first=first, last=last)


def test_a_date_before_any_meal_is_refused(town: History) -> None:
    with pytest.raises(NoAttendance, match="Aucun repas servi"):
        made_from(town, as_of=date(2015, 1, 5), first=date(2015, 1, 12), last=date(2015, 1, 16))


def test_the_explanation_adds_up_to_the_towns_effect(made: Forecast) -> None:
    day = made.total["date"].iloc[0]
    effect = made.replay.town(AS_OF.toordinal())
    column = made.panel.days.index(day)
    pupils = made.panel.size[sorted(set(made.rows.canteen.tolist())), column].sum()
    usual = effect.contributions[made.panel.past].mean(axis=0).sum()
    expected = (effect.contributions[column].sum() - usual) * pupils
    assert sum(c.meals for c in contributions(made, day)) == pytest.approx(expected)
    assert "repas attendus" in explain(made, day)[0]


def test_the_command_writes_the_agreed_columns(town_folder: Path, tmp_path: Path, beffroi: Callable[..., int]) -> None:
    out, total = tmp_path / "p.csv", tmp_path / "t.csv"
    arguments = [
        "--as-of",
        AS_OF,
        "--from",
        FIRST,
        "--to",
        LAST,
        "--strike",
        "2024-03-19",
        "--out",
        out,
        "--total",
        total,
    ]
    assert beffroi("canteen", "forecast", town_folder, *arguments) == 0
    header = out.read_text(encoding="utf-8").splitlines()[0]
    assert header == "date,site,kind,forecast,low80,high80,low95,high95,order"
    assert pd.read_csv(total)["date"].tolist() == ["2024-03-18", "2024-03-19", "2024-03-21", "2024-03-22"]
