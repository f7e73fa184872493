from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.water.known_leaks import KnownLeak, ended_before
from beffroi.water.network import read_network
from beffroi.water.score_leaks import Leaks, score

TIMES = pd.date_range("2019-01-01", "2019-01-10 23:00:00", freq="h")


def _leaks(pipe: str = "cn00e", flow: float = 2.0) -> Leaks:
    leak = KnownLeak(pipe, TIMES[0], TIMES[-1])
    return Leaks((leak,), TIMES, np.full((len(TIMES), 1), flow))


def test_an_alarm_on_the_pipe_at_the_start_earns_all_the_water(town: Path) -> None:
    made = score(read_network(town), _leaks(), [("cn00e", TIMES[0])])
    assert made.euros == pytest.approx(0.80 * 2.0 * 240)
    assert made.euros == made.perfect


def test_distance_costs_between_nearest_ends_plus_half_of_both_lengths(town: Path) -> None:
    made = score(read_network(town), _leaks(), [("cn01e", TIMES[0])])
    assert made.details[0]["distance_m"] == 80
    assert made.euros == pytest.approx(0.80 * 2.0 * 240 - 500 * 80 / 300, abs=0.01)


def test_an_alarm_that_matches_nothing_costs_500_euros(town: Path) -> None:
    made = score(read_network(town), _leaks(), [("cn54e", TIMES[5])])
    assert (made.euros, made.false, made.found) == (-500.0, 1, 0)


def test_a_second_alarm_on_a_found_leak_costs_nothing(town: Path) -> None:
    once = score(read_network(town), _leaks(), [("cn00e", TIMES[0])])
    twice = score(read_network(town), _leaks(), [("cn00e", TIMES[0]), ("cn01e", TIMES[9])])
    assert (twice.euros, twice.false) == (once.euros, 0)


def test_an_alarm_before_the_leak_matches_nothing(town: Path) -> None:
    late = Leaks((KnownLeak("cn00e", TIMES[50], TIMES[-1]),), TIMES, np.ones((len(TIMES), 1)))
    assert score(read_network(town), late, [("cn00e", TIMES[10])]).false == 1


def test_the_blind_cover_earns_with_false_alarms_and_is_always_told(town: Path) -> None:
    made = score(read_network(town), _leaks(flow=400.0), [])
    assert made.blind_euros > 0
    assert made.blind_false > 0
    assert any("aveugle" in line for line in made.lines())


def test_only_leaks_that_ended_before_are_known() -> None:
    leaks = (KnownLeak("a", TIMES[0], TIMES[5]), KnownLeak("b", TIMES[0], TIMES[-1]))
    assert [leak.pipe for leak in ended_before(leaks, TIMES[9])] == ["a"]
