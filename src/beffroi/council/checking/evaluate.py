"""How many planted errors are found, by kind, and how many false findings a sound act gets."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from beffroi.council.checking.check import check_act
from beffroi.council.checking.findings import KINDS, Finding
from beffroi.council.errors import SetUnreadable


@dataclass(frozen=True)
class Planted:
    """An error planted in a sound act: the act's file, the kind, the text with the error."""

    file: str
    kind: str
    text: str


@dataclass(frozen=True)
class Score:
    """Planted and found by kind, false findings (blocking or warning) of sound acts, what was missed."""

    planted: Mapping[str, int]
    found: Mapping[str, int]
    firm: Mapping[str, int]
    sound: int
    false: tuple[tuple[str, Finding], ...]
    missed: tuple[Planted, ...]

    @property
    def share(self) -> float:
        """Share of planted errors found, advice included."""
        return sum(self.found.values()) / max(sum(self.planted.values()), 1)

    @property
    def firm_share(self) -> float:
        """Share of planted errors found as blocking or warning."""
        return sum(self.firm.values()) / max(sum(self.planted.values()), 1)

    @property
    def false_per_act(self) -> float:
        """False findings (blocking or warning) per sound act."""
        return len(self.false) / max(self.sound, 1)


def read_set(folder: Path) -> tuple[dict[str, str], tuple[Planted, ...]]:
    """Read ``acts/*`` and ``errors.toml`` (file, kind, replace, by). Raises SetUnreadable."""
    try:
        acts = {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / "acts").iterdir())}
        rows = tomllib.loads((folder / "errors.toml").read_text(encoding="utf-8"))["errors"]
    except (OSError, KeyError, ValueError) as error:
        raise SetUnreadable(
            f"{folder} : il faut un dossier « acts » et un fichier « errors.toml » lisibles."
        ) from error
    return acts, tuple(_planted(acts, rows))


def _planted(acts: dict[str, str], rows: list[dict[str, str]]) -> Iterator[Planted]:
    for row in rows:
        name = next((name for name in acts if name.startswith(row["file"])), "")
        if acts.get(name, "").count(row["replace"]) != 1 or row["kind"] not in KINDS:
            raise SetUnreadable(
                f"errors.toml : « {row['replace'][:50]} » ne se trouve pas une fois dans {row['file']}, "
                f"ou genre inconnu."
            )
        yield Planted(name, row["kind"], acts[name].replace(row["replace"], row["by"]))


def score(folder: Path) -> Score:
    """Check every act and every planted error of a set. Raises SetUnreadable."""
    acts, errors = read_set(folder)
    planted: dict[str, int] = defaultdict(int)
    found: dict[str, int] = defaultdict(int)
    firm: dict[str, int] = defaultdict(int)
    missed = []
    before = {name: check_act(text) for name, text in acts.items()}
    for error in errors:
        hits = [
            finding
            for finding in check_act(error.text)
            if finding.kind == error.kind and finding not in before[error.file]
        ]
        planted[error.kind] += 1
        found[error.kind] += bool(hits)
        firm[error.kind] += any(finding.severity != "advice" for finding in hits)
        if not hits:
            missed.append(error)
    false = [(name, finding) for name in acts for finding in before[name] if finding.severity != "advice"]
    return Score(planted, found, firm, len(acts), tuple(false), tuple(missed))
