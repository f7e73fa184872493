"""The shipped doubles: deterministic, immediate, free.

``silent:`` hears nothing and says silence as long as the text; ``tones:FILE`` takes a tone for a sentence, so that
calls can be tried where no pack is installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from beffroi.engines.speech.errors import AddressUnreadable
from beffroi.engines.speech.recognition import Recognised
from beffroi.engines.speech.sounds import TELEPHONE, Sound, silence, tone

SIGNS_A_SECOND = 15.0  # how fast a text is read
NEAR = 25.0  # how far from its tone a sentence is known [Hz]
HUM = 440.0


class Silent:
    """Hears nothing."""

    def recognise(self, sound: Sound, *, vocabulary: Sequence[str] = ()) -> Recognised:  # noqa: ARG002
        """Return no word."""
        return Recognised("", 0.0, 0.0, "silent")


class SilentVoice:
    """Says silence, or a hum, as long as the text would last. pace: signs a second."""

    def __init__(self, *, hum: bool = False, pace: float = SIGNS_A_SECOND) -> None:
        self.hum, self.pace = hum, pace

    @property
    def name(self) -> str:
        """Return the name of the voice."""
        return f"{'hum' if self.hum else 'silent'}-{self.pace:g}"

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        """Return silence or a hum."""
        seconds = len(text) / self.pace / speed
        return tone(HUM, seconds) if self.hum else silence(seconds, rate=TELEPHONE)


class Tones:
    """Takes each tone for the sentence that a table gives for it."""

    def __init__(self, sentences: Mapping[float, str]) -> None:
        self.sentences = dict(sentences)

    def recognise(self, sound: Sound, *, vocabulary: Sequence[str] = ()) -> Recognised:  # noqa: ARG002
        """Return the sentence of the loudest tone, or nothing."""
        heard = loudest(sound)
        near = min(self.sentences, key=lambda hertz: abs(hertz - heard), default=0.0)
        text = self.sentences[near] if self.sentences and abs(near - heard) < NEAR else ""
        return Recognised(text, 1.0 if text else 0.0, 0.0, "tones")


def loudest(sound: Sound) -> float:
    """Return the loudest frequency [Hz] of a sound; 0 for silence."""
    if not sound.samples.any():
        return 0.0
    power = np.abs(np.fft.rfft(sound.samples.astype(np.float64)))
    power[0] = 0.0
    return float(power.argmax() * sound.rate / len(sound.samples))


def read_tones(file: Path) -> Tones:
    """Read lines ``600 Je voudrais un acte de naissance.`` (frequency [Hz], sentence). Raises AddressUnreadable."""
    try:
        lines = [line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return Tones({float(hertz): text for hertz, text in lines})
    except (OSError, ValueError) as error:
        raise AddressUnreadable(f"{file} : écrivez une fréquence et une phrase par ligne.") from error
