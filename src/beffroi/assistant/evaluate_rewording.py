"""How often a rewording is accepted, how long it takes, how much of it is new."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median

from beffroi.assistant.rewording import Rewording, reword
from beffroi.engines.language import LanguageModel
from beffroi.engines.quotes import unsupported


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the quotes that answer it."""

    id: str
    question: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of ``cases``: how many are accepted, how many sentences are said anew, words, time [s], energy [Wh] a case.

    unsupported: numbers, dates, amounts and names of accepted rewordings that their quotes do not state.
    """

    cases: int
    accepted: int
    sentences: int
    anew: int
    unsupported: int
    words_p50: float
    seconds_p50: float
    seconds_p95: float
    wh: float


def read_cases(place: Path | None = None) -> list[Case]:
    """Read questions (id, question, quotes a line); those of the project where no file is given."""
    own = files("beffroi.assistant").joinpath("data/rewording.jsonl")
    text = place.read_text(encoding="utf-8") if place else own.read_text(encoding="utf-8")
    rows = (json.loads(line) for line in text.splitlines() if line.strip())
    return [Case(row["id"], row["question"], tuple(row["quotes"])) for row in rows]


def evaluate(cases: Iterable[Case], *, model: LanguageModel) -> Iterator[tuple[Case, Rewording]]:
    """Reword every case, one after the other."""
    for case in cases:
        yield case, reword(case.question, case.quotes, model=model)


def figures(made: Iterable[tuple[Case, Rewording]]) -> Figures:
    """Return the figures of cases and their rewordings."""
    pairs = list(made)
    told = [one for _, one in pairs]
    kept = [one for one in told if one.text]
    sentences = [sentence for one in told for sentence in one.sentences]
    seconds = sorted(one.seconds for one in told)
    return Figures(
        cases=len(told),
        accepted=len(kept),
        sentences=len(sentences),
        anew=sum(one.gained for one in sentences),
        unsupported=sum(len(unsupported(one.text, case.quotes)) for case, one in pairs if one.text),
        words_p50=median(len((one.text or "").split()) for one in kept) if kept else 0,
        seconds_p50=round(median(seconds), 1),
        seconds_p95=round(seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))], 1),
        wh=round(float(sum(one.wh for one in told)) / len(told), 4),
    )


def as_json(told: Figures) -> str:
    """Return the figures as JSON."""
    return json.dumps(asdict(told))
