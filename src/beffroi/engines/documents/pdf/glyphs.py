"""The letters of a PDF page and where they stand, by PDFium."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from beffroi.engines.documents.pages import Box
from beffroi.engines.documents.pdf.sheet import Sheet
from beffroi.engines.documents.pdf.visibility import Colour

SPACES = {0, 9, 10, 13, 32, 160, 0x202F, 0x2009}
FILLED = {raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP}
SMALLEST, FAINT = 1.5, 12
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What PDFium and the symbol fonts of word processors put for a hyphen at a line's end and for bullets.
REPAIRS = str.maketrans(
    {
        "\x02": "-",
        "\ufffe": "-",
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf02d": "-",
        "\uf0d8": "►",
        "\uf0fc": "✓",
    }
)


@dataclass(frozen=True)
class Hand:
    """What the letters of one text object share: size [points], weight, colour (None where it is not one), whether
    they are drawn at all.
    """

    size: float
    bold: bool
    colour: Colour | None
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
    """Yield the letters in the file's order; None for a space that the file holds."""
    text = page.get_textpage()
    hands: dict[int, Hand] = {}
    left, bottom = ctypes.c_double(), ctypes.c_double()
    loose = raw.FS_RECTF()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in SPACES:
            # what PDFium adds of its own (before a raised "er", say) is left to the white between the letters
            if not raw.FPDFText_IsGenerated(text, index):
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
    plain = raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, index))
    return Hand(
        size=size,
        bold=_bold(text, index),
        colour=(red.value, green.value, blue.value) if plain and mode in FILLED else None,
        drawn=mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE and alpha.value > FAINT and size >= SMALLEST,
        upright=abs((angle + 180) % 360 - 180) < 10,
    )


def _bold(text: pdfium.PdfTextPage, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text, index) >= 600:
        return True
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 200, flags)
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"semibold"))
