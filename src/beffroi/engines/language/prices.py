"""What a model elsewhere costs and uses, by its name, where the address does not say."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files

MILLION = Decimal(1_000_000)
THOUSAND = Decimal(1000)
MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Rate:
    """Euros a million tokens read and written; Wh for 1,000 tokens written; where the figures come from."""

    model: str
    price_in: Decimal
    price_out: Decimal
    wh: Decimal
    source: str


@cache
def _rates() -> tuple[Rate, ...]:
    text = files("beffroi.engines.language").joinpath("data/models.toml").read_text(encoding="utf-8")
    return tuple(Rate(**row) for row in tomllib.loads(text, parse_float=Decimal)["model"])


def rate(model: str) -> Rate:
    """Return the first row whose pattern fits the model's name; the last one fits all."""
    return next(row for row in _rates() if fnmatch(model.lower(), row.model))


def cents(*, price_in: Decimal, price_out: Decimal, tokens_in: int, tokens_out: int) -> Decimal:
    """Return the cost [cents] of tokens at prices in euros a million."""
    return ((tokens_in * price_in + tokens_out * price_out) * 100 / MILLION).quantize(MILLIONTH)


def energy(*, wh: Decimal, tokens_out: int) -> Decimal:
    """Return the energy [Wh] of tokens written, at ``wh`` for 1,000 of them."""
    return (tokens_out * wh / THOUSAND).quantize(MILLIONTH)
