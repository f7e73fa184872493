"""Erlang's formulas against published tables, against each other, and against what they suppose."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.phone.errors import StaffingInvalid
from beffroi.phone.numbers import advise, erlang_a, erlang_b, erlang_c

# Table of Erlang B, one call in a hundred blocked (ITU-D, Teletraffic Engineering Handbook, and every textbook)
ONE_IN_A_HUNDRED = [(1, 0.0101), (2, 0.153), (5, 1.36), (10, 4.46), (15, 8.11), (20, 12.03), (30, 20.34), (50, 37.90)]


@pytest.mark.parametrize(("lines", "offered"), ONE_IN_A_HUNDRED)
def test_erlang_b_gives_the_table_of_one_call_in_a_hundred(lines: int, offered: float) -> None:
    assert erlang_b(offered, lines=lines) == pytest.approx(0.01, rel=0.02)


def test_erlang_c_gives_the_textbook_case_of_ten_erlangs_and_fourteen_agents() -> None:
    """200 calls an hour of 3 minutes: 17.4 % wait, 88.8 % within 20 s, 7.8 s on average (Call Centre Helper, 2018)."""
    queue = erlang_c(rate=200 / 3600, seconds=180, agents=14, within=20)
    assert queue.delayed == pytest.approx(0.174, abs=0.001)
    assert queue.within == pytest.approx(0.888, abs=0.001)
    assert queue.wait == pytest.approx(7.8, abs=0.05)
    assert queue.load == pytest.approx(0.714, abs=0.001)


def test_erlang_a_and_c_give_the_table_of_garnett_mandelbaum_and_reiman() -> None:
    """48 calls a minute of one minute, 50 agents; patience 2 minutes: 20.8 s and 3.7 s, 3.1 % leave, 96 % and 93 %."""
    patient = erlang_c(rate=48 / 60, seconds=60, agents=50)
    hasty = erlang_a(rate=48 / 60, seconds=60, agents=50, patience=120)
    assert patient.wait == pytest.approx(20.8, abs=0.3)
    assert hasty.wait == pytest.approx(3.7, abs=0.1)
    assert hasty.lost == pytest.approx(0.031, abs=0.001)
    assert (round(patient.load, 2), round(hasty.load, 2)) == (0.96, 0.93)


def chain(rate: float, seconds: float, agents: int, patience: float) -> tuple[float, float]:
    """Return lost and delayed of the birth and death chain, state by state."""
    weights = [1.0]
    for waiting in range(1, 400):
        busy, queued = min(waiting, agents), max(waiting - agents, 0)
        weights.append(weights[-1] * rate / (busy / seconds + queued / patience))
    shares = np.array(weights) / sum(weights)
    queued = np.maximum(np.arange(len(shares)) - agents, 0)
    return float(queued @ shares / patience / rate), float(shares[agents:].sum())


@pytest.mark.parametrize(
    ("calls", "agents", "patience"), list(itertools.product((5, 30, 57, 120), (1, 2, 4, 8), (30.0, 90.0, 600.0)))
)
def test_erlang_a_is_the_chain_of_births_and_deaths(calls: int, agents: int, patience: float) -> None:
    queue = erlang_a(rate=calls / 3600, seconds=240, agents=agents, patience=patience)
    lost, delayed = chain(calls / 3600, 240, agents, patience)
    assert queue.lost == pytest.approx(lost, abs=1e-5)
    assert queue.delayed == pytest.approx(delayed, abs=1e-5)


def test_endless_patience_makes_erlang_a_erlang_c_and_none_makes_it_erlang_b() -> None:
    rate, seconds, agents = 40 / 3600, 240.0, 4
    endless = erlang_a(rate=rate, seconds=seconds, agents=agents, patience=1e6)
    patient = erlang_c(rate=rate, seconds=seconds, agents=agents)
    assert endless.delayed == pytest.approx(patient.delayed, abs=1e-3)
    assert endless.within == pytest.approx(patient.within, abs=1e-3)
    none = erlang_a(rate=rate, seconds=seconds, agents=agents, patience=1e-3)
    assert none.lost == pytest.approx(erlang_b(rate * seconds, lines=agents), abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 200), st.integers(1, 20), st.floats(10, 600))
def test_one_agent_more_never_loses_more_calls(calls: float, agents: int, patience: float) -> None:
    fewer = erlang_a(rate=calls / 3600, seconds=240, agents=agents, patience=patience)
    more = erlang_a(rate=calls / 3600, seconds=240, agents=agents + 1, patience=patience)
    assert more.lost <= fewer.lost + 1e-9
    assert more.within >= fewer.within - 1e-9
    assert 0 <= fewer.lost <= fewer.delayed <= 1
    assert fewer.load <= 1 + 1e-9


def test_the_advice_is_the_fewest_agents_that_keep_the_promise() -> None:
    made = advise(calls_an_hour=57, seconds=240, patience=90, share=0.9, within=20)
    one_less = erlang_a(rate=57 / 3600, seconds=240, agents=made.agents - 1, patience=90, within=20)
    assert made.queue.within >= 0.9 > one_less.within
    assert made.advice.startswith(f"Il faut {made.agents} agents pour que 90")
    assert "attendent moins de 20 s" in made.advice
    assert advise(calls_an_hour=200, seconds=180, share=0.8, within=20).agents == 14


def test_an_overloaded_desk_makes_everybody_wait_where_nobody_leaves() -> None:
    queue = erlang_c(rate=100 / 3600, seconds=240, agents=2)
    assert (queue.delayed, queue.within, queue.load) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "bad",
    [
        {"calls_an_hour": 0, "seconds": 240},
        {"calls_an_hour": 10, "seconds": -1},
        {"calls_an_hour": 10, "seconds": 240, "share": 1.0},
        {"calls_an_hour": 10, "seconds": 240, "patience": 0},
        {"calls_an_hour": 1e6, "seconds": 240},
    ],
    ids=str,
)
def test_figures_without_sense_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(StaffingInvalid):
        advise(**bad)  # type: ignore[arg-type]
    with pytest.raises(StaffingInvalid):
        erlang_b(-1, lines=2)
