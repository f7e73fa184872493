import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from beffroi.settings import SETTINGS

HEAVY = {"numpy", "pandas", "lightgbm", "scipy", "sklearn", "matplotlib", "odfdo", "holidays", "django"} | {
    "pyogrio",
    "shapely",
    "paho",
    "wntr",
}
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("arguments", [["--help"], ["canteen", "forecast", "--help"], ["water", "rank", "--help"]])
def test_help_imports_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom beffroi.__main__ import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rsplit("LOADED", 1)[1].split())
    assert "beffroi" in loaded
    assert not loaded & HEAVY


def test_an_unknown_setting_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BEFFROI_DAT", "x")
    assert beffroi("check") == 2
    assert "vouliez-vous dire BEFFROI_DATA" in capsys.readouterr().err


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert [name for name in SETTINGS if f"`{name}`" not in page] == []
    assert len(SETTINGS) < 20


def test_check_says_what_is_installed(beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert beffroi("check", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert any("lightgbm" in finding["detail"] for finding in found)
    assert {finding["state"] for finding in found} <= {"ok", "off"}


def test_bad_usage_is_two_lines_and_exit_two(beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert beffroi("canteen", "forecast", "x", "--as-of", "hier") == 2
    assert "date illisible" in capsys.readouterr().err


def test_a_missing_word_is_asked_for_in_french(beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert beffroi("canteen") == 2
    assert "il manque COMMANDE" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_one_line(
    beffroi: Callable[..., int], town_folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "plain").write_text("", encoding="utf-8")
    dates = ["--as-of", "2024-03-11", "--from", "2024-03-18", "--to", "2024-03-22"]
    assert beffroi("canteen", "forecast", town_folder, *dates, "--out", tmp_path / "plain" / "p.csv") == 2
    assert "impossible à lire ou à écrire" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["canteen", "--help"], ["canteen", "forecast", "--help"]])
def test_the_help_is_in_french(
    arguments: list[str], beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert beffroi(*arguments) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("usage : ")
    assert "Montrer cette aide." in shown
    assert [english for english in ("show this", "positional", "show program") if english in shown] == []


@pytest.mark.parametrize("argument", ["--help", "check"])
def test_a_reader_that_leaves_early_is_no_error(argument: str) -> None:
    """Buffered as in a shell: the output meets the closed pipe at the last flush."""
    reading, writing = os.pipe()
    os.close(reading)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "beffroi", argument]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_check_says_how_to_get_what_is_off(
    beffroi: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("BEFFROI_PACKS", str(tmp_path))
    assert beffroi("check") == 0
    assert "absent : beffroi packs install communes" in capsys.readouterr().out
