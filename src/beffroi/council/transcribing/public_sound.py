"""The sound that may be published: closed sessions are silent in it, times stay what they are."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

from beffroi.council.transcribing.recordings import Recording
from beffroi.council.transcribing.transcript import Segment
from beffroi.engines.speech.sounds import Samples

BLOCK = 30.0  # written at once [s]


def write_public_sound(recording: Recording, segments: Sequence[Segment], path: Path) -> None:
    """Write a WAV file of one channel, without what was said in closed session."""
    shut = [(one.start, one.end) for one in segments if one.closed]
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(recording.rate)
        at = 0.0
        while at < recording.seconds:
            samples = recording.read(at, at + BLOCK).samples
            for first, last in shut:
                _silence(samples, first - at, last - at, rate=recording.rate)
            file.writeframes(samples.astype("<i2").tobytes())
            at += BLOCK


def _silence(samples: Samples, first: float, last: float, *, rate: int) -> None:
    samples[max(0, int(first * rate)) : max(0, int(last * rate) + 1)] = 0
