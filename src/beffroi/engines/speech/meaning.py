"""Is the caller's sentence over? What its last words say of it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

WORD = re.compile(r"[\w'’-]+")
GOES_ON = (",", "…", "...", "-", "–")
Wanted = Literal["request", "choice", "yes_no", "name", "number", "date", "message", "nothing"]
SHORTEST_REQUEST = 4  # words
BRIEF = 3  # words of an answer


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silences [s]: see data/turns.toml."""

    decode: float
    again: float
    complete: float
    answer: float
    unknown: float
    hesitant: float


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Chances and lengths [s] of speech: see data/turns.toml."""

    speech: float
    silence: float
    begins: float
    interrupts: float
    before: float
    longest: float
    shortest: float


@cache
def _read() -> tuple[Pauses, VoiceSettings, dict[str, frozenset[str]]]:
    text = files("beffroi.engines.speech").joinpath("data/turns.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    words = {name: frozenset(words) for name, words in told["words"].items()}
    return Pauses(**told["pauses"]), VoiceSettings(**told["voice"]), words


def pauses() -> Pauses:
    """Return the silences that end turns."""
    return _read()[0]


def voice_settings() -> VoiceSettings:
    """Return what makes speech of sound."""
    return _read()[1]


def patience(text: str, *, wanted: Wanted = "request") -> float:
    """Return the silence [s] that ends a turn whose words so far are ``text``."""
    told, words = _read()[0], _read()[2]
    spoken = [word.lower().replace("’", "'").strip("-'") for word in WORD.findall(text)]
    if not spoken:
        return told.unknown
    if wanted == "message" or text.rstrip().endswith(GOES_ON) or spoken[-1] in words["hesitant"]:
        return told.hesitant
    if wanted in {"name", "number", "date"}:
        return told.unknown
    brief = set(spoken) <= words["brief"] or (wanted in {"yes_no", "choice"} and len(spoken) <= BRIEF)
    if brief:
        return told.answer
    subject = [word for word in spoken if word not in words["greeting"]]
    return told.complete if len(subject) >= SHORTEST_REQUEST else told.unknown
