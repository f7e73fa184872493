"""Simulated days: beside Erlang A in hours that do not change, and what they must obey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from beffroi.phone.measured import Scenario, scenario
from beffroi.phone.numbers import erlang_a
from beffroi.phone.simulate import sensitivity, simulate

DAYS = 20


def stationary(calls_an_hour: float, *, operators: int, patience: float = 90.0) -> Scenario:
    """Return a town hall without agent, open day and night, whose calls come evenly; nobody rings again."""
    made = scenario(calls_a_day=24 * calls_an_hour, operators=operators, agent=False, lines=1000)
    return replace(made, opens=((0.0, 48.0),), profile=(1.0,), again=0.0, patience=patience)


@pytest.mark.parametrize(
    ("calls_an_hour", "operators", "patience"),
    [(57, 2, 90.0), (57, 4, 90.0), (30, 2, 180.0), (80, 3, 45.0), (20, 1, 90.0)],
)
def test_without_agent_the_simulation_loses_what_erlang_a_says_within_one_point(
    calls_an_hour: int, operators: int, patience: float
) -> None:
    made = simulate(stationary(calls_an_hour, operators=operators, patience=patience), days=DAYS)
    queue = erlang_a(rate=calls_an_hour / 3600, seconds=240, agents=operators, patience=patience)
    assert made.lost == pytest.approx(queue.lost, abs=0.01)
    assert made.wait == pytest.approx(queue.wait, abs=1.5)


def test_without_agent_two_operators_lose_more_than_half_of_four_hundred_calls() -> None:
    one = scenario(calls_a_day=400, operators=2, agent=False)
    assert simulate(replace(one, again=0.0), days=DAYS).lost == pytest.approx(0.56, abs=0.03)
    assert 0.60 < simulate(one, days=DAYS).lost < 0.70


def test_with_the_agent_few_calls_are_lost() -> None:
    made = simulate(scenario(calls_a_day=400, operators=2, agent=True), days=DAYS)
    without = simulate(scenario(calls_a_day=400, operators=2, agent=False), days=DAYS)
    assert made.lost < without.lost / 4
    assert made.lost <= made.lost_or_unreached <= made.lost_or_message
    assert made.callers_lost <= made.lost


def test_shares_of_a_call_sum_to_one() -> None:
    made = simulate(scenario(calls_a_day=400, operators=2, agent=True), days=2)
    assert made.lost + made.contained + made.passed + made.messages == pytest.approx(1.0)


def test_the_same_seed_gives_the_same_days() -> None:
    one = scenario(calls_a_day=200, operators=2, agent=True)
    assert simulate(one, days=2, seed=3) == simulate(one, days=2, seed=3)
    assert simulate(one, days=2, seed=3) != simulate(one, days=2, seed=4)


def test_no_more_calls_than_lines() -> None:
    made = simulate(scenario(calls_a_day=400, operators=2, agent=True, lines=3), days=3)
    assert made.busiest == 3
    assert made.blocked > 0


def test_more_containment_more_operators_and_more_lines_lose_less() -> None:
    table = sensitivity(scenario(calls_a_day=400, operators=2, agent=True), days=8)
    for name in ("containment", "operators", "lines"):
        lost = [line.outcome.lost_or_message for line in table if line.name == name]
        assert lost[0] > lost[-1]
        assert len(lost) == 4


def test_a_town_hall_without_operators_takes_messages() -> None:
    made = simulate(scenario(calls_a_day=200, operators=0, agent=True), days=2)
    assert made.messages > 0.2
    assert simulate(scenario(calls_a_day=200, operators=0, agent=False), days=2).lost == 1.0
