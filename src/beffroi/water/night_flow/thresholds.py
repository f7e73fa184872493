"""The thresholds of the ledger of leaks, read from ledger.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def thresholds(section: str) -> Mapping[str, Any]:
    """Return one section of ledger.toml."""
    text = (files("beffroi.water.night_flow") / "ledger.toml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)[section]
    return found
