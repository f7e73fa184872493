"""Documents made for the tests: PDF by Typst or by hand, pictures of them."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import typst
from PIL import Image

from beffroi.engines.documents import Block, Document, read_here

FONTS = typst.Fonts(include_system_fonts=False)
SETTINGS = '#set document(title: "Essai")\n#set text(lang: "fr", font: "Libertinus Serif", size: 11pt)\n'
COLUMN = (
    "La piscine municipale rouvre le 4 mai 2026 après dix-huit mois de travaux. Les horaires d'ouverture au public "
    "sont fixés du mardi au dimanche, de 10 h à 19 h. Le tarif d'entrée reste à 3,50 € pour les adultes et à 2 € pour "
    "les enfants de moins de douze ans. Les associations sportives retrouveront leurs créneaux habituels à la rentrée."
)
OTHER = (
    "À partir du samedi 6 juin, le marché hebdomadaire s'installera place de la République pendant les travaux de la "
    "halle. Les commerçants non sédentaires doivent renouveler leur demande d'emplacement avant le 15 mai auprès du "
    "service du domaine public, qui leur répondra sous trois semaines par courrier ou par message."
)


def typeset(source: str, path: Path) -> Path:
    """Write Typst's language as PDF."""
    made = typst.Compiler(font_paths=FONTS).compile((SETTINGS + source).encode(), format="pdf")
    assert isinstance(made, bytes)
    path.write_bytes(made)
    return path


def read_typeset(source: str, folder: Path) -> Document:
    return read_here(typeset(source, folder / "essai.pdf"))


def drawn(content: str, path: Path, *, extra: str = "", page: str = "") -> Path:
    """Write a PDF of one page by hand. content: PDF's drawing language; extra: of the trailer; page: of the page."""
    stream = content.encode("cp1252")
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%s>>"
        % page.encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size 6/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (extra.encode(), start))
    path.write_bytes(out.getvalue())
    return path


def pictured(path: Path, *, scale: float = 2.2) -> Image.Image:
    """Return the picture of the first page, cut round its ink with a margin."""
    page = pdfium.PdfDocument(path)[0].render(scale=scale).to_pil().convert("L")
    rows, columns = np.nonzero(np.asarray(page) < 200)
    return page.crop((max(0, columns.min() - 60), max(0, rows.min() - 60), columns.max() + 60, rows.max() + 60))


def blocks(document: Document, *, hidden: bool = False) -> list[Block]:
    return [block for page in document.pages for block in page.blocks if block.hidden is hidden]


def texts(document: Document, *, hidden: bool = False) -> list[str]:
    return [block.text for block in blocks(document, hidden=hidden)]


def headings(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in blocks(document) if block.kind == "heading"]


def tables(document: Document) -> list[Sequence[Sequence[str]]]:
    return [block.rows for block in blocks(document) if block.kind == "table"]


def straight(text: str) -> str:
    """Write apostrophes and spaces in one way."""
    return " ".join(text.replace("’", "'").split())
