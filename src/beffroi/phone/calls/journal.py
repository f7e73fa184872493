"""The file double of the workspace's tables: one folder a town, one file a call, one for the queue of messages."""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from beffroi.phone.records import Message, Report, Turn

CUT_SUBJECT = "Appel coupé"
CUT_TEXT = "L'appel a été coupé par une panne de notre côté. Ce qui avait été dit :"


class Journal:
    """Recorder in a folder: ``open/`` calls under way, ``calls/`` ended, ``queue.jsonl`` messages to read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        for name in ("open", "calls", "sounds"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def began(self, *, caller: str, at: datetime) -> str:
        """Open a call; return its key."""
        key = uuid.uuid4().hex
        self._write(key, {"began": at.isoformat(), "caller": caller, "process": os.getpid()})
        return key

    def turn(self, call: str, turn: Turn) -> None:
        """Write one thing said."""
        self._write(call, {"turn": asdict(turn)})

    def understood(self, call: str, topic: str) -> None:
        """Write what a request was understood to be."""
        self._write(call, {"topic": topic})

    def message(self, call: str, message: Message) -> None:
        """Put a message in the queue; its sound stands in a file of its own."""
        told = asdict(message) | {"call": call, "sound": ""}
        if message.sound:
            name = f"{call}-{uuid.uuid4().hex[:8]}.wav"
            (self.folder / "sounds" / name).write_bytes(message.sound)
            told["sound"] = name
        self._append(self.folder / "queue.jsonl", told)

    def ended(self, call: str, report: Report) -> None:
        """Close the call."""
        told = asdict(report) | {"began": report.began.isoformat(), "key": call}
        self._append(self.folder / "calls.jsonl", told)
        place = self._open(call)
        if place.exists():
            place.replace(self.folder / "calls" / place.name)

    def recover(self) -> int:
        """Put calls begun by a process that died in the queue of calls to be made."""
        left = [place for place in sorted((self.folder / "open").glob("*.jsonl")) if not _alive(place)]
        for place in left:
            self._recovered(place)
        return len(left)

    def queue(self) -> list[dict[str, Any]]:
        """Return the messages, oldest first."""
        return list(_lines(self.folder / "queue.jsonl"))

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls that ended, oldest first."""
        return list(_lines(self.folder / "calls.jsonl"))

    def _recovered(self, place: Path) -> None:
        steps = list(_lines(place))
        turns = [step["turn"] for step in steps if "turn" in step]
        topics = [step["topic"] for step in steps if "topic" in step]
        said = "\n".join(f"{_who(turn['speaker'])} : {turn['text']}" for turn in turns)
        subject = f"{CUT_SUBJECT} : {topics[-1]}" if topics else CUT_SUBJECT
        caller = steps[0]["caller"] if steps else ""
        self.message(place.stem, Message("", subject, f"{CUT_TEXT}\n{said or '(rien)'}", caller, call_back=True))
        began = datetime.fromisoformat(steps[0]["began"]) if steps else datetime.now().astimezone()
        seconds = max((turn["at"] for turn in turns), default=0.0)
        written = tuple(Turn(**turn) for turn in turns)
        self.ended(place.stem, Report(began, seconds, "cut", tuple(topics), written))

    def _open(self, call: str) -> Path:
        return self.folder / "open" / f"{call}.jsonl"

    def _write(self, call: str, told: dict[str, Any]) -> None:
        self._append(self._open(call), told)

    def _append(self, place: Path, told: dict[str, Any]) -> None:
        with self._lock, place.open("a", encoding="utf-8") as target:
            target.write(json.dumps(told, ensure_ascii=False) + "\n")


def _lines(place: Path) -> Iterator[dict[str, Any]]:
    if not place.exists():
        return
    for line in place.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # the last line of a process that was killed
            continue


def _who(speaker: str) -> str:
    return "Appelant" if speaker == "caller" else "Agent"


def _alive(place: Path) -> bool:
    steps = list(_lines(place))
    process = steps[0].get("process") if steps else None
    return process is not None and Path(f"/proc/{process}").exists()
