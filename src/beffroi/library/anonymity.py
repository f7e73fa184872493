"""Classes of rows too small to share: k-anonymity over the columns that may tell who a row is."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from beffroi.library.errors import ColumnMissing, TableUnreadable


@dataclass(frozen=True)
class SmallClass:
    """Values of the columns that fewer than k rows share."""

    values: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Anonymity:
    """k; the classes below it, smallest first; generalise: columns, the one whose loss frees most rows first."""

    k: int
    columns: tuple[str, ...]
    classes_below: tuple[SmallClass, ...]
    generalise: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether every class holds k rows."""
        return not self.classes_below


def check_anonymity(path: Path, *, k: int, quasi: Sequence[str]) -> Anonymity:
    """Read a table (; or ,) and count its classes. Raises TableUnreadable, ColumnMissing, OSError."""
    rows = _rows(path)
    missing = [name for name in quasi if name not in rows[0]]
    if missing or not quasi:
        raise ColumnMissing(f"Colonnes absentes : {', '.join(missing)} ; connues : {', '.join(rows[0])}.")
    below = _below(rows, quasi, k=k)
    left = {name: sum(one.rows for one in _below(rows, [c for c in quasi if c != name], k=k)) for name in quasi}
    order = tuple(sorted(quasi, key=lambda name: left[name])) if below else ()
    return Anonymity(k, tuple(quasi), below, order)


def _below(rows: Sequence[dict[str, str]], quasi: Sequence[str], *, k: int) -> tuple[SmallClass, ...]:
    counts = Counter(tuple((row[name] or "").strip() for name in quasi) for row in rows)
    small = [SmallClass(values, count) for values, count in counts.items() if count < k]
    return tuple(sorted(small, key=lambda one: (one.rows, one.values)))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableUnreadable(f"{path.name} n'est pas un texte UTF-8.") from error
    head = text.split("\n", 1)[0]
    rows = list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ","))
    if not rows:
        raise TableUnreadable(f"{path.name} ne contient aucune ligne.")
    return rows
