"""Votes as minutes write them: a block of counts and what came of it, or one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from beffroi.council.minutes.formulas import folded, formula
from beffroi.council.minutes.lines import Line
from beffroi.engines.quotes.numerals import WORDS, value

Outcome = Literal["adopted", "rejected", "elected", "noted", "withdrawn"]

_NOTHING = r"/|néant|aucune?|z[ée]ro|-|0"
_BALLOTS = r"nuls?|blancs?(?: (?:et|ou) nuls?)?|bulletins? (?:blancs?|nuls?)"
_COUNT = re.compile(
    rf"^(?P<kind>pour|contre|abst[ea]ntions?|s['’]abstien\w+|{_BALLOTS})"
    rf"\s*(?:(?P<colon>[:=])\s*(?P<after>\d+|{_NOTHING}|{WORDS})?\s*(?:voix|votes?)?\s*(?P<who>\(.*|[A-ZÉÈÀ].*)?"
    r"|(?P<bare>\d+)\s*(?:voix|votes?)?\s*(?:\(.*)?)[.;,]*$",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"^(?P<number>\d+)\s*(?:voix|votes?)?\s*(?P<kind>pour|contre|abst[ea]ntions?|nuls?|blancs?)\s*(?P<who>\(.*)?[.;,]*$",
    re.IGNORECASE,
)
_KIND = r"(?P<kind>pour|contre|abst(?:[ea]ntions?(?:\(s\))?)?|nuls?|blancs?)(?!\w)"
_AFTER = re.compile(r"^(?:[^\d:]{2,30}:)?\W*(?:pour|contre|abst\w*\.?)\s+\d", re.IGNORECASE)
_PARTS = (  # a line has one way of writing: « Votants : 15 Pour : 13 » holds no « 15 Pour »
    re.compile(rf"{_KIND}\.?\s*[:=]\s*(?P<number>\d+|{_NOTHING})", re.IGNORECASE),
    re.compile(rf"{_KIND}\.?\s+(?P<number>\d+)(?!\s*[%€\d])", re.IGNORECASE),
    re.compile(rf"(?P<number>\d+|une?)\s*(?:voix|votes?)?\s*{_KIND}", re.IGNORECASE),
)
_SAID = re.compile(r"adopt|rejet|unanimit|majorité|suffrages|voix|vote", re.IGNORECASE)
_THING = r"(?:(?:la |le |l')[\w-]+(?: verbal| rendu)? )?(?:est |a ete )?"
_COUNCIL = r"(?:le conseil(?: \w+)?|l'assemblee|il est) (?:en )?"
_ITEM = r"(?:(?:cette |ce |la |le |l')?(?:affaire|deliberation|point|question|rapport)s? (?:est |a ete )?"
_TOLD = r"(?:le|la) (?:pv|proces[- ]verbal|compte[- ]rendu|proposition|deliberation|motion)"
_PERSON = r"(?:m|mm|mmes?|monsieur|madame)\.? "
_ELECTED = (
    r"(?:proclamee?s?|declaree?s?) (?:elue?s?|adjoint|maire|delegue)"
    r"|(?:elue?s?|designee?s?)(?:\W*$| avec \d| (?:a l'unanimite|par \d|adjoint|maire|delegue|titulaire|representant))"
    r"|proclamee?s? \w+"
)
_OUTCOMES: tuple[tuple[re.Pattern[str], Outcome], ...] = (
    (re.compile(rf"^(?:n'(?:est|a) pas (?:ete )?adopte|non adopte|refusee?\b|{_THING}rejetee?\b)"), "rejected"),
    (re.compile(rf"^{_THING}(?:adopt|approuv)ee?s?\b"), "adopted"),
    (re.compile(r"^(?:le conseil(?: \w+)? )?adopte\b"), "adopted"),
    (re.compile(r"^(?:sont|est|a ete|ont ete)(?: donc)? (?:declaree?s? )?(?:elue?s?|designee?s?)\b"), "elected"),
    (re.compile(rf"^{_COUNCIL}(?:prend|pris|a pris) (?:bonne )?(?:acte|note)\b|^(?:dont acte|prend acte)\b"), "noted"),
    (re.compile(rf"^\W*{_ITEM}(?:retir|ajourn|report)ee?s?|retiree? de l'ordre du jour)"), "withdrawn"),
    (
        re.compile(r"^(?:votee?s?|vote ?:|accord|accorde|accepte|pour)?(?: ?pour)?[ ,:]*(?:a l')?unanimite\W*(?:$|\()"),
        "adopted",
    ),
    (re.compile(rf"(?:^|[.:;] ){_PERSON}[^.;:?]{{2,90}}? (?:est|sont|a ete|ont ete) (?:{_ELECTED})"), "elected"),
)
_KINDS = {"pour": "in_favour", "cont": "against", "abst": "abstain", "s'ab": "abstain", "s’ab": "abstain"}
GAP = 6  # empty lines and page numbers that may stand inside one vote


@dataclass(frozen=True)
class Tally:
    """A vote: counts (None where the text gives none), what came of it, from where to where in the lines."""

    in_favour: int | None = None
    against: int | None = None
    abstain: int | None = None
    null: int | None = None
    outcome: Outcome | None = None
    first: int = 0
    last: int = 0

    @property
    def counted(self) -> bool:
        """Does the text give any count?"""
        return any(count is not None for count in (self.in_favour, self.against, self.abstain, self.null))


def _kind(word: str) -> str:
    return _KINDS.get(word.lower()[:4], "null")


def _number(word: str | None) -> int | None:
    if word is None:
        return None
    if word.isdigit():
        return int(word)
    return 0 if re.fullmatch(_NOTHING, word, re.IGNORECASE) else int(value(word))


def line_counts(text: str) -> dict[str, int | None]:
    """Return what one line counts: empty where it counts nothing, None where the number is left blank."""
    several = _several(text)
    if len(several) > 1:
        return several
    found = _COUNT.match(text)
    if found and not (found["kind"].lower() == "pour" and found["colon"] and found["after"] is None and found["who"]):
        return {_kind(found["kind"]): _number(found["after"] or found["bare"])}
    found = _REVERSED.match(text)
    if found:
        return {_kind(found["kind"]): _number(found["number"])}
    return several


def _several(text: str) -> dict[str, int | None]:
    """Return the counts of a line such as « 62 pour, 3 abstentions, adopté à l'unanimité »."""
    colon, after, before = _PARTS
    found = colon if colon.search(text) else after if _AFTER.match(text) else before
    parts, rest = list(found.finditer(text)), found.sub(" ", text)
    if not parts or len(re.findall(r"\w{2,}", _SAID.sub(" ", rest))) > 4 + 2 * len(parts):
        return {}
    if len(parts) == 1 and not _SAID.search(rest):
        return {}
    return {_kind(part["kind"]): _number(part["number"]) for part in parts}


def line_outcome(text: str) -> Outcome | None:
    """Return what a line says came of the vote, at its beginning or after counts."""
    text = re.sub(r"^[-–—•*> ]+", "", folded(text))
    for pattern, outcome in _OUTCOMES:
        if pattern.search(text):
            return outcome
    after = re.search(rf"[.,;?!]\s*((?:{_TOLD} est )?(?:adopte|rejete|approuve).*)$", text)
    return line_outcome(after[1]) if after else None


def tallies(lines: Sequence[Line]) -> Iterator[Tally]:
    """Yield every vote written as a block of its own, in order of the text."""
    place = 0
    while place < len(lines):
        block = _block(lines, place) or _formula(lines, place)
        if block:
            yield block
            place = block.last + 1
        else:
            place += 1


def _formula(lines: Sequence[Line], first: int) -> Tally | None:
    found = formula(lines, first)
    if not found:
        return None
    counts, outcome, last = found
    return Tally(**counts, outcome=outcome, first=first, last=last)


def _counts(line: Line) -> dict[str, int | None]:
    """Return what a line counts, alone or beside the name of who reports."""
    return line_counts(line.text) or (line_counts(line.columns[-1]) if len(line.columns) > 1 else {})


def _outcome(line: Line) -> Outcome | None:
    return line_outcome(line.text) or (line_outcome(line.columns[-1]) if len(line.columns) > 1 else None)


def _starts(line: Line) -> bool:
    return bool(_counts(line)) or _outcome(line) is not None


def _block(lines: Sequence[Line], first: int) -> Tally | None:
    if not _starts(lines[first]):
        return None
    tally, place, gap = Tally(first=first, last=first), first, 0
    while place < len(lines) and gap <= GAP:
        line = lines[place]
        if line.empty:
            gap += 1
        else:
            more = _added(tally, line, place)
            if more is None:
                if not (_open_bracket(lines, tally) or (tally.outcome is None and _continues(line.text))):
                    break
                more = replace(tally, last=place)
            tally, gap = more, 0
        place += 1
    return tally if _whole(tally) else None


def _added(tally: Tally, line: Line, place: int) -> Tally | None:
    """Return the vote with what a line adds to it, None where the line is not of this vote."""
    counts, outcome = _counts(line), _outcome(line)
    if not counts and outcome is None:
        return None
    if any(getattr(tally, kind) is not None for kind in counts) or (counts and tally.outcome):
        return None
    if outcome and tally.outcome:
        return None
    return replace(tally, **counts, outcome=outcome or tally.outcome, last=place)  # type: ignore[arg-type]


def _open_bracket(lines: Sequence[Line], tally: Tally) -> bool:
    text = lines[tally.last].text
    return text.count("(") > text.count(")")


def _continues(text: str) -> bool:
    return bool(re.match(r"^\(.*\)\W*$", text))


def _whole(tally: Tally) -> bool:
    """Is this a vote: counts with a voice in favour or an outcome, or an outcome alone?"""
    return tally.outcome is not None or tally.in_favour is not None
