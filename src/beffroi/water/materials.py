"""Materials of pipes by their code, as registers write them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def material_labels() -> dict[str, str]:
    """Return the French name of each material code."""
    text = files("beffroi.water").joinpath("data/materials.csv").read_text(encoding="utf-8")
    return {row["code"]: row["label"] for row in csv.DictReader(text.splitlines())}
