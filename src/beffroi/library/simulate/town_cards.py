"""Draws cards: every use once, then near-duplicates of some, reworded more or less by another town.

Wordings: "light" keeps the words of the need in other sentences; "half" changes those of the title; "far" changes
them all. A near-duplicate never takes a sentence of its original.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from beffroi.library.cards import Card, write_cards
from beffroi.library.errors import QuestionsUnreadable
from beffroi.library.simulate.words import PARTS, Use, sentences, town_names, uses

SHARE_OF_USES = 2 / 3
WORDINGS = ("light", "half", "far")
CARDS, TRUTH = "cards.jsonl", "truth.json"
FIRST = {"title": 0, "problem": 0, "method": 0}
AGAIN = {
    "light": FIRST,
    "half": {"title": 1, "problem": 0, "method": 0},
    "far": {"title": 1, "problem": 1, "method": 1},
}


@dataclass(frozen=True)
class Made:
    """Cards; the use of each by id; pairs that tell the same use, with how far apart they are worded."""

    cards: tuple[Card, ...]
    uses: dict[str, str]
    pairs: tuple[tuple[str, str, str], ...]


def make_cards(*, count: int, seed: int) -> Made:
    """Draw cards, two thirds of them of different uses, the rest near-duplicates. Raises QuestionsUnreadable."""
    rng, every = Random(seed), list(uses())  # noqa: S311  # made-up cards
    originals = max(1, round(count * SHARE_OF_USES))
    if count < 1 or originals > len(every):
        raise QuestionsUnreadable(f"Demandez de 1 à {len(every) * 3 // 2} fiches.")
    chosen, numbers = rng.sample(every, originals), rng.sample(range(10_000), count)
    cards, of, pairs = [], {}, []
    drawn: dict[str, tuple[Card, dict[str, int]]] = {}
    again = rng.sample(chosen, min(count - originals, originals))
    for use, number in zip([*chosen, *again], numbers, strict=False):
        first = drawn.get(use.name)
        wording = rng.choice(WORDINGS)
        card, sentence = _card(rng, use, f"u{number:04d}", said=AGAIN[wording] if first else FIRST, used=first)
        if first:
            pairs.append((*sorted((first[0].id, card.id)), wording))
        drawn.setdefault(use.name, (card, sentence))
        cards.append(card)
        of[card.id] = use.name
    rng.shuffle(cards)
    return Made(tuple(cards), of, tuple((a, b, wording) for a, b, wording in pairs))


def _card(
    rng: Random, use: Use, name: str, *, said: dict[str, int], used: tuple[Card, dict[str, int]] | None
) -> tuple[Card, dict[str, int]]:
    town, residents = _town(rng), int(10 ** rng.uniform(2.7, 5.3))
    taken = used[1] if used else {}
    chosen = {part: _other(rng, len(sentences()[use.task, part]), taken.get(part)) for part in PARTS}
    parts = {
        part: sentences()[use.task, part][chosen[part]].format(
            what=use.told[said[part]], label=use.labels[said[part]], town=town
        )
        for part in PARTS
    }
    parts = {part: text[0].upper() + text[1:] for part, text in parts.items()}
    source = f"fiche générée, graine {rng.randrange(10**6):06d}"
    title, problem, method = (parts[part] for part in PARTS)
    return Card(name, title, problem, method, town, residents, (source,)), chosen


def _other(rng: Random, count: int, taken: int | None) -> int:
    return rng.choice([place for place in range(count) if place != taken])


def _town(rng: Random) -> str:
    first, last = town_names()
    return f"{rng.choice(first)}-{rng.choice(last)}"


def write_made(made: Made, folder: Path) -> None:
    """Write the cards and the truth beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    write_cards(made.cards, folder / CARDS)
    truth = {"uses": made.uses, "pairs": [{"a": a, "b": b, "wording": wording} for a, b, wording in made.pairs]}
    (folder / TRUTH).write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
