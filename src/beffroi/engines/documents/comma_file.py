"""Tables written as text (CSV)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from beffroi.engines.documents.cells import MOST_CELLS, table_of
from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Document, Page
from beffroi.engines.documents.plain_text import decoded
from beffroi.engines.documents.progress import Progress, nothing

SEPARATORS = ";,\t|"


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:  # noqa: ARG001
    """Read a table whose cells are parted by the sign that its first lines have most."""
    text = decoded(path.read_bytes())
    start = text[:5000]
    separator = max(SEPARATORS, key=start.count)
    try:
        rows = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        told = "n'est pas un tableau lisible : enregistrez-le de nouveau en CSV (UTF-8)."
        raise DocumentRefused(f"« {path.name} » {told}") from error
    if sum(map(len, rows)) > MOST_CELLS:
        raise DocumentRefused(f"« {path.name} » a plus de {MOST_CELLS} cellules : découpez-le.")
    return Document(path.name, "csv", (Page(None, tuple(table_of(rows))),))
