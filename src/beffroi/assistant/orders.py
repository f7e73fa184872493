"""Orders that a document addresses to an assistant: content is data, so they are neither followed nor quoted."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from beffroi.engines.search.words import fold


@cache
def _patterns() -> re.Pattern[str]:
    text = files("beffroi.assistant").joinpath("data/orders.txt").read_text(encoding="utf-8")
    return re.compile("|".join(line for line in text.splitlines() if line and not line.startswith("# ")))


def gives_orders(text: str) -> bool:
    """Tell whether a text speaks to an assistant rather than to people."""
    return bool(_patterns().search(fold(text)))
