"""Classes of risk of the European AI Act and the duties of a local authority, as dated data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class RiskClass:
    """A class of risk of the regulation."""

    key: str
    title: str
    what: str
    article: str


@dataclass(frozen=True)
class Duty:
    """What the regulation asks of the authority for some classes, and since or from when."""

    risks: tuple[str, ...]
    article: str
    since: date
    text: str


@dataclass(frozen=True)
class Law:
    """The regulation: its name and address, when it was last read, what is to be checked."""

    name: str
    link: str
    read: date
    caution: str
    risks: tuple[RiskClass, ...]
    duties: tuple[Duty, ...]

    def risk(self, key: str) -> RiskClass:
        """Return a class. Raises KeyError for a word that is no class."""
        return {risk.key: risk for risk in self.risks}[key]

    def duties_of(self, key: str) -> tuple[Duty, ...]:
        """Return the duties of a class, the oldest first."""
        return tuple(sorted((duty for duty in self.duties if key in duty.risks), key=lambda duty: duty.since))


@cache
def ai_act() -> Law:
    """Read ``data/ai_act.toml``."""
    told = tomllib.loads(files("beffroi.web.platform").joinpath("data/ai_act.toml").read_text(encoding="utf-8"))
    risks = tuple(RiskClass(**row) for row in told["risk"])
    duties = tuple(Duty(tuple(row["risks"]), row["article"], row["from"], row["text"]) for row in told["duty"])
    return Law(told["name"], told["link"], told["read"], told["caution"], risks, duties)
