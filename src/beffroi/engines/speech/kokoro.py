"""Kokoro-82M (Apache-2.0) by onnxruntime: phonemes of espeak-ng in, 24 kHz out."""

from __future__ import annotations

import json
import re
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.speech import espeak
from beffroi.engines.speech.sounds import LOUDEST, Sound, silence, whole

RATE = 24000
LONGEST = 400  # signs at once: beyond it hurries
STYLE = 256
SEGMENT = re.compile(r"([,;:.!?…—]+)")
SENTENCE = re.compile(r"(?<=[.!?…])\s+")
PAUSE = 0.15  # between two sentences [s]


class Kokoro:
    """A voice. Its calls may come from several threads; they wait for each other."""

    name = "kokoro-ff_siwis"

    def __init__(self, weights: Path, style: Path, *, threads: int = 1) -> None:
        self._weights, self._style_file, self._threads = weights, style, threads
        self._lock = Lock()
        table = files("beffroi.engines.speech").joinpath("data/kokoro_signs.json").read_text(encoding="utf-8")
        self._signs: dict[str, int] = json.loads(table)

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        """Return the text said, at 24 kHz. Raises LibraryMissing."""
        sounds = [self._sentence(sentence, speed) for sentence in SENTENCE.split(text.strip()) if sentence.strip()]
        gap = silence(PAUSE, rate=RATE).samples
        pieces = [piece for sound in sounds for piece in (sound, gap)][:-1]
        return Sound(np.concatenate(pieces) if pieces else np.zeros(0, np.int16), RATE)

    def _sentence(self, text: str, speed: float) -> NDArray[np.int16]:
        tokens = [self._signs[sign] for sign in spelled(text) if sign in self._signs]
        pieces = [tokens[start : start + LONGEST] for start in range(0, len(tokens), LONGEST)]
        return np.concatenate([self._run(piece, speed) for piece in pieces]) if pieces else np.zeros(0, np.int16)

    def _run(self, tokens: list[int], speed: float) -> NDArray[np.int16]:
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._styles[len(tokens)].reshape(1, STYLE),
            "speed": np.full(1, speed, np.float32),
        }
        with self._lock:
            (sound,) = self._session.run(None, inputs)
        return whole(np.asarray(sound).ravel() * LOUDEST)

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # noqa: PLC0415  # heavy

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = self._threads
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._weights), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _styles(self) -> NDArray[np.float32]:
        return np.fromfile(self._style_file, np.float32).reshape(-1, STYLE)


def spelled(text: str) -> str:
    """Return the phonemes of a sentence, its punctuation kept: espeak-ng drops it."""
    parts = SEGMENT.split(text)
    told = [part[0] + " " if SEGMENT.fullmatch(part) else espeak.phonemes(part) for part in parts if part.strip()]
    return "".join(told).strip()
