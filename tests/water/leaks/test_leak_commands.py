import json
from pathlib import Path

import pandas as pd
import pytest

from beffroi.__main__ import main

PERIOD = ["--from", "2018-01-15", "--to", "2018-02-09"]


@pytest.fixture(scope="module")
def alarms(town: Path, leaking: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("alarmes") / "alarms.json"
    scada = str(leaking / "scada.csv")
    assert main(["water", "leaks", "--network", str(town), "--scada", scada, *PERIOD, "--json", str(out)]) == 0
    return out


def test_the_leak_is_found_near_its_place_with_no_false_alarm(
    alarms: Path, town: Path, leaking: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["--leaks", str(leaking / "leaks.csv"), "--flows", str(leaking / "leakflow.csv")]
    judged = tmp_path / "score.json"
    assert main(["water", "score", str(alarms), "--network", str(town), *files, *PERIOD, "--json", str(judged)]) == 0
    made = json.loads(judged.read_text(encoding="utf-8"))
    assert (made["found"], made["leaks"], made["false"]) == (1, 1, 0)
    assert made["median_days"] < 5
    assert "Couverture aveugle" in capsys.readouterr().out


def test_an_alarm_is_raised_in_the_period_and_after_the_onset(alarms: Path) -> None:
    found = json.loads(alarms.read_text(encoding="utf-8"))["alarms"]
    assert found
    for alarm in found:
        assert "2018-01-15 00:00:00" <= alarm["raised_at"] <= "2018-02-09 23:59:59"
        assert alarm["onset"] <= alarm["raised_at"]
        assert 0 < alarm["probability"] <= 1.0001
        assert alarm["zone_only"] is False


def test_the_future_changes_no_alarm(alarms: Path, town: Path, leaking: Path, tmp_path: Path) -> None:
    first = json.loads(alarms.read_text(encoding="utf-8"))["alarms"][0]
    table = pd.read_csv(leaking / "scada.csv")
    table[table["t"] <= first["raised_at"]].to_csv(tmp_path / "known.csv", index=False)
    out = tmp_path / "alarms.json"
    files = ["--network", str(town), "--scada", str(tmp_path / "known.csv")]
    assert main(["water", "leaks", *files, *PERIOD, "--json", str(out)]) == 0
    again = json.loads(out.read_text(encoding="utf-8"))["alarms"][0]
    assert (again["pipe"], again["raised_at"]) == (first["pipe"], first["raised_at"])


def test_three_sensors_say_zone_only(town: Path, leaking: Path, tmp_path: Path) -> None:
    table = pd.read_csv(leaking / "scada.csv")
    pressures = [name for name in table.columns if name.startswith("n")]
    table.drop(columns=pressures[3:]).to_csv(tmp_path / "three.csv", index=False)
    out = tmp_path / "alarms.json"
    files = ["--network", str(town), "--scada", str(tmp_path / "three.csv")]
    assert main(["water", "leaks", *files, *PERIOD, "--json", str(out)]) == 0
    assert all(alarm["zone_only"] for alarm in json.loads(out.read_text(encoding="utf-8"))["alarms"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.rename(columns={c: f"x{c}" for c in t.columns if c != "t"}), "aucune colonne"),
        (lambda t: t.rename(columns={"t": "quand"}), "colonne « t »"),
        (lambda t: t.assign(t="hier"), "dates illisibles"),
        (lambda t: t.head(300), "Il faut plus de 7 jours"),
        (lambda t: t.assign(**{c: t[c] * 37 for c in t.columns if c.startswith("n")}), "unité"),
    ],
)
def test_readings_that_cannot_serve_end_with_code_2_and_one_line(
    town: Path, leaking: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, change: object, said: str
) -> None:
    assert callable(change)
    change(pd.read_csv(leaking / "scada.csv")).to_csv(tmp_path / "bad.csv", index=False)
    files = ["--network", str(town), "--scada", str(tmp_path / "bad.csv")]
    assert main(["water", "leaks", *files, *PERIOD, "--json", str(tmp_path / "out.json")]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("content", ["", "[JUNCTIONS]\n a 10\n[END]\n", "rien"])
def test_a_network_that_does_not_solve_ends_with_code_2(
    leaking: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "bad.inp").write_text(content, encoding="utf-8")
    files = ["--network", str(tmp_path / "bad.inp"), "--scada", str(leaking / "scada.csv")]
    assert main(["water", "leaks", *files, *PERIOD, "--json", str(tmp_path / "out.json")]) == 2
    assert "bad.inp" in capsys.readouterr().err


def test_without_shared_data_the_table_ends_with_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BEFFROI_DATA", raising=False)
    assert main(["water", "evaluate"]) == 2
    assert "BEFFROI_DATA" in capsys.readouterr().err
