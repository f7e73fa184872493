import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from beffroi.water.night_flow.contest_sets import evaluate_night_flow
from beffroi.water.night_flow.made_up import make_up_flows

Run = Callable[..., int]
NEEDED = {"sector", "raised_at", "onset", "loss_m3h"}


def test_night_flow_writes_alarms_and_losses(beffroi: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flows, out = tmp_path / "débits.csv", tmp_path / "sortie" / "nuit.json"
    made = make_up_flows(seed=8, sectors=2, days=300, minutes=60, leaks_a_year=4)
    made.table.rename_axis("t").reset_index().to_csv(flows, index=False)
    customers = tmp_path / "abonnés.csv"
    customers.write_text("sector,subscribers\nsecteur 1,900\n", encoding="utf-8")
    assert beffroi("water", "night-flow", flows, "--customers", customers, "--json", out) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["alarms"]
    assert all(set(alarm) >= NEEDED for alarm in found["alarms"])
    assert found["sectors"][0]["legitimate_m3h"] == pytest.approx(1.53)
    assert "€ par an" in capsys.readouterr().out


def test_a_file_without_time_is_one_french_line(
    beffroi: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert beffroi("water", "night-flow", tmp_path / "x.csv") == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.data
def test_the_figures_of_the_documentation_are_those_measured(shared_data: Path) -> None:
    folder = shared_data / "water"
    first, last = pd.Timestamp("2019-01-01"), pd.Timestamp("2020-01-01")
    made = evaluate_night_flow(folder / "L-TOWN.inp", folder / "ltown_official_easy", first=first, last=last)
    assert (made.leaks, made.false) == (19, 0)
    assert made.in_time >= 18
