"""A scan: the pages of a PDF seen through a copier that is slightly askew and dirty, without any text behind."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

DOTS_PER_INCH = 150
MOST_DEGREES = 1.2
NOISE = 9.0
PAPER = 236


def scan(pdf: bytes, *, seed: int) -> bytes:
    """Return a PDF of pictures of the pages, turned by up to 1.2 degree, grey and grainy."""
    chance = np.random.default_rng(seed)
    source = pypdfium2.PdfDocument(pdf)
    pages = [_copied(page.render(scale=DOTS_PER_INCH / 72).to_pil(), chance=chance) for page in source]
    source.close()
    out = io.BytesIO()
    pages[0].save(out, format="PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH, quality=72)
    return out.getvalue()


def _copied(page: Image.Image, *, chance: np.random.Generator) -> Image.Image:
    """Return the page as the copier gives it."""
    degrees = chance.choice((-1, 1)) * chance.uniform(0.4, MOST_DEGREES)
    turned = page.convert("L").rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=float)
    dirty = soft * PAPER / 255 + chance.normal(0, NOISE, soft.shape)
    return Image.fromarray(dirty.clip(0, 255).astype("uint8"))
