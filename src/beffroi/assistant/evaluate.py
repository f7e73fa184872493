"""The assistant measured on questions whose sources are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from beffroi.assistant.answering import AGENT, AUDIENCES, Answer, answer
from beffroi.assistant.errors import QuestionUnreadable
from beffroi.assistant.sheets import read_lines
from beffroi.engines.search.corpus import Corpus
from beffroi.engines.search.embeddings import Embedder

DEPTHS = (1, 5, 10)


@dataclass(frozen=True)
class Question:
    """A question whose answer is known: gold sources, page where it matters, or that no document answers."""

    key: str
    text: str
    gold: tuple[str, ...]
    page: int | None = None
    answerable: bool = True
    audience: str = AGENT
    kind: str = ""

    def rank(self, found: Answer) -> int | None:
        """Return the place of the first right page among those found, from 0, or None."""
        for place, (source, page) in enumerate(found.ranked):
            if source in self.gold and self.page in (None, page):
                return place
        return None


@dataclass(frozen=True)
class Evaluation:
    """Questions with the answers they got, and whether each quote stands in the page cited."""

    pairs: tuple[tuple[Question, Answer], ...]
    verbatim: tuple[bool, ...]

    def figures(self) -> dict[str, Any]:
        """Return the figures of the contract; shares between 0 and 1, None where nothing was asked."""
        kinds = sorted({question.kind for question, _ in self.pairs if question.kind})
        parts = {kind: [pair for pair in self.pairs if pair[0].kind == kind] for kind in kinds}
        seconds = [found.seconds for _, found in self.pairs]
        return {
            **_shares(self.pairs),
            "quote_verbatim": _share(self.verbatim),
            "seconds_p50": round(float(np.percentile(seconds, 50)), 4),
            "seconds_p95": round(float(np.percentile(seconds, 95)), 4),
            "wh": round(sum(found.wh for _, found in self.pairs), 4),
            "by_kind": {kind: {"questions": len(pairs), **_shares(pairs)} for kind, pairs in parts.items()},
        }


def _shares(pairs: Sequence[tuple[Question, Answer]]) -> dict[str, float | None]:
    ranks = [question.rank(found) for question, found in pairs if question.answerable and question.gold]
    places = [rank if rank is not None else DEPTHS[-1] for rank in ranks]
    recalls = {f"recall@{depth}": _share([place < depth for place in places]) for depth in DEPTHS}
    mean = sum(1 / (rank + 1) for rank in ranks if rank is not None) / len(ranks) if ranks else None
    return {
        **recalls,
        "mrr": None if mean is None else round(mean, 4),
        "abstain_right": _share([found.abstained for question, found in pairs if not question.answerable]),
        "abstain_wrong": _share([found.abstained for question, found in pairs if question.answerable]),
    }


def _share(facts: Sequence[bool]) -> float | None:
    return round(sum(facts) / len(facts), 4) if facts else None


def read_questions(path: Path) -> list[Question]:
    """Read a file of questions. Raises QuestionUnreadable, SheetUnreadable."""
    return [_question(path, number, record) for number, record in read_lines(path)]


def _question(path: Path, number: int, record: Mapping[str, Any]) -> Question:
    audience = str(record.get("audience") or AGENT)
    if not record.get("question") or audience not in AUDIENCES:
        raise QuestionUnreadable(f"{path.name}, ligne {number} : il manque question, ou audience est inconnue.")
    return Question(
        key=str(record.get("id") or number),
        text=str(record["question"]),
        gold=tuple(map(str, record.get("gold") or ())),
        page=record.get("page"),
        answerable=bool(record.get("answerable", True)),
        audience=audience,
        kind=str(record.get("kind") or ""),
    )


def evaluate(
    corpus: Corpus,
    questions: Sequence[Question],
    *,
    embedder: Embedder | None,
    today: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Ask every question and compare."""
    pairs: list[tuple[Question, Answer]] = []
    verbatim: list[bool] = []
    for number, question in enumerate(questions, start=1):
        found = answer(corpus, question.text, embedder=embedder, audience=question.audience, today=today)
        pairs.append((question, found))
        verbatim += _check(corpus, found)
        if progress:
            progress(number, len(questions))
    return Evaluation(tuple(pairs), tuple(verbatim))


def _check(corpus: Corpus, found: Answer) -> Iterator[bool]:
    """Say of each quote whether it stands, character by character, in the page cited."""
    for citation in found.citations:
        if citation.quote:
            texts = corpus.page_texts(citation.source, citation.page)
            yield any(citation.quote in text for text in texts)
