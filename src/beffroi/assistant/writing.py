"""Answers as JSON, with the keys of the contract."""

from __future__ import annotations

from typing import Any

from beffroi.assistant.answering import Answer, Citation
from beffroi.assistant.evaluate import Question


def answer_record(found: Answer) -> dict[str, Any]:
    """Return an answer as it is written."""
    return {
        "answer": found.text,
        "abstained": found.abstained,
        "citations": [citation_record(one) for one in found.citations],
        "conflict": found.conflict,
        "seconds": round(found.seconds, 4),
        "wh": round(found.wh, 6),
    }


def citation_record(citation: Citation) -> dict[str, Any]:
    """Return a citation as it is written; page and date null where there are none."""
    return {
        "source": citation.source,
        "page": citation.page,
        "date": citation.date.isoformat() if citation.date else None,
        "quote": citation.quote,
        "url": citation.url,
        "score": citation.score,
    }


def asked_record(question: Question, found: Answer) -> dict[str, Any]:
    """Return a question of an evaluation with its answer, for reading."""
    rank = question.rank(found)
    return {
        "id": question.key,
        "question": question.text,
        "gold": list(question.gold),
        "answerable": question.answerable,
        "rank": None if rank is None else rank + 1,
        **answer_record(found),
        "ranked": [list(one) for one in found.ranked],
    }
