"""Footprint and cost of an authority over a period, in everyday words, with advice of frugality."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from beffroi.engines.footprint import Factor, electricity, everyday
from beffroi.governance.errors import PeriodUnreadable
from beffroi.governance.facts import Facts
from beffroi.governance.tables import table
from beffroi.governance.uses import Used, by_operation
from beffroi.territory.numbers import format_number, format_share


@dataclass(frozen=True)
class Advice:
    """What would use less. key: the row of ``data/advice.toml``; seen: the figure that raised it."""

    key: str
    title: str
    seen: str
    text: str


@dataclass(frozen=True)
class Footprint:
    """Uses of an authority from ``first`` to ``last``, both included."""

    first: date
    last: date
    used: tuple[Used, ...]
    advice: tuple[Advice, ...]
    factors: tuple[Factor, ...]

    def total(self, name: str) -> Decimal:
        """Return the sum of a word of the rows: "wh", "measured_wh", "grams", "cents"."""
        return sum((getattr(used, name) for used in self.used), Decimal(0))

    @property
    def everyday(self) -> str:
        """What the greenhouse gases are like, in a citizen's words."""
        return in_everyday_words(self.total("grams"), self.last)


def check_period(first: date, last: date) -> None:
    """Raise PeriodUnreadable where the period ends before it begins."""
    if last < first:
        raise PeriodUnreadable(f"La période finit le {last:%d/%m/%Y}, avant de commencer le {first:%d/%m/%Y}.")


def footprint_of(facts: Facts, *, first: date, last: date) -> Footprint:
    """Sum the uses by service and operation. Raises PeriodUnreadable."""
    check_period(first, last)
    used = by_operation(facts.uses)
    found = tuple(advice for one in used for advice in advice_on(one))
    return Footprint(first, last, used, found, (electricity(day=last), everyday(day=last)))


def in_everyday_words(grams: Decimal, day: date) -> str:
    """Return "la 50e partie d'un repas avec du bœuf", or how many of them."""
    known = everyday(day=day)
    whole = known.value * 1000
    if not grams:
        return "rien"
    if grams < whole:
        return f"{known.what} divisé par {format_number(float(whole / grams))}"
    return f"{format_number(float(grams / whole), decimals=1)} fois {known.what}"


def advice_on(used: Used) -> tuple[Advice, ...]:
    """Return the advice that an operation's figures raise: each row of ``data/advice.toml`` has its measure."""
    return tuple(
        _advice(row, used) for row in table("advice")["advice"] if MEASURES[row["measure"]](used) > row["above"]
    )


def _advice(row: Mapping[str, str], used: Used) -> Advice:
    value = MEASURES[row["measure"]](used)
    told = format_share(value) if row["unit"] == "share" else f"{format_number(value, decimals=2)} {row['unit']}"
    return Advice(row["key"], row["title"], f"{used.service}, {used.operation} : {told}", row["text"])


def _repeated(used: Used) -> float:
    return 1 - used.inputs / used.runs if used.inputs and used.runs >= table("advice")["least_runs"] else 0.0


def _guessed(used: Used) -> float:
    return float(1 - used.measured_wh / used.wh) if used.wh >= table("advice")["least_wh"] else 0.0


MEASURES: Mapping[str, Callable[[Used], float]] = {
    "wh_a_run": lambda used: float(used.wh_a_run),
    "repeated": _repeated,
    "guessed": _guessed,
    "cents_a_run": lambda used: float(used.cents / used.runs) if used.runs else 0.0,
}
