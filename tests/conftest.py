"""Shared by all tests: the command line, a small simulated town, the shared data."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from beffroi.__main__ import main
from beffroi.canteen.history import History
from beffroi.canteen.simulate import simulate
from beffroi.canteen.writing import write_folder
from beffroi.engines.packs.registries import npm_registry


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
    return Path(value) if value else skip("BEFFROI_DATA is not set: tests on the shared data are skipped")


def skip(reason: str) -> NoReturn:
    """Skip, but in CI, where nothing may be skipped: fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def mosquitto() -> str:
    found = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return found or skip("mosquitto is not installed: readings by MQTT are not tested")


@pytest.fixture(scope="session")
def npm_address() -> str:
    return npm_registry(os.environ) or skip("no npm registry is set on this machine: set BEFFROI_NPM_REGISTRY")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None) or skip("no Chromium on this machine: tests in a browser are skipped")
