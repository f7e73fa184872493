from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.water.simulate_leaks import SimulationImpossible, Wish, simulate_folder


def _wish(**changes: object) -> Wish:
    return Wish(**({"seed": 4, "start": date(2018, 1, 1), "days": 12, "leaks": 2, "sensors": "6"} | changes))  # type: ignore[arg-type]


def test_one_seed_gives_one_town(town: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        simulate_folder(town, _wish(), tmp_path / name)
    first, second = ((tmp_path / name / "scada.csv").read_bytes() for name in ("a", "b"))
    assert first == second


def test_what_flows_in_is_what_is_taken_and_lost(town: Path, tmp_path: Path) -> None:
    simulate_folder(town, _wish(leaks=1), tmp_path / "leak")
    simulate_folder(town, _wish(leaks=1, noise=0.0), tmp_path / "quiet")
    lost = pd.read_csv(tmp_path / "leak" / "leakflow.csv", index_col="t").sum(axis=1)
    inflow = pd.read_csv(tmp_path / "leak" / "scada.csv", index_col="t")["entree"]
    hours = pd.to_datetime(inflow.index).hour
    night = inflow[(hours < 4) & (lost == 0).to_numpy()].mean()
    leaking = inflow[(hours < 4) & (lost > 0).to_numpy()].mean()
    assert leaking - night == pytest.approx(lost[(hours < 4) & (lost > 0).to_numpy()].mean(), rel=0.25)


def test_leaks_that_would_starve_the_network_are_refused(town: Path, tmp_path: Path) -> None:
    wished = tmp_path / "wished.csv"
    wished.write_text(
        "link,start,end,diameter,type,peak\n"
        "cn44e,2018-01-03 00:00:00,2018-01-12 00:00:00,0.2,abrupt,2018-01-03 00:00:00\n",
        encoding="utf-8",
    )
    with pytest.raises(SimulationImpossible, match="tirages"):
        simulate_folder(town, _wish(leaks_file=wished), tmp_path / "out")


def test_hard_readings_are_noisier_than_easy_ones(town: Path, tmp_path: Path) -> None:
    for difficulty in ("easy", "hard"):
        simulate_folder(town, _wish(leaks=0, difficulty=difficulty), tmp_path / difficulty)
    easy, hard = (pd.read_csv(tmp_path / name / "scada.csv", index_col="t") for name in ("easy", "hard"))
    assert np.diff(hard["n00"]).std() > 3 * np.diff(easy["n00"]).std()
