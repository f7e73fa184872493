"""How well minutes and acts are read, against what their town published of them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from beffroi.council.acts import Act, read_act
from beffroi.council.minutes import Decision, read_decisions
from beffroi.council.minutes.decisions import heading_words
from beffroi.council.texts import read_text
from beffroi.engines.documents import read_document

ALIKE = 0.8  # of the letters of a title, between the verbatim and the summary: they word some titles otherwise
FIELDS = ("number", "date", "actes_id", "sent", "received", "outcome")


@dataclass(frozen=True)
class SessionScore:
    """Votes of a verbatim found in the official summary, in order; titles of the items that both number, alike."""

    session: str
    votes: int
    same: int
    titles: int
    alike: int


def score_sessions(folder: Path) -> Iterator[SessionScore]:
    """Yield the score of each session of a folder that holds ``PV_<session>.txt.gz`` and ``CR_<session>.txt.gz``."""
    for verbatim in sorted(folder.glob("PV_*.txt*")):
        summary = folder / verbatim.name.replace("PV_", "CR_", 1)
        if summary.exists():
            read, told = (read_decisions(read_text(path)) for path in (verbatim, summary))
            yield _session(verbatim.name.removeprefix("PV_").split(".")[0], read, told)


def score_scans(folder: Path) -> Iterator[SessionScore]:
    """Yield the score of each scanned summary, ``CR_<session>_SCAN.pdf``: votes of the verbatim found in it."""
    for scan in sorted(folder.glob("CR_*_SCAN.pdf")):
        session = scan.name.removeprefix("CR_").removesuffix("_SCAN.pdf")
        verbatim = next(folder.glob(f"PV_{session}.txt*"), None)
        if verbatim:
            read, told = (read_decisions(read_text(path)) for path in (scan, verbatim))
            yield _session(session, read, told)


def _session(name: str, read: Sequence[Decision], told: Sequence[Decision]) -> SessionScore:
    votes = [[_counts(decision) for decision in decisions] for decisions in (read, told)]
    blocks = SequenceMatcher(None, votes[0], votes[1], autojunk=False).get_matching_blocks()
    titles = {decision.item: decision.title for decision in told if decision.item}
    pairs = {d.item: (d.title, titles[d.item]) for d in read if d.item in titles}
    alike = sum(_alike(*pair) for pair in pairs.values())
    return SessionScore(name, len(votes[1]), sum(block.size for block in blocks), len(pairs), alike)


def _counts(decision: Decision) -> tuple[int, ...]:
    return tuple(count or 0 for count in (decision.in_favour, decision.against, decision.abstain, decision.null))


def _alike(one: str, other: str) -> bool:
    """Are two titles the same, or does one begin as the whole of the other?"""
    one, other = heading_words(one).lower(), heading_words(other).lower()
    short = min(len(one), len(other))
    return max(SequenceMatcher(None, a, b).ratio() for a, b in ((one, other), (one[:short], other[:short]))) >= ALIKE


def score_acts(
    archive: Path, *, told: Path, progress: Callable[[int, int], None] | None = None
) -> dict[str, tuple[int, int]]:
    """Return, for each field, how many acts of an archive of PDF are read as its table tells, and of how many.

    told: JSON lines with file, numero, date, id_actes, envoi, reception, adopte.
    """
    with gzip.open(told, "rt", encoding="utf-8") as file:
        rows = {row["file"]: row for row in map(json.loads, file)}
    right = dict.fromkeys(FIELDS, 0)
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as pieces, TemporaryDirectory() as folder:
        names = [name for name in pieces.namelist() if Path(name).name in rows]
        for done, name in enumerate(names, 1):
            path = Path(folder) / Path(name).name
            path.write_bytes(pieces.read(name))
            for field, same in _compared(read_act(read_document(path)), rows[path.name]).items():
                right[field] += same
            if progress:
                progress(done, len(names))
    return {field: (count, len(names)) for field, count in right.items()}


def _compared(act: Act, row: dict[str, str]) -> dict[str, bool]:
    days = {name: day.strftime("%d/%m/%Y") if day else None for name, day in (("s", act.sent), ("r", act.received))}
    return {
        "number": act.number == row["numero"],
        "date": str(act.date) == row["date"],
        "actes_id": act.actes_id == row["id_actes"],
        "sent": days["s"] == row["envoi"],
        "received": days["r"] == row["reception"],
        "outcome": (act.vote.outcome == "adopted") == bool(row["adopte"]),
    }
