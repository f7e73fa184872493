"""Reading and writing office documents."""

from beffroi.engines.documents.spreadsheet import Sheet, write_ods

__all__ = ["Sheet", "write_ods"]
