"""A request for a deliberation: a few keys, or a sentence as people write it; nothing is guessed beyond its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from beffroi.council.drafting.fields import label_of, names
from beffroi.council.drafting.sentences import first_amount, said_in
from beffroi.council.errors import RequestUnreadable
from beffroi.council.keys import MONTHS_SHOWN, day_of, read_mapping
from beffroi.engines.search.words import fold

Body = Literal["commune", "epci", "department"]
NAMING = ("nom", "name", "libelle", "intitule", "designation", "texte")
MONEY = frozenset({"montant", "montant_initial", "cout", "credits_precedents", "credits_prevus"})
MONEY |= {"fonctionnement", "investissement"}
LISTS = frozenset({"visas", "faits"})
COMMUNES = ("communaute", "metropole", "syndicat", "agglomeration", "epci", "sivom", "sivu")


@dataclass(frozen=True)
class Request:
    """What was asked: fields by key (text), visas and facts as written, keys that mean nothing here."""

    fields: Mapping[str, str]
    visas: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    text: str = ""
    folded: str = field(default="", repr=False)

    @property
    def day(self) -> dt.date | None:
        """The day of the session."""
        return day_of(self.fields.get("seance"))

    @property
    def residents(self) -> int | None:
        """The population."""
        digits = "".join(sign for sign in self.fields.get("population", "").split("(")[0] if sign.isdigit())
        return int(digits) if digits else None

    @property
    def amount(self) -> Decimal | None:
        """The amount [euros]."""
        return first_amount(self.fields.get("montant", ""))

    @property
    def body(self) -> Body:
        """Whose council it is."""
        town = fold(self.fields.get("commune", ""))
        if any(word in town for word in COMMUNES):
            return "epci"
        return "department" if "departement" in town or "conseil departemental" in town else "commune"


def read_request(path: Path) -> Request:
    """Read a request (YAML or JSON). Raises RequestUnreadable, OSError."""
    return request_of(read_mapping(path))


def request_of(read: Mapping[str, Any]) -> Request:
    """Return a request from keys already folded. Raises RequestUnreadable where it says nothing."""
    found: dict[str, str] = {}
    lists: dict[str, list[str]] = {"visas": [], "faits": []}
    unused: list[str] = []
    for name, value in _flat(read):
        key = names().get(name)
        if key in LISTS:
            lists[key] += _lines(value)
        elif key is None or key in found:
            unused += [name] if key is None else []
        elif shown := shown_value(value, key=key):
            found[key] = shown
    said = said_in(found.get("demande", ""))
    for key, value in (*said.fields.items(), *said_in(found.get("objet", "")).fields.items()):
        found.setdefault(key, value)
    text = "\n".join([*found.values(), *lists["visas"], *lists["faits"]])
    text = "\n".join([text, *(f"{label_of(key)} : {value}" for key, value in found.items())])
    text = "\n".join([text, *(f"{name} : {shown_value(value, key=name)}" for name, value in _flat(read))])
    if not any(sign.isalpha() for sign in "".join([*found.values(), *lists["faits"]])):
        raise RequestUnreadable("La demande est vide : donnez au moins « objet : … » ou « demande : … ».")
    return Request(
        fields=found,
        visas=tuple(dict.fromkeys([*lists["visas"], *said.visas])),
        facts=tuple(dict.fromkeys([*lists["faits"], *said.facts])),
        unused=tuple(dict.fromkeys(unused)),
        text=text,
        folded=fold(text),
    )


def _flat(read: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield keys and values; those of a group under the group's name first, then under their own."""
    for key, value in read.items():
        if not isinstance(value, Mapping):
            yield key, value
            continue
        for inner, held in value.items():
            known = [name for name in _names_in(key, inner) if name in names()]
            yield (known[0] if known else f"{key}_{inner}"), held


def _names_in(group: str, inner: str) -> list[str]:
    if inner in NAMING or (inner == "date" and group == "seance"):
        return [group]
    return [f"{group}_{inner}", f"{inner}_{group}", inner]


def shown_value(value: Any, *, key: str) -> str:
    """Return a value as the draft says it: days and amounts in French, lists joined by semicolons."""
    if isinstance(value, dt.date):
        return french_day(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float) and key in MONEY:
        return french_amount(value)
    if isinstance(value, Mapping):
        return ", ".join(
            f"{name.replace('_', ' ')} : {shown_value(held, key='montant' if 'montant' in name else name)}"
            for name, held in value.items()
        )
    if isinstance(value, list):
        return " ; ".join(shown_value(item, key=key) for item in value)
    return " ".join(str(value).split()) if value is not None else ""


def french_day(day: dt.date) -> str:
    """Return a day as a deliberation writes it: 1er mars 2026."""
    if isinstance(day, dt.datetime):
        day = day.date()
    return f"{'1er' if day.day == 1 else day.day} {MONTHS_SHOWN[day.month - 1]} {day.year}"


def french_amount(value: float) -> str:
    """Return an amount in euros: 1 500 €, 1 500,50 €."""
    cents = not float(value).is_integer()
    return f"{value:,.{2 if cents else 0}f} €".replace(",", "\u202f").replace(".", ",")


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [line for item in value if (line := shown_value(item, key=""))]
    if isinstance(value, Mapping):
        return [f"{name.replace('_', ' ')} : {shown_value(held, key=name)}" for name, held in value.items()]
    return [line for part in str(value or "").splitlines() if (line := " ".join(part.split()))]
