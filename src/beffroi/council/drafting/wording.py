"""Considérants said better by a text model, kept only where nothing is new and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

from beffroi.council.drafting.drafting import Draft
from beffroi.engines.language import LanguageModel, Message
from beffroi.engines.quotes import unsupported
from beffroi.engines.search.words import fold, stems

PLAIN = "Considérant ce qui suit : "
WANTED = "Considérant qu"
TURNS = re.compile(r"\b(?:ne|n|pas|sans|sauf|ni|jamais|aucune?|non|si|moins|plus|seulement|hors)\b")
LONGER = 1.4  # a rewording that grows by more explains or adds
SHARED = 0.7  # share of the words of each that the other has
TOKENS = 200


def reworded(made: Draft, *, model: LanguageModel) -> tuple[Draft, int]:
    """Return the draft, its plain considérants reworded where the rewording is faithful, and how many were.

    Raises LanguageError.
    """
    lines = [_reworded(line, model) if line.startswith(PLAIN) else line for line in made.reasons]
    changed = sum(line != before for line, before in zip(lines, made.reasons, strict=True))
    return replace(made, reasons=tuple(lines)), changed


def _reworded(line: str, model: LanguageModel) -> str:
    fact = line.removeprefix(PLAIN).rstrip(" ;")
    order = files("beffroi.council.drafting").joinpath("prompts/reason.txt").read_text(encoding="utf-8").strip()
    written = model.complete([Message("system", order), Message("user", fact)], max_tokens=TOKENS).text
    sentence = " ".join(written.split()).rstrip(" .;")
    return f"{sentence} ;" if faithful(sentence, fact) else line


def faithful(sentence: str, fact: str) -> bool:
    """Tell whether a rewording says what a fact says, no more and no less."""
    said, told = set(stems(sentence.removeprefix("Considérant"))), set(stems(fact))
    shared = len(said & told)
    return (
        sentence.startswith(WANTED)
        and len(sentence) <= LONGER * len(PLAIN + fact)
        and not unsupported(sentence, [fact])
        and not unsupported(fact, [sentence])
        and sorted(TURNS.findall(fold(sentence))) == sorted(TURNS.findall(fold(fact)))
        and shared >= SHARED * max(len(said), len(told), 1)
    )
