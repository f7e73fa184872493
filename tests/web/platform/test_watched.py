"""Commands run under watch."""

from pathlib import Path

import pytest

from beffroi.web.platform.watched import FileRefused, Limits, TooHeavy, run_beffroi


def test_what_a_command_prints_comes_back() -> None:
    assert run_beffroi(["--version"]).startswith("beffroi ")


def test_a_commands_own_sentence_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"Pas de fichier attendance\.csv"):
        run_beffroi(["canteen", "check", tmp_path])


@pytest.mark.parametrize("limits", [Limits(seconds=0.3), Limits(resident=20_000_000), Limits(cpu_seconds=1)])
def test_a_command_that_takes_too_much_is_stopped(tmp_path: Path, limits: Limits) -> None:
    with pytest.raises((TooHeavy, FileRefused)) as stopped:
        run_beffroi(["canteen", "simulate", "--canteens", "3000", "--years", "9", "--out", tmp_path], limits=limits)
    assert "découpez" in str(stopped.value) or "n'a pas pu être lu" in str(stopped.value)


def test_settings_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEFFROI_DATABASE", "postgresql://user:secret@host/base")
    monkeypatch.setenv("BEFFROI_NONSENSE", "would stop the start")
    assert run_beffroi(["--version"]).startswith("beffroi ")
