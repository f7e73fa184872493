from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from beffroi.water.night_flow import watch_sectors
from beffroi.water.night_flow.flows import clean_flows
from beffroi.water.night_flow.leak_shapes import Shape, columns
from beffroi.water.night_flow.ledger import ledger_rises
from beffroi.water.night_flow.ledger_fit import Sector
from beffroi.water.night_flow.made_up import BEDTIME, make_up_flows
from beffroi.water.night_flow.season import town_season
from beffroi.water.night_flow.thresholds import thresholds

NIGHTS = 260
WEEKEND = 5


def season_of(nights: int, *, swing: float = 0.08) -> np.ndarray:
    return 1 + swing * np.sin(2 * np.pi * np.arange(nights) / 365)


def sector(*leaks: np.ndarray, seed: int = 1, swing: float = 0.08, noise: float = 0.8) -> Sector:
    """A sector of 70 m3/h at night, the leaks added to it."""
    weekday, season = np.arange(NIGHTS) % 7, season_of(NIGHTS, swing=swing)
    customers = 70 * season / season[:21].mean() * np.where(weekday >= WEEKEND, 1.3, 1.0)
    drawn = np.random.default_rng(seed).normal(0, noise, NIGHTS)
    return Sector(customers + drawn + np.sum(leaks, axis=0), weekday, season / season[:21].mean())


def widening(begin: int, full: int, peak: float) -> np.ndarray:
    return np.asarray(np.clip((np.arange(NIGHTS) - begin) / (full - begin), 0, 1) ** 2 * peak)


def at_once(begin: int, end: int, flow: float) -> np.ndarray:
    nights = np.arange(NIGHTS)
    return np.asarray(np.where((nights >= begin) & (nights < end), flow, 0.0))


def test_the_season_of_the_town_raises_nothing() -> None:
    assert ledger_rises(sector(np.zeros(NIGHTS), swing=0.2)) == []


def test_a_slow_leak_is_seen_while_the_season_falls() -> None:
    """From the 120th night to the 240th customers use 10 m3/h less: the sum does not rise."""
    leak = widening(130, 210, 8.0)
    found = ledger_rises(sector(leak))
    assert found
    assert leak[found[0].seen] < 7.0
    assert found[0].onset >= 125


def test_two_leaks_that_grow_together_are_both_seen() -> None:
    found = ledger_rises(sector(widening(60, 130, 15.0), widening(100, 140, 12.0)))
    assert len(found) >= 2
    assert 60 < found[0].seen < found[1].seen < 137


def test_a_leak_after_a_repair_is_seen_with_its_size() -> None:
    found = ledger_rises(sector(at_once(50, 80, 20.0), at_once(83, NIGHTS, 9.0)))
    assert [rise.onset for rise in found] == [50, 83]
    assert [rise.loss for rise in found] == [pytest.approx(20, rel=0.15), pytest.approx(9, rel=0.25)]
    assert all(rise.earliest <= rise.onset <= rise.latest for rise in found)


def test_a_lone_night_raises_nothing() -> None:
    assert ledger_rises(sector(at_once(90, 91, 25.0))) == []


def test_what_comes_after_a_night_does_not_move_the_ledger() -> None:
    whole = sector(at_once(50, 80, 20.0), widening(60, 130, 15.0))
    altered = Sector(np.where(np.arange(NIGHTS) > 90, 300.0, whole.flow), whole.weekday, whole.season)
    before = [rise for rise in ledger_rises(whole) if rise.seen <= 90]
    assert before
    assert before == [rise for rise in ledger_rises(altered) if rise.seen <= 90]


def test_a_shape_begins_grows_is_full_and_ends() -> None:
    made = columns([Shape(3), Shape(0, 2, full=30, end=40), Shape(0, 1)], np.array([2, 3, 15, 35, 40]))
    assert made[:, 0].tolist() == [0, 1, 1, 1, 1]
    assert made[:, 1].tolist() == pytest.approx([(2 / 30) ** 2, 0.01, 0.25, 1.0, 0.0])
    assert made[2, 2] == pytest.approx(0.5)


def test_readings_without_noise_raise_nothing() -> None:
    when = pd.date_range("2022-01-01", periods=24 * 400, freq="h")
    week = np.where(when.day_of_week >= WEEKEND, 1.4, 1.0)
    year = 1 + 0.08 * np.sin(2 * np.pi * (when.day_of_year - 110) / 365)
    flow = 40 * BEDTIME[when.hour] * week * year
    assert watch_sectors(clean_flows(pd.DataFrame({"bourg": flow.round(2)}, index=when), "essai")).alarms == ()


def test_the_season_rests_on_the_days_before_and_no_leak_moves_it() -> None:
    table = make_up_flows(seed=4, sectors=2, days=200, minutes=60, leaks_a_year=0).table
    season = town_season(table)
    leaking = town_season(table + np.where(table.index >= "2022-04-01", 15.0, 0.0)[:, None])
    assert np.allclose(season, leaking)
    assert np.allclose(season[:100], town_season(table[:"2022-04-10"])[:100])
    assert season.iloc[-20:].mean() > season.iloc[:20].mean() + 0.05


def test_a_repair_in_another_sector_some_days_before_hides_no_leak() -> None:
    """As much stops in sector 1 on the 6th as begins in sector 2 on the 10th: no valve was moved."""
    table = make_up_flows(seed=3, sectors=2, days=150, minutes=60, leaks_a_year=0, noise=0.01).table
    table["secteur 1"] += np.where(table.index < "2022-04-06", 9.0, 0.0)
    table["secteur 2"] += np.where(table.index >= "2022-04-10", 9.0, 0.0)
    made = watch_sectors(clean_flows(table, "essai"))
    day = pd.Timestamp("2022-04-10")
    assert [a.sector for a in made.alarms if abs(a.onset - day) < pd.Timedelta(days=2)] == ["secteur 2"]


def test_the_thresholds_are_dated() -> None:
    text = (files("beffroi.water.night_flow") / "ledger.toml").read_text(encoding="utf-8")
    assert "dated = 2026" in text
    assert thresholds("rise")["least_m3h"] > 0
