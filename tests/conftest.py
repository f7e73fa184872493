"""Shared by all tests: the command line, a small simulated town, the shared data."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from beffroi.__main__ import main
from beffroi.canteen.history import History
from beffroi.canteen.simulate import simulate
from beffroi.canteen.writing import write_folder


@pytest.fixture(scope="session")
def town() -> History:
    return simulate(seed=3, canteens=6, years=3, last_year=2023)


@pytest.fixture(scope="session")
def town_folder(town: History, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ville")
    write_folder(town, folder)
    return folder


@pytest.fixture
def beffroi() -> Callable[..., int]:
    """Run the command line in this process; return its exit code."""

    def run(*arguments: object) -> int:
        try:
            return main([str(argument) for argument in arguments])
        except SystemExit as stop:
            return int(stop.code or 0)

    return run


@pytest.fixture(scope="session")
def shared_data() -> Path:
    value = os.environ.get("BEFFROI_DATA")
    if not value:
        if os.environ.get("CI") == "true":
            pytest.fail("BEFFROI_DATA must be set in CI")
        pytest.skip("BEFFROI_DATA is not set: tests on the shared data are skipped")
    return Path(value)
