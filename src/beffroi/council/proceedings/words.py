"""Words of the minutes and patterns of what is said (``data/*.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from beffroi.engines.quotes.numerals import WORDS, value


@cache
def _read(name: str) -> dict[str, Any]:
    text = files("beffroi.council.proceedings").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def form(key: str) -> str:
    """Return a sentence of the minutes."""
    return str(_read("form")[key])


def blank(what: str) -> str:
    """Return the mark of what is missing."""
    return form("blank").format(what)


def spoken(*keys: str) -> Any:
    """Return a pattern, a list of them or a figure of ``data/spoken.toml``."""
    found: Any = _read("spoken")
    for key in keys:
        found = found[key]
    return found


@cache
def pattern(*keys: str) -> re.Pattern[str]:
    """Return one pattern, or several as one; NUMBER stands for a number in figures or letters."""
    told = spoken(*keys)
    text = "|".join(f"(?:{one})" for one in told) if isinstance(told, list) else str(told)
    return re.compile(text.replace("NUMBER", rf"(?:\d+|{WORDS})"))


def number_of(text: str) -> int:
    """Return the number that NUMBER matched."""
    return int(value(text))
