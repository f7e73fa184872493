"""Letters of a PDF page put together to spans, each in one hand, and whether they can be seen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from beffroi.engines.documents.layout.spans import Span, around
from beffroi.engines.documents.pages import Box
from beffroi.engines.documents.pdf.glyphs import SUPERSCRIPTS, Glyph, glyphs
from beffroi.engines.documents.pdf.sheet import Sheet
from beffroi.engines.documents.pdf.tables import Cells
from beffroi.engines.documents.pdf.visibility import Drawing

APART = 0.8
BLANK = 0.15
ASCENT, DESCENT = 0.78, 0.22
SOFT = "\u00ad"
# Word 2010 writes its dash with the number of another letter.
WORD_DASH = re.compile(r"(?<!\S)Ŕ(?![^\s,.])")


@dataclass(frozen=True)
class Seen:
    """The spans of a page, upright and askew; layer: some letters are drawn with an invisible pen."""

    upright: tuple[Span, ...]
    askew: tuple[Span, ...]
    layer: bool


def seen(page: pdfium.PdfPage, sheet: Sheet, drawing: Drawing, cells: Cells) -> Seen:
    """Return the spans of a page; none runs over the edge of a table's cell."""
    runs = list(_runs(glyphs(page, sheet), cells))
    upright = tuple(_span(run, sheet, drawing) for run in runs if _known(run)[0].hand.upright)
    askew = tuple(_span(run, sheet, drawing) for run in runs if not _known(run)[0].hand.upright)
    return Seen(upright, askew, any(not _known(run)[0].hand.drawn for run in runs))


def _runs(letters: Iterable[Glyph | None], cells: Cells) -> Iterator[list[Glyph | None]]:
    """Yield letters that follow one another in one hand, with None for the spaces between."""
    run: list[Glyph | None] = []
    last: Glyph | None = None
    for glyph in letters:
        if glyph and last and not (_follows(last, glyph) and _cell(last, cells) == _cell(glyph, cells)):
            yield run
            run = []
        if glyph or run:
            run.append(glyph)
        last = glyph or last
    if run:
        yield run


def _known(run: Sequence[Glyph | None]) -> list[Glyph]:
    return [glyph for glyph in run if glyph]


def _follows(last: Glyph, glyph: Glyph) -> bool:
    one, other = last.hand, glyph.hand
    if (one.upright, one.drawn, one.colour) != (other.upright, other.drawn, other.colour):
        return False
    size = max(last.hand.size, glyph.hand.size)
    if not glyph.hand.upright:
        return math.dist(last.box[:2], glyph.box[:2]) < 3 * size
    level = abs(glyph.foot - last.foot) < 0.5 * size
    return level and -2 * size < glyph.box[0] - last.box[2] < APART * size


def _cell(glyph: Glyph, cells: Cells) -> Box | None:
    return cells.at((glyph.box[0] + glyph.box[2]) / 2, glyph.foot - 0.3 * glyph.hand.size)


def _span(run: list[Glyph | None], sheet: Sheet, drawing: Drawing) -> Span:
    known = _known(run)
    size = max({glyph.hand.size for glyph in known}, key=lambda size: sum(g.hand.size == size for g in known))
    foot = max({glyph.foot for glyph in known}, key=lambda foot: sum(g.foot == foot for g in known))
    text = "".join(_letters(run, size, foot))
    box = around(glyph.box for glyph in known)
    if known[0].hand.upright:
        box = (box[0], foot - ASCENT * size, box[2], foot + DESCENT * size)
    bold = sum(glyph.hand.bold for glyph in known) > 0.8 * len(known)
    hidden = not known[0].hand.drawn or sheet.outside(box) or not drawing.shows(box, known[0].hand.colour)
    text = WORD_DASH.sub("–", " ".join(text.split()))
    return Span(text[:-1].replace(SOFT, "") + text[-1:], box=box, size=size, bold=bold, hidden=hidden)


def _letters(run: list[Glyph | None], size: float, foot: float) -> Iterator[str]:
    """Yield the letters and the spaces, also those that are only white."""
    before: Glyph | None = None
    for glyph in run:
        if glyph and before and _white(before, glyph) > BLANK * size:
            yield " "
        yield _letter(glyph, size, foot) if glyph else " "
        before = glyph


def _white(before: Glyph, glyph: Glyph) -> float:
    """Return the white between two letters [points]."""
    if glyph.hand.upright:
        return glyph.box[0] - before.box[2]
    return min(abs(glyph.box[1] - before.box[3]), abs(before.box[1] - glyph.box[3]))


def _letter(glyph: Glyph, size: float, foot: float) -> str:
    # A raised figure would read as part of the number before it: "150" and a note 1 are not 1501.
    if glyph.letter.isdigit() and glyph.hand.size < 0.85 * size and glyph.foot < foot - 0.1 * size:
        return glyph.letter.translate(SUPERSCRIPTS)
    return glyph.letter
