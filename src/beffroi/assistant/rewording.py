"""A short rewording of quotes in plain French: sentence by sentence, each checked against the one that it says again.

What a text model writes is accepted only where it is faithful; other sentences stand in their own words. Where nothing
is gained, the model is asked once more with what was wrong; then there is no rewording: the quotes are enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

from beffroi.assistant.faithful import disagreements, simpler
from beffroi.assistant.orders import gives_orders
from beffroi.assistant.sentences import sentences_of
from beffroi.engines.language import Completion, LanguageModel, Message
from beffroi.engines.quotes import unsupported
from beffroi.engines.search.words import stems

WORDS = 60
LINE = re.compile(r"^\s*(\d+)\s*[.)]\s*(.+?)\s*$", re.MULTILINE)
SECTION = re.compile(r"^\[(system|user|assistant)\]\n", re.MULTILINE)
# such a sentence says nothing without the one before it
LEANS = re.compile(
    r"(ils?|elles?|celui|celle|ceux|celles|ce|cet|cette|ces|à défaut|sinon|toutefois|dans ce cas)\b", re.IGNORECASE
)
# a sentence, not an item of a list nor what announces one
WHOLE = re.compile(r"(?:[^\W\d_a-zà-öø-ÿœ]|\d|[«\"(]).*[^:;,]$")
TABLE = re.compile(r"[|\t]")
TOKENS_A_WORD = 3
PATIENCE = 12.0  # seconds of a first call past which nobody would wait for a second
REASONS = 3


@dataclass(frozen=True, slots=True)
class Reworded:
    """One sentence: as the document has it, as it is said now, and what was wrong with what the model wrote."""

    source: str
    text: str
    wrong: tuple[str, ...] = ()

    @property
    def gained(self) -> bool:
        """Whether it is said otherwise than in the document."""
        return self.text != self.source


@dataclass(frozen=True, slots=True)
class Rewording:
    """The rewording, or None and why; what it used: model, time [s], energy [Wh], cost [cents], tokens written."""

    text: str | None
    why: str = ""
    sentences: tuple[Reworded, ...] = ()
    model: str = ""
    seconds: float = 0.0
    wh: Decimal = Decimal(0)
    cents: Decimal = Decimal(0)
    tokens: int = 0


def reword(question: str, quotes: Sequence[str], *, model: LanguageModel) -> Rewording:
    """Return a rewording of the quotes in about 60 words, best quotes first, or none and why.

    Numbers, dates, amounts and names of each sentence stand in the quotes, and in the sentence that it says again.
    Raises LanguageError.
    """
    sources = chosen(question, quotes)
    if not sources:
        return Rewording(None, "aucune phrase des citations ne se prête à une reformulation")
    spent = [_ask(sources, model)]
    made = _judged(sources, written(spent[0].text))
    failed = any(one.wrong for one in made) and not any(one.gained for one in made)
    if failed and spent[0].seconds < PATIENCE:
        spent.append(_ask([_reminded(one) for one in made], model))
        made = _judged(sources, written(spent[1].text))
    return _accounted(_accepted(made, quotes), spent)


def chosen(question: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return sentences of the quotes in their order, up to 60 words, those nearest to the question before the others.

    Orders to an assistant, rows of tables and pieces of lists are left out. A sentence that leans on the one before
    comes with it.
    """
    asked = set(stems(question))
    found = [(rank, one) for rank, quote in enumerate(quotes) for one in _units(quote)]
    order = sorted(range(len(found)), key=lambda n: (-len(asked & set(stems(found[n][1]))), found[n][0], n))
    kept: list[int] = []
    words = 0
    for number in order:
        length = len(found[number][1].split())
        if not kept or words + length <= WORDS:
            kept.append(number)
            words += length
    return tuple(found[number][1] for number in sorted(kept))


def _units(quote: str) -> list[str]:
    units: list[str] = []
    for sentence in sentences_of(quote):
        text = " ".join(sentence.text.split())
        if gives_orders(text) or TABLE.search(text) or not WHOLE.match(text):
            continue
        if units and LEANS.match(text):
            units[-1] += f" {text}"
        else:
            units.append(text)
    return units


def written(text: str) -> dict[int, str]:
    """Return the lines that a model wrote, by number; the first of a number counts."""
    found: dict[int, str] = {}
    for number, line in LINE.findall(text):
        found.setdefault(int(number), line)
    return found


def _judged(sources: Sequence[str], lines: Mapping[int, str]) -> list[Reworded]:
    return [_judge(source, lines.get(number, "")) for number, source in enumerate(sources, 1)]


def _judge(source: str, text: str) -> Reworded:
    wrong = disagreements(text, source) if text else ("n'oublie pas cette phrase",)
    return Reworded(source, text if not wrong and simpler(text, source) else source, wrong)


def _accepted(made: Sequence[Reworded], quotes: Sequence[str]) -> Rewording:
    text = " ".join(one.text for one in made)
    if not any(one.gained for one in made):
        reasons = list(dict.fromkeys(reason for one in made for reason in one.wrong))
        return Rewording(None, " ; ".join(reasons[:REASONS]) or "le modèle n'a rien dit plus simplement", tuple(made))
    claims = [claim.text for sentence in sentences_of(text) for claim in unsupported(sentence.text, list(quotes))]
    if claims:
        return Rewording(None, f"absent des citations : {', '.join(claims)}", tuple(made))
    return Rewording(text, sentences=tuple(made))


def _accounted(made: Rewording, spent: Sequence[Completion]) -> Rewording:
    return replace(
        made,
        model=spent[0].model,
        seconds=sum(one.seconds for one in spent),
        wh=sum((one.wh for one in spent), Decimal(0)),
        cents=sum((one.cents for one in spent), Decimal(0)),
        tokens=sum(one.tokens_out for one in spent),
    )


def _ask(lines: Sequence[str], model: LanguageModel) -> Completion:
    words = sum(len(line.split()) for line in lines)
    numbered = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    return model.complete(
        [*_examples(), Message("user", numbered)],
        max_tokens=20 + TOKENS_A_WORD * words,
        stop=[f"\n{len(lines) + 1}."],  # a sentence that nobody asked for
    )


def _reminded(made: Reworded) -> str:
    return f"{made.source} [{' ; '.join(made.wrong)}]" if made.wrong else made.source


@cache
def _examples() -> tuple[Message, ...]:
    text = files("beffroi.assistant").joinpath("prompts/rewording.txt").read_text(encoding="utf-8")
    _, *parts = SECTION.split(text)
    return tuple(Message(role, said.strip()) for role, said in zip(parts[::2], parts[1::2], strict=True))  # type: ignore[arg-type]
