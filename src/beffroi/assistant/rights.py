"""Which documents are for agents only: those that say so, by their folder, their name or their first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from beffroi.engines.search.words import fold

FOLDERS = re.compile(r"(^|[^a-z])(internes?|agents?|confidentiel(le)?s?|rh|prive(e?)s?|restreints?)([^a-z]|$)")
NAMES = re.compile(r"(^|[^a-z])(internes?|confidentiel(le)?s?|restreinte?s?|non[-_ ]public)([^a-z]|$)")
SAYS = re.compile(
    r"\b(usage (strictement )?interne|document interne|note interne|note de service|document confidentiel"
    r"|diffusion (interne|restreinte)|ne pas (diffuser|communiquer)|reserve(e)? aux (agents|services|elus)"
    r"|non communicable|circulaire interne)\b|^\W*confidentiel(le)?\W*$",
    re.MULTILINE,
)
FIRST_LETTERS = 600


def is_public(path: PurePath, texts: Sequence[str]) -> bool:
    """Tell whether residents may read a document, from its path below the folder indexed and its first lines."""
    opening = fold("\n".join(texts)[:FIRST_LETTERS])
    folders = any(FOLDERS.search(fold(part)) for part in path.parts[:-1])
    return not (folders or NAMES.search(fold(path.stem)) or SAYS.search(opening))
