import argparse
from pathlib import Path

import pytest

from beffroi.assistant.simulate import read_town
from beffroi.assistant.simulate_commands import add_simulate_command


def test_the_command_writes_the_town_and_says_for_which_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_simulate_command(parser.add_subparsers())
    arguments = parser.parse_args(["simulate", str(tmp_path / "ville"), "--seed", "2"])
    assert arguments.run(arguments) == 0
    assert len(list((tmp_path / "ville/documents").iterdir())) == len(read_town().documents)
    assert "--today 2026-03-10" in capsys.readouterr().out
