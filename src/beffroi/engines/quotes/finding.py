"""Whether words stand in a page, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beffroi.engines.quotes.folding import CUT, Folding, Sign, folded, last_sign

GROUP = re.compile(r"\d{1,3}\s\Z")
GROUPED = re.compile(r"\d{3}(?!\d)")


@dataclass(frozen=True)
class Found:
    """A quote found in a page: its exact words there, where they start and end, which foldings it took."""

    text: str
    start: int
    end: int
    foldings: tuple[Folding, ...] = ()


def find_quote(quote: str, page_text: str) -> Found | None:
    """Return where the quote stands in the page, None where it does not.

    Only typographic variants are passed over (apostrophes, dashes, ligatures, spaces and line ends, soft hyphens,
    words cut at a line's end, quotation marks). A digit, a letter, an accent, a capital, the order of words are not;
    nor may a quote begin or end within a word or a number: "500 €" does not stand in "1 500 €".
    """
    sought, page = folded(quote), folded(page_text)
    if not any(sign.folded.isalnum() for sign in sought):
        return None
    text = "".join(sign.folded for sign in page)
    for match in _pattern(sought, cuts=CUT in text).finditer(text):
        signs = page[match.start(1) : match.end(1)]
        found = Found(page_text[signs[0].start : signs[-1].end], signs[0].start, signs[-1].end)
        if _whole(page_text, found):
            return Found(found.text.strip(), *_stripped(found), tuple(sorted(set(_differing(sought, signs)))))
    return None


def _pattern(sought: Sequence[Sign], *, cuts: bool) -> re.Pattern[str]:
    """Return what matches the folded quote; overlapping places are all tried."""
    pieces = []
    for sign in sought:
        if sign.folded == CUT:
            pieces.append(f"[-{CUT}]?")
        elif sign.folded == "-":
            pieces.append(f"[-{CUT}]")
        else:
            pieces.append(re.escape(sign.folded) + (f"{CUT}?" if cuts and sign.folded.isalpha() else ""))
    if cuts and pieces[-1].endswith(f"{CUT}?"):
        pieces[-1] = pieces[-1].removesuffix(f"{CUT}?")
    return re.compile(f"(?=({''.join(pieces)}))")


def _stripped(found: Found) -> tuple[int, int]:
    start = found.start + len(found.text) - len(found.text.lstrip())
    return start, start + len(found.text.strip())


def _whole(page: str, found: Found) -> bool:
    """Return whether the words are not cut out of a longer word or number."""
    start, end = _stripped(found)
    before, after = page[:start], page[end:]
    first, last = page[start], last_sign(page[:end])
    if (first.isalnum() and last_sign(before).isalnum()) or (
        last.isalnum() and after[:1].isalnum() and not _note(page, end)
    ):
        return False
    if first.isdigit() and _number_before(before, page[start:end]):
        return False
    return not (last.isdigit() and _number_after(page[start:end], after))


def _note(page: str, end: int) -> bool:
    """Return whether a word is followed by the mark of a note, as in "commune¹" (but not "m²")."""
    return page[end] in "⁰¹²³⁴⁵⁶⁷⁸⁹" and page[max(0, end - 3) : end].isalpha()


def _number_before(before: str, words: str) -> bool:
    """Return whether a number goes on to the left: "1 500", "12,50"."""
    if re.search(r"\d[.,]\Z", before):
        return True
    return bool(GROUP.search(before[-4:]) and not re.search(r"\d{4}\s\Z", before) and GROUPED.match(words))


def _number_after(words: str, after: str) -> bool:
    if re.match(r"[.,]\d", after):
        return True
    last = re.search(r"(?<!\d)\d{1,3}\Z", words)
    return bool(last and re.match(r"\s\d{3}(?!\d)", after))


def _differing(sought: Sequence[Sign], page: Sequence[Sign]) -> Iterator[Folding]:
    """Yield the foldings without which the two would differ."""
    left = list(page)
    for sign in sought:
        while left and left[0].folded == CUT and sign.folded not in {"-", CUT}:
            left.pop(0)
            yield "césures"
        if sign.folded == CUT and not (left and left[0].folded in {"-", CUT}):
            yield "césures"
            continue
        other = left.pop(0)
        if sign.raw != other.raw:
            yield from {kind for kind in (sign.folding, other.folding) if kind}
