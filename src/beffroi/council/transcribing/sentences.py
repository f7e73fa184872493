"""The sentences of what was recognised in one go, and when each was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

CUT = re.compile(
    r"(?<!\bM\.)(?<!\bMM\.)(?<!\bMr\.)(?<!\bMme\.)(?<!\bDr\.)(?<!\bart\.)(?<=[.!?…])\s+(?=[^\W\d_a-z]|[«\"\d])"
)


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a text."""
    return tuple(sentence for part in CUT.split(text.strip()) if (sentence := part.strip()))


def timed(lengths: Sequence[int], *, first: float, last: float) -> Iterator[tuple[float, float]]:
    """Yield from when to when [s] sentences of so many signs were said between two instants, at an even pace."""
    whole, said = sum(lengths), 0
    for length in lengths:
        begun = first + (last - first) * said / max(1, whole)
        said += length
        yield round(begun, 2), round(first + (last - first) * said / max(1, whole), 2)
