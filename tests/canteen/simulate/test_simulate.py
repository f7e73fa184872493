import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.canteen.dispatch import booking_turnout
from beffroi.canteen.history import History
from beffroi.canteen.reading import read_folder
from beffroi.canteen.simulate import TownImpossible, simulate
from beffroi.canteen.writing import write_folder
from beffroi.territory.calendar import FOUR_DAYS


@pytest.fixture(scope="module")
def city() -> History:
    return simulate(seed=5, canteens=60, years=3, registrations=True)


@pytest.fixture(scope="module")
def ordinary(city: History) -> pd.DataFrame:
    rows = city.attendance.dropna(subset=["served", "planned"])
    return rows[~rows["date"].dt.date.isin(city.strikes)]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        write_folder(simulate(seed=11, canteens=4, years=1), folder)
    names = sorted(path.name for path in folders[0].iterdir())
    assert names == ["attendance.csv.gz", "calendar.csv", "enrolment.csv", "menus.csv.gz", "strikes.csv"]
    assert all((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes() for name in names)


def test_another_seed_gives_another_town() -> None:
    one, two = (simulate(seed=seed, canteens=4, years=1).attendance["served"].sum() for seed in (1, 2))
    assert one != two


def test_bookings_change_no_meal() -> None:
    plain, booked = (simulate(seed=4, canteens=4, years=1, registrations=told) for told in (False, True))
    pd.testing.assert_frame_equal(plain.attendance, booked.attendance)
    assert plain.registrations.empty
    assert len(booked.registrations) == len(booked.attendance)


def test_a_written_town_reads_back_without_a_finding_beyond_its_own_traps(town: History, town_folder: Path) -> None:
    read = read_folder(town_folder)
    assert {anomaly.kind for anomaly in read.anomalies} <= {"zero", "served_unknown"}
    pd.testing.assert_frame_equal(read.attendance, town.attendance, check_dtype=False)
    pd.testing.assert_frame_equal(read.enrolment, town.enrolment, check_dtype=False)
    assert read.strikes == town.strikes


def test_agents_order_with_their_usual_caution(ordinary: pd.DataFrame) -> None:
    gaps, served = ordinary["planned"] - ordinary["served"], ordinary["served"].sum()
    assert 0.03 < gaps.sum() / served < 0.07
    assert 0.06 < gaps.abs().sum() / served < 0.085


def test_strikes_cost_meals_and_close_canteens(city: History, ordinary: pd.DataFrame) -> None:
    strike = city.attendance[city.attendance["date"].dt.date.isin(city.strikes)]
    assert strike["served"].mean() < 0.8 * ordinary["served"].mean()
    assert (strike["served"] == 0).any()


def test_the_end_of_june_empties_the_canteens(ordinary: pd.DataFrame) -> None:
    daily = ordinary.groupby("date")["served"].mean()
    july = daily[daily.index.month == 7].mean()
    spring = daily[daily.index.month == 5].mean()
    assert july < 0.85 * spring


def test_canteens_open_and_close_midway(city: History) -> None:
    spans = city.attendance.groupby(["site", "kind"])["date"].agg(["min", "max"])
    assert (spans["min"] > spans["min"].min()).any()
    assert (spans["max"] < spans["max"].max()).any()


def test_cohorts_move_up_the_school(city: History) -> None:
    wide = city.enrolment[city.enrolment["kind"] != "M"].pivot(
        index=["site", "kind"], columns="school_year", values="primary"
    )
    steps = np.diff(np.log(wide.dropna().to_numpy()), axis=1)
    assert 0 < np.abs(steps).mean() < 0.12


def test_bookings_tell_the_meals_of_the_day_better_than_the_agents(city: History, ordinary: pd.DataFrame) -> None:
    learnt = booking_turnout(city.attendance, city.registrations)
    assert learnt is not None
    pairs = ordinary.merge(city.registrations, on=["date", "site", "kind"])
    booked = (learnt.ratio * pairs["registered"] - pairs["served"]).abs().sum()
    assert booked < 0.5 * (pairs["planned"] - pairs["served"]).abs().sum()


def test_a_week_of_four_days_and_a_half_serves_fewer_meals_on_wednesdays() -> None:
    days = simulate(seed=2, canteens=5, years=1, wednesday=True).attendance.groupby("date")["served"].mean()
    weekday = days.groupby(days.index.day_of_week).mean()
    assert set(weekday.index) == FOUR_DAYS | {2}
    assert weekday[2] < 0.85 * weekday[1]


@pytest.mark.parametrize("zone", ["A", "B", "C"])
def test_no_zone_serves_in_its_february_holidays(zone: str) -> None:
    off = {"A": "2025-02-25", "B": "2025-02-11", "C": "2025-02-18"}
    served = set(simulate(seed=1, canteens=3, years=1, zone=zone).attendance["date"].dt.strftime("%Y-%m-%d"))
    assert off[zone] not in served
    assert served >= set(off.values()) - {off[zone]} - {"2025-02-18", "2025-02-25"}


@pytest.mark.parametrize("wrong", [{"canteens": 2}, {"canteens": 30_001}, {"years": 0}, {"seed": -1}])
def test_an_impossible_town_is_told(wrong: dict[str, int]) -> None:
    with pytest.raises(TownImpossible, match="Choisissez"):
        simulate(**{"seed": 1, "canteens": 5, "years": 1, **wrong})  # type: ignore[arg-type]


def test_names_stay_distinct_in_a_region() -> None:
    sites = simulate(seed=1, canteens=3_000, years=1).enrolment
    assert not sites.duplicated(["school_year", "site"]).any()


def test_twelve_canteens_take_no_time() -> None:
    started = time.perf_counter()
    simulate(seed=9, canteens=12, years=3)
    assert time.perf_counter() - started < 5
