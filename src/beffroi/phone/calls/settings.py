"""Times of a call, from data/calls.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CallSettings:
    """Times in seconds; the meaning of each stands in ``data/calls.toml``."""

    dated: str
    render_wait: float
    gap: float
    slow: float
    quiet_step: float
    least_confidence: float
    message_silence: float
    message_piece: float
    overload_wait: float
    decode_guess: float
    longest_transfer: float
    farewell: float
    last_message: float


@cache
def call_settings() -> CallSettings:
    """Return the shipped settings."""
    text = files("beffroi.phone").joinpath("data/calls.toml").read_text(encoding="utf-8")
    return CallSettings(**tomllib.loads(text))
