"""A recording of any length, read piece by piece: channels that are dead are left out, a faint one is made louder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from beffroi.council.errors import RecordingRefused
from beffroi.council.transcribing.settings import channels
from beffroi.engines.speech import TELEPHONE, Sound
from beffroi.engines.speech.sounds import LOUDEST, whole

Frames = NDArray[np.float32]  # shape (n, channels), between -1 and 1
LONGEST = 24 * 3600  # [s]


class Recording:
    """A WAV, FLAC, OGG or MP3 file, open. Raises RecordingRefused.

    kept: the channels that are heard; gain: how much louder they are made.
    """

    def __init__(self, path: Path) -> None:
        self._file: Any = _opened(path)
        self.rate, self.seconds = int(self._file.samplerate), self._file.frames / self._file.samplerate
        if not self._file.frames or self.rate < TELEPHONE or self.seconds > LONGEST:
            self._file.close()
            raise RecordingRefused(
                f"{path.name} est vide, dure plus d'un jour ou a moins de {TELEPHONE} échantillons par seconde."
            )
        self.kept, self.gain = self._probed()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, first: float, last: float) -> Sound:
        """Return what stands between two instants [s], one channel, at the recording's own rate."""
        frames = self._frames(first, last)
        return Sound(whole(frames[:, list(self.kept)].mean(axis=1) * (LOUDEST * self.gain)), self.rate)

    @property
    def dead(self) -> int:
        """Return how many channels are left out."""
        return int(self._file.channels) - len(self.kept)

    def _frames(self, first: float, last: float) -> Frames:
        begin, end = (min(self._file.frames, max(0, round(instant * self.rate))) for instant in (first, last))
        self._file.seek(begin)
        frames: Frames = self._file.read(end - begin, dtype="float32", always_2d=True)
        return np.nan_to_num(frames)

    def _probed(self) -> tuple[tuple[int, ...], float]:
        told = channels()
        places = np.linspace(0.0, max(0.0, self.seconds - told.probe), told.probes)
        probes = [self._frames(place, place + told.probe) for place in places]
        loud = np.array([_loudness(probe) for probe in probes])  # shape (probes, channels)
        mean = np.sqrt((loud**2).mean(axis=0))
        alive = [number for number, value in enumerate(mean) if value > told.dead * mean.max()] or [0]
        mixed = np.sqrt(np.mean([np.mean(probe[:, alive].mean(axis=1) ** 2) for probe in probes]))
        if len(alive) > 1 and mixed < told.cancels * mean[alive].mean():
            alive = [int(mean.argmax())]
        return tuple(alive), _gain(loud[:, alive].mean(axis=1))


def _gain(loud: Sequence[float] | NDArray[np.floating]) -> float:
    """Return how much louder the recording is made: only a faint one, as its louder places tell."""
    told, speech = channels(), float(np.quantile(loud, 0.8)) * LOUDEST
    return min(told.most, max(1.0, told.level / speech)) if speech else 1.0


def _loudness(frames: Frames) -> NDArray[np.floating]:
    return np.sqrt((frames.astype(np.float64) ** 2).mean(axis=0)) if len(frames) else np.zeros(frames.shape[1])


def _opened(path: Path) -> Any:
    import soundfile  # noqa: PLC0415  # loads a library

    if not path.is_file():
        raise RecordingRefused(f"{path} : ce fichier n'existe pas.")
    try:
        return soundfile.SoundFile(path)
    except (soundfile.SoundFileError, TypeError) as error:
        raise RecordingRefused(
            f"{path.name} ne se lit pas comme un enregistrement : donnez un WAV, FLAC, OGG ou MP3 "
            "(un M4A, un MP4 ou un WMA se convertissent d'abord, par exemple avec VLC)."
        ) from error
