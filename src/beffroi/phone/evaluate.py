"""How well callers are understood, on sentences of which the meaning is told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from beffroi.phone.errors import UtterancesUnreadable
from beffroi.phone.intents import INTENTS
from beffroi.phone.understanding import Understander, Understanding
from beffroi.territory.errors import BadInput

Kind = Literal["plain", "emergency", "trap", "oos", "double"]
PRECISION = 0.95
SETTLING = ("answer", "transfer")


@dataclass(frozen=True)
class Utterance:
    """A sentence and what it asks: intents, several where each is right (or, of kind double, all of them)."""

    text: str
    intents: tuple[str, ...]
    kind: Kind = "plain"


@dataclass(frozen=True)
class Scores:
    """Shares from 0 to 1, None where no sentence is of the kind. by_intent: of plain sentences, first guess right."""

    top1: float | None
    top2: float | None
    coverage95: float | None
    emergency_recall: float | None
    emergency_unsafe: float | None
    emergency_false_alarms: float | None
    oos_refused: float | None
    double_both: float | None
    by_intent: dict[str, float]


def read_utterances(path: Path) -> list[Utterance]:
    """Read JSON lines ``intent`` (text, list or null), ``text``, ``kind``. Raises UtterancesUnreadable."""
    found = []
    for number, line in enumerate(lines_of(path, UtterancesUnreadable), 1):
        if line.strip():
            found.append(_utterance(line, f"{path.name}, ligne {number}"))
    if not found:
        raise UtterancesUnreadable(f"{path.name} : aucune phrase.")
    return found


def lines_of(path: Path, error: type[BadInput]) -> list[str]:
    """Return the lines of a text file. Raises the error given where it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise error(f"{path} : enregistrez ce fichier en UTF-8.") from None


def _utterance(line: str, where: str) -> Utterance:
    try:
        row = json.loads(line)
        intent, kind = row["intent"], row.get("kind", "plain")
        intents = () if intent is None else (intent,) if isinstance(intent, str) else tuple(intent)
        text = row["text"]
        if not all(isinstance(value, str) for value in (text, *intents)):
            raise TypeError(text)
    except (ValueError, KeyError, TypeError) as error:
        raise UtterancesUnreadable(f"{where} : une ligne JSON avec « intent » et « text » est attendue.") from error
    if kind not in get_args(Kind):
        raise UtterancesUnreadable(
            f"{where} : genre inconnu « {kind} » ; choisissez parmi {', '.join(get_args(Kind))}."
        )
    unknown = sorted(set(intents) - set(INTENTS))
    if unknown:
        raise UtterancesUnreadable(f"{where} : famille inconnue « {unknown[0]} ».")
    return Utterance(text, intents, kind)


def evaluate(utterances: Iterable[Utterance], understander: Understander) -> Scores:
    """Return how many sentences are understood, by kind."""
    read: dict[str, list[tuple[Utterance, Understanding]]] = defaultdict(list)
    for one in utterances:
        read[one.kind].append((one, understander.understand(one.text)))
    return Scores(
        top1=_share(read["plain"], lambda one, heard: _right(one, heard, 1)),
        top2=_share(read["plain"], lambda one, heard: _right(one, heard, 2)),
        coverage95=coverage([(heard.confidence, _right(one, heard, 1)) for one, heard in read["plain"]]),
        emergency_recall=_share(read["emergency"], lambda _, heard: heard.emergency is not None),
        emergency_unsafe=_share(read["emergency"], lambda _, heard: not heard.emergency and heard.action in SETTLING),
        emergency_false_alarms=_share(read["trap"], lambda _, heard: heard.emergency is not None),
        oos_refused=_share(read["oos"], lambda _, heard: heard.action not in SETTLING),
        double_both=_share(read["double"], _both),
        by_intent=_by_intent(read["plain"]),
    )


def _share(
    rows: Sequence[tuple[Utterance, Understanding]], holds: Callable[[Utterance, Understanding], bool]
) -> float | None:
    return sum(holds(one, heard) for one, heard in rows) / len(rows) if rows else None


def _right(one: Utterance, heard: Understanding, most: int) -> bool:
    return any(guess.intent in one.intents for guess in heard.guesses[:most])


def _both(one: Utterance, heard: Understanding) -> bool:
    return set(one.intents) <= {guess.intent for guess in heard.requests}


def coverage(answers: Sequence[tuple[float, bool]]) -> float | None:
    """Return the largest share that may be answered, surest first, with 95 % right; one confidence goes together."""
    if not answers:
        return None
    ranked, best = sorted(answers, key=lambda answer: -answer[0]), 0
    right = 0
    for count, (confidence, good) in enumerate(ranked, 1):
        right += good
        last = count == len(ranked) or ranked[count][0] < confidence
        if last and right / count >= PRECISION:
            best = count
    return best / len(ranked)


def _by_intent(rows: Sequence[tuple[Utterance, Understanding]]) -> dict[str, float]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for one, heard in rows:
        for intent in one.intents[:1]:
            groups[intent].append(_right(one, heard, 1))
    return {intent: sum(groups[intent]) / len(groups[intent]) for intent in INTENTS if intent in groups}
