"""Reading PDF: words by PDFium, ruled tables by pdfplumber."""
