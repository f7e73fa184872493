"""Who signs: the theme of the delegation table of which a message speaks."""

from __future__ import annotations

from collections.abc import Sequence

from beffroi.engines.search.familiar import in_plain_words
from beffroi.engines.search.synonyms import meanings
from beffroi.engines.search.words import stems


def theme_of(message: str, themes: Sequence[str]) -> str | None:
    """Return the theme whose words, or others for them, stand most often in a message; None where none does."""
    told = stems(in_plain_words(message))
    counts = {theme: sum(word in _words(theme) for word in told) for theme in themes}
    best = max(counts, key=lambda theme: counts[theme], default=None)
    return best if best is not None and counts[best] else None


def _words(theme: str) -> set[str]:
    own = stems(theme)
    return {*own, *(word for several in meanings(own) for one in several if len(one) == 1 for word in one)}
