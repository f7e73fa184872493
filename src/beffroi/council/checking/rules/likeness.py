"""How much of the object's words stand in the rest of the act."""

from __future__ import annotations

import csv
import re
from functools import cache

from beffroi.council.checking.findings import DATA
from beffroi.council.checking.reading.words import fold

STEM = 5  # letters by which two words are taken for one


@cache
def _empty() -> frozenset[str]:
    return frozenset((DATA / "empty_words.txt").read_text(encoding="utf-8").split())


@cache
def _groups() -> tuple[frozenset[str], ...]:
    with (DATA / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        return tuple(frozenset(word[:STEM] for word in row["words"].split()) for row in csv.DictReader(file))


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]{3,}|\d{4,}", fold(text))
    return {
        word[:STEM]
        for word in words
        if word not in _empty() and (len(word) > 3 or word in {"plu", "dm", "cia", "sci"}) and not word.isdigit()
    }


def shared(told: str, rest: str) -> tuple[float, int]:
    """Return the share of the words of a title that stand in a text, synonyms included, and how many words
    there are.
    """
    wanted, held = _stems(told), _stems(rest)
    if not wanted:
        return 1.0, 0
    for group in _groups():
        if group & held:
            held = held | group
    return len(wanted & held) / len(wanted), len(wanted)


def same_kind(told: str, rest: str) -> bool:
    """Does the first word of a title that means something (« Tarifs… », « Vente… ») stand in a text?"""
    first = next((word for word in re.findall(r"\w{4,}", told) if _stems(word)), "")
    return bool(first) and shared(first, rest)[0] > 0


def foreign_name(told: str, rest: str) -> bool:
    """Does the title name two things or more (capitals inside), or an association, a school, a street, that
    the text does not?
    """
    if told.isupper():
        return False
    names = [
        word
        for word in re.findall(r"(?<=[\s'-])[A-ZÉÈ][a-zéèêàçîôû]{3,}", told)
        if fold(word)[:STEM] not in {"maire", "conse", "etat"}
    ]
    if any(fold(name)[:STEM] in fold(rest) for name in names):
        return False
    holder = re.search(r"\b(association|société|club|école|collège|entreprise|rue)\b", told, re.IGNORECASE)
    rival = holder and re.search(rf"\b{holder[1]}\b[^.\n;,]{{0,25}}\b[A-ZÉ][a-zé]{{3,}}", rest, re.IGNORECASE)
    return len(names) >= 2 or (len(names) == 1 and bool(rival))


def foreign_year(told: str, operative: str) -> bool:
    """Does the title name one year, and the operative part only another?"""
    titled, decided = set(re.findall(r"\b20\d\d\b", told)), set(re.findall(r"\b20\d\d\b", operative))
    return (
        len(titled) == 1
        and len(decided) == 1
        and not titled & decided
        and abs(int(next(iter(titled))) - int(next(iter(decided)))) > 1
    )
