"""Emergencies by rules, in every state of a call and on partial text: situation and urgency, traps left out.

The rules stand in ``data/emergencies.toml``. The danger of a sentence is its strongest sign, plus the words that press,
less the words that calm (a past fact, a form to fill).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.engines.search.words import fold
from beffroi.phone.understanding import Emergency

Pattern = re.Pattern[str]
MOST_PRESSING = 2
WORD = re.compile(r"[a-z0-9]+|[.,;!?]")


@dataclass(frozen=True)
class Sign:
    """What tells a kind of emergency. weight: 1 (only if it presses) to 3 (even told calmly)."""

    kind: str
    numbers: tuple[str, ...]
    weight: int
    pattern: Pattern


@dataclass(frozen=True)
class Danger:
    """How dangerous a sentence sounds: its score, and the emergency told, if any."""

    score: int
    emergency: Emergency | None = None


@dataclass(frozen=True)
class Alarms:
    """The rules. raise_at, doubt_at: scores from which the call is an emergency, or may be one."""

    signs: tuple[Sign, ...]
    urgent: tuple[Pattern, ...]
    calm: tuple[Pattern, ...]
    traps: tuple[Pattern, ...]
    raise_at: int
    doubt_at: int

    def find(self, text: str) -> Emergency | None:
        """Return the emergency told, or None."""
        danger = self.assess(text)
        return danger.emergency if danger.score >= self.raise_at else None

    def assess(self, text: str) -> Danger:
        """Return how dangerous a sentence sounds."""
        left = plain(text)
        for trap in self.traps:
            left = trap.sub(" , ", left)
        found = self._strongest(left)
        if found is None:
            return Danger(0)
        sign, words = found
        pressing = min(sum(bool(one.search(left)) for one in self.urgent), MOST_PRESSING)
        calming = sum(bool(one.search(left)) for one in self.calm)
        return Danger(sign.weight + pressing - calming, Emergency(sign.kind, sign.numbers, words))

    def _strongest(self, left: str) -> tuple[Sign, str] | None:
        best: tuple[Sign, str] | None = None
        for sign in self.signs:
            if best and sign.weight <= best[0].weight:
                continue
            match = sign.pattern.search(left)
            if match:
                best = sign, match.group().strip()
        return best


def plain(text: str) -> str:
    """Return folded words between single spaces, apostrophes and hyphens opened, marks kept apart."""
    return f" {' '.join(WORD.findall(fold(text)))} "


def _compiled(sign: str, words: dict[str, str]) -> Pattern:
    for name, value in words.items():
        sign = sign.replace(f"<{name}>", f"(?:{value})")
    sign = sign.replace("(?: ...)?", "(?: [^ ]+){0,6}")
    return re.compile(rf"(?<= )(?:{sign})(?= )")


@cache
def shipped_alarms() -> Alarms:
    """Return the rules that ship (``data/emergencies.toml``)."""
    read = tomllib.loads(files("beffroi.phone").joinpath("data/emergencies.toml").read_text(encoding="utf-8"))
    words = {name: "|".join(value) for name, value in read["words"].items()}
    signs = [
        Sign(rule["kind"], tuple(rule["numbers"]), weight, _compiled(text, words))
        for rule in read["rule"]
        for weight, text in rule["signs"]
    ]
    groups = {name: tuple(_compiled(one, words) for one in read[name]) for name in ("urgent", "calm", "traps")}
    strongest_first = tuple(sorted(signs, key=lambda sign: -sign.weight))
    return Alarms(strongest_first, **groups, raise_at=read["raise_at"], doubt_at=read["doubt_at"])
