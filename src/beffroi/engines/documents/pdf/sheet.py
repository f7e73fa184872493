"""The frame of a PDF page."""

from __future__ import annotations

import pypdfium2 as pdfium

from beffroi.engines.documents.pages import Box


class Sheet:
    """A page's frame: turns PDFium's coordinates into points from the top left of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = page.get_rotation() % 360
        self.width, self.height = page.get_size()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page's own space is shown."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return where a box of the page's own space is shown."""
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def outside(self, box: Box) -> bool:
        """Return whether a box lies outside what is shown."""
        return box[2] <= 0 or box[3] <= 0 or box[0] >= self.width or box[1] >= self.height
