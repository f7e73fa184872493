"""Headings of minutes whose items bear no number, or a Roman one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from beffroi.council.minutes.lines import Line

_ROMAN = re.compile(r"^(?P<number>[IVXL]{1,6})\s*°?\s*(?:[-–—.:/)]+\s*)+(?P<title>[A-ZÉÈÀÂÊÎÔÇ«\"“].{3,})$")
_OBJECT = re.compile(r"^\W*objet(?: de la délibération)?\s*[:–-]\s*(?P<title>\S.{3,})$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"^\W*(?:présents?|absents?|excusés?|votants?|votes?|pour|contre|abst|pouvoirs?|secrétaire|nombre|commune|mairie|"
    r"séance|procès|compte[- ]rendu|date|ordre du jour|adopt|approuv|voté|rejet|unanimité|étaient|convocation)\b"
    r"(?!.*\b(?:séance|réunion) (?:précédente|du))",
    re.IGNORECASE,
)
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50}
SHORT, LONG = 5, 160  # letters of a title


@dataclass(frozen=True)
class Heading:
    """number: as written, empty for the agenda and the former minutes; title; first, last: its lines."""

    number: str
    title: str
    first: int
    last: int


def other_layouts(lines: Sequence[Line], *, voted: Container[int]) -> Iterator[list[Heading]]:
    """Yield the headings of each layout: Roman numbers, « Objet : », lines in capitals; voted: lines of votes."""
    yield _roman(lines)
    told = [(place, _OBJECT.match(line.text)) for place, line in enumerate(lines)]
    yield [Heading("", found["title"].strip(), place, place) for place, found in told if found]
    yield [_plain(lines, place) for place in _alone(lines, voted) if lines[place].text.isupper()]


def paragraphs_alone(lines: Sequence[Line], *, voted: Container[int], votes: Sequence[int]) -> list[Heading]:
    """Return short lines that stand alone, one at most for each vote; votes: where each begins, in order."""
    return [_plain(lines, place) for place in _nearest(_alone(lines, voted), votes)]


def _alone(lines: Sequence[Line], voted: Container[int]) -> list[int]:
    return [
        place
        for place, line in enumerate(lines)
        if place not in voted and _may_be_title(line) and _stands_alone(lines, place)
    ]


def _roman(lines: Sequence[Line]) -> list[Heading]:
    found: list[Heading] = []
    for place, line in enumerate(lines):
        match = _ROMAN.match(line.text)
        if match and _value(match["number"]) == len(found) + 1:
            found.append(Heading(match["number"], match["title"].rstrip(" :"), place, place))
    return found


def _value(roman: str) -> int:
    numbers = [_LETTERS[letter] for letter in roman]
    return sum(-one if one < after else one for one, after in zip(numbers, [*numbers[1:], 0], strict=True))


def _may_be_title(line: Line) -> bool:
    text = line.text
    return (
        SHORT <= len(text) <= LONG
        and text[0].isupper()
        and not text.endswith((".", ";", ",", "?", "!"))
        and not _NO_TITLE.match(text)
        and len(line.columns) == 1
    )


def _stands_alone(lines: Sequence[Line], place: int) -> bool:
    above, below = place == 0 or lines[place - 1].empty, place + 1 == len(lines) or lines[place + 1].empty
    return above and (below or lines[place].text.isupper())


def _nearest(places: Sequence[int], votes: Sequence[int]) -> list[int]:
    """Return the first place after each vote that has another vote behind it; before the first vote, the last."""
    kept: list[int] = []
    for number, vote in enumerate(votes):
        before = votes[number - 1] if number else -1
        within = places[bisect_left(places, before + 1) : bisect_left(places, vote)]
        kept += within[:1] if number else within[-1:]
    return kept


def _plain(lines: Sequence[Line], place: int) -> Heading:
    return Heading("", lines[place].text.rstrip(" :"), place, place)
