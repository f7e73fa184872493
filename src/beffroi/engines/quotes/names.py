"""Proper names: words with a capital that does not come from the start of a sentence. Regular expressions, no model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.engines.quotes.mentions import Mention

_CAPITAL = r"[A-ZÀ-ÖØ-ÝŒ]"
# "L'article", "D'abord", "Qu'il" begin a sentence, not a name
_WORD = rf"(?:[dDlL]')?(?!(?:[A-Z]|Qu|Lorsqu|Puisqu|Jusqu)'[a-zà-ÿ]){_CAPITAL}[\w'-]*"
_SMALL = r"(?:de|du|des|la|le|les|en|sur|sous|lès|aux|au|d'|l')"
RUN = re.compile(rf"(?<![\w'-]){_WORD}(?:[ ](?:{_SMALL}[ ]?){{0,2}}{_WORD})*")
# Words with a capital that name nobody.
CIVIL = frozenset(
    {
        "m",
        "mm",
        "mme",
        "mmes",
        "mlle",
        "madame",
        "monsieur",
        "mesdames",
        "messieurs",
        "mademoiselle",
        "maître",
        "me",
        "dr",
    }
)
START = re.compile(r"(?:^|[.!?…:\n|][\s\"«»“”(]*|[-•▪–—]\s+|\d+[.)]\s+|[«“\"(]\s*)$")
INNER = re.compile(r"[^\W\d_]['-]?[A-ZÀ-ÖØ-ÝŒ]")


def names(match: re.Match[str]) -> Iterator[Mention]:
    """Make a name of a run of words; the first of a sentence counts only where it is plainly one."""
    words = _words(match[0])
    if _starts_sentence(match) and not _titled(match) and not INNER.search(words[0]):
        words = words[1:]
    words = [word for word in words if word.lower().rstrip(".") not in CIVIL]
    if words:
        first = match[0].find(words[0])
        start = match.start() + max(0, first)
        yield Mention(
            "name", match.string[start : match.end()], start, match.end(), tuple(word.casefold() for word in words)
        )


def _words(run: str) -> list[str]:
    """Return the words with a capital, without the articles tied to them."""
    found = [re.sub(r"^[dDlL]'", "", word) for word in run.split()]
    return [word for word in found if re.match(_CAPITAL, word)]


def _starts_sentence(match: re.Match[str]) -> bool:
    before = match.string[: match.start()]
    if re.search(r"\b(?:M|MM|Mme|Mmes|Mlle|Me|Dr|St|Ste|art|n|p)\.\s*$", before):
        return False
    return START.search(before.rstrip(" ") + (" " if before.endswith(" ") else "")) is not None or not before.strip()


def _titled(match: re.Match[str]) -> bool:
    return match[0].split()[0].lower().rstrip(".") in CIVIL
