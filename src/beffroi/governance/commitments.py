"""The commitments of a charter, as dated rows bound to a check, and what a council chose of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from beffroi.governance.errors import CharterUnreadable, CommitmentUnknown
from beffroi.governance.tables import table

CHOOSABLE = {"most", "grace", "places"}


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """One sentence of the charter and the check that holds it.

    most: the highest value that keeps it (share, Wh a run, days); grace [days]; places: where machines may be.
    """

    key: str
    check: str
    since: date
    title: str
    text: str
    source: str
    link: str
    most: float = 0.0
    grace: int = 0
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Charter:
    """What a council chose: commitments in order, the hosts of its territory, when it was voted."""

    commitments: tuple[Commitment, ...]
    inside: frozenset[str] = frozenset()
    voted: date | None = None


@cache
def commitments() -> tuple[Commitment, ...]:
    """Return every commitment that may be chosen."""
    rows = table("charter")["commitment"]
    return tuple(Commitment(**{**row, "places": tuple(row.get("places", ()))}) for row in rows)


def whole_charter() -> Charter:
    """Return the charter of a council that chose every commitment as it is written."""
    return Charter(commitments())


def read_charter(path: Path) -> Charter:
    """Read ``voted``, ``territory`` (hosts) and ``[[commitment]]`` rows: ``key``, and a threshold of the council's own.

    Raises CharterUnreadable, CommitmentUnknown.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        inside = frozenset(str(host).lower() for host in told.get("territory", []))
        return Charter(chosen(told.get("commitment", [])), inside, told.get("voted"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise CharterUnreadable(f"{path.name} : charte illisible ({error}).") from error


def chosen(rows: Iterable[dict[str, Any]]) -> tuple[Commitment, ...]:
    """Return the commitments of those rows, all where there is none. Raises CommitmentUnknown, CharterUnreadable."""
    known = {commitment.key: commitment for commitment in commitments()}
    return tuple(_chosen(row, known) for row in rows) or commitments()


def _chosen(row: dict[str, Any], known: dict[str, Commitment]) -> Commitment:
    key, own = row.get("key", ""), {name: value for name, value in row.items() if name != "key"}
    if key not in known:
        raise CommitmentUnknown(f"Engagement inconnu : « {key} » ; connus : {', '.join(known)}.")
    odd = sorted(set(own) - CHOOSABLE)
    if odd:
        raise CharterUnreadable(
            f"Engagement {key} : {', '.join(odd)} ne se choisit pas ; {', '.join(sorted(CHOOSABLE))}."
        )
    if "places" in own:
        own["places"] = tuple(own["places"])
    return replace(known[key], **own)
