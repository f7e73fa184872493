from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.water.network import read_network
from beffroi.water.scada import read_scada, stuck_hours
from beffroi.water.sensor_checks import mend_units, swap_back


@pytest.fixture
def table(leaking: Path) -> pd.DataFrame:
    return pd.read_csv(leaking / "scada.csv")


def _written(table: pd.DataFrame, folder: Path) -> Path:
    table.to_csv(folder / "scada.csv", index=False)
    return folder / "scada.csv"


def test_a_doubled_hour_and_shuffled_lines_are_said_and_mended(town: Path, table: pd.DataFrame, tmp_path: Path) -> None:
    network = read_network(town)
    clean = read_scada(_written(table, tmp_path), network)
    mixed = pd.concat([table, table.iloc[100:104]]).sample(frac=1, random_state=1)
    mended = read_scada(_written(mixed, tmp_path), network)
    assert any("double" in message for message in mended.messages)
    assert any("ordre" in message for message in mended.messages)
    for name, values in clean.pressures.items():
        np.testing.assert_allclose(mended.pressures[name], values)


def test_a_gap_of_a_week_stays_unknown_and_is_said(town: Path, table: pd.DataFrame, tmp_path: Path) -> None:
    holed = pd.concat([table.iloc[: 96 * 9], table.iloc[96 * 16 :]])
    readings = read_scada(_written(holed, tmp_path), read_network(town))
    assert readings.days == 40
    assert all(np.isnan(values[24 * 9 : 24 * 16]).all() for values in readings.pressures.values())
    assert any("168 heures sans aucune mesure" in message for message in readings.messages)


def test_names_that_the_network_lacks_are_listed(town: Path, table: pd.DataFrame, tmp_path: Path) -> None:
    readings = read_scada(_written(table.assign(inconnu=1.0), tmp_path), read_network(town))
    assert any("inconnu" in message for message in readings.messages)


def test_a_stuck_sensor_is_blanked_for_the_stuck_hours_only() -> None:
    values = 40 + np.sin(np.arange(240) / 3.8)
    values[100:170] = 40.2
    stuck = stuck_hours(values)
    assert stuck[100:170].all()
    assert not stuck[:99].any()
    assert not stuck[171:].any()


def test_bars_become_metres_and_swapped_sensors_change_back(town: Path, table: pd.DataFrame, tmp_path: Path) -> None:
    network = read_network(town)
    true = read_scada(_written(table, tmp_path), network)
    names = sorted(true.pressures, key=lambda name: float(np.nanmedian(true.pressures[name])))
    low, high = names[0], names[-1]
    expected = {name: float(np.nanmedian(values)) for name, values in true.pressures.items()} | {low: 20.0, high: 50.0}
    broken = dict(true.pressures) | {low: true.pressures[high] * 0 + 50, high: true.pressures[low] * 0 + 20}
    bars = {name: values / 10.197 for name, values in broken.items()}
    flows = {name: float(np.nanmedian(values)) for name, values in true.flows.items()}
    readings = type(true)(true.start, bars, true.flows, true.levels)
    swapped = {name: expected[name] if name not in (low, high) else 35.0 for name in expected}
    mended = swap_back(mend_units(readings, pressures=swapped, flows=flows), expected=expected)
    assert float(np.nanmedian(mended.pressures[low])) == pytest.approx(20.0, abs=0.1)
    assert any("intervertis" in message for message in mended.messages)
    assert sum("bar" in message for message in mended.messages) == 1
