"""Words cut at the end of a line: put together again, unless the hyphen is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HYPHENS = ("-", "\u2010", "\u00ad")
CUT = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
START = re.compile(r"([^\W\d_]+)")
# "Avesnes-sur-" and "Helpe", "Hauts-" and "de-France": a short word between hyphens
LINK_BEFORE = re.compile(r"[-\u2010][^\W\d_]{1,3}[-\u2010]$")
LINK_AFTER = re.compile(r"[^\W\d_]{1,3}[-\u2010]")
# Halves of French words that keep their hyphen: "procès-verbal", "rendez-vous", "celui-ci". Only those that no cut
# word has: "beau" is not there because of "beau-coup", nor "sous" because of "sous-cription".
BEFORE = {
    "après", "avant", "ayant", "belle", "celui", "celle", "ceux", "celles", "chef", "chez", "demi", "dix", "grand",
    "grande", "grands", "hors", "non", "petit", "petite", "peut", "plus", "procès", "quart", "quasi", "quatre",
    "quelques", "rendez", "rez", "saint", "sainte", "saints", "semi", "vice", "vingt", "trente", "quarante",
    "cinquante", "soixante",
}  # fmt: skip
AFTER = {
    "ce", "ci", "delà", "dessous", "dessus", "disant", "elle", "elles", "être", "eux", "il", "ils", "je", "la",
    "là", "le", "même", "mêmes", "moi", "nous", "on", "parole", "tu", "value", "verbal", "verbaux", "vous",
}  # fmt: skip
AFTER_ORDERS = {"les", "leur", "lui"}
SUB = ("préf", "sol", "trait", "dir", "com", "sect", "ensem", "loc", "marin", "terr", "titr", "jac", "entend")
LETTERS_BEFORE = 2


@dataclass(frozen=True)
class Vocabulary:
    """The words of a document, hyphens included, and whether it cuts words at line ends at all."""

    words: frozenset[str] = frozenset()
    cuts: bool = True


UNKNOWN = Vocabulary()
FEWEST_CUTS = 0.035


def vocabulary(lines: Iterable[str]) -> Vocabulary:
    """Look at the lines of a document: where hardly any ends with a hyphen, those that do have it of their own."""
    words: set[str] = set()
    cut = seen = 0
    for line in lines:
        found = re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*", line.lower())
        words.update(found[:-1])
        seen += len(found) > 3
        cut += CUT.search(line) is not None
    return Vocabulary(frozenset(words), cut >= FEWEST_CUTS * seen)


def join(before: str, after: str, known: Vocabulary = UNKNOWN) -> str:
    """Write two lines of a paragraph as one: a space between, or the halves of a cut word put together."""
    cut, start = CUT.search(before), START.match(after)
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if cut is None or start is None:
        glued = before.endswith(HYPHENS) and len(before) > 1 and not before[-2].isspace()
        return before + after if glued and after[:1].isalnum() else f"{before} {after}"
    if LINK_BEFORE.search(before) or LINK_AFTER.match(after):
        return before + after
    return before[:-1] + after if _was_cut(cut[1], start[1], known) else before + after


def _was_cut(first: str, second: str, known: Vocabulary) -> bool:
    first_low, second_low = first.lower(), second.lower()
    if first_low + second_low in known.words:
        return f"{first_low}-{second_low}" not in known.words
    if not known.cuts or f"{first_low}-{second_low}" in known.words or second[0].isupper():
        return False  # names in capitals have hyphens of their own more often than cuts
    if (second_low in AFTER_ORDERS and first_low.endswith(("ez", "ons"))) or (
        first_low == "sous" and second_low.startswith(SUB)
    ):
        return False
    return len(first) >= LETTERS_BEFORE and first_low not in BEFORE and second_low not in AFTER
