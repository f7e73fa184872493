"""The model beside its readings: leaks drawn, signatures and their errors, growth."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.water.leak_alarms import AlarmRule, is_sure
from beffroi.water.leak_draws import growth_of
from beffroi.water.leak_hypotheses import Change, explain, first_look, single_sensor
from beffroi.water.leak_model import NetworkModel
from beffroi.water.leak_residuals import daily_residuals
from beffroi.water.leak_signatures import Signatures, solve_signatures
from beffroi.water.leak_tracks import Track
from beffroi.water.leaks import read_inputs

LEAKING, PIPE = range(25, 35), "cn44e"


@pytest.fixture(scope="module")
def model(town: Path, leaking: Path) -> Iterator[NetworkModel]:
    last = pd.Timestamp("2018-02-09")
    with NetworkModel(*read_inputs(network=town, scada=leaking / "scada.csv", amr=None, last=last)) as made:
        yield made


@pytest.fixture(scope="module")
def signatures(model: NetworkModel) -> Signatures:
    return solve_signatures(model, days=range(7))


def _row(model: NetworkModel, signatures: Signatures, pipe: str = PIPE) -> int:
    return signatures.pipes.tolist().index(model.network.link_index[pipe])


def test_a_leak_drawn_at_its_place_leaves_little_in_the_residuals(model: NetworkModel, leaking: Path) -> None:
    quiet = daily_residuals(model, days=range(1, 11)).mean(axis=0)
    before = daily_residuals(model, days=LEAKING).mean(axis=0) - quiet
    lost = pd.read_csv(leaking / "leakflow.csv", index_col="t").sum(axis=1).to_numpy().reshape(-1, 96).mean(axis=1)
    ends = model.network.ends[model.network.link_index[PIPE]].tolist()
    model.draws[:, ends] = lost[:, None] / 2
    after = daily_residuals(model, days=LEAKING).mean(axis=0) - quiet
    model.draws[:] = 0.0
    pressures = slice(0, len(model.gauges.nodes))
    assert np.abs(after[pressures]).max() < 0.3 * np.abs(before[pressures]).max()


def test_the_change_that_a_leak_makes_is_put_down_to_its_pipe(model: NetworkModel, signatures: Signatures) -> None:
    row = _row(model, signatures)
    cover = np.eye(signatures.first.shape[1]) * 1e-4
    mean = signatures.change(np.array([row]), np.array([3.0]))[0]
    come, gone = explain(Change(mean, cover), signatures), explain(Change(-mean, cover), signatures, sign=-1)
    assert come.pipe == gone.pipe == row
    assert come.flow == pytest.approx(3.0, rel=0.3)
    assert come.chances().sum() == pytest.approx(1.0)
    assert first_look(Change(mean, cover), signatures)[0] > first_look(Change(-mean, cover), signatures)[0]


def test_earlier_curvature_and_errors_serve_again(model: NetworkModel, signatures: Signatures) -> None:
    again = solve_signatures(model, days=range(7), like=signatures)
    np.testing.assert_allclose(again.first, signatures.first, atol=1e-3)
    row = _row(model, signatures)
    assert again.error(row) is signatures.error(row)


def test_the_error_of_a_signature_is_a_covariance_well_under_the_effect(
    model: NetworkModel, signatures: Signatures
) -> None:
    row = _row(model, signatures)
    error = signatures.error(row)
    assert np.linalg.eigvalsh(error).min() > -1e-9
    pressures = slice(0, len(model.gauges.nodes))
    assert 0 < np.trace(error[pressures, pressures]) < np.sum(signatures.first[row, pressures] ** 2)


def test_a_sensor_that_moves_alone_is_told_from_a_leak(signatures: Signatures) -> None:
    mean = np.zeros(signatures.first.shape[1])
    mean[2] = 1.0
    feature, ratio = single_sensor(Change(mean, np.eye(len(mean)) * 1e-3), left=2.5)
    assert (feature, ratio) == (2, pytest.approx(500.0))
    assert single_sensor(Change(np.ones(len(mean)), np.eye(len(mean)) * 1e-3), left=2.5)[1] == 0.0


def test_open_leaks_grow_but_do_not_heal() -> None:
    effects = np.eye(4)[:, :2]
    change = Change(effects @ np.array([2.0, -3.0]), np.eye(4) * 1e-4)
    grown, _ = growth_of(change, effects, np.array([4.0, 4.0]), least=np.array([-0.1, -0.1]))
    assert grown == pytest.approx([2.0, -0.1], abs=0.01)


@pytest.mark.parametrize(("age", "mass", "sure"), [(0, 0.85, False), (0, 0.95, True), (2, 0.85, True), (9, 0.7, True)])
def test_an_alarm_asks_for_a_surer_place_at_first(age: int, mass: float, sure: bool) -> None:
    track = Track(5, 10, (0, 5), np.ones(1), flow=4.0, left=1.0, pipe=0)
    assert is_sure(track, day=10 + age, mass=mass, rule=AlarmRule(), zone_only=False) is sure


def test_a_trickle_raises_no_alarm() -> None:
    track = Track(5, 10, (0, 5), np.ones(1), flow=0.4, left=1.0, pipe=0)
    assert not is_sure(track, day=30, mass=1.0, rule=AlarmRule(), zone_only=False)
