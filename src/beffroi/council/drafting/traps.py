"""Legal traps of a request: dated rows (``data/traps.toml``), and what only reckoning finds (``checks``)."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from beffroi.council.drafting.checks import CHECKS, Case
from beffroi.council.drafting.flags import Flag
from beffroi.council.drafting.models import Model
from beffroi.council.drafting.request import Request


def traps_of(model: Model, request: Request, *, on: dt.date) -> list[Flag]:
    """Return the traps that a request holds on a day, gravest first."""
    found = [_flag(row) for row in rows() if _holds(row, model, request, on)]
    found += [flag for check in CHECKS for flag in check(Case(model, request, on))]
    ranks = {"blocking": 0, "warning": 1, "advice": 2}
    return sorted(dict.fromkeys(found), key=lambda flag: ranks[flag.severity])


def _holds(row: Mapping[str, Any], model: Model, request: Request, on: dt.date) -> bool:
    """Tell whether every condition of a row holds; a condition that a row does not bear holds."""
    amount = request.amount or Decimal(0)
    residents = request.residents
    return (
        row.get("from", on) <= on < row.get("to", dt.date.max)
        and (not row.get("tags") or bool(model.tags & set(row["tags"])))
        and not model.tags & set(row.get("not_tags", ()))
        and (not row.get("bodies") or request.body in row["bodies"])
        and amount > row.get("over", -1)
        and ("residents_over" not in row or residents is None or residents > row["residents_over"])
        and ("residents_up_to" not in row or (residents is not None and residents <= row["residents_up_to"]))
        and all(key in request.fields for key in row.get("given", ()))
        and not any(key in request.fields for key in row.get("missing", ()))
        and _said(row, request)
    )


def _said(row: Mapping[str, Any], request: Request) -> bool:
    words, absent = row.get("words"), row.get("absent")
    return (not words or re.search(words, request.folded) is not None) and (
        not absent or re.search(absent, request.folded) is None
    )


def _flag(row: Mapping[str, Any]) -> Flag:
    return Flag(row["kind"], row["severity"], row["message"], row.get("article", ""), row.get("remedy", ""))


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Return the rows of traps."""
    text = files("beffroi.council.drafting").joinpath("data/traps.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["traps"])
