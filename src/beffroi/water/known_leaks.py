"""Lists of leaks: those that people found, those that a simulation hid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from beffroi.territory.errors import BadInput


class LeakListUnusable(BadInput):
    """A list of leaks lacks a column or a date."""


@dataclass(frozen=True)
class KnownLeak:
    """A leak on a pipe from ``start`` to ``end``."""

    pipe: str
    start: pd.Timestamp
    end: pd.Timestamp


def read_known_leaks(path: Path) -> tuple[KnownLeak, ...]:
    """Read a CSV with the columns link, start, end. Raises LeakListUnusable."""
    if not path.is_file():
        raise LeakListUnusable(f"Liste de fuites introuvable : {path}.")
    try:
        table = pd.read_csv(path, dtype={"link": str})
    except (ValueError, UnicodeDecodeError) as error:
        raise LeakListUnusable(f"{path.name} : ce n'est pas un CSV lisible.") from error
    missing = {"link", "start", "end"} - set(table.columns)
    if missing:
        raise LeakListUnusable(f"{path.name} : il manque : {', '.join(sorted(missing))}.")
    starts, ends = (pd.to_datetime(table[name], errors="coerce") for name in ("start", "end"))
    if starts.isna().any() or ends.isna().any():
        raise LeakListUnusable(f"{path.name} : dates illisibles ; écrivez AAAA-MM-JJ HH:MM:SS.")
    rows = zip(table["link"], starts, ends, strict=True)
    return tuple(KnownLeak(str(link), pd.Timestamp(start), pd.Timestamp(end)) for link, start, end in rows)


def ended_before(leaks: tuple[KnownLeak, ...], moment: pd.Timestamp) -> tuple[KnownLeak, ...]:
    """Keep the leaks that ended before a moment: the others are not known yet."""
    return tuple(leak for leak in leaks if leak.end < moment)
