"""What Whisper hears: the logarithm of 80 bands of a mel scale, a hundred frames a second.

Source: Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022, section 2.2; the scale is
Slaney's (Auditory Toolbox, 1998).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 16000
WINDOW, HOP, BANDS = 400, 160, 80
BREAK_HZ, BREAK_MEL = 1000.0, 15.0
LINEAR, LOGARITHMIC = 200.0 / 3, np.log(6.4) / 27.0  # slopes below and above the break
Frames = NDArray[np.float32]


def log_mel(samples: NDArray[np.int16]) -> Frames:
    """Return shape (80, n // 160) of n samples at 16 kHz."""
    padded = np.pad(samples.astype(np.float32) / 32768.0, WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(samples) // HOP]
    power = np.abs(np.fft.rfft(windows * _hann(), axis=1)).astype(np.float32) ** 2
    logs = np.log10(np.maximum(power @ _filters().T, 1e-10))
    scaled = (np.maximum(logs, logs.max() - 8.0) + 4.0) / 4.0
    return np.ascontiguousarray(scaled.T, dtype=np.float32)


@cache
def _hann() -> NDArray[np.float32]:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


def _mel(hertz: float) -> float:
    if hertz < BREAK_HZ:
        return hertz / LINEAR
    return float(BREAK_MEL + np.log(hertz / BREAK_HZ) / LOGARITHMIC)


def _hertz(mels: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.where(mels < BREAK_MEL, LINEAR * mels, BREAK_HZ * np.exp(LOGARITHMIC * (mels - BREAK_MEL)))


@cache
def _filters() -> Frames:
    """Return triangles of equal area, shape (80, 201)."""
    edges = _hertz(np.linspace(_mel(0.0), _mel(RATE / 2), BANDS + 2))
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
