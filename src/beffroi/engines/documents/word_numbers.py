"""The numbers that Word writes before paragraphs ("Article 3", "2.1", "b)"), which are not in their text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

DEEPEST = 9
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered: "decimal" and "Article %1", say; the number that it starts with."""

    format: str
    text: str
    start: int


class Numbers:
    """Counts the numbered paragraphs of a document, in order."""

    def __init__(self, numbering: Any) -> None:
        """Take the root of numbering.xml, None where the document has no numbering."""
        roots = [] if numbering is None else [numbering]
        self._lists = {item.get(qn("w:numId")): item for root in roots for item in root.iterchildren(qn("w:num"))}
        self._kinds = {
            kind.get(qn("w:abstractNumId")): {
                _value(level, "w:ilvl"): _level(level) for level in kind.iterchildren(qn("w:lvl"))
            }
            for root in roots
            for kind in root.iterchildren(qn("w:abstractNum"))
        }
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._seen: set[str] = set()

    def label(self, settings: Iterable[Any]) -> str:
        """Return what stands before a paragraph. settings: its own (w:pPr), then those of its styles."""
        number, depth = _told(settings)
        told = self._lists.get(number)
        kind = told.find(qn("w:abstractNumId")).get(qn("w:val")) if told is not None else ""
        levels = self._kinds.get(kind, {})
        if depth not in levels:
            return ""
        counts = self._counts[kind]
        if number not in self._seen:
            self._seen.add(number)
            counts.update(_restarts(told))
        counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return self._written(levels, counts, depth)

    def _written(self, levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        if levels[depth].format in {"bullet", "none"}:
            return ""

        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            at = levels.get(level, levels[depth])
            return _formatted(counts.get(level, at.start), at.format)

        return re.sub(r"%(\d)", number, levels[depth].text).strip()


def _level(element: Any) -> Level:
    told = {
        name: found.get(qn("w:val")) or ""
        for name in ("w:numFmt", "w:lvlText", "w:start")
        for found in element.iterchildren(qn(name))
    }
    start = told.get("w:start", "1")
    return Level(told.get("w:numFmt", "decimal"), told.get("w:lvlText", ""), int(start) if start.isdigit() else 1)


def _told(settings: Iterable[Any]) -> tuple[str, int]:
    """Return the list and the level that a paragraph or its styles name."""
    number, depth = "", None
    for item in settings:
        named = item.find(qn("w:numPr")) if item is not None else None
        if named is None:
            continue
        of_list, of_level = named.find(qn("w:numId")), named.find(qn("w:ilvl"))
        depth = depth if depth is not None or of_level is None else int(of_level.get(qn("w:val")))
        number = number or (of_list.get(qn("w:val")) if of_list is not None else "")
    return number, depth or 0


def _restarts(told: Any) -> dict[int, int]:
    """Return the counts to start from, one below, where a list says that it starts anew."""
    found = {}
    for override in told.iterchildren(qn("w:lvlOverride")):
        start = override.find(qn("w:startOverride"))
        if start is not None:
            found[_value(override, "w:ilvl")] = int(start.get(qn("w:val"))) - 1
    return found


def _value(element: Any, name: str) -> int:
    told = element.get(qn(name)) or ""
    return int(told) if told.isdigit() else DEEPEST


def _formatted(count: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"} and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        roman = ""
        for worth, letters in ROMAN:
            roman += letters * (count // worth)
            count %= worth
        return roman if form == "lowerRoman" else roman.upper()
    return f"{count:02d}" if form == "decimalZero" else str(count)
