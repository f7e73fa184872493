import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

Run = Callable[..., int]


def test_rank_writes_the_riskiest_first(registers: tuple[Path, Path], beffroi: Run, tmp_path: Path) -> None:
    pipes, breaks = registers
    out = tmp_path / "sortie" / "ranking.csv"
    assert beffroi("water", "rank", "--pipes", pipes, "--breaks", breaks, "--year", 2014, "--out", out) == 0
    table = pd.read_csv(out)
    assert list(table.columns) == ["pipe_id", "expected_per_km_year", "length_m", "reason"]
    assert len(table) == 300
    assert table["reason"].iloc[0].split(" ; ")[1] == "fonte grise des années 1950"


def test_the_measure_is_printed_and_written(
    registers: tuple[Path, Path], beffroi: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipes, breaks = registers
    given = ["--pipes", pipes, "--breaks", breaks, "--from", 2010, "--to", 2014, "--json", tmp_path / "m.json"]
    assert beffroi("water", "evaluate-ranking", *given) == 0
    assert "5% du linéaire" in capsys.readouterr().out
    assert json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["years"] == [2010, 2011, 2012, 2013, 2014]


def test_a_year_without_past_is_one_french_line(
    registers: tuple[Path, Path], beffroi: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipes, breaks = registers
    given = ["--pipes", pipes, "--breaks", breaks, "--out", tmp_path / "r.csv"]
    assert beffroi("water", "rank", *given, "--year", 1990) == 2
    assert "Pas assez de casses avant 1990" in capsys.readouterr().err
