"""Reading a document of any format."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import cast

from beffroi.engines.documents.formats import READERS, format_of
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Document


def read_here(path: Path, *, limits: Limits | None = None) -> Document:
    """Read a document in this process. Raises DocumentRefused. For files from outside, use ``read_document``."""
    limits = limits or Limits()
    reader = importlib.import_module(READERS[format_of(path, limits=limits)])
    return cast("Document", reader.read(path, limits=limits))


def read_document(path: Path, *, limits: Limits | None = None) -> Document:
    """Read a document. Raises DocumentRefused with one French sentence that says what to do."""
    return read_here(path, limits=limits)
