from collections.abc import Callable
from pathlib import Path

import pytest


def test_the_demo_shows_results_and_writes_its_pictures(
    beffroi: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert beffroi("canteen", "demo", "--out", tmp_path) == 0
    printed = capsys.readouterr().out
    assert "[4/4]" in printed
    assert "Gaspillage contre les agents" in printed
    for name in ("prevision.svg", "mesure.svg", "marges.svg"):
        assert "<svg" in (tmp_path / name).read_text(encoding="utf-8")
    assert (tmp_path / "commandes.ods").stat().st_size > 5000


def test_the_bench_needs_the_shared_data(
    beffroi: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BEFFROI_DATA", raising=False)
    assert beffroi("bench") == 2
    assert "BEFFROI_DATA" in capsys.readouterr().err
