"""The systems that an authority answers for: services of Beffroi by their cards, others by the inventory."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Literal

RISKS = {"prohibited": "Interdit", "high": "Haut risque", "transparency": "Transparence", "minimal": "Risque minimal"}


@dataclass(frozen=True)
class Named:
    """A service of the catalogue: its name and its title."""

    name: str
    title: str


@dataclass(frozen=True)
class Source:
    """Data that a system reads, where it comes from, whether it tells of persons."""

    name: str
    source: str
    personal: bool


@dataclass(frozen=True)
class Danger:
    """What may go wrong, and what is done about it."""

    text: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class System:
    """A system and what is known of it; words that nobody told are empty.

    individual: individual decisions rest on it; public: residents meet it themselves; since: in use from that day.
    """

    key: str
    title: str
    origin: Literal["beffroi", "outside"]
    risk: str
    risk_reason: str = ""
    individual: bool = False
    personal: bool = False
    public: bool = False
    since: date | None = None
    purpose: str = ""
    before: str = ""
    people: str = ""
    personal_data: str = ""
    human: str = ""
    model: str = ""
    training: str = ""
    input: str = ""
    output: str = ""
    supplier: str = ""
    contest: str = ""
    impact_assessment: str = ""
    legal_basis: tuple[str, ...] = ()
    data: tuple[Source, ...] = ()
    risks: tuple[Danger, ...] = ()
    operations: tuple[tuple[str, str], ...] = ()


WORDS: tuple[str, ...] = (
    *("purpose", "before", "people", "personal_data", "human", "model", "training", "input", "output"),
    *("supplier", "contest", "impact_assessment", "risk", "risk_reason"),
)


def read_card(service: Named) -> System | None:
    """Return a service as its card tells it, None where it has no card yet."""
    place = files("beffroi").joinpath(f"{service.name}/data/register.toml")
    if not place.is_file():
        return None
    return system_of(service, tomllib.loads(place.read_text(encoding="utf-8")))


def system_of(service: Named, told: dict[str, Any]) -> System:
    """Return the system that a card tells. One that speaks to people is taken to be met by residents."""
    data = tuple(Source(row["name"], row["source"], row["personal"]) for row in told["data"])
    return System(
        key=service.name,
        title=service.title,
        origin="beffroi",
        individual=told["individual_decision"],
        personal=any(source.personal for source in data),
        public=told["risk"] == "transparency",
        legal_basis=tuple(row["text"] for row in told["legal_basis"]),
        data=data,
        risks=tuple(Danger(row["text"], row["answer"]) for row in told["risks"]),
        operations=tuple(told["operations"].items()),
        **{word: told[word] for word in WORDS},
    )


def systems_of(services: Iterable[Named]) -> tuple[tuple[System, ...], tuple[Named, ...]]:
    """Return the systems that have a card, and the services that have none yet."""
    read = [(service, read_card(service)) for service in services]
    return tuple(card for _, card in read if card), tuple(service for service, card in read if card is None)
