from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.water.acoustic_loggers import read_loggers, to_listen
from beffroi.water.tables import ColumnMissing, ValuesUnreadable


def nights(*, rise: float = 0.0, spread: float = 4.0, count: int = 25) -> pd.DataFrame:
    levels = 20 + np.random.default_rng(1).normal(0, 1, count)
    levels[-3:] += rise
    return pd.DataFrame(
        {
            "logger": "L1",
            "pipe_id": "t1",
            "night": pd.date_range("2024-01-01", periods=count),
            "lowest_db": levels,
            "spread_db": spread,
        }
    )


def test_a_steady_hiss_is_to_be_listened_to() -> None:
    (found,) = to_listen(nights(rise=15))
    assert str(found.since.date()) == "2024-01-23"
    assert found.rise_db > 10
    assert "à écouter" in found.line()


@pytest.mark.parametrize("table", [nights(), nights(rise=15, spread=12), nights(rise=15, count=8), nights(rise=5)])
def test_silence_traffic_a_new_logger_or_a_small_rise_are_not(table: pd.DataFrame) -> None:
    assert to_listen(table) == []


def test_the_import_format_is_read_and_faults_said(
    tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    table = nights(rise=15)
    table["night"] = table["night"].dt.strftime("%d/%m/%Y")
    path = tmp_path / "n.csv"
    table.to_csv(path, index=False, sep=";", decimal=",")
    path.write_text(path.read_text(encoding="utf-8") + "L2;t2;hier;?;\n", encoding="utf-8")
    read, findings = read_loggers(path)
    assert len(read) == 25
    assert "1 nuit illisible" in findings[0].line()
    assert beffroi("water", "loggers", path) == 0
    assert "L1 (t1)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("logger,night\nL,2024-01-01\n", ColumnMissing),
        ("logger,night,lowest_db,spread_db\nL,x,y,z\n", ValuesUnreadable),
    ],
)
def test_nights_that_cannot_be_read_are_refused(tmp_path: Path, text: str, error: type) -> None:
    (tmp_path / "n.csv").write_text(text, encoding="utf-8")
    with pytest.raises(error):
        read_loggers(tmp_path / "n.csv")
