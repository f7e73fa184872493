"""A PDF file, page after page."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pypdfium2 as pdfium

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.layout.assembly import Laid, assemble
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Document
from beffroi.engines.documents.pdf.glyphs import spans
from beffroi.engines.documents.pdf.rules import rules
from beffroi.engines.documents.pdf.sheet import Sheet
from beffroi.engines.documents.pdf.tables import frames, with_tables


def read(path: Path, *, limits: Limits) -> Document:
    """Read a PDF. Raises DocumentRefused where it is protected, damaged or too long."""
    pdf = _opened(path)
    if len(pdf) > limits.pages:
        raise DocumentRefused(f"« {path.name} » a {len(pdf)} pages, plus que {limits.pages} : découpez-le.")
    laid = [_laid(pdf, index) for index in range(len(pdf))]
    told = pdf.get_metadata_dict()
    return Document(
        name=path.name,
        format="pdf",
        pages=assemble(laid),
        title=" ".join(told.get("Title", "").split()),
        date=_date(told.get("ModDate", "")) or _date(told.get("CreationDate", "")),
    )


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            told = "est protégé par un mot de passe : enregistrez-en une copie sans mot de passe, puis recommencez."
        else:
            told = "est abîmé ou incomplet : téléchargez-le ou enregistrez-le de nouveau, puis recommencez."
        raise DocumentRefused(f"« {path.name} » {told}") from error


def _laid(pdf: pdfium.PdfDocument, index: int) -> Laid:
    page = pdf[index]
    sheet = Sheet(page)
    tables = frames(rules(page, sheet))
    cells = [box for frame in tables for row in frame for box in row if box]
    upright, turned = spans(page, sheet, cells)
    page.close()
    return Laid(index + 1, sheet.height, tuple(with_tables(upright, tables)), tuple(turned))


def _date(text: str) -> dt.date | None:
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
