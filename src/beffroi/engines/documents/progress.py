"""How far the reading of a document has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]


def nothing(done: int, pages: int) -> None:
    """Tell nobody."""
