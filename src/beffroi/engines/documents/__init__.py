"""Reading and writing office documents.

What parses files is imported by the child that reads them; what writes, where it is asked for: this module stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Page
from beffroi.engines.documents.reading import read_here
from beffroi.engines.documents.watching import Reader, read_document, read_documents
from beffroi.engines.documents.writing.text import Grid, Heading, Items, Paragraph, Part, Quote, Text

if TYPE_CHECKING:
    from beffroi.engines.documents.spreadsheet import Sheet, write_ods
    from beffroi.engines.documents.writing.open_text import write_odt
    from beffroi.engines.documents.writing.pdf import pdf_of, write_pdf
    from beffroi.engines.documents.writing.word import write_docx

__all__ = [
    "Block",
    "Document",
    "DocumentRefused",
    "Grid",
    "Heading",
    "Items",
    "Limits",
    "Page",
    "Paragraph",
    "Part",
    "Quote",
    "Reader",
    "Sheet",
    "Text",
    "pdf_of",
    "read_document",
    "read_documents",
    "read_here",
    "write_docx",
    "write_ods",
    "write_odt",
    "write_pdf",
]
WRITERS = {
    "Sheet": "spreadsheet",
    "write_ods": "spreadsheet",
    "write_odt": "writing.open_text",
    "write_docx": "writing.word",
    "write_pdf": "writing.pdf",
    "pdf_of": "writing.pdf",
}


def __getattr__(name: str) -> Any:
    """Import a writer."""
    if name not in WRITERS:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"beffroi.engines.documents.{WRITERS[name]}"), name)
