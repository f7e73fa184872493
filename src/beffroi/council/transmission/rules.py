"""The facts of @CTES beside the code (``data/actes.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from beffroi.council.errors import TransmissionImpossible
from beffroi.engines.search.words import fold


@dataclass(frozen=True)
class Nature:
    """A nature of act: its code, its two letters, the type of the main file."""

    code: int
    short: str
    piece: str


@cache
def rules() -> dict[str, Any]:
    """Return the facts of @CTES."""
    text = files("beffroi.council.transmission").joinpath("data/actes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def nature_named(name: str) -> Nature:
    """Return the nature of a name, of two letters or of a code. Raises TransmissionImpossible."""
    asked = fold(name).strip()
    for row in rules()["natures"]:
        if asked in {fold(one) for one in row["names"]}:
            return Nature(row["code"], row["short"], row["piece"])
    known = ", ".join(f"{row['short']} ({row['names'][0]})" for row in rules()["natures"])
    raise TransmissionImpossible(f"Nature d'acte inconnue : « {name} » ; donnez {known}.")


def plain_signs(text: str) -> str:
    """Return the text in the signs of ISO-8859-1, spaces joined; what has no such sign is left out."""
    for sign, plain in rules()["signs"].items():
        text = text.replace(sign, plain)
    return " ".join(text.encode("iso-8859-1", "ignore").decode("iso-8859-1").replace("\xa0", " ").split())
