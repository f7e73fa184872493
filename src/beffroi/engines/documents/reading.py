"""Reading a document of any format, in this process."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import cast

from beffroi.engines.documents.formats import READERS, format_of
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Document
from beffroi.engines.documents.progress import Progress, nothing


def read_here(path: Path, *, limits: Limits | None = None, progress: Progress = nothing) -> Document:
    """Read a document in this process. For files from outside, use ``read_document``. Raises DocumentRefused."""
    limits = limits or Limits()
    reader = importlib.import_module(READERS[format_of(path, limits=limits)])
    return cast("Document", reader.read(path, limits=limits, progress=progress))
