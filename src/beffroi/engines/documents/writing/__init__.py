"""Writing one text as ODT, DOCX or PDF."""
