"""What a service says of itself on the register: ``<service>/data/register.toml``, French, complete."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from beffroi.catalogue import WITH_SCREENS, Service


@dataclass(frozen=True)
class Basis:
    """A text of law that the service stands on, cited and linked."""

    text: str
    link: str


@dataclass(frozen=True)
class Source:
    """Data that the service reads, where it comes from, whether it tells of persons."""

    name: str
    source: str
    personal: bool


@dataclass(frozen=True)
class Risk:
    """What may go wrong, and what is done about it."""

    text: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One service's card; every word is asked for. operations: the ledger's operations in French."""

    purpose: str
    benefit: str
    before: str
    people: str
    individual_decision: bool
    human: str
    theme: str
    risk: str
    risk_reason: str
    personal_data: str
    impact_assessment: str
    model: str
    training: str
    input: str
    output: str
    evaluated: str
    supplier: str
    supplier_link: str
    procurement: str
    leave: str
    contest: str
    maintenance: str
    legal_basis: tuple[Basis, ...]
    data: tuple[Source, ...]
    risks: tuple[Risk, ...]
    operations: Mapping[str, str]


class CardIncomplete(Exception):
    """A service's register.toml lacks a word, or has one that the register does not know."""


@cache
def card(service: str) -> Card:
    """Read the card of a service. Raises CardIncomplete."""
    place = files(f"beffroi.{service}").joinpath("data/register.toml")
    if not place.is_file():
        raise CardIncomplete(f"{service}: data/register.toml is not there")
    return read_card(service, tomllib.loads(place.read_text(encoding="utf-8")))


def read_card(service: str, told: dict[str, Any]) -> Card:
    """Return the card told by a TOML table. Raises CardIncomplete."""
    wanted = {field.name for field in fields(Card)}
    if set(told) != wanted:
        odd = ", ".join(sorted(set(told) ^ wanted))
        raise CardIncomplete(f"{service}: missing or unknown in register.toml: {odd}")
    empty = [name for name, value in told.items() if value in ("", [], {})]
    if empty:
        raise CardIncomplete(f"{service}: empty in register.toml: {', '.join(empty)}")
    lists = {
        "legal_basis": tuple(Basis(**row) for row in told["legal_basis"]),
        "data": tuple(Source(**row) for row in told["data"]),
        "risks": tuple(Risk(**row) for row in told["risks"]),
    }
    return Card(**(told | lists))


def operation_title(service: str, operation: str) -> str:
    """Return an operation as people call it, its own word where the card has none."""
    known = {found.name for found in services_with_screens()}
    return card(service).operations.get(operation, operation) if service in known else operation


def services_with_screens() -> list[Service]:
    """Return the services that a tenant can switch on: each has a card."""
    return list(WITH_SCREENS)
