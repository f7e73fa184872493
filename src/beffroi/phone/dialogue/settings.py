"""How long and how often the dialogue waits and repeats, and the keys of its menu (``data/dialogue.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class MenuKey:
    """A key of the first menu: the families of requests that stand under it."""

    key: str
    title: str
    intents: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """Times in seconds; the meaning of each stands in ``data/dialogue.toml``. links: a gateway sends SMS."""

    longest_call: float
    most_turns: int
    quiet: float
    quiet_slow: float
    silences_slow: int
    silences: int
    noises: int
    misses: int
    repeats: int
    emergency_wait: float
    emergency_longest: float
    transfer_wait: float
    transfer_waits: int
    failed_transfers: int
    message_seconds: float
    typing_pause: float
    least_scope: float
    least_confidence: float
    chance_second: float
    links: bool
    keys: tuple[MenuKey, ...]


@cache
def read_settings() -> Settings:
    """Return the shipped settings; ``dataclasses.replace`` makes others."""
    text = files("beffroi.phone").joinpath("data/dialogue.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    keys = tuple(MenuKey(one["key"], one["title"], tuple(one["intents"])) for one in table.pop("keys"))
    return Settings(keys=keys, **table)
