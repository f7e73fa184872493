"""Counts of members and of voices, as acts give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from beffroi.council.checking.reading.words import NUMBER, number_of

_WHO = (
    r"(?:(?:membres?|conseill(?:er|ère)s?(?: (?:municipaux|communautaires|départementaux|"
    r"métropolitains))?|délégués|élus)\s+)?"
)
_LABELS = {
    "in_office": r"(?:en exercice)",
    "present": r"(?:présents?(?! ou| et repr)(?: (?:à la séance|au vote|physiquement|en séance))?)",
    "proxies": (
        r"(?:pouvoirs?|procurations?|(?<!ou )représentée?s?|mandats? (?:donnés|de vote)|"
        r"ayant donné (?:pouvoir|procuration))"
    ),
    "voters": (
        r"(?:votants?|(?:qui )?ont pris part (?:à la délibération|au vote)|"
        r"prenant part (?:à la délibération|au vote))"
    ),
    "cast": r"(?:suffrages exprimés)",
}
_WHOLE = r"(?:effectif(?: légal)?(?: du conseil)?(?: \w+)?|composition du conseil|nombre de (?:membres|sièges))"
_AFTER = r" *(?:\([^)\d]{0,30}\))? *(?:[:=(|]\s*|\s)\s*"
MOST_MEMBERS = 250
_TOKENS = re.compile(
    r"en exercice|présents?|représentés?|pouvoirs?|procurations?|votants?|absents?|excusés?|"
    r"exprimés|pour|contre|abstentions?",
    re.IGNORECASE,
)
_NAMED = {
    "en e": "in_office",
    "prés": "present",
    "repr": "proxies",
    "pouv": "proxies",
    "proc": "proxies",
    "vota": "voters",
}
_NAMED |= {"expr": "cast", "pour": "in_favour", "cont": "against", "abst": "abstain"}
_COUNTED = re.compile(
    rf"(?<![\w/])(?P<before>{NUMBER})\s*(?:(?:voix|votes?|"
    rf"suffrages?)\s*)?(?:\(?s?\)?\s*)?«?\s*(?P<kind>pour|contre|abstentions?)\b(?!\s*(?:cent|[:=]\s*\d))"
    rf"|\b(?P<kind2>pour|contre|abstentions?)\s*(?:\([^)\d]*\)\s*)?[:=|]\s*(?P<after>{NUMBER}|néant|/|-(?=\s))"
    r"|(?:(?<=[-(:;,|/\n])|(?<=[-(:;,|/\n\d] )|^)(?P<kind3>Pour|Contre|Abst(?:entions?|\.)?)\s+"
    r"(?P<bare>\d{1,3})(?=\s*(?:[-;,.)/|\n]|$|voix|contre|abst))"
    rf"|(?P<void>{NUMBER})\s+(?:bulletins? |votes? )?(?P<kind4>blancs?|nuls?)\b",
    re.IGNORECASE,
)
_KINDS = {"pour": "in_favour", "cont": "against", "abst": "abstain", "blan": "null", "nul": "null", "nuls": "null"}
_UNANIMOUS = re.compile(
    rf"unanimité(?: d\w+)?[^.\n;:\d]{{0,60}}?\(?\s*(?<!\w)(?P<n>{NUMBER})\s*(?:voix|votants|suffrages|membres|\))",
    re.IGNORECASE,
)
NEAR = 70  # letters that may stand between two counts of one vote


@dataclass(frozen=True)
class VoteRead:
    """A vote of an act: counts where given, is it said unanimous (and of whom), the words, where."""

    in_favour: int | None
    against: int | None
    abstain: int | None
    null: int | None
    quote: str
    start: int
    end: int

    @property
    def total(self) -> int:
        """All voices counted."""
        return sum(count or 0 for count in (self.in_favour, self.against, self.abstain, self.null))


def members(text: str) -> dict[str, int]:
    """Return the counts of members that an act gives: in_office, present, proxies, voters, cast."""
    spread = _spread(text)
    found = {}
    for name, label in _LABELS.items():
        value = _first(spread, label)
        if value is not None:
            found[name] = value
    if "in_office" not in found and (whole := _first(spread, _WHOLE)) is not None:
        found["in_office"] = whole
    return found


def _first(text: str, label: str) -> int | None:
    after = re.search(rf"{label}{_AFTER}(?P<n>{NUMBER})(?!\s*(?:voix|%|€|(?:pour|contre|abst)))", text, re.IGNORECASE)
    before = re.search(
        rf"(?<![\w/°-])(?P<n>{NUMBER}) +{_WHO}(?:(?:sont|étaient|avaient|ayant) )?(?:donné )?{label}",
        text,
        re.IGNORECASE,
    )
    listed = re.search(rf"{label}\s+(?P<n>\d{{1,3}})\s+(?:conseillers|membres|délégués)", text, re.IGNORECASE)
    matches = sorted(
        (match for match in (after, before, listed) if match and (number_of(match["n"]) or 0) <= MOST_MEMBERS),
        key=lambda match: match.start(),
    )
    if (
        before in matches
        and before
        and after
        and before.end() >= after.start("n")
        and not re.match(rf"{label}\s*[:=(]", after[0], re.IGNORECASE)
    ):
        matches = [before]
    return number_of(matches[0]["n"]) if matches else None


def _spread(text: str) -> str:
    """Return a text where a row of labels above a row of numbers is written label by label first."""
    lines = [line for line in text.split("\n") if line.strip() and not re.fullmatch(r"[\s|:-]+", line)]
    pairs = []
    for above, below in zip(lines, lines[1:], strict=False):
        labels, numbers = _TOKENS.findall(above), re.findall(r"\d+", below)
        if len(labels) == len(numbers) >= 2 and not re.search(r"\d", above) and not re.search(r"[^\W\d]", below):
            pairs += [f"{label} : {number}" for label, number in zip(labels, numbers, strict=True)]
    return "\n".join([*pairs, text])


def votes(text: str) -> Iterator[VoteRead]:
    """Yield the votes counted in a text: counts that stand near one another, no kind twice."""
    counted = list(_counted_votes(text))
    yield from counted
    for match in _UNANIMOUS.finditer(text):
        if not any(vote.start < match.end() + NEAR and match.start() - NEAR < vote.end for vote in counted):
            yield VoteRead(number_of(match["n"]), None, None, None, match[0], match.start(), match.end())


def _counted_votes(text: str) -> Iterator[VoteRead]:
    group: list[tuple[str, int, re.Match[str]]] = []
    for match in _COUNTED.finditer(_spread(text) if "|" in text else text):
        found = _count(match)
        if found is None:
            continue
        if group and (
            match.start() - group[-1][2].end() > NEAR
            or (found[0] != "null" and found[0] in {kind for kind, _, _ in group})
        ):
            yield from _vote(group)
            group = []
        group.append((*found, match))
    yield from _vote(group)


def _count(match: re.Match[str]) -> tuple[str, int] | None:
    word = match["kind"] or match["kind2"] or match["kind3"] or match["kind4"]
    kind = _KINDS.get(word.lower()[:4].rstrip("s") if word.lower().startswith("nul") else word.lower()[:4])
    text = match["before"] or match["after"] or match["bare"] or match["void"]
    value = number_of(text) if number_of(text) is not None else 0
    if kind is None or value is None or value > 300:
        return None
    if match["before"] and kind == "in_favour" and not _voices(match):
        return None
    return kind, value


def _voices(match: re.Match[str]) -> bool:
    """Does « 12 pour » count voices, and not « 22 pour 3 élèves »?"""
    if re.search(r"voix|vote|suffrage", match[0], re.IGNORECASE):
        return True
    return bool(re.match(r"\s*(?:[,;.)»/|–-]|et\b|$|\n|contre)", match.string[match.end() :]))


def _vote(group: list[tuple[str, int, re.Match[str]]]) -> Iterator[VoteRead]:
    counts: dict[str, int] = {}
    for kind, value, _ in group:
        counts[kind] = counts.get(kind, 0) + value
    if "in_favour" in counts or len(counts) >= 2:
        start, end = group[0][2].start(), group[-1][2].end()
        yield VoteRead(
            counts.get("in_favour"),
            counts.get("against"),
            counts.get("abstain"),
            counts.get("null"),
            group[0][2].string[start:end].strip(),
            start,
            end,
        )
