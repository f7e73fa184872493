"""The sets of questions beside this file, and the stems that two texts share."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import snowballstemmer

FOLDER = Path(__file__).parent
SIZES = {
    "independent_dev": 110,
    "independent_held": 60,
    "citizens_dev": 60,
    "citizens_held": 40,
    "unanswerable_dev": 50,
    "unanswerable_held": 30,
    "town_dev": 70,
    "town_held": 40,
}
# words of grammar, of politeness and of the sheets' own phrasing, which say nothing of the matter
EMPTY = frozenset((FOLDER / "empty_words.txt").read_text(encoding="utf-8").split())
STEMMER = snowballstemmer.stemmer("french")


def questions(name: str) -> list[dict[str, Any]]:
    """The questions of one set."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def stems(text: str) -> set[str]:
    """The stems of the words that say something."""
    words = (_plain(word) for word in re.findall(r"[^\W_]+", text.lower().replace("œ", "oe")))
    kept = [word for word in words if len(word) > 1 and word not in EMPTY]
    return {_plain(STEMMER.stemWord(word)) for word in kept}


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
