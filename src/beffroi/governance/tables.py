"""The dated data files of this package, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return ``data/NAME.toml``."""
    place = files("beffroi.governance").joinpath(f"data/{name}.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))
