"""Quotes said again in another language by a text model: each sentence is checked against its source, or left out.

What can be checked is: the same numbers, months, days and amounts; no name that the source has not, no initials lost;
denied where the source denies; in that language. Meaning is not: the French quotes stand beside, and they alone count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from beffroi.assistant.languages import Language, figures_of, french_figures
from beffroi.assistant.orders import gives_orders
from beffroi.assistant.rewording import chosen, written
from beffroi.engines.language import LanguageModel, Message
from beffroi.engines.search.words import fold, plain_words

NAME = re.compile(r"(?<![.!?:»\"“] )(?<!^)\b[^\W\d_a-zà-öø-ÿœ][\w’'-]+")
INITIALS = re.compile(r"\b[A-ZÀ-Ý]{2,}\b")
LINK = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w.-]+\w")
DENIAL = re.compile(r"\b(?:n'|ne|non|pas|jamais|aucune?|sans|ni|interdi\w+|fermee?s?|sauf|gratuit\w*)(?:\b|(?<='))")
EURO = re.compile(r"€|\beuros?\b", re.IGNORECASE)
SHORTER, LONGER = 0.5, 2.0
LEAST_SMALL = 0.15  # share of the commonest words of its language in a sentence of ten words and more
TOKENS_A_WORD = 4


@dataclass(frozen=True)
class Translated:
    """A sentence as the document has it, and in the other language: "" where that did not pass; what was wrong."""

    source: str
    text: str
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Translation:
    """Sentences in their order, and what the model used: time [s], energy [Wh], cost [cents]."""

    sentences: tuple[Translated, ...]
    model: str = ""
    seconds: float = 0.0
    wh: Decimal = Decimal(0)
    cents: Decimal = Decimal(0)

    @property
    def text(self) -> str:
        """The sentences that passed."""
        return " ".join(one.text for one in self.sentences if one.text)


def translate(question: str, quotes: Sequence[str], *, language: Language, model: LanguageModel) -> Translation:
    """Return the best sentences of the quotes, about 60 words, in another language. Raises LanguageError."""
    sources = chosen(question, quotes)
    if not sources:
        return Translation(())
    numbered = "\n".join(f"{number}. {line}" for number, line in enumerate(sources, 1))
    told = model.complete(
        [Message("system", _prompt().format(language=language.own)), Message("user", numbered)],
        max_tokens=20 + TOKENS_A_WORD * len(numbered.split()),
        stop=[f"\n{len(sources) + 1}."],
    )
    lines = written(told.text)
    made = tuple(_judge(source, lines.get(number, ""), language) for number, source in enumerate(sources, 1))
    return Translation(made, told.model, told.seconds, told.wh, told.cents)


@cache
def _prompt() -> str:
    text = files("beffroi.assistant").joinpath("prompts/translation.txt").read_text(encoding="utf-8")
    return text.removeprefix("[system]\n").strip()


def _judge(source: str, text: str, language: Language) -> Translated:
    wrong = tuple(untrue(text, source, language)) if text else ("absente",)
    return Translated(source, "" if wrong else text, wrong)


def untrue(text: str, source: str, language: Language) -> Iterator[str]:
    """Yield what keeps a translation from being shown, in French; nothing where all that can be checked holds."""
    if figures_of(text, language) != french_figures(source):
        yield "d'autres nombres, mois ou jours"
    if bool(EURO.search(text)) is not bool(EURO.search(source)):
        yield "une autre monnaie"
    if strange := [name for name in _names(text, language) if not _stands(name, source)]:
        yield f"un nom absent : {strange[0]}"
    kept = fold(text)
    if lost := [one for one in (*INITIALS.findall(source), *LINK.findall(source)) if fold(one) not in kept]:
        yield f"un nom perdu : {lost[0]}"
    if bool(language.denial.search(kept)) is not bool(DENIAL.search(fold(source))):
        yield "une négation ajoutée ou perdue"
    if not SHORTER * len(source) <= len(text) <= LONGER * len(source) or not _is_in(text, language):
        yield "une autre langue, ou une autre longueur"
    if gives_orders(text):
        yield "une consigne"


def _names(text: str, language: Language) -> list[str]:
    found = [match.group() for match in NAME.finditer(text)]
    return [name for name in found if fold(name).split("'")[0] not in language.capital | language.numbers.keys()]


def _stands(name: str, source: str) -> bool:
    words = set(plain_words(source))
    return all(word in words for word in plain_words(name) if len(word) > 1)


def _is_in(text: str, language: Language) -> bool:
    words = plain_words(text)
    return len(words) < 10 or sum(word in language.small for word in words) >= LEAST_SMALL * len(words)
