"""Sound as an array, its rates, and WAV files."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.speech.errors import SoundUnreadable

Samples = NDArray[np.int16]
TELEPHONE = 8000  # samples a second of the telephone band [Hz]
LOUDEST = 32767


@dataclass(frozen=True, eq=False)
class Sound:
    """One voice. samples: shape (n,), int16; rate: samples a second [Hz]."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """Return how long it lasts [s]."""
        return len(self.samples) / self.rate

    def at(self, rate: int) -> Sound:
        """Return the same sound at another rate, without what the new rate cannot carry."""
        if rate == self.rate:
            return self
        from scipy.signal import resample_poly  # noqa: PLC0415  # heavy

        common = gcd(rate, self.rate)
        resampled = resample_poly(self.samples.astype(np.float32), rate // common, self.rate // common)
        return Sound(whole(resampled), rate)

    def cut(self, first: float, last: float) -> Sound:
        """Return what stands between two instants [s]."""
        return Sound(self.samples[max(0, round(first * self.rate)) : max(0, round(last * self.rate))], self.rate)


def whole(samples: NDArray[np.floating]) -> Samples:
    """Return samples as int16, clipped."""
    clipped: Samples = np.clip(np.rint(samples), -LOUDEST - 1, LOUDEST).astype(np.int16)
    return clipped


def silence(seconds: float, *, rate: int = TELEPHONE) -> Sound:
    """Return that much silence [s]."""
    return Sound(np.zeros(round(seconds * rate), np.int16), rate)


def joined(sounds: Sequence[Sound]) -> Sound:
    """Return sounds one after the other, at the rate of the first."""
    rate = sounds[0].rate
    return Sound(np.concatenate([sound.at(rate).samples for sound in sounds]), rate)


def tone(hertz: float, seconds: float, *, rate: int = TELEPHONE, loudness: float = 0.3) -> Sound:
    """Return a pure tone; loudness: share of the loudest."""
    instants = np.arange(round(seconds * rate)) / rate
    return Sound(whole(np.sin(2 * np.pi * hertz * instants) * loudness * LOUDEST), rate)


def read_wav(content: bytes) -> Sound:
    """Read a WAV file of 16-bit samples; several channels become one. Raises SoundUnreadable."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            if file.getsampwidth() != 2:
                raise SoundUnreadable("Le fichier WAV n'est pas en 16 bits : convertissez-le.")
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
            return Sound(whole(samples.mean(axis=1)) if file.getnchannels() > 1 else samples[:, 0], file.getframerate())
    except (wave.Error, EOFError, ValueError) as error:
        raise SoundUnreadable("Ce n'est pas un fichier WAV lisible : convertissez-le en WAV de 16 bits.") from error


def wav(sound: Sound) -> bytes:
    """Return a WAV file of the sound."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples.astype("<i2").tobytes())
    return target.getvalue()
