"""A question that leans on the one before, made to stand alone."""

from __future__ import annotations

import re

from beffroi.engines.search.words import fold, stems

LEANS = re.compile(
    r"^(et\b|mais\b|ou (?=bien|alors|pour|a |au )|alors\b|sinon\b|aussi\b|meme chose|idem)"
    r"|\b(ca|cela|celui-ci|celle-ci|ceux-ci|ce dernier|cette derniere|dans ce cas|la-bas)\b"
    r"|\b(il|elle|ils|elles|le|la|les|y|en|lui|leur)\b(?= (faut|est|sont|ouvre|ouvrent|ferme|coute|peut|a|ai|as|ont)\b)"
)
FEW_WORDS = 2


def leans(question: str) -> bool:
    """Tell whether a question is understood only with the one before."""
    return bool(LEANS.search(fold(question).strip())) or len(set(stems(question))) <= FEW_WORDS


def standing_alone(question: str, before: str) -> str:
    """Return the question to search: with the one before, where it leans on it.

    The new words come first and the earlier question follows whole: nothing is guessed from its grammar.
    """
    return f"{question.strip()} ({before.strip()})" if before and leans(question) else question.strip()
