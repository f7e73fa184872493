"""Sentences to vectors, so that near meanings stand near each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from beffroi.territory.errors import BadInput

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Gives vectors of length 1, shape (texts, width)."""

    name: str

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts to be found."""
        ...

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""
        ...


class EmbedderUnknown(BadInput):
    """The address of the embeddings names nothing known."""


def connect_embeddings(address: str = "e5:") -> Embedder | None:
    """Return the embedder at an address: ``e5:`` (None where its weights are not installed), ``none:``, ``letters:``.

    Raises EmbedderUnknown.
    """
    if address == "none:":
        return None
    if address == "letters:":
        from beffroi.engines.search.letters import Letters  # noqa: PLC0415

        return Letters()
    if address == "e5:":
        from beffroi.engines.search.e5 import open_e5  # noqa: PLC0415  # heavy

        return open_e5()
    raise EmbedderUnknown(f"Vecteurs inconnus : « {address} » ; écrivez e5: ou none:.")
