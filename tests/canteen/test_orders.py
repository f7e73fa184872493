from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from beffroi.canteen.orders import GRID, CostUnusable, check_level, order_quantities, service_level, tradeoff_curve


def normal_law(mean: Any, deviation: float) -> Any:
    return np.asarray(mean, dtype=float)[:, None] + deviation * norm.ppf(GRID)[None, :]


def test_the_critical_ratio_is_the_share_of_the_shortage_in_both_costs() -> None:
    assert service_level(surplus_cents=230, shortage_cents=900) == pytest.approx(0.796, abs=1e-3)


@pytest.mark.parametrize(("surplus", "shortage"), [(0, 900), (230, 0), (230, -1), (1, 10**7)])
def test_costs_that_leave_no_choice_are_refused(surplus: int, shortage: int) -> None:
    with pytest.raises(CostUnusable, match="coûts"):
        service_level(surplus_cents=surplus, shortage_cents=shortage)


@pytest.mark.parametrize("level", [0.0, 1.0, 80.0, float("nan")])
def test_a_service_level_that_is_no_share_is_refused(level: float) -> None:
    with pytest.raises(CostUnusable, match="niveau de service"):
        check_level(level)


@given(mean=st.floats(0, 600), deviation=st.floats(0.1, 80), low=st.floats(0.01, 0.99), high=st.floats(0.01, 0.99))
def test_an_order_grows_with_the_service_level_and_is_whole_and_never_below_zero(
    mean: float, deviation: float, low: float, high: float
) -> None:
    law = normal_law([mean], deviation)
    less, more = (float(order_quantities(GRID, law, ratio)[0]) for ratio in sorted((low, high)))
    assert 0 <= less <= more
    assert less == int(less)


@pytest.mark.parametrize("surplus", [50, 230, 900])
def test_the_newsvendor_order_costs_least_on_draws(surplus: int) -> None:
    shortage = 900
    draws = np.random.Generator(np.random.PCG64(1)).poisson(120, 40_000)
    law = np.quantile(draws, GRID)[None, :]
    ordered = order_quantities(GRID, law, service_level(surplus_cents=surplus, shortage_cents=shortage))[0]

    def cost(order: float) -> float:
        return float((surplus * np.clip(order - draws, 0, None) + shortage * np.clip(draws - order, 0, None)).mean())

    cheapest = min(cost(order) for order in range(80, 171))
    assert cost(ordered) <= 1.01 * cheapest


def test_the_curve_trades_surplus_for_missing_meals() -> None:
    curve = tradeoff_curve(GRID, normal_law([100, 200, 40], 12))
    assert curve["surplus"].is_monotonic_increasing
    assert curve["missing"].is_monotonic_decreasing
    assert curve["margin"].is_monotonic_increasing


def test_the_curve_agrees_with_the_normal_law() -> None:
    curve = tradeoff_curve(GRID, normal_law([100], 10)).set_index("level")
    z = norm.ppf(0.8)
    assert curve.loc[0.8, "missing"] == pytest.approx(10 * (norm.pdf(z) - z * 0.2), abs=0.15)
    assert curve.loc[0.5, "margin"] == pytest.approx(0, abs=0.01)
