"""Items of a session: where each begins in the minutes, its number and its title."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from beffroi.council.minutes.layouts import Heading, other_layouts, paragraphs_alone
from beffroi.council.minutes.lines import Line
from beffroi.council.minutes.votes import Tally

_HEADING = re.compile(
    r"^(?:(?:affaire|délibération|deliberation|dcm|point|rapport|question)\s*(?:n\s*[°o]\s*)?(?P<year>20\d\d\s?[-/_.]\s?)?)?"
    r"(?P<number>\d{1,3})(?P<suffix>\s?(?:bis|ter|quater))?\s*°?\s*(?:[-–—.:/)]+\s*)+(?P<title>[A-ZÉÈÀÂÊÎÔÇŒ«\"“(].*|$)",
    re.IGNORECASE,
)
_LOOSE = re.compile(  # as a scan gives it: « Max DUVAL | 15 Réforme de véhicules »
    r"^(?:(?:[A-ZÉÈ][\w.'’-]*\s){1,4}\|?\s?)?(?P<number>\d{1,3})(?P<suffix>\s?(?:bis|ter))?\s?(?P<title>[A-ZÉÈÀ«\"“].{3,})$"
)
_STANDING = re.compile(
    r"^(?:adoption|approbation) (?:de l['’]ordre du jour|d[ue]s? (?:procès|comptes?)[- ](?:verba|rendu).*)"
    r"|^(?:élection|désignation) (?:du|d['’]un|de la) secrétaire.*",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"^[A-ZÉÈÀ][\w.'’()-]*(?: [\w.'’()-]+){0,5} ?:(?: |$)")
_REPORT = re.compile(
    r"^(?:monsieur|madame|m\.|mmes?|(?:le|la) (?:maire|président|présidente|conseil)|l['’]assemblée|ce point|vu|"
    r"considérant|il est|après)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 8  # lines
_LONGEST_NAME = 40  # letters
FURTHEST = 4  # numbers that may be missing between two items
AFTER_A_BREAK, AFTER_A_VOTE, EXPECTED, JUMP, VOTED = 1.0, 2.0, 1.0, 0.6, 2.0
FAR_MORE = 2
SOON = 6  # lines that are read after a vote, before the next item


@dataclass(frozen=True)
class _Candidate:
    number: int
    suffix: str
    title: str
    place: int
    worth: float
    written: str


def headings(lines: Sequence[Line], *, votes: Sequence[Tally]) -> list[Heading]:
    """Return the headings, in order of the text: the best rising chain of numbered lines, and what needs no number.

    votes: in order; between two items one is expected, and an item begins soon after a vote.
    """
    candidates, begun = _candidates(lines, votes=votes), [vote.first for vote in votes]
    chain = _with_those_moved(_chain(candidates, votes=begun), candidates, votes=begun)
    numbered = _clearest([_heading(lines, candidate, votes=begun) for candidate in chain], lines, votes=votes)
    taken = {place for heading in numbered for place in range(heading.first, heading.last + 1)}
    before = numbered[0].first if numbered else len(lines)
    standing = [
        Heading("", line.columns[-1].rstrip(" :"), place, place)
        for place, line in enumerate(lines[:before])
        if place not in taken and line.columns and _STANDING.match(line.columns[-1])
    ]
    return sorted(standing + numbered, key=lambda heading: heading.first)


def _candidates(lines: Sequence[Line], *, votes: Sequence[Tally]) -> list[_Candidate]:
    found = []
    soon = {place for vote in votes for place in _next_read(lines, vote.last + 1)}
    for place, line in enumerate(lines):
        match = _HEADING.match(line.text) or _in_a_column(line) or (place in soon and _LOOSE.match(line.text))
        if match and (match["title"] or _follows(lines, place)):
            worth = AFTER_A_BREAK * _after_a_break(lines, place) + AFTER_A_VOTE * (place in soon)
            title = match["title"].strip()
            if title[:1].islower():
                continue
            year = match.groupdict().get("year") or ""
            suffix = (match["suffix"] or "").strip()
            found.append(_Candidate(int(match["number"]), suffix, title, place, worth, f"{year}{match['number']}"))
    return found


def _next_read(lines: Sequence[Line], first: int) -> list[int]:
    """Return the places of the next few lines that are not empty."""
    places = (place for place in range(first, len(lines)) if not lines[place].empty)
    return list(islice(places, SOON))


def _in_a_column(line: Line) -> re.Match[str] | None:
    """Return the heading of a line that begins with the name of who reports: « Serge DUVAL   12.   Titre »."""
    columns = line.columns
    if len(columns) < 2 or len(columns[0]) > _LONGEST_NAME:
        return None
    number, *rest = columns if columns[0].isdigit() else columns[1:]
    return _HEADING.match(" ".join([number if not number.isdigit() else f"{number}.", *rest]))


def _follows(lines: Sequence[Line], place: int) -> bool:
    return any(not line.empty for line in lines[place + 1 : place + 3])


def _after_a_break(lines: Sequence[Line], place: int) -> bool:
    """Does a rule, a blank or the end of a vote stand right above?"""
    return place == 0 or lines[place - 1].empty or lines[place - 1].text.lower().startswith(("adopt", "contre", "abst"))


def _chain(candidates: Sequence[_Candidate], *, votes: Sequence[int]) -> list[_Candidate]:
    """Return the chain of rising numbers of the highest worth: breaks above, numbers that follow on, votes between."""
    best: list[tuple[float, int]] = []
    for place, candidate in enumerate(candidates):
        worth = EXPECTED + candidate.worth
        start = worth - JUMP * min(candidate.number - 1, 10)
        before = max(
            ((best[earlier][0] + worth - cost, earlier) for earlier, cost in _links(candidates, place, votes=votes)),
            default=(start, -1),
        )
        best.append(max((start, -1), before))
    if not best:
        return []
    place, chain = max(range(len(best)), key=lambda index: best[index][0]), []
    while place >= 0:
        chain.append(candidates[place])
        place = best[place][1]
    return chain[::-1]


def _with_those_moved(
    chain: Sequence[_Candidate], candidates: Sequence[_Candidate], *, votes: Sequence[int]
) -> list[_Candidate]:
    """Return the chain with items taken out of their order: a number of their own, and a vote on each side."""
    numbers, kept = {candidate.number for candidate in chain}, list(chain)
    for candidate in candidates:
        if not candidate.worth or candidate.number in numbers or candidate.number > max(numbers) + FURTHEST:
            continue
        before = max((other.place for other in kept if other.place < candidate.place), default=0)
        after = min(
            (other.place for other in kept if other.place > candidate.place), default=votes[-1] + 1 if votes else 0
        )
        if bisect_left(votes, before) < bisect_left(votes, candidate.place) < bisect_left(votes, after):
            kept.append(candidate)
            numbers.add(candidate.number)
    return sorted(kept, key=lambda candidate: candidate.place)


def _links(candidates: Sequence[_Candidate], place: int, *, votes: Sequence[int]) -> list[tuple[int, float]]:
    """Return earlier candidates that may stand just before one, with what the gap between them costs."""
    here, links = candidates[place], []
    for earlier in range(place):
        step = here.number - candidates[earlier].number
        if (step == 0 and here.suffix and here.suffix != candidates[earlier].suffix) or 1 <= step <= FURTHEST:
            voted = bisect_left(votes, here.place) > bisect_left(votes, candidates[earlier].place)
            links.append((earlier, JUMP * max(0, step - 1) - VOTED * voted))
    return links


def _clearest(numbered: list[Heading], lines: Sequence[Line], *, votes: Sequence[Tally]) -> list[Heading]:
    """Return the numbered headings, those of another layout where it tells far more votes apart, or mere paragraphs
    where no other does.
    """
    begun = [vote.first for vote in votes]
    voted = {place for vote in votes for place in range(vote.first, vote.last + 1)}
    other = max(other_layouts(lines, voted=voted), key=lambda way: _told_apart(way, begun))
    if _told_apart(other, begun) > FAR_MORE * _told_apart(numbered, begun):
        return other
    return numbered or paragraphs_alone(lines, voted=voted, votes=begun)


def _told_apart(found: Sequence[Heading], votes: Sequence[int]) -> int:
    """Count the headings that have a vote before the next."""
    places = [bisect_left(votes, heading.first) for heading in found] + [len(votes)]
    return sum(after > before for before, after in pairwise(places))


def _heading(lines: Sequence[Line], candidate: _Candidate, *, votes: Sequence[int]) -> Heading:
    """Return a heading with the lines of its title: to a blank line or to the first speaker."""
    words, last = [candidate.title] if candidate.title else [], candidate.place
    for place in range(candidate.place + 1, min(len(lines), candidate.place + _LONGEST_TITLE)):
        text = lines[place].text
        if (lines[place].empty and words and not words[-1].endswith(("-", "–"))) or _SPEAKER.match(text):
            break
        if words and (place in votes or _REPORT.match(text)):
            break
        following = _HEADING.match(text)
        if following and (int(following["number"]) == candidate.number + 1 or int(following["number"]) == 1):
            break
        if text and not lines[place].empty:
            words.append(text)
            last = place
    written = candidate.written if not candidate.written.isdigit() else str(candidate.number)
    number = f"{written} {candidate.suffix}".strip()
    return Heading(number, " ".join(words).rstrip(" -–—:"), candidate.place, last)
