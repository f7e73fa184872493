import numpy as np
import pandas as pd
import pytest

from beffroi.water.leak_evidence import seen_around

ONSET, RAISED = pd.Timestamp("2026-01-22"), pd.Timestamp("2026-01-30 23:45")
KINDS = {f"n{n}": "pressure" for n in range(6)} | {"p1": "flow", "p2": "flow", "T1": "level"}


@pytest.fixture
def table() -> pd.DataFrame:
    """Sixty days of hours: from the 22nd n3 falls by 0.8 m, n2 by 0.4 m, p1 rises by 5 m3/h; all share a slow swing."""
    hours = pd.date_range("2026-01-01", periods=60 * 24, freq="h")
    noise = np.random.default_rng(4)
    swing = 0.5 * np.sin(np.arange(len(hours)) / 40)
    made = {name: 40 + swing + noise.normal(0, 0.02, len(hours)) for name in KINDS if name.startswith("n")}
    made |= {name: 20 + noise.normal(0, 0.2, len(hours)) for name in ("p1", "p2", "T1")}
    found = pd.DataFrame(made, index=hours)
    found.loc[found.index >= ONSET, "n3"] -= 0.8
    found.loc[found.index >= ONSET, "n2"] -= 0.4
    found.loc[found.index >= ONSET, "p1"] += 5.0
    return found


def test_the_sensors_that_a_leak_moved_come_first_without_the_swing_of_all(table: pd.DataFrame) -> None:
    seen = seen_around(table, KINDS, onset=ONSET, raised=RAISED)
    assert [(one.sensor, one.kind) for one in seen][:2] == [("n3", "pressure"), ("n2", "pressure")]
    assert seen[0].change == pytest.approx(-0.8, abs=0.06)
    flow = next(one for one in seen if one.kind == "flow")
    assert (flow.sensor, flow.change) == ("p1", pytest.approx(5.0, abs=0.2))
    assert not {"T1", "n0", "n5"} & {one.sensor for one in seen}


def test_nothing_after_the_alarm_is_shown(table: pd.DataFrame) -> None:
    whole = seen_around(table, KINDS, onset=ONSET, raised=RAISED)
    assert max(day for day, _ in whole[0].nights) == "2026-01-30"
    assert seen_around(table[:RAISED], KINDS, onset=ONSET, raised=RAISED) == whole


def test_sensors_that_only_shiver_are_not_shown(table: pd.DataFrame) -> None:
    assert seen_around(table, KINDS, onset=pd.Timestamp("2026-01-15"), raised=pd.Timestamp("2026-01-20")) == ()


def test_a_sensor_silent_before_the_onset_says_nothing(table: pd.DataFrame) -> None:
    table.loc[: pd.Timestamp("2026-01-20"), "n3"] = np.nan
    seen = seen_around(table, KINDS, onset=ONSET, raised=RAISED)
    assert "n3" not in {one.sensor for one in seen}
    assert seen[0].sensor == "n2"


def test_a_missing_night_stays_a_gap(table: pd.DataFrame) -> None:
    table.loc["2026-01-25", "n3"] = np.nan
    seen = seen_around(table, KINDS, onset=ONSET, raised=RAISED)
    assert dict(seen[0].nights)["2026-01-25"] is None
