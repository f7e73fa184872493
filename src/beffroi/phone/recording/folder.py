"""A recorder in a folder: ``open/`` calls under way, ``queue.jsonl`` what was left, ``calls.jsonl`` the figures.

A call under way is a file that its process holds locked: when the process dies the lock falls, and `recover` finds it.
"""

from __future__ import annotations

import fcntl
import threading
import tomllib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from io import BufferedRandom
from pathlib import Path

from beffroi.phone.recording.lines import append, kept_line, kept_of, lines, report_line, report_of, rewrite
from beffroi.phone.recording.queue import Kept, cut_message, without_words
from beffroi.phone.records import Message, Report, Turn


def _now() -> datetime:
    return datetime.now().astimezone()


class FolderRecorder:
    """Every step is on the disk when the method returns. Several processes may share a folder, save for `purge`."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = _now) -> None:
        self.folder, self._clock = folder, clock
        self._writing = threading.Lock()
        self._held: dict[str, BufferedRandom] = {}
        for name in ("open", "sounds"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def began(self, *, caller: str, at: datetime) -> str:
        """Open a call; return its key."""
        key = uuid.uuid4().hex
        beside = self._place(key).with_suffix(".new")
        held = beside.open("wb+")
        fcntl.flock(held, fcntl.LOCK_EX)
        self._held[key] = held
        self._append(beside, {"began": at.isoformat(), "caller": caller})
        beside.rename(self._place(key))  # locked before `recover` can see it
        return key

    def turn(self, call: str, turn: Turn) -> None:
        """Write one thing said, for as long as the call lasts."""
        self._append(self._place(call), {"speaker": turn.speaker, "text": turn.text, "at": turn.at})

    def understood(self, call: str, topic: str) -> None:
        """Write what a request was understood to be."""
        self._append(self._place(call), {"topic": topic})

    def message(self, call: str, message: Message) -> None:
        """Put a message in the queue; its sound becomes a file beside."""
        sound = self._keep_sound(call, message.sound) if message.sound else ""
        kept = Kept(call, self._clock(), message, _turns(lines(self._place(call))), sound)
        self._append(self.folder / "queue.jsonl", kept_line(kept))

    def ended(self, call: str, report: Report) -> None:
        """Close the call: its figures stay, its words go with the file (a message took its own along)."""
        self._append(self.folder / "calls.jsonl", report_line(without_words(report)))
        self._place(call).unlink(missing_ok=True)
        held = self._held.pop(call, None)
        if held:
            held.close()

    def recover(self) -> int:
        """Turn calls whose process died into requests to be called back; return how many."""
        return sum(self._recovered(place) for place in sorted((self.folder / "open").glob("*.jsonl")))

    def queue(self) -> list[Kept]:
        """Return what was left, oldest first."""
        return [kept_of(line) for line in lines(self.folder / "queue.jsonl")]

    def calls(self) -> list[Report]:
        """Return the calls that ended, oldest first."""
        return [report_of(line) for line in lines(self.folder / "calls.jsonl")]

    def purge(self, *, now: datetime | None = None) -> int:
        """Delete messages, their sounds and figures past their retention (``data/retention.toml``); return how many."""
        table = tomllib.loads(files("beffroi.phone").joinpath("data/retention.toml").read_text(encoding="utf-8"))
        moment = now or self._clock()
        with self._writing:
            gone = self._purged("queue.jsonl", "at", moment - timedelta(days=table["messages"]))
            gone += self._purged("calls.jsonl", "began", moment - timedelta(days=table["calls"]))
            named = {kept.sound for kept in self.queue()}
        for sound in (self.folder / "sounds").iterdir():
            if sound.name not in named:
                sound.unlink()
        return gone

    def _purged(self, name: str, dated: str, oldest: datetime) -> int:
        place = self.folder / name
        found = lines(place)
        kept = [line for line in found if datetime.fromisoformat(line[dated]) >= oldest]
        if len(kept) < len(found):
            rewrite(place, kept)
        return len(found) - len(kept)

    def _recovered(self, place: Path) -> bool:
        with place.open("rb") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            if not place.exists():  # ended, or recovered by another process, meanwhile
                return False
            steps = lines(place)
            turns, topics = _turns(steps), tuple(step["topic"] for step in steps if "topic" in step)
            first = steps[0] if steps else {"began": self._clock().isoformat(), "caller": ""}
            self.message(place.stem, cut_message(caller=first["caller"], topics=topics, turns=turns))
            began = datetime.fromisoformat(first["began"])
            seconds = max((turn.at for turn in turns), default=0.0)
            self.ended(place.stem, Report(began, seconds, "cut", topics, ()))
        return True

    def _keep_sound(self, call: str, sound: bytes) -> str:
        name = f"{call}-{uuid.uuid4().hex[:8]}.wav"
        (self.folder / "sounds" / name).write_bytes(sound)
        return name

    def _place(self, call: str) -> Path:
        return self.folder / "open" / f"{call}.jsonl"

    def _append(self, place: Path, line: dict[str, object]) -> None:
        with self._writing:
            append(place, line)


def _turns(steps: list[dict[str, object]]) -> tuple[Turn, ...]:
    return tuple(Turn(step["speaker"], str(step["text"]), float(step["at"])) for step in steps if "speaker" in step)  # type: ignore[arg-type]
