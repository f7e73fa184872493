"""Typographic variants: signs that differ on paper and say the same. Letters, accents, digits and case never do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Folding = Literal["apostrophes", "tirets", "guillemets", "espaces", "ligatures", "points de suspension", "césures"]
APOSTROPHES = "'’‘ʼ′`´"
DASHES = "-\u2010\u2011\u2012–—―−"
MARKS = '"«»“”„‟″'
LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "œ": "oe", "æ": "ae", "Œ": "OE",
    "Æ": "AE",
}  # fmt: skip
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
TIGHT_BEFORE = ":;!?%€"
# A hyphen at the end of a line may be the word's own, or cut it: it stands for both.
CUT = "\u2043"


@dataclass(frozen=True)
class Sign:
    """One sign once folded, the signs of the text it stands for, and where; which folding may have made it."""

    folded: str
    raw: str
    start: int
    end: int
    folding: Folding | None = None


def folded(text: str) -> list[Sign]:
    """Return the signs of a text, typographic variants written in one way."""
    signs: list[Sign] = []
    for sign in _signs(text):
        last = signs[-1] if signs else None
        if not sign.folded:
            signs[-1:] = [_longer(last, sign)] if last is not None else []
            continue
        if sign.folded == " " and (last is None or last.folded in {" ", '"', CUT}):
            # spaces at the start, doubled, or inside quotation marks
            if last is not None:
                signs[-1] = _longer(last, sign)
            continue
        if last is not None and last.folded == " " and (sign.folded == '"' or sign.folded in TIGHT_BEFORE):
            signs.pop()
            sign = Sign(sign.folded, last.raw + sign.raw, last.start, sign.end, sign.folding or "espaces")
        signs.append(sign)
    if signs and signs[-1].folded == " ":
        signs.pop()
    return signs


def _longer(sign: Sign, unseen: Sign) -> Sign:
    return Sign(sign.folded, sign.raw + unseen.raw, sign.start, unseen.end, sign.folding or unseen.folding)


def _signs(text: str) -> Iterator[Sign]:
    position = 0
    while position < len(text):
        end = _end(text, position)
        raw = text[position:end]
        if raw[0] in DASHES and _at_line_end(text, position, end):
            end = _next_line(text, end)
            yield Sign(CUT, text[position:end], position, end, "césures")
        else:
            yield from _folded(raw, text[end : end + 1], position, end)
        position = end


def _end(text: str, position: int) -> int:
    """Return the end of a sign with the accents set on it one by one; three points are one sign."""
    if text.startswith("...", position):
        return position + 3
    end = position + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _at_line_end(text: str, position: int, end: int) -> bool:
    """Return whether a hyphen cuts a word at a line's end: a letter before, a line's end and a small letter after."""
    rest = text[end:].lstrip(" \t")
    after = rest.lstrip()
    return last_sign(text[:position]).isalpha() and rest[:1] in {"\n", "\r"} and after[:1].islower()


def last_sign(text: str) -> str:
    """Return the last sign of a text, its accents put on it."""
    return unicodedata.normalize("NFC", text[-4:])[-1:]


def _next_line(text: str, end: int) -> int:
    return end + len(text[end:]) - len(text[end:].lstrip())


def _folded(raw: str, after: str, start: int, end: int) -> Iterator[Sign]:
    """Yield the signs that one sign of the text stands for."""
    sign = unicodedata.normalize("NFC", raw)
    if sign in UNSEEN:
        yield Sign("", raw, start, end, "césures")
        return
    if sign in LIGATURES:
        letters = LIGATURES[sign].capitalize() if sign.isupper() and after.islower() else LIGATURES[sign]
        yield Sign(letters[0], raw, start, end, "ligatures")
        for other in letters[1:]:
            yield Sign(other, "", end, end, "ligatures")
        return
    if raw == "..." or sign == "…":
        yield Sign("…", raw, start, end, "points de suspension")
        return
    kinds: tuple[tuple[str, str, Folding], ...] = (
        (APOSTROPHES, "'", "apostrophes"),
        (DASHES, "-", "tirets"),
        (MARKS, '"', "guillemets"),
    )
    for variants, one, folding in kinds:
        if sign in variants:
            yield Sign(one, raw, start, end, folding)
            return
    yield Sign(" ", raw, start, end, "espaces") if sign.isspace() else Sign(sign, raw, start, end)
