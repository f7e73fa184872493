from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from beffroi.canteen.dispatch import (
    TotalTooSmall,
    Turnout,
    booking_turnout,
    counted_quantiles,
    dispatch,
    learn_turnout,
)

LEVELS = np.linspace(0.01, 0.99, 99)
COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=30)


def law(means: Any) -> Any:
    means = np.asarray(means, dtype=float)
    return np.clip(means[:, None] + 0.1 * means[:, None] * norm.ppf(LEVELS)[None, :], 0, None)


@given(means=COUNTS, total=st.integers(0, 20_000), plans=st.integers(0, 5))
def test_the_dispatch_sums_to_the_total_and_never_cuts_an_allergen_plan(
    means: list[int], total: int, plans: int
) -> None:
    reserved = np.full(len(means), float(plans))
    total = max(total, int(reserved.sum()))
    shared = dispatch(total, LEVELS, law(means), reserved=reserved)
    assert shared.sum() == total
    assert (shared >= reserved).all()
    assert (shared == np.floor(shared)).all()


def test_a_total_below_the_allergen_plans_is_refused_in_one_sentence() -> None:
    with pytest.raises(TotalTooSmall, match="8 repas réservés"):
        dispatch(7, LEVELS, law([50, 60]), reserved=np.array([4.0, 4.0]))


def test_every_canteen_runs_the_same_risk() -> None:
    means = np.array([40, 120, 400])
    shared = dispatch(590, LEVELS, law(means))
    risks = norm.sf(shared, means, 0.1 * means)
    assert np.ptp(risks) < 0.06


@pytest.mark.parametrize("total", [3, 2_000])
def test_a_total_far_from_the_law_is_still_shared_by_size(total: int) -> None:
    shared = dispatch(total, LEVELS, law([100, 300]))
    assert shared[1] / total == pytest.approx(0.75, abs=0.15)


def test_turnout_is_learnt_from_past_counts() -> None:
    rng = np.random.Generator(np.random.PCG64(2))
    counts = rng.integers(50, 200, 3_000).astype(float)
    learnt = learn_turnout(counts, rng.binomial(counts.astype(int), 0.96).astype(float))
    assert learnt is not None
    assert learnt.ratio == pytest.approx(0.96, abs=0.005)
    assert learnt.spread == pytest.approx(np.sqrt(0.96 * 0.04), rel=0.1)


def test_a_month_of_counts_is_not_enough_to_learn_from() -> None:
    assert learn_turnout(np.full(20, 100.0), np.full(20, 95.0)) is None


def test_bookings_are_matched_with_the_meals_of_the_same_canteen_and_day() -> None:
    days = pd.date_range("2024-01-08", periods=40)
    keys = pd.DataFrame({"date": days, "site": "Curie", "kind": "E"})
    learnt = booking_turnout(keys.assign(served=95.0), keys.assign(registered=100.0).sample(frac=1, random_state=1))
    assert learnt is not None
    assert learnt.ratio == pytest.approx(0.95)


def test_a_count_replaces_the_forecast_of_its_canteen_only() -> None:
    turnout = Turnout(ratio=1.0, spread=0.2)
    mixed = counted_quantiles(law([100, 100]), LEVELS, np.array([np.nan, 60.0]), turnout)
    assert mixed[0] == pytest.approx(law([100])[0])
    assert np.median(mixed[1]) == pytest.approx(60)
    assert np.ptp(mixed[1]) < np.ptp(mixed[0])
