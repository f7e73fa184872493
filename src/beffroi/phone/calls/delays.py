"""What a call measured of itself: from the caller's last word to the agent's first, cuts, keys."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["answer", "cut", "key", "first"]


@dataclass(frozen=True, slots=True)
class Delay:
    """seconds: the delay [s]; source: of an answer's first sound (``cached``, ``computed``, ``spare``)."""

    kind: Kind
    seconds: float
    source: str = ""


class Delays:
    """Keeps delays, and writes each as a JSON line where a file is given."""

    def __init__(self, file: Path | None = None) -> None:
        self.kept: list[Delay] = []
        self._file, self._lock = file, threading.Lock()

    def add(self, kind: Kind, seconds: float, *, source: str = "") -> None:
        """Keep a delay."""
        delay = Delay(kind, round(seconds, 4), source)
        with self._lock:
            self.kept.append(delay)
            if self._file is not None:
                with self._file.open("a", encoding="ascii") as target:
                    target.write(json.dumps(asdict(delay)) + "\n")


class Stopwatch:
    """Times one call. The moment of the caller's last word is told when it is known, a pause later."""

    def __init__(self, delays: Delays) -> None:
        self._delays = delays
        self.rang = time.monotonic()
        self.waited = 0.0
        self._last_word = self._key = 0.0
        self._first = True

    def last_word(self, silence: float) -> None:
        """Note that the caller fell silent so long ago [s]."""
        self._last_word = time.monotonic() - silence

    def key(self) -> None:
        """Note a key."""
        self._key = time.monotonic()

    def cut(self, spoken: float) -> None:
        """Note that the agent fell silent, the caller having spoken for so long [s]."""
        self._delays.add("cut", spoken)

    def sound(self, source: str) -> None:
        """Note that the agent begins to be heard."""
        now = time.monotonic()
        if self._first:
            self._first, self.waited = False, now - self.rang
            self._delays.add("first", self.waited, source=source)
        elif self._key:
            self._delays.add("key", now - self._key, source=source)
        elif self._last_word:
            self._delays.add("answer", now - self._last_word, source=source)
        self._key = self._last_word = 0.0
