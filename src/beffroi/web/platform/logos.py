"""A tenant's logo: a PNG image, checked by its content and written anew."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import IO

from PIL import Image

from beffroi.territory.errors import BadInput

MOST_BYTES = 300_000
LARGEST_SIDE = 1200
TYPE = "image/png"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


class LogoRefused(BadInput):
    """The file is not a PNG image of a reasonable size."""


def read_logo(file: IO[bytes]) -> bytes:
    """Return the image written anew, without anything a file may hide beside it. Raises LogoRefused."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise LogoRefused(f"Logo trop lourd : {MOST_BYTES // 1000} ko au plus. Réduisez l'image puis renvoyez-la.")
    if not content.startswith(SIGNATURE):
        raise LogoRefused("Ce fichier n'est pas une image PNG : enregistrez le logo au format PNG puis renvoyez-le.")
    try:
        return _written_anew(content)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombWarning) as error:
        raise LogoRefused("Cette image PNG est abîmée : enregistrez-la de nouveau puis renvoyez-la.") from error


def _written_anew(content: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        image = Image.open(BytesIO(content), formats=["PNG"])
    if max(image.size) > LARGEST_SIDE:
        raise LogoRefused(f"Logo trop grand : {LARGEST_SIDE} pixels de côté au plus. Réduisez l'image.")
    clean = BytesIO()
    image.convert("RGBA").save(clean, "PNG", optimize=True)
    return clean.getvalue()
