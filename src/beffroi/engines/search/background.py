"""What all questions share: the average of ordinary questions, taken away from each.

Measured: without it, a few short sheets stand near every question (docs/services/assistant.md).
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from beffroi.engines.search import Store
from beffroi.engines.search.embeddings import Embedder, Vectors

NOTE = "background"


def ordinary_questions() -> list[str]:
    """Return the questions of the file."""
    text = files("beffroi.engines.search").joinpath("data/background.txt").read_text(encoding="utf-8")
    return text.splitlines()[1:]


def background(store: Store, embedder: Embedder) -> Vectors:
    """Return the average vector of ordinary questions, reckoned once a store."""
    kept = store.settings().get(NOTE, "")
    name, _, numbers = kept.partition(" ")
    if name == embedder.name:
        return np.frombuffer(bytes.fromhex(numbers), np.float32)
    mean = np.mean([embedder.question(text) for text in ordinary_questions()], axis=0).astype(np.float32)
    store.note(NOTE, f"{embedder.name} {mean.tobytes().hex()}")
    return mean
