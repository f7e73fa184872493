"""Whisper base (MIT) by CTranslate2, int8, on the sentence's own frames and no more.

Whisper was trained on windows of thirty seconds: a sentence of two costs as much as thirty unless only its own frames,
padded by half a second to a whole second, are encoded. Guards against loops: repeated threes of pieces are barred,
repetition costs, what was heard before is not told, and a sentence may not have more pieces than its length allows.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import cached_property
from math import ceil, exp
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import numpy as np

from beffroi.engines.speech.activity import loudness
from beffroi.engines.speech.mel import RATE, log_mel
from beffroi.engines.speech.recognition import Recognised
from beffroi.engines.speech.sounds import Sound, tone
from beffroi.engines.speech.whisper_tokens import BEGIN, NO_TIMES, PREVIOUS, Pieces

MODEL = "whisper-base"
PADDING, LONGEST, WINDOW = 0.5, 28.0, 30.0  # [s]
PIECES_AT_LEAST, PIECES_A_SECOND = 12, 9
PROMPT_PIECES, MOST_PROMPT_PIECES = 60, 200
REPEATED, REPETITION = 3, 1.1
SILENT = 20.0  # root mean square [of 32767]
NO_SPEECH, SURE = 0.6, 0.4  # chance that nobody speaks, confidence that outweighs it
INVENTED = re.compile(r"sous-?titr|amara\.org|merci d'avoir regard|abonnez-vous", re.IGNORECASE)


class Whisper:
    """A recogniser. It is loaded at the first sentence; several threads wait for each other."""

    def __init__(
        self,
        files: dict[str, Path],
        *,
        beam: int = 5,
        threads: int = 1,
        prompt: str = "",
        pieces: int = PROMPT_PIECES,
        least: float = 1.0,
    ) -> None:
        """pieces: told before a sentence, at most; least: frames encoded, at least [s]."""
        self._files, self.beam, self.threads, self.prompt = files, beam, threads, prompt
        self._lock, self._prompt_pieces = Lock(), min(pieces, MOST_PROMPT_PIECES)
        self._least = min(least, WINDOW)

    def recognise(self, sound: Sound, *, vocabulary: Sequence[str] = ()) -> Recognised:
        """Return the words of one sentence; ``vocabulary`` goes into the prompt."""
        began = time.perf_counter()
        if loudness(sound.samples) < SILENT:
            return Recognised("", 0.0, 0.0, MODEL)
        heard = sound.at(RATE).cut(0, LONGEST)
        text, confidence = self._decode(_padded(heard, least=self._least), heard.seconds, self._told(vocabulary))
        if INVENTED.search(text):
            text, confidence = "", 0.0
        return Recognised(text, confidence, time.perf_counter() - began, MODEL)

    def warm(self) -> None:
        """Load the model."""
        self.recognise(tone(500, 1.0, rate=RATE))

    def _told(self, vocabulary: Sequence[str]) -> str:
        return " ".join(part for part in (self.prompt, ", ".join(vocabulary)) if part)

    def _decode(self, samples: Any, seconds: float, told: str) -> tuple[str, float]:
        import ctranslate2  # noqa: PLC0415  # heavy

        features = ctranslate2.StorageView.from_array(log_mel(samples)[None])
        with self._lock:
            (result,) = self._model.generate(
                features,
                [self._start(told)],
                beam_size=self.beam,
                max_length=len(self._start(told)) + PIECES_AT_LEAST + ceil(PIECES_A_SECOND * seconds),
                no_repeat_ngram_size=REPEATED,
                repetition_penalty=REPETITION,
                return_scores=True,
                return_no_speech_prob=True,
            )
        confidence = min(1.0, exp(result.scores[0]))
        if result.no_speech_prob > NO_SPEECH and confidence < SURE:
            return "", 0.0
        return self._pieces.text(result.sequences_ids[0]).strip(), confidence

    def _start(self, told: str) -> list[int]:
        names = self._pieces.numbers
        marks = [names[BEGIN], names["<|fr|>"], names["<|transcribe|>"], names[NO_TIMES]]
        if not told:
            return marks
        return [names[PREVIOUS], *self._pieces.cut(" " + told)[: self._prompt_pieces], *marks]

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces(self._files["tokenizer.json"])

    @cached_property
    def _model(self) -> Any:
        import ctranslate2  # noqa: PLC0415

        with TemporaryDirectory() as folder:  # the library wants its own names in one folder
            for name, place in self._files.items():
                (Path(folder) / name).symlink_to(place.resolve())
            return ctranslate2.models.Whisper(
                folder, device="cpu", compute_type="int8", inter_threads=1, intra_threads=self.threads
            )


def _padded(sound: Sound, *, least: float) -> Any:
    """Return samples with half a second of silence after them, to a whole second; at least so long [s]."""
    length = ceil(max(sound.seconds + PADDING, least)) * RATE
    return np.pad(sound.samples, (0, length - len(sound.samples)))
