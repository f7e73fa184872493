"""From a resident's message to a letter made of quotes, to be edited by the agent who answers."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.assistant.answering import RESIDENT, Citation, answer
from beffroi.assistant.sentences import sentences_of
from beffroi.engines.search.corpus import Corpus
from beffroi.engines.search.embeddings import Embedder
from beffroi.engines.search.words import fold

ASKS = re.compile(
    r"\?|\b(je (voudrais|souhaite|souhaiterais|desire|desirerais|cherche|demande)|j'aimerais|j'ai besoin|pouvez-vous"
    r"|pourriez-vous|merci de (me|m'|nous)|savoir (si|quand|comment|ou|combien)|comment (faire|dois))\b"
)
MOST_QUESTIONS, MOST_LETTERS, QUOTES_EACH = 5, 400, 1


@dataclass(frozen=True)
class Signature:
    """Who signs: name, function, and the place of the letter."""

    name: str = ""
    function: str = ""
    place: str = ""


@dataclass(frozen=True)
class Letter:
    """A drafted letter: its text, the quotes it rests on, what the message asks that no public document answers."""

    body: str
    citations: tuple[Citation, ...]
    unanswered: tuple[str, ...]


@cache
def phrases() -> Mapping[str, str]:
    """Return the courtesy formulas of the letters."""
    return tomllib.loads(files("beffroi.assistant").joinpath("data/letter.toml").read_text(encoding="utf-8"))


def questions_in(message: str) -> list[str]:
    """Return the sentences of a message that ask something, or its beginning where none does."""
    asking = [one.text.strip() for one in sentences_of(message) if ASKS.search(fold(one.text))]
    return asking[:MOST_QUESTIONS] or [" ".join(message.split())[:MOST_LETTERS]]


def draft_letter(
    corpus: Corpus, message: str, *, embedder: Embedder | None, today: dt.date, signature: Signature
) -> Letter:
    """Draft an answer from public documents only; what they do not say is left for the agent to write."""
    quotes: list[Citation] = []
    unanswered: list[str] = []
    for question in questions_in(message):
        found = answer(corpus, question, embedder=embedder, audience=RESIDENT, today=today)
        kept = [one for one in found.citations if one.quote and not one.superseded_by][:QUOTES_EACH]
        if found.abstained or not kept:
            unanswered.append(question)
        quotes += [one for one in kept if one.quote not in {other.quote for other in quotes}]
    return Letter(_body(quotes, unanswered, today=today, signature=signature), tuple(quotes), tuple(unanswered))


def _body(quotes: Sequence[Citation], unanswered: Sequence[str], *, today: dt.date, signature: Signature) -> str:
    said = phrases()
    parts = [_dated(today, signature.place), said["opening"], said["thanks"]]
    if quotes:
        parts += [said["sources"], *map(_quoted, quotes)]
    if unanswered:
        parts += [said["unanswered"], *(f"[à compléter : {question}]" for question in unanswered)]
    parts += [said["further"], said["closing"], "\n".join(filter(None, (signature.name, signature.function)))]
    return "\n\n".join(filter(None, parts))


def _dated(today: dt.date, place: str) -> str:
    written = f"le {today:%d/%m/%Y}"
    return f"{place}, {written}" if place else written.capitalize()


def _quoted(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    dated = f", {citation.date:%d/%m/%Y}" if citation.date else ""
    return f"« {citation.quote} »\n({citation.title}{page}{dated})"
