"""Reading and writing office documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Page
from beffroi.engines.documents.reading import read_here
from beffroi.engines.documents.watching import Reader, read_document, read_documents

if TYPE_CHECKING:
    from beffroi.engines.documents.spreadsheet import Sheet, write_ods

__all__ = [
    "Block",
    "Document",
    "DocumentRefused",
    "Limits",
    "Page",
    "Reader",
    "Sheet",
    "read_document",
    "read_documents",
    "read_here",
    "write_ods",
]


def __getattr__(name: str) -> Any:
    """Import what writes only where it is asked for: its libraries are slow to come."""
    if name in {"Sheet", "write_ods"}:
        from beffroi.engines.documents import spreadsheet  # noqa: PLC0415

        return getattr(spreadsheet, name)
    raise AttributeError(name)
