"""The figures of docs/engines-documents.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from beffroi.engines.documents.measuring.sample import plain, sample
from beffroi.engines.documents.measuring.scans import scanned, share_wrong
from beffroi.engines.documents.pages import Document
from beffroi.engines.documents.spreadsheet import Sheet, write_ods
from beffroi.engines.documents.watching import Reader
from beffroi.engines.documents.writing.open_text import write_odt
from beffroi.engines.documents.writing.pdf import pdf_of
from beffroi.engines.documents.writing.text import Text
from beffroi.engines.documents.writing.word import write_docx

LETTERS_A_PAGE = 2500
SHORT, LONG, SCANNED = 8, 120, 3
Settings = dict[str, float]
SCANS: dict[str, Settings] = {
    "scan net": {},
    "scan de travers, flou, sali": {"degrees": 0.8, "blur": 0.9, "noise": 20},
    "scan très sali": {"degrees": -1.5, "blur": 1.2, "noise": 40},
    "scan à l'envers": {"degrees": 180},
}


@dataclass(frozen=True)
class Figure:
    """One kind of document: pages (of 2,500 letters where it has none), pages a second of processor, signs wrong."""

    name: str
    pages: float
    pages_a_second: float
    signs_wrong: float


def measure() -> Iterator[Figure]:
    """Make documents, read each in a watched child, and tell: the signs of a short one, the time of a long one."""
    short, long = sample(SHORT), sample(LONG)
    with TemporaryDirectory() as folder, Reader() as reader:
        signs = {
            name: share_wrong(plain(short), _said(reader.read(path))) for name, path in _documents(Path(folder), short)
        }
        for name, path in _documents(Path(folder), long):
            yield _timed(reader, name, path, letters=len(plain(long)), wrong=signs[name])
        yield from _scans(Path(folder) / "scan.pdf", reader)


def _scans(path: Path, reader: Reader) -> Iterator[Figure]:
    text = sample(SCANNED)
    for position, (name, settings) in enumerate(SCANS.items()):
        path.write_bytes(scanned(pdf_of(text), **settings))
        if position == 0:
            reader.read(path)  # the models are loaded at the first
        start = reader.cpu_seconds()
        read = reader.read(path)
        seconds = reader.cpu_seconds() - start
        yield Figure(name, len(read.pages), len(read.pages) / seconds, share_wrong(plain(text), _said(read)))


def _documents(folder: Path, text: Text) -> Iterator[tuple[str, Path]]:
    pdf = folder / "essai.pdf"
    pdf.write_bytes(pdf_of(text))
    yield "PDF avec texte", pdf
    yield "DOCX", write_docx(text, folder / "essai.docx")
    yield "ODT", write_odt(text, folder / "essai.odt")
    html = folder / "essai.html"
    html.write_text(_html(text), encoding="utf-8")
    yield "HTML", html
    yield (
        "ODS",
        write_ods([Sheet("Essai", ["", ""], [["", line] for line in plain(text).splitlines()])], folder / "e.ods"),
    )


def _html(text: Text) -> str:
    told = plain(text).replace("&", "&amp;").replace("<", "&lt;")
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in told.splitlines()) + "</body></html>"


def _timed(reader: Reader, name: str, path: Path, *, letters: int, wrong: float) -> Figure:
    start = reader.cpu_seconds()
    document = reader.read(path)
    seconds = max(0.01, reader.cpu_seconds() - start)
    pages = len(document.pages) if document.format == "pdf" else letters / LETTERS_A_PAGE
    return Figure(name, round(pages, 1), pages / seconds, wrong)


def _said(document: Document) -> str:
    return "\n".join(block.text for page in document.pages for block in page.blocks if not block.hidden)


def show(figure: Figure) -> str:
    """Write a figure on a line."""
    speed = f"{figure.pages_a_second:.{0 if figure.pages_a_second > 10 else 2}f}".replace(".", ",")
    wrong = f"{100 * figure.signs_wrong:.2f}".replace(".", ",")
    return f"{figure.name:30} {figure.pages:6.1f} pages  {speed:>8} pages/s  {wrong:>6} % de signes faux"
