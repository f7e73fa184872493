"""Whether a page's letters make words: fonts without a table of letters give nonsense."""

from __future__ import annotations

import unicodedata

FEWEST_LETTERS = 40
FEWEST_WORDS = 30
SENSIBLE = 0.75
COMMON = frozenset({"de", "la", "le", "les", "des", "et", "du", "un", "une", "en", "à", "au", "aux", "est", "pour"})
VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")


def nonsense(text: str) -> bool:
    """Return whether a text cannot be what its readers see."""
    signs = [sign for sign in text if not sign.isspace()]
    if len(signs) < FEWEST_LETTERS:
        return sum(map(_sensible, signs)) < 0.5 * len(signs)
    if sum(map(_sensible, signs)) < SENSIBLE * len(signs):
        return True
    words = [word.lower() for word in text.split() if word.isalpha() and len(word) > 1]
    if len(words) < FEWEST_WORDS:
        return False
    letters = [letter for word in words for letter in word]
    vowels = sum(letter in VOWELS for letter in letters) / len(letters)
    return not 0.32 < vowels < 0.6 and sum(word in COMMON for word in words) < 0.04 * len(words)


def _sensible(sign: str) -> bool:
    """Return whether a sign is one that French texts are made of."""
    kind = unicodedata.category(sign)
    if kind.startswith("L"):
        return ord(sign) < 0x250 or 0x370 <= ord(sign) < 0x400 or 0xFB00 <= ord(sign) < 0xFB07
    return kind[0] in "NPSZ" and sign != "\ufffd"
