"""How well cards are found, and near-duplicates told from cards that only look alike, on a folder with its truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from beffroi.engines.search import connect
from beffroi.engines.search.corpus import open_corpus
from beffroi.engines.search.embeddings import Embedder
from beffroi.library.cards import Card, read_cards
from beffroi.library.duplicates import Pair, find_duplicates
from beffroi.library.errors import QuestionsUnreadable
from beffroi.library.simulate.town_cards import CARDS, TRUTH
from beffroi.library.store import embed_cards, find_cards, ids, import_cards

IN_FIRST = 5
Key = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A need, and the use that answers it ("theme/task")."""

    text: str
    use: str


@dataclass(frozen=True)
class Truth:
    """The use of each card by id; the pairs that tell the same use, with their wording."""

    uses: Mapping[str, str]
    pairs: Mapping[Key, str]


@dataclass(frozen=True)
class SearchFigures:
    """Questions whose use is in the folder; of those, shares with a right card first and in five; the others' places.

    missed: questions that were not answered in five.
    """

    asked: int
    first: float
    in_five: float
    missed: tuple[str, ...]


@dataclass(frozen=True)
class DuplicateFigures:
    """Pairs true and told; share of true pairs found; share of told pairs that are false; found by wording."""

    true: int
    told: int
    found: float
    false: float
    by_wording: Mapping[str, float]


def read_questions(path: Path) -> list[Question]:
    """Read ``theme;task;question`` lines under a dated line. Raises QuestionsUnreadable, OSError."""
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines()[1:], delimiter=";")
    try:
        return [Question(row["question"], f"{row['theme']}/{row['task']}") for row in rows]
    except KeyError as error:
        raise QuestionsUnreadable(f"{path.name} : il manque la colonne {error}.") from error


def read_truth(folder: Path) -> Truth:
    """Read the truth beside generated cards. Raises QuestionsUnreadable, OSError."""
    try:
        known = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
        return Truth(known["uses"], {_key(one["a"], one["b"]): one["wording"] for one in known["pairs"]})
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionsUnreadable(f"{TRUTH} illisible ; refaites-le par « beffroi library simulate ».") from error


def _key(a: str, b: str) -> Key:
    return (a, b) if a < b else (b, a)


def cards_of(folder: Path) -> list[Card]:
    """Read the cards of a generated folder."""
    return read_cards(folder / CARDS)


def measure_search(
    cards: Sequence[Card], questions: Sequence[Question], *, uses: Mapping[str, str], embedder: Embedder | None
) -> SearchFigures:
    """Ask each question whose use is there; any card of that use is right."""
    store = connect("memory:", tenant="evaluate", create=True)
    import_cards(store, cards, origin="evaluate")
    if embedder is not None:
        embed_cards(store, embedder)
    corpus, there = open_corpus(store), set(uses.values())
    asked = [question for question in questions if question.use in there]
    places = [
        _place([uses[one] for one in ids(find_cards(corpus, question.text, embedder=embedder))], question.use)
        for question in asked
    ]
    store.close()
    return SearchFigures(
        asked=len(asked),
        first=_share(sum(place == 0 for place in places), len(asked)),
        in_five=_share(sum(place < IN_FIRST for place in places), len(asked)),
        missed=tuple(question.text for question, place in zip(asked, places, strict=True) if place >= IN_FIRST),
    )


def _place(found: Sequence[str], wanted: str) -> int:
    return found.index(wanted) if wanted in found else len(found) + IN_FIRST


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def measure_duplicates(cards: Sequence[Card], truth: Truth, *, embedder: Embedder | None) -> DuplicateFigures:
    """Find near-duplicates and hold them to the truth."""
    return _held_to(truth.pairs, find_duplicates(cards, embedder=embedder))


def _held_to(pairs: Mapping[Key, str], told: Sequence[Pair]) -> DuplicateFigures:
    found = {_key(pair.a, pair.b) for pair in told}
    right = found & pairs.keys()
    wordings = sorted(set(pairs.values()))
    by = {one: {key for key, wording in pairs.items() if wording == one} for one in wordings}
    return DuplicateFigures(
        true=len(pairs),
        told=len(found),
        found=_share(len(right), len(pairs)),
        false=_share(len(found - right), len(found)),
        by_wording={one: _share(len(right & keys), len(keys)) for one, keys in by.items()},
    )
