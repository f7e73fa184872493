from datetime import date, timedelta

import numpy as np
import pytest

from beffroi.canteen.past_years import WEEK_OF_YEAR, Moments, medians, past_years, steady_levels

FIRST = date(2020, 9, 1).toordinal()


def moments_of(ordinals: np.ndarray) -> Moments:
    days = [date.fromordinal(int(ordinal)) for ordinal in ordinals]
    years = np.array([day.year if day.month >= 8 else day.year - 1 for day in days])
    weekdays = np.array([day.weekday() for day in days])
    return Moments(ordinals, weekdays, years, np.zeros(len(days), dtype=np.int64), np.zeros(len(days), dtype=bool))


def two_years(level_of_each_year: tuple[float, float], dip: float) -> tuple[np.ndarray, np.ndarray]:
    """One canteen served daily for two years, with a dip in each January."""
    ordinals = np.arange(FIRST, FIRST + 2 * WEEK_OF_YEAR)
    months = np.array([date.fromordinal(int(o)).month for o in ordinals])
    levels = np.where(moments_of(ordinals).years == 2020, *level_of_each_year)
    return ordinals, (levels + np.where(months == 1, dip, 0.0))[None, :]


def season(level_of_each_year: tuple[float, float], day: date) -> dict[str, np.ndarray]:
    ordinals, relative = two_years(level_of_each_year, -0.1)
    past = past_years(relative, moments_of(ordinals), int(ordinals[-1]) + 1)
    return past.season(day.toordinal(), day.weekday(), 2022, 0)


def test_a_dip_of_every_january_is_expected_of_the_next() -> None:
    assert season((0.0, 0.0), date(2023, 1, 16))["season_month"][0] == pytest.approx(-0.075, abs=0.02)
    assert abs(season((0.0, 0.0), date(2023, 4, 17))["season_month"][0]) < 0.02


def test_pupils_who_came_since_are_not_taken_for_a_season() -> None:
    steady, grown = (season(levels, date(2023, 1, 16)) for levels in ((0.0, 0.0), (0.0, 0.3)))
    for name in ("season_month", "season_weekday", "season_quarter", "season_at_snapshot"):
        assert grown[name][0] == pytest.approx(steady[name][0], abs=0.01), name


def test_days_that_scatter_the_canteens_weigh_less_in_steady_levels() -> None:
    relative = np.zeros((20, 40))
    relative[:, -5:] = np.where(np.arange(20) % 2, 0.14, -0.14)[:, None]
    ages = np.arange(40, 0, -1).astype(float)
    steady = steady_levels(relative, np.zeros(20), ages)
    plain = relative @ np.exp(-ages / 12) / np.exp(-ages / 12).sum()
    assert np.abs(steady[:, 0]).max() < 0.2 * np.abs(plain).max()


def test_a_row_without_any_day_has_no_median() -> None:
    found = medians(np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]]))
    assert found[0] == 2
    assert np.isnan(found[1])


def test_nothing_before_the_first_year_gives_zeros() -> None:
    ordinals = np.arange(FIRST, FIRST + 10)
    past = past_years(np.zeros((3, 10)), moments_of(ordinals), FIRST + 10)
    day = date.fromordinal(FIRST) + timedelta(days=20)
    found = past.season(day.toordinal(), day.weekday(), 2020, 0)
    assert (found["season_month"] == 0).all()
    assert (found["season_start"] == 0).all()
