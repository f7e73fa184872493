"""Does a sentence say what its source says? Stricter than the engine of quotes: figures, conditions, denials.

Measured on the embedded model: numbers that all stand in the quotes do not keep it from turning a condition round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.assistant.orders import gives_orders
from beffroi.engines.quotes import unsupported
from beffroi.engines.search.words import fold, plain_words, stems

KEPT, BORROWED = 0.7, 0.6  # shares: of the source's words kept, of the sentence's words that are the source's
LONGER = 1.4  # a rewording that grows by more explains or adds
ALIKE = 5  # letters
MARKER = re.compile(r"(.+?) ([:=]) (.+)")
ENDING = re.compile(r"(?<=....)(?:ent|e)$")  # stems of one verb that the stemmer leaves apart
WEAK = frozenset(("don", "donn", "lieu", "disponibl"))  # "donne lieu à", "a lieu"
FIGURE = re.compile(r"\d+(?:ere?|eme|e)?\b|\d+|[^\W\d_]+")
YOU = re.compile(r"\bvo(us|tre|s)\b", re.IGNORECASE)
# "vous" as a subject, then what is neither its verb nor what may stand between: "si vous remis un certificat"
UNBOUND = re.compile(
    r"(?:^|[,;:] |\b(?:si|que|quand|lorsque|ou|dont) )"
    r"(vous (?!\w*ez\b|(?:etes|faites|dites|ne|y|en|les?|la|me|nous|lui|leur)\b|[nl]')\w+)"
)
UNELIDED = re.compile(r"\b(?:le|la|de|que|ne|se|me|je|jusque|lorsque) (?!onz|oui)[aeiouy]\w*")
ANSWER = re.compile(r"(oui|non)\b")
# what the model says of its task rather than of the source
META = re.compile(r"\b(phrases?|extraits?|reecri\w*|reformul\w*|consignes?|n'ajoute pas|garde (les|tous)|voici|je)\b")


def disagreements(sentence: str, source: str) -> tuple[str, ...]:
    """Return what a rewording says that its source does not, or leaves out, as French advice; none when faithful."""
    said, told = fold(sentence), fold(source)
    return (*_facts(sentence, source), *_turns(said, told), *_form(sentence, told), *_words(sentence, source))


def _facts(sentence: str, source: str) -> Iterator[str]:
    for claim in unsupported(sentence, [source]):
        yield f"n'ajoute pas « {claim.text} »"
    if figures(fold(sentence)) != figures(fold(source)):
        yield f"garde les nombres et les dates dans cet ordre : {', '.join(figures(fold(source))) or 'aucun'}"


def _turns(said: str, told: str) -> Iterator[str]:
    for marker in _markers():
        there, here = marker.words.search(told), marker.words.search(said)
        if there and not here:
            yield f"garde « {there[0]} »"
        elif here and marker.both and not there:
            yield f"n'ajoute pas « {here[0]} »"


def _form(sentence: str, told: str) -> Iterator[str]:
    said = fold(sentence)
    if ANSWER.match(said) and not ANSWER.match(told):
        yield "n'écris ni oui ni non"
    if (META.search(said) and not META.search(told)) or gives_orders(sentence):
        yield "écris la phrase seule, sans commentaire"
    for broken in (UNBOUND.search(said), UNELIDED.search(said)):
        if broken and broken[0] not in told:
            yield f"corrige « {broken[broken.re.groups]} »"


def _words(sentence: str, source: str) -> Iterator[str]:
    said, told = _stems(sentence), _stems(source)
    same = len(said & told)
    if not said or same < KEPT * len(told):
        yield "garde tous les mots importants"
    elif near := [(lost, new) for lost in told - said for new in said - told if _alike(lost, new)]:
        yield f"ne change pas « {near[0][0]} » en « {near[0][1]} »"
    elif same < BORROWED * len(said) or len(sentence) > LONGER * len(source):
        yield "n'ajoute pas de mots"


def _stems(text: str) -> set[str]:
    """Return the stems of the words of a text, one for a meaning, less the figures, which are compared apart."""
    numbers = {word for word in FIGURE.findall(fold(text)) if word[0].isdecimal() or word in counting_words()}
    counted = {stem for number in numbers for stem in stems(number)}
    return {_meanings().get(stem, ENDING.sub("", stem)) for stem in stems(text) if stem not in counted | WEAK}


@cache
def _meanings() -> dict[str, str]:
    text = files("beffroi.assistant").joinpath("data/plain_words.txt").read_text(encoding="utf-8")
    rows = [stems(line) for line in text.splitlines() if line[:1] != "#"]
    return {stem: row[0] for row in rows for stem in row}


def _alike(lost: str, new: str) -> bool:
    """Tell whether a word became its neighbour: "déchets" for "déchèterie", "commandé" for "décommandé"."""
    return lost[:ALIKE] == new[:ALIKE] or (len(new) >= ALIKE and new in lost) or (len(lost) >= ALIKE and lost in new)


@cache
def counting_words() -> dict[str, str]:
    """Return the words that count, folded, and how they are compared (``data/figures.txt``)."""
    text = files("beffroi.assistant").joinpath("data/figures.txt").read_text(encoding="utf-8")
    return {word: line.split()[0] for line in text.splitlines() if line[:1] != "#" for word in line.split()}


def figures(folded: str) -> tuple[str, ...]:
    """Return the numbers, ordinals, months and days of a folded text in their order: "quinze" and "15" are the same."""
    known = counting_words()
    words = FIGURE.findall(folded)
    return tuple(known.get(word, word) for word in words if word[0].isdecimal() or word in known)


@dataclass(frozen=True, slots=True)
class _Marker:
    """Words of one meaning; ``both``: they may be neither lost nor added."""

    name: str
    both: bool
    words: re.Pattern[str]


@cache
def _markers() -> tuple[_Marker, ...]:
    text = files("beffroi.assistant").joinpath("data/conditions.txt").read_text(encoding="utf-8")
    rows = (MARKER.fullmatch(line) for line in text.splitlines() if line[:1] != "#")
    return tuple(_Marker(row[1], row[2] == "=", re.compile(rf"\b(?:{row[3]})")) for row in rows if row)


def simpler(sentence: str, source: str) -> bool:
    """Tell whether a rewording is worth reading: shorter than its source, or, unlike it, speaking to the reader."""
    speaks = bool(YOU.search(sentence)) and not YOU.search(source)
    return plain_words(sentence) != plain_words(source) and (speaks or len(sentence) < len(source))
