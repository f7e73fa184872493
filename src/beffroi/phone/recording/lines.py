"""JSON lines on the disk: written and flushed at once, a last line cut by a crash left out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from beffroi.phone.recording.queue import Kept
from beffroi.phone.records import Message, Report, Turn

Line = dict[str, Any]


def append(place: Path, line: Line) -> None:
    """Add a line; it is on the disk when this returns. A line cut by a crash before is closed first."""
    with place.open("ab+") as target:
        if target.tell() and not _whole(target):
            target.write(b"\n")
        target.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        target.flush()
        os.fsync(target.fileno())


def _whole(target: Any) -> bool:
    target.seek(-1, os.SEEK_END)
    return bool(target.read(1) == b"\n")


def lines(place: Path) -> list[Line]:
    """Return the lines that can be read."""
    if not place.exists():
        return []
    found = []
    for line in place.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return [line for line in found if isinstance(line, dict)]


def rewrite(place: Path, kept: Iterable[Line]) -> None:
    """Replace a file by other lines, whole or not at all."""
    beside = place.with_suffix(".new")
    with beside.open("wb") as target:
        target.writelines(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in kept)
        target.flush()
        os.fsync(target.fileno())
    beside.replace(place)


def kept_line(kept: Kept) -> Line:
    """Write a message of the queue; its sound stands in a file."""
    message = asdict(kept.message) | {"sound": kept.sound}
    turns = [asdict(turn) for turn in kept.transcript]
    return {"call": kept.call, "at": kept.at.isoformat(), **message, "transcript": turns}


def kept_of(line: Line) -> Kept:
    """Read a message of the queue."""
    fields = ("service", "subject", "text", "number", "call_back")
    message = Message(**{name: line[name] for name in fields})
    turns = tuple(Turn(**turn) for turn in line["transcript"])
    return Kept(line["call"], datetime.fromisoformat(line["at"]), message, turns, line["sound"])


def report_line(report: Report) -> Line:
    """Write the figures of a call."""
    line = asdict(report) | {"began": report.began.isoformat()}
    del line["turns"]
    return line


def report_of(line: Line) -> Report:
    """Read the figures of a call."""
    return Report(
        began=datetime.fromisoformat(line["began"]),
        seconds=line["seconds"],
        ending=line["ending"],
        topics=tuple(line["topics"]),
        turns=(),
        waited=line["waited"],
        service=line["service"],
        transfers=tuple(line["transfers"]),
    )
