"""The instance's secret: given, or made once and kept in the instance's folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def secret_key(environment: Mapping[str, str], home: Path) -> str:
    """Return BEFFROI_SECRET, or the word kept in ``home/secret``, made on first use and read by its owner only."""
    given = environment.get("BEFFROI_SECRET")
    return given or _kept(home / "secret")


def _kept(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    word = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(word)
    return word
