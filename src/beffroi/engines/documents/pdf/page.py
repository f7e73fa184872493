"""One page of a PDF: its own words, or those recognised on its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from beffroi.engines.documents.layout.assembly import Laid
from beffroi.engines.documents.layout.sense import nonsense
from beffroi.engines.documents.layout.spans import Span
from beffroi.engines.documents.pdf.rules import rules
from beffroi.engines.documents.pdf.runs import Seen, seen
from beffroi.engines.documents.pdf.sheet import Sheet
from beffroi.engines.documents.pdf.tables import Cells, frames, with_tables
from beffroi.engines.documents.pdf.visibility import Drawing, draw

FEW_LETTERS = 200
PICTURE_SHARE = 0.35
DOTS_PER_INCH = 150
POINTS_PER_INCH = 72
LARGEST = 2600


@dataclass(frozen=True)
class Looked:
    """A page that was looked at: what it says, how sure its recognition is, whether it should be recognised yet."""

    laid: Laid
    surety: float = 1.0
    unread: bool = False


def look(page: pdfium.PdfPage, number: int, *, recognising: bool) -> Looked:
    """Read a page. recognising: whether a page without words of its own may be recognised from its picture."""
    sheet, drawing = Sheet(page), Drawing(page)
    tables = frames(rules(page, sheet))
    found = seen(page, sheet, drawing, Cells(tables))
    shown = " ".join(span.text for span in (*found.upright, *found.askew) if not span.hidden)
    senseless = nonsense(shown)
    if not senseless and not _is_picture(page, shown, drawing):
        return Looked(Laid(number, sheet.height, tuple(with_tables(found.upright, tables)), found.askew))
    if recognising:
        return _recognised(page, number, sheet, Seen((), (), layer=False) if senseless else found)
    return _unread(number, sheet, found)


def _is_picture(page: pdfium.PdfPage, shown: str, drawing: Drawing) -> bool:
    """Return whether what the page shows is mostly a picture: a scan, with or without a stamp in letters."""
    if len(shown) >= FEW_LETTERS or drawing.blank():
        return False
    width, height = page.get_size()
    pictured = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        pictured += max(0.0, right - left) * max(0.0, top - bottom)
    return pictured > PICTURE_SHARE * width * height or not shown


def _recognised(page: pdfium.PdfPage, number: int, sheet: Sheet, found: Seen) -> Looked:
    from beffroi.engines.documents.recognition import recognise  # noqa: PLC0415  # a second to load, for scans only

    scale = min(DOTS_PER_INCH / POINTS_PER_INCH, LARGEST / max(sheet.width, sheet.height))
    read = recognise(draw(page, scale), points=1 / scale)
    known = [span for span in found.upright if not span.hidden]
    spans = [span for span in read.spans if not any(_covers(own, span) for own in known)]
    # an invisible layer of letters over the same words is an earlier recognition: what it adds is hidden
    extra = [span for span in found.upright if span.hidden and not any(_covers(span, seen) for seen in read.spans)]
    laid = Laid(number, read.height, (*known, *spans, *extra), found.askew, recognised=True)
    return Looked(laid, surety=read.surety)


def _covers(one: Span, other: Span) -> bool:
    across, down = (other.left + other.right) / 2, other.middle
    here, there = (one.left + one.right) / 2, one.middle
    return (one.left <= across <= one.right and one.top <= down <= one.bottom) or (
        other.left <= here <= other.right and other.top <= there <= other.bottom
    )


def _unread(number: int, sheet: Sheet, found: Seen) -> Looked:
    """Take the words of an earlier recognition, where the page has them, for what could not be recognised here."""
    layer = _shown(found.upright) if found.layer else found.upright
    laid = Laid(number, sheet.height, layer, found.askew, recognised=found.layer)
    return Looked(laid, unread=not found.layer)


def _shown(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(replace(span, hidden=False) for span in spans)
