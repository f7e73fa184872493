"""Sentences rendered once: a folder of sounds at the telephone's rate, by hash of voice, text and rate."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

import numpy as np

from beffroi.engines.speech.lexicon import Lexicon
from beffroi.engines.speech.sounds import TELEPHONE, Sound, whole
from beffroi.engines.speech.voices import Voice

REMEMBERED = 400  # sounds kept in memory
LEVEL = 3000.0  # root mean square [of 32767] to which every voice is brought
CLAUSES = re.compile(r"(?<=[.!?…:;])\s+")
LONGEST_CLAUSE = 140  # signs


class Rendering:
    """The sounds of one voice. Its calls may come from several threads."""

    def __init__(self, voice: Voice, folder: Path, *, lexicon: Lexicon | None = None, rate: int = TELEPHONE) -> None:
        self.voice, self.folder, self.rate = voice, folder, rate
        self.lexicon = lexicon or Lexicon({})
        self._kept: OrderedDict[str, Sound] = OrderedDict()
        self._lock = Lock()

    def cached(self, text: str, *, speed: float = 1.0) -> Sound | None:
        """Return the sound of a clause if it was rendered before."""
        key = self.key(text, speed=speed)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        place = self.folder / f"{key}.pcm"
        try:
            sound = Sound(np.frombuffer(place.read_bytes(), "<i2"), self.rate)
        except OSError:
            return None
        return self._keep(key, sound)

    def render(self, text: str, *, speed: float = 1.0) -> Sound:
        """Return the sound of a clause, rendered if need be. Raises SpeechError."""
        there = self.cached(text, speed=speed)
        return there or self._keep(self.key(text, speed=speed), self._write(text, speed))

    def prepare(self, texts: Iterable[str], *, speed: float = 1.0, told: Callable[[int], None] = lambda _: None) -> int:
        """Render the clauses of texts that are not there yet; return how many were. told: after each clause."""
        rendered = 0
        for rank, clause in enumerate(clause for text in texts for clause in clauses(text)):
            if self.cached(clause, speed=speed) is None:
                self.render(clause, speed=speed)
                rendered += 1
            told(rank + 1)
        return rendered

    def key(self, text: str, *, speed: float = 1.0) -> str:
        """Return the name of a clause's sound."""
        told = "\n".join([self.voice.name, str(self.rate), f"{speed:g}", self.lexicon.read(text.strip())])
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def warm(self) -> None:
        """Load what rendering needs, so that the first sentence that is not cached does not wait for it."""
        levelled(self.voice.say("Bonjour.").at(self.rate))

    def purge(self, *, older_than: float) -> int:
        """Remove the sounds that were written more than so many seconds ago; return how many."""
        end = time.time() - older_than
        old = [place for place in self.folder.glob("*.pcm") if place.stat().st_mtime < end]
        for place in old:
            place.unlink(missing_ok=True)
        return len(old)

    def _write(self, text: str, speed: float) -> Sound:
        sound = levelled(self.voice.say(self.lexicon.read(text.strip()), speed=speed).at(self.rate))
        self.folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder, delete=False) as target:
            target.write(sound.samples.astype("<i2").tobytes())
        os.replace(target.name, self.folder / f"{self.key(text, speed=speed)}.pcm")  # noqa: PTH105  # whole or not at all
        return sound

    def _keep(self, key: str, sound: Sound) -> Sound:
        with self._lock:
            self._kept[key] = sound
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return sound


def clauses(text: str) -> list[str]:
    """Return the clauses that are rendered apart, so that the first is soon ready and fixed ones are met again."""
    whole_clauses = [clause.strip() for clause in CLAUSES.split(text.strip()) if clause.strip()]
    return [piece for clause in whole_clauses for piece in _pieces(clause)]


def _pieces(clause: str) -> list[str]:
    if len(clause) <= LONGEST_CLAUSE or ", " not in clause:
        return [clause]
    middle = min((found.end() for found in re.finditer(", ", clause)), key=lambda at: abs(at - len(clause) // 2))
    return [*_pieces(clause[:middle].strip()), *_pieces(clause[middle:].strip())]


def levelled(sound: Sound) -> Sound:
    """Return the sound at the level of the telephone, without what is silent before it."""
    loud = np.flatnonzero(np.abs(sound.samples.astype(np.int32)) > 200)
    if not len(loud):
        return sound
    samples = sound.samples[max(0, loud[0] - sound.rate // 100) :].astype(np.float32)
    mean = float(np.sqrt(np.mean(samples**2)))
    return Sound(whole(samples * min(4.0, LEVEL / mean)), sound.rate)
