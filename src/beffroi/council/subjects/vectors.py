"""Vectors of the titles that the classifier learns from: kept as bytes, since reckoning them takes seconds."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from beffroi.council.subjects.titles import known_titles, spelled_out
from beffroi.engines.search.e5 import E5, open_e5

NAME = "data/vectors.npz"
STEPS = 127


@dataclass(frozen=True)
class Kept:
    """Vectors, a row a title; the temperature of the confidence."""

    vectors: NDArray[np.floating]
    temperature: float


def kept_vectors() -> Kept | None:
    """Return the vectors of the known titles, reckoned anew if titles changed; None without the model."""
    if _model() is None:
        return None
    with np.load(io.BytesIO(files("beffroi.council.subjects").joinpath(NAME).read_bytes())) as stored:
        temperature = float(stored["temperature"])
        if str(stored["digest"]) == digest():
            return Kept(stored["vectors"].astype(np.float32) * stored["scale"], temperature)
    return Kept(vectors_of([spelled_out(one.title) for one in known_titles()]), temperature)


def vectors_of(texts: Sequence[str]) -> NDArray[np.floating]:
    """Return the vectors of texts."""
    model = _model()
    if model is None:
        raise RuntimeError("no model: kept_vectors said so")
    return model.questions(texts)


def write_vectors(vectors: NDArray[np.floating], *, temperature: float, path: Path) -> None:
    """Keep vectors, a byte a number."""
    scale = np.float32(np.abs(vectors).max() / STEPS)
    stored = np.round(vectors / scale).astype(np.int8)
    np.savez_compressed(path, vectors=stored, scale=scale, digest=digest(), temperature=np.float64(temperature))


def digest() -> str:
    """Return the digest of the titles and of their abbreviations."""
    said = "\n".join(f"{one.code} {spelled_out(one.title)}" for one in known_titles())
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _model() -> E5 | None:
    return open_e5()
