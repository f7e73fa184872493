"""Sentences as a recogniser mangles them: said, brought to a telephone line, recognised."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from beffroi.engines.speech import TELEPHONE, Recogniser, Sound, Voice
from beffroi.engines.speech.sounds import whole
from beffroi.phone.evaluate import Utterance

ORDER = 4  # of the filter on each side


@dataclass(frozen=True)
class LineOfTelephone:
    """What a line does to a voice (``data/mangling.toml``). lowest, highest: what it carries [Hz]; noise: how far it
    stands below the voice [dB]; slowest, fastest: pace of the voice.
    """

    lowest: float
    highest: float
    noise: float
    slowest: float
    fastest: float


@cache
def line_of_telephone() -> LineOfTelephone:
    """Return the line that ships."""
    return LineOfTelephone(**tomllib.loads(files("beffroi.phone").joinpath("data/mangling.toml").read_text("utf-8")))


def chosen(utterances: Sequence[Utterance], *, count: int | None, seed: int) -> list[Utterance]:
    """Return some utterances drawn by chance, in their order; all of them where no count is told."""
    if count is None or count >= len(utterances):
        return list(utterances)
    kept = np.random.default_rng(seed).choice(len(utterances), size=count, replace=False)
    return [utterances[at] for at in sorted(kept)]


def mangled(
    utterances: Sequence[Utterance], *, voice: Voice, recogniser: Recogniser, seed: int
) -> Iterator[tuple[Utterance, Utterance]]:
    """Give each utterance and what is recognised of it: the same intents and kind. Raises SpeechError."""
    line = line_of_telephone()
    for at, one in enumerate(utterances):
        chance = np.random.default_rng((seed, at))
        sound = voice.say(one.text, speed=float(chance.uniform(line.slowest, line.fastest)))
        heard = recogniser.recognise(on_line(sound, line=line, chance=chance))
        yield one, replace(one, text=heard.text)


def on_line(sound: Sound, *, line: LineOfTelephone, chance: np.random.Generator) -> Sound:
    """Return a sound at 8 kHz, in the band of a line, with its noise."""
    from scipy.signal import butter, sosfiltfilt  # noqa: PLC0415  # heavy

    voice = sound.at(TELEPHONE).samples.astype(np.float64)
    sections = butter(ORDER, (line.lowest, line.highest), btype="band", fs=TELEPHONE, output="sos")
    carried = sosfiltfilt(sections, voice)
    loudness = float(np.sqrt(np.mean(carried**2)))
    hiss = chance.normal(0.0, loudness * 10 ** (-line.noise / 20), len(carried))
    return Sound(whole(carried + hiss), TELEPHONE)
