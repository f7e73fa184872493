"""Scans that are made: pages seen through a copier, askew, soft and grainy."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

DOTS_PER_INCH = 200


def scanned(pdf: bytes, *, degrees: float = 0, blur: float = 0, noise: float = 0) -> bytes:
    """Return a PDF of pictures of the pages. blur: radius [pixels]; noise: standard deviation [of 255]."""
    chance = np.random.default_rng(0)
    source = pdfium.PdfDocument(pdf)
    pages = [_copied(page.render(scale=DOTS_PER_INCH / 72).to_pil(), degrees, blur, noise, chance) for page in source]
    source.close()
    out = io.BytesIO()
    pages[0].save(out, format="PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH, quality=80)
    return out.getvalue()


def _copied(page: Image.Image, degrees: float, blur: float, noise: float, chance: np.random.Generator) -> Image.Image:
    turned = page.convert("L").rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(blur)), dtype=float)
    dirty = soft * (0.92 if noise else 1) + chance.normal(0, noise, soft.shape)
    return Image.fromarray(dirty.clip(0, 255).astype("uint8"))


def share_wrong(told: str, read: str) -> float:
    """Return the least signs to change, add or take away to come from what was read to what was told, by sign told.

    White, and the variants of apostrophes and dashes, do not count.
    """
    one, other = (_signs(text) for text in (told, read))
    row = np.arange(len(other) + 1)
    for position, sign in enumerate(one, 1):
        cheapest = np.minimum(row[:-1] + (other != sign), row[1:] + 1)
        row = np.concatenate([[position], cheapest])
        # adding signs one after the other, all at once
        steps = np.arange(len(row))
        row = np.minimum.accumulate(row - steps) + steps
    return float(row[-1]) / max(1, len(one))


def _signs(text: str) -> np.ndarray:
    plain = "".join(text.replace("’", "'").replace("–", "-").replace("•", "").replace("|", "").split())
    return np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32)
