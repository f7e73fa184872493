"""Lengths, shares and words that the transcription goes by (``data/*.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Channels:
    """See data/transcribing.toml."""

    probes: int
    probe: float
    dead: float
    cancels: float
    level: float
    most: float


@dataclass(frozen=True, slots=True)
class Cutting:
    """See data/transcribing.toml."""

    speech: float
    silence: float
    pause: float
    brief_pause: float
    long: float
    longest: float
    shortest: float
    before: float


@dataclass(frozen=True, slots=True)
class Naming:
    """See data/transcribing.toml."""

    alike: float
    alike_called: float
    alike_alone: float
    alike_formula: float
    long_formula: int
    long_word: int
    shortest: int
    told: int


@cache
def _read(name: str) -> dict[str, Any]:
    text = files("beffroi.council.transcribing").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def channels() -> Channels:
    """Return what makes one channel of several."""
    return Channels(**_read("transcribing")["channels"])


def cutting() -> Cutting:
    """Return what makes sentences of sound."""
    return Cutting(**_read("transcribing")["cutting"])


def naming() -> Naming:
    """Return how near to a name words must sound."""
    return Naming(**_read("transcribing")["names"])


def longest_turn() -> float:
    """Return how long somebody is believed to hold the floor [s]."""
    return float(_read("transcribing")["speaking"]["holds"])


@cache
def formulas() -> tuple[str, ...]:
    """Return what every council says (``data/formulas.txt``)."""
    text = files("beffroi.council.transcribing").joinpath("data/formulas.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def prompt() -> str:
    """Return what the recogniser is told of any session (``data/prompt.txt``)."""
    return files("beffroi.council.transcribing").joinpath("data/prompt.txt").read_text(encoding="utf-8").strip()


def marks() -> dict[str, Any]:
    """Return the patterns of what is said (``data/marks.toml``)."""
    return _read("marks")
