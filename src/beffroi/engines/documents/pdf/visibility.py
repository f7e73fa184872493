"""Whether letters can be seen: the page is drawn, and they are compared with what lies around them."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from beffroi.engines.documents.pages import Box

SCALE = 1.5
FAINTEST = 24
LARGEST = 4000
Colour = tuple[int, int, int]


class Drawing:
    """A page as it is drawn, in pixels."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._scale = min(SCALE, LARGEST / max(page.get_size()))
        self.pixels = draw(page, self._scale)

    def blank(self) -> bool:
        """Return whether nothing at all is drawn."""
        return int(np.ptp(self.pixels)) < FAINTEST

    def shows(self, box: Box, colour: Colour | None) -> bool:
        """Return whether letters of this colour, in this box [points], stand out from what is drawn there."""
        left, top, right, bottom = (value * self._scale for value in box)
        height, width = self.pixels.shape[:2]
        rows = slice(max(0, int(top)), min(height, int(bottom) + 2))
        columns = slice(max(0, int(left)), min(width, int(right) + 2))
        region = self.pixels[rows, columns].reshape(-1, 3)
        if region.size == 0 or int(np.ptp(region, axis=0).max()) < FAINTEST:
            return False
        if colour is None:
            return True
        paper = np.median(region, axis=0)
        return bool(np.abs(paper - np.array(colour)).max() >= FAINTEST)


def draw(page: pdfium.PdfPage, scale: float) -> NDArray[np.uint8]:
    """Draw a page: height x width x 3. scale: pixels a point."""
    bitmap = page.render(scale=scale, rev_byteorder=True)
    pixels = np.array(bitmap.to_numpy()[:, :, :3], np.uint8)
    bitmap.close()
    return pixels
