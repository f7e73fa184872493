"""Writing the town's documents in a folder, with the list that says what they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path, PurePath

from beffroi.assistant.simulate.office import render_docx, render_ods, render_odt
from beffroi.assistant.simulate.pdf_pages import render_pdf
from beffroi.assistant.simulate.scan import scan
from beffroi.assistant.simulate.town import TownDocument, read_town
from beffroi.assistant.simulate.web_and_mail import render_html, render_mail
from beffroi.territory.errors import BadInput, reason

MANIFEST = "manifest.csv"
DOCUMENTS = "documents"
COLUMNS = ("file", "title", "date", "rights", "replaces", "amends")
WRITERS: dict[str, Callable[[TownDocument], bytes]] = {
    ".pdf": render_pdf,
    ".docx": render_docx,
    ".odt": render_odt,
    ".ods": render_ods,
    ".html": render_html,
    ".eml": render_mail,
}


class FolderUnwritable(BadInput):
    """The folder cannot be written in."""


def simulate(folder: Path, *, seed: int = 7) -> tuple[Path, ...]:
    """Write ``documents/`` and, beside it so that it is not indexed, ``manifest.csv``; return the files written.

    The seed decides how the scan was turned and soiled; the texts are always the same.

    Raises FolderUnwritable where the system refuses.
    """
    documents = read_town().documents
    try:
        (folder / DOCUMENTS).mkdir(parents=True, exist_ok=True)
        written = [_write(folder / DOCUMENTS / document.file, render(document, seed=seed)) for document in documents]
        written.append(_write(folder / MANIFEST, manifest(documents)))
    except OSError as error:
        message = f"Le dossier {folder} ne peut pas être écrit ({reason(error)}) : choisissez-en un autre."
        raise FolderUnwritable(message) from error
    return tuple(written)


def render(document: TownDocument, *, seed: int) -> bytes:
    """Return the document's file."""
    content = WRITERS[PurePath(document.file).suffix](document)
    return scan(content, seed=seed) if document.layout == "scan" else content


def manifest(documents: tuple[TownDocument, ...]) -> bytes:
    """Return the list of the documents as CSV: file, title, date, rights, what each replaces or amends."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows([getattr(document, column) for column in COLUMNS] for document in documents)
    return out.getvalue().encode()


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
