"""Reading and writing office documents."""

from beffroi.engines.documents.pages import Block, Document, Page
from beffroi.engines.documents.spreadsheet import Sheet, write_ods

__all__ = ["Block", "Document", "Page", "Sheet", "write_ods"]
