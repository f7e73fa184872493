"""Pictures of pages: PNG, JPEG, TIFF (several pages), WebP."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.layout.assembly import Laid, assemble
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Document
from beffroi.engines.documents.progress import Progress, nothing
from beffroi.engines.documents.recognition import Recognised, recognise
from beffroi.engines.documents.remarks import doubtful, nothing_found

LONG_SIDE = 842
LARGEST = 1800
MOST_PIXELS = 120_000_000


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:
    """Recognise the words of a picture. Raises DocumentRefused where it is damaged, or too large."""
    found: list[Recognised] = []
    try:
        with Image.open(path) as opened:
            frames = getattr(opened, "n_frames", 1)
            for picture, points in _frames(opened, path, limits):
                found.append(recognise(picture, points=points))
                progress(len(found), frames)
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        told = "est une image abîmée ou incomplète : numérisez la page de nouveau."
        raise DocumentRefused(f"« {path.name} » {told}") from error
    laid = [Laid(number, page.height, page.spans, recognised=True) for number, page in enumerate(found, 1)]
    remarks = (*doubtful({number: page.surety for number, page in enumerate(found, 1)}), *nothing_found(laid))
    return Document(path.name, "picture", assemble(laid), remarks=remarks)


def _frames(opened: Image.Image, path: Path, limits: Limits) -> Iterator[tuple[np.ndarray, float]]:
    """Yield each picture, upright as its camera says, and how many points a pixel makes."""
    for number, frame in enumerate(ImageSequence.Iterator(opened), 1):
        if number > limits.scans:
            raise DocumentRefused(f"« {path.name} » a plus de {limits.scans} pages : découpez-le.")
        if frame.width * frame.height > MOST_PIXELS:
            told = "est une image trop grande : numérisez la page à 300 points par pouce."
            raise DocumentRefused(f"« {path.name} » {told}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of damaged metadata, which is not read
            upright = ImageOps.exif_transpose(frame).convert("RGBA")
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright)
        if max(upright.size) > LARGEST:
            paper.thumbnail((LARGEST, LARGEST), Image.Resampling.BOX)
        yield np.asarray(paper.convert("RGB")), LONG_SIDE / max(paper.size)
