"""Sheets whose title is a question, as a set of questions: indexed without titles, they measure the search."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from beffroi.assistant.sheets import read_lines

QUESTION_TYPE = "Question-réponse"


def question_titles(paths: Iterable[Path], *, seed: int, skip: int, count: int) -> list[dict[str, Any]]:
    """Draw question titles by a seed; ``skip`` leaves out those of an earlier draw. Raises SheetUnreadable."""
    asked = [record for path in paths for _, record in read_lines(path) if _is_question(record)]
    random.Random(seed).shuffle(asked)  # noqa: S311  # a draw, no secret
    return [
        {"id": record["id"], "question": record["title"], "gold": [record["id"]], "answerable": True, "kind": "titles"}
        for record in asked[skip : skip + count]
    ]


def _is_question(record: Mapping[str, Any]) -> bool:
    if record.get("type"):
        return QUESTION_TYPE in str(record["type"])
    return str(record.get("title", "")).rstrip().endswith("?")
