"""What the engines take by themselves, on the bench's own sentences over the telephone band, one thread each.

Seconds of the processor, which other work of the machine does not lengthen.
"""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TypeVar

import numpy as np

from beffroi.engines.search.words import fold
from beffroi.engines.speech import Activity, Recogniser, Sound, Voice
from beffroi.engines.speech.activity import WINDOW
from beffroi.phone.calls.bench import Row, row

Result = TypeVar("Result")
RENDERED = 3  # sentences on which the voice is timed


def engine_rows(recogniser: Recogniser, voice: Voice, activity: Activity, sounds: Sequence[Sound]) -> list[Row]:
    """Return seconds a sentence, seconds a second of voice, seconds a window of 32 ms, share of words wrong."""
    texts: list[str] = tomllib.loads(files("beffroi.phone").joinpath("data/bench.toml").read_text("utf-8"))["sentences"]
    recogniser.recognise(sounds[0])  # loads it
    voice.say("Bonjour.")
    heard = [_timed(lambda sound=sound: recogniser.recognise(sound).text) for sound in sounds]  # type: ignore[misc]
    spoken = [_timed(lambda text=text: voice.say(text).seconds) for text in texts[:RENDERED]]  # type: ignore[misc]
    windows = [window for sound in sounds[:RENDERED] for window in _windows(sound)]
    listened = [_timed(lambda window=window: activity.chances(window))[1] for window in windows]  # type: ignore[misc]
    wrong = [words_wrong(text, said) for text, (said, _) in zip(texts, heard, strict=True)]
    return [
        row("reconnaissance d'une phrase [s]", [seconds for _, seconds in heard]),
        row("voix : secondes de calcul par seconde de son", [taken / seconds for seconds, taken in spoken]),
        row("écoute d'une fenêtre de 32 ms [s]", listened),
        row("part de mots faux, par phrase", wrong),
    ]


def words_wrong(said: str, heard: str) -> float:
    """Return the least number of words to change, add or take away, by word said. Figures written out are wrong."""
    first, second = (re.findall(r"\w+", fold(text)) for text in (said, heard))
    before = list(range(len(second) + 1))
    for at, word in enumerate(first, 1):
        now = [at]
        for rank, other in enumerate(second, 1):
            now.append(min(now[-1] + 1, before[rank] + 1, before[rank - 1] + (word != other)))
        before = now
    return before[-1] / max(1, len(first))


def _windows(sound: Sound) -> list[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    return [sound.samples[start : start + WINDOW] for start in range(0, len(sound.samples) - WINDOW, WINDOW)]


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    began = time.process_time()
    result = work()
    return result, time.process_time() - began
