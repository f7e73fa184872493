"""The words index as bytes, so that opening a store does not count its words again."""

from __future__ import annotations

import io

import numpy as np

from beffroi.engines.search.postings import Postings
from beffroi.engines.search.word_index import WordIndex

SIZES = ("opening", "whole", "passage", "subject")
PARTS = ("starts", "rows", "gains", "rarity", "lengths")


def write_snapshot(index: WordIndex) -> bytes:
    """Return the index as an archive of arrays; gains in half precision."""
    arrays = {"words": np.frombuffer("\n".join(index.numbers).encode(), np.uint8)}
    for name in SIZES:
        postings: Postings = getattr(index, name)
        arrays |= {f"{name}.{part}": getattr(postings, part) for part in PARTS}
        arrays[f"{name}.gains"] = postings.gains.astype(np.float16)
        arrays[f"{name}.size"] = np.array([postings.size])
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type]  # its stub takes the names for options
    return out.getvalue()


def read_snapshot(data: bytes) -> WordIndex:
    """Return the index that was written."""
    with np.load(io.BytesIO(data)) as arrays:
        words = arrays["words"].tobytes().decode().split("\n")
        sizes = [
            Postings(
                arrays[f"{name}.starts"],
                arrays[f"{name}.rows"],
                arrays[f"{name}.gains"].astype(np.float32),
                arrays[f"{name}.rarity"],
                int(arrays[f"{name}.size"][0]),
                arrays[f"{name}.lengths"],
            )
            for name in SIZES
        ]
    return WordIndex({word: number for number, word in enumerate(words)}, *sizes)
