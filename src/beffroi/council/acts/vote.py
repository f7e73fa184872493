"""The vote that an act tells, in a block of its own or in a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from beffroi.council.minutes.lines import cut_lines
from beffroi.council.minutes.votes import Outcome, Tally, tallies

_WORDS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
)  # fmt: skip
_NUMBER = rf"\d+|{'|'.join(sorted(_WORDS, key=len, reverse=True))}|aucune?|une"
_KIND = r"pour|contre|abst[ea]ntions?|nuls?|blancs?"
_NEXT = r"(?=\s*(?:[,;.:)(/–-]|$|\n|et\b|puis\b|contre\b|abst|\d|et une|voix))"  # « 12 pour », not « 12 pour cent »
_BEFORE = re.compile(
    rf"\b(?P<number>{_NUMBER})\s*(?:\(\d+\)\s*)?(?:voix|votes?)?\s*(?P<kind>{_KIND})\b(?!\s*[:=]\s*\d){_NEXT}",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"\b(?P<kind>{_KIND})\s*[:=]\s*(?P<number>\d{{1,3}})\b", re.IGNORECASE)
_MOST = 300  # members of the largest assemblies
_FIELDS = {"pour": "in_favour", "contre": "against", "abst": "abstain", "nul": "null", "blan": "null"}
_OUTCOMES: tuple[tuple[str, Outcome], ...] = (
    (r"n['’](?:est|a) pas (?:été )?adopt|\brejett?e|est rejetée?|n['’]adopte pas", "rejected"),
    (r"\bprend(?:re)? (?:bonne )?acte\b|\bdonne acte\b|\bdont acte\b", "noted"),
    (r"\badopt[eé]e?s?\b|\bapprouv[eé]e?s?\b|à l['’]unanimité|à la majorité|\bdécide\b|\bdélibère\b", "adopted"),
    (r"(?:sont|est|a été|ont été) (?:proclamée?s? |déclarée?s? )?(?:élue?s?|désignée?s?)\b", "elected"),
    (r"retirée? de l['’]ordre du jour|affaire retirée", "withdrawn"),
)
_FORMULA = re.compile(
    r"^\W*(?:le conseil|l['’]assemblée)\b.{0,40}\b(?P<said>adopte|approuve|rejette|prend acte|n['’]adopte pas)\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def act_vote(text: str) -> Tally:
    """Return the vote of an act: its counts, None where the text gives none, and its outcome."""
    blocks = [vote for vote in tallies(cut_lines(text)) if vote.counted]
    vote = blocks[-1] if blocks else Tally(**sentence_counts(text), outcome=None, first=0, last=0)
    return replace(vote, outcome=vote.outcome or act_outcome(text))


def sentence_counts(text: str) -> dict[str, int]:
    """Return the counts of sentences such as « par 12 voix pour, 2 contre et une abstention »."""
    counts: dict[str, int] = {}
    for pattern in (_BEFORE, _AFTER):
        for found in pattern.finditer(text):
            if _value(found["number"]) <= _MOST:
                counts.setdefault(_field(found["kind"]), _value(found["number"]))
    return counts if "in_favour" in counts or len(counts) > 1 else {}


def _field(kind: str) -> str:
    return next(name for start, name in _FIELDS.items() if kind.lower().startswith(start))


def _value(number: str) -> int:
    number = number.lower()
    if number.isdigit():
        return int(number)
    return {"une": 1, "aucun": 0, "aucune": 0}.get(number) or (_WORDS.index(number) if number in _WORDS else 0)


def act_outcome(text: str) -> Outcome | None:
    """Return what came of the act: its closing formula, else the first that its text tells, gravest first."""
    formulas = list(_FORMULA.finditer(text))
    told = formulas[-1]["said"] if formulas else text
    return next((outcome for pattern, outcome in _OUTCOMES if re.search(pattern, told, re.IGNORECASE)), None)
