"""A PDF file, page after page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.layout.assembly import assemble
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Document
from beffroi.engines.documents.pdf.page import Looked, look
from beffroi.engines.documents.progress import Progress, nothing
from beffroi.engines.documents.remarks import doubtful, listed, nothing_found

END = 4096
PROTECTED = "est protégé par un mot de passe : enregistrez-en une copie sans mot de passe, puis recommencez."
DAMAGED = "est abîmé ou incomplet : téléchargez-le ou enregistrez-le de nouveau, puis recommencez."


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:
    """Read a PDF. Raises DocumentRefused where it is protected, damaged or too long."""
    pdf = _opened(path)
    if len(pdf) > limits.pages:
        raise DocumentRefused(f"« {path.name} » a {len(pdf)} pages, plus que {limits.pages} : découpez-le.")
    try:
        looked = _looked(pdf, limits, progress)
    except pdfium.PdfiumError as error:
        raise DocumentRefused(f"« {path.name} » {DAMAGED}") from error
    told = pdf.get_metadata_dict()
    return Document(
        name=path.name,
        format="pdf",
        pages=assemble([page.laid for page in looked]),
        title=" ".join(told.get("Title", "").split()),
        date=_date(told.get("ModDate", "")) or _date(told.get("CreationDate", "")),
        remarks=tuple(_remarks(looked, pdf)),
    )


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(path)
        if len(pdf) == 0 or not _complete(path):
            raise pdfium.PdfiumError("incomplete")
        if pdf.get_formtype() != raw.FORMTYPE_NONE:
            pdf.init_forms()
    except pdfium.PdfiumError as error:
        told = PROTECTED if "assword" in str(error) else DAMAGED
        raise DocumentRefused(f"« {path.name} » {told}") from error
    return pdf


def _complete(path: Path) -> bool:
    """Return whether the file ends as PDF files do."""
    with path.open("rb") as opened:
        opened.seek(max(0, path.stat().st_size - END))
        return b"%%EOF" in opened.read()


def _looked(pdf: pdfium.PdfDocument, limits: Limits, progress: Progress) -> list[Looked]:
    looked: list[Looked] = []
    for index in range(len(pdf)):
        scans = sum(page.laid.recognised for page in looked)
        page = _page(pdf, index)
        looked.append(look(page, index + 1, recognising=scans < limits.scans))
        page.close()
        progress(index + 1, len(pdf))
    return looked


def _page(pdf: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """Return a page; what was typed into a form's fields is made part of it."""
    page = pdf[index]
    if page.formenv and page.flatten() == raw.FLATTEN_SUCCESS:
        page.close()
        page = pdf[index]
    return page


def _remarks(looked: Sequence[Looked], pdf: pdfium.PdfDocument) -> Iterable[str]:
    unread = [page.laid.number for page in looked if page.unread]
    if unread:
        yield f"Trop de pages numérisées : {listed(unread)} sans texte lu ; découpez le document."
    yield from doubtful({page.laid.number: page.surety for page in looked})
    yield from nothing_found([page.laid for page in looked if not page.unread])
    if pdf.count_attachments():
        yield "Les fichiers joints au PDF n'ont pas été lus : déposez-les séparément."


def _date(text: str) -> dt.date | None:
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
