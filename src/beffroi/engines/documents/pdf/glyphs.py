"""The letters of a PDF page and where they stand, by PDFium."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from beffroi.engines.documents.layout.spans import Span, around
from beffroi.engines.documents.pages import Box
from beffroi.engines.documents.pdf.sheet import Sheet

APART = 0.8
BLANK = 0.15
SPACES = {0, 9, 10, 13, 32, 160, 0x202F, 0x2009}
ASCENT, DESCENT = 0.78, 0.22
INVISIBLE = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
SMALLEST = 1.5
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What PDFium and the symbol fonts of word processors put for a hyphen at a line's end and for bullets.
REPAIRS = str.maketrans(
    {
        "\x02": "-",
        "\ufffe": "-",
        "\u00ad": "-",
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf02d": "-",
        "\uf0d8": "►",
        "\uf0fc": "✓",
    }
)


@dataclass(frozen=True)
class Hand:
    """What the letters of one text object share: size [points], weight, colour, whether they are drawn at all."""

    size: float
    bold: bool
    colour: tuple[int, int, int]
    drawn: bool
    upright: bool


@dataclass(frozen=True)
class Glyph:
    """One letter: its box and its foot [points from the top left]; a raised figure is written as such."""

    letter: str
    box: Box
    foot: float
    hand: Hand


def glyphs(page: pdfium.PdfPage, sheet: Sheet) -> Iterator[Glyph | None]:
    """Yield the letters in the file's order; None where PDFium sees a space or a line's end."""
    text = page.get_textpage()
    hands: dict[int, Hand] = {}
    left, bottom = ctypes.c_double(), ctypes.c_double()
    loose = raw.FS_RECTF()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in SPACES:
            if code != 32 or not raw.FPDFText_IsGenerated(text, index):
                yield None
            continue
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        raw.FPDFText_GetCharOrigin(text, index, left, bottom)
        key = ctypes.cast(raw.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value or 0
        hand = hands.get(key)
        if hand is None:
            hand = hands[key] = _hand(text, index, sheet)
        box = sheet.box(loose.left, loose.bottom, loose.right, loose.top)
        letter = chr(code).translate(REPAIRS)
        if letter.isdigit() and _raised(text, index, bottom.value, hand.size):
            letter = letter.translate(SUPERSCRIPTS)
        yield Glyph(letter, box, sheet.point(left.value, bottom.value)[1], hand)


def _raised(text: pdfium.PdfTextPage, index: int, foot: float, size: float) -> bool:
    """Return whether the ink of a figure stands well above its foot, as fonts that have small figures draw them."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return bottom.value - foot > 0.2 * size


def _hand(text: pdfium.PdfTextPage, index: int, sheet: Sheet) -> Hand:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) - sheet.turn
    red, green, blue, alpha = (ctypes.c_uint(value) for value in (0, 0, 0, 255))
    raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, index))
    return Hand(
        size=size,
        bold=_bold(text, index),
        colour=(red.value, green.value, blue.value),
        drawn=mode not in INVISIBLE and alpha.value > 12 and size >= SMALLEST,
        upright=abs((angle + 180) % 360 - 180) < 10,
    )


def _bold(text: pdfium.PdfTextPage, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text, index) >= 600:
        return True
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 200, flags)
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"semibold"))


def spans(page: pdfium.PdfPage, sheet: Sheet, cells: Sequence[Box] = ()) -> tuple[list[Span], list[Span]]:
    """Return the spans of the letters that stand upright, and of those that do not; none runs over a cell's edge."""
    upright: list[Span] = []
    turned: list[Span] = []
    run: list[Glyph | None] = []
    for glyph in glyphs(page, sheet):
        last = next((known for known in reversed(run) if known), None)
        if glyph and last and not (_follows(last, glyph) and _same_cell(last, glyph, cells)):
            (upright if last.hand.upright else turned).append(_span(run, sheet))
            run = []
        if glyph or run:
            run.append(glyph)
    if any(run):
        last = next(known for known in reversed(run) if known)
        (upright if last.hand.upright else turned).append(_span(run, sheet))
    return upright, turned


def _follows(last: Glyph, glyph: Glyph) -> bool:
    if last.hand.upright != glyph.hand.upright or last.hand.drawn != glyph.hand.drawn:
        return False
    size = max(last.hand.size, glyph.hand.size)
    if not glyph.hand.upright:
        return math.dist(last.box[:2], glyph.box[:2]) < 3 * size
    level = abs(glyph.foot - last.foot) < 0.5 * size
    return level and -2 * size < glyph.box[0] - last.box[2] < APART * size


def _same_cell(last: Glyph, glyph: Glyph, cells: Sequence[Box]) -> bool:
    return not cells or _cell(last, cells) == _cell(glyph, cells)


def _cell(glyph: Glyph, cells: Sequence[Box]) -> Box | None:
    across = (glyph.box[0] + glyph.box[2]) / 2
    down = glyph.foot - 0.3 * glyph.hand.size
    return next((box for box in cells if box[0] <= across <= box[2] and box[1] <= down <= box[3]), None)


def _span(run: list[Glyph | None], sheet: Sheet) -> Span:
    known = [glyph for glyph in run if glyph]
    size = max({glyph.hand.size for glyph in known}, key=lambda size: sum(g.hand.size == size for g in known))
    foot = max({glyph.foot for glyph in known}, key=lambda foot: sum(g.foot == foot for g in known))
    text = "".join(_letters(run, size, foot))
    box = around(glyph.box for glyph in known)
    if known[0].hand.upright:
        box = (box[0], foot - ASCENT * size, box[2], foot + DESCENT * size)
    bold = sum(glyph.hand.bold for glyph in known) > 0.8 * len(known)
    hidden = not known[0].hand.drawn or sheet.outside(box)
    return Span(text=" ".join(text.split()), box=box, size=size, bold=bold, hidden=hidden)


def _letters(run: list[Glyph | None], size: float, foot: float) -> Iterator[str]:
    """Yield the letters and the spaces, also those that are only white."""
    before: Glyph | None = None
    for glyph in run:
        if glyph and before and glyph.hand.upright and glyph.box[0] - before.box[2] > BLANK * size:
            yield " "
        yield _letter(glyph, size, foot) if glyph else " "
        before = glyph


def _letter(glyph: Glyph, size: float, foot: float) -> str:
    # A raised figure would read as part of the number before it: "150" and a note 1 are not 1501.
    if glyph.letter.isdigit() and glyph.hand.size < 0.85 * size and glyph.foot < foot - 0.1 * size:
        return glyph.letter.translate(SUPERSCRIPTS)
    return glyph.letter
