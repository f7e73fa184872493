"""A card: what one authority did with AI, for which problem, with what result, and who says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from beffroi.library.errors import CardUnreadable

Told = Literal["press", "declared", "measured"]
LONGEST = 4000  # characters of one field
NEEDED = ("id", "title", "problem", "method", "authority")


@dataclass(frozen=True)
class Result:
    """A figure and who says so: "press", "declared" by the town, "measured" by a ledger; how: how it was measured."""

    figure: str
    told: Told = "declared"
    how: str = ""


@dataclass(frozen=True)
class Card:
    """One use of AI. population: residents, or None; service: the one of Beffroi that does it, or ""."""

    id: str
    title: str
    problem: str
    method: str
    authority: str
    population: int | None
    sources: tuple[str, ...]
    theme: str = ""
    data: str = ""
    costs: str = ""
    results: tuple[Result, ...] = ()
    footprint: str = ""
    failed: str = ""
    contact: str = ""
    service: str = ""

    @property
    def text(self) -> str:
        """Return what is compared: title, problem, method."""
        return " ".join(f"{part.rstrip('.')}." for part in (self.title, self.problem, self.method) if part)


def card_of(record: object, *, where: str = "") -> Card:
    """Return the card of a JSON record; fields that are not known are left out. Raises CardUnreadable."""
    if not isinstance(record, Mapping):
        raise CardUnreadable(f"{where}une fiche est attendue entre accolades.")
    missing = [name for name in NEEDED if not isinstance(record.get(name), str) or not record[name].strip()]
    if missing:
        raise CardUnreadable(f"{where}il manque {', '.join(missing)} ; complétez la fiche.")
    known = {field.name for field in fields(Card)} - {"population", "sources", "results"}
    texts = {name: _text(value, name, where) for name, value in record.items() if name in known}
    return Card(
        **texts,
        population=_population(record.get("population"), where),
        sources=tuple(_text(one, "sources", where) for one in _list(record.get("sources"), "sources", where)),
        results=tuple(_result(one, where) for one in _list(record.get("results"), "results", where)),
    )


def _text(value: object, name: str, where: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise CardUnreadable(f"{where}« {name} » doit être un texte d'au plus {LONGEST} caractères.")
    return value.strip()


def _list(value: object, name: str, where: str) -> list[Any]:
    if value is not None and not isinstance(value, list | tuple):
        raise CardUnreadable(f"{where}« {name} » doit être une liste.")
    return list(value or ())


def _population(value: object, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise CardUnreadable(f"{where}« population » doit être un nombre entier d'habitants.")
    return value


def _result(value: object, where: str) -> Result:
    told: Any = value.get("told", "declared") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or told not in get_args(Told):
        raise CardUnreadable(f"{where}un résultat a « figure » et « told » : press, declared ou measured.")
    return Result(_text(value.get("figure"), "figure", where), told, _text(value.get("how", ""), "how", where))


def record_of(card: Card) -> dict[str, Any]:
    """Return the card as it is written in JSON, empty fields left out."""
    kept = ("population", "sources")
    written = json.loads(json.dumps(asdict(card)))
    return {name: value for name, value in written.items() if value or name in kept}


def read_cards(path: Path) -> list[Card]:
    """Read a file of one card a line; an id stands once. Raises CardUnreadable, OSError."""
    found: dict[str, Card] = {}
    for number, line in _lines(path):
        where = f"{path.name}, ligne {number} : "
        card = card_of(_record(line, where), where=where)
        if card.id in found:
            raise CardUnreadable(f"{where}l'identifiant « {card.id} » est déjà pris ; donnez-en un autre.")
        found[card.id] = card
    return list(found.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CardUnreadable(f"{path.name} n'est pas un texte UTF-8.") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _record(line: str, where: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CardUnreadable(f"{where}ce n'est pas du JSON ; écrivez une fiche par ligne.") from error


def write_cards(cards: Iterable[Card], path: Path) -> None:
    """Write one card a line."""
    lines = (json.dumps(record_of(card), ensure_ascii=False) + "\n" for card in cards)
    path.write_text("".join(lines), encoding="utf-8")
