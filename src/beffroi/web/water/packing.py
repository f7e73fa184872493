"""The readings of a day as bytes: second of the day (4 bytes) and value (8 bytes), in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from struct import Struct

READING = Struct("<Id")


def pack(values: Mapping[int, float]) -> bytes:
    """Return readings by second of the day as bytes."""
    return b"".join(READING.pack(second, values[second]) for second in sorted(values))


def unpack(packed: bytes) -> dict[int, float]:
    """Return the readings by second of the day. Raises struct.error for other bytes."""
    return dict(READING.iter_unpack(packed))
