"""Short words that steer a call, by rules (``data/hearing.toml``): yes, one, again, a person, anger, languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.engines.search.words import fold, plain_words

SHOUTED_WORDS, SHOUTED_LETTERS, FEW_WORDS, NUMBER_WORDS = 3, 4, 4, 2


@dataclass(frozen=True)
class Language:
    """words: two of them give the language away; phrases: one is enough."""

    words: frozenset[str]
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """cues: name to phrases of folded words."""

    cues: Mapping[str, tuple[str, ...]]
    languages: Mapping[str, Language]
    french: frozenset[str]


@cache
def read_lexicon() -> Lexicon:
    """Return the shipped words."""
    text = files("beffroi.phone").joinpath("data/hearing.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    languages = {
        name: Language(frozenset(one["words"]), tuple(_phrase(phrase) for phrase in one["phrases"]))
        for name, one in table.pop("languages").items()
    }
    french = frozenset(table.pop("french")["words"])
    cues = {name: tuple(_phrase(phrase) for phrase in phrases) for name, phrases in table.items()}
    return Lexicon(cues, languages, french)


def _phrase(text: str) -> str:
    return f" {' '.join(plain_words(text))} "


def heard(text: str, cue: str) -> bool:
    """Tell whether a cue of the lexicon (``yes``, ``person``…) stands in what was heard."""
    spoken = _phrase(text)
    return any(phrase in spoken for phrase in read_lexicon().cues[cue])


def short(text: str) -> bool:
    """Tell whether this is an answer in a few words rather than a request."""
    return len(said_words(text)) <= FEW_WORDS


def said_words(text: str) -> list[str]:
    """Return the words that say something: greetings, "euh", "s'il vous plaît" left out."""
    spoken = _phrase(text)
    for filler in read_lexicon().cues["fillers"]:
        while filler in spoken:
            spoken = spoken.replace(filler, " ")
    return spoken.split()


def numbered(text: str) -> int | None:
    """Return 0 for "un", "le premier", 1 for "deux", None where more is said: "un acte de naissance" is no number."""
    words = said_words(text)
    if not 0 < len(words) <= NUMBER_WORDS:
        return None
    only = " ".join(words)
    return next((place for place, cue in enumerate(("first", "second")) if heard(only, cue)), None)


def says_yes(text: str) -> bool | None:
    """Return True, False, or None where neither yes nor no is heard; "non" wins over "oui"."""
    if heard(text, "no"):
        return False
    return True if heard(text, "yes") else None


def chosen(text: str, titles: tuple[str, ...]) -> int | None:
    """Return which of one or two titles was chosen by its number or by words that it alone has, else None."""
    number = numbered(text)
    if number is not None and number < len(titles):
        return number
    words = set(plain_words(text))
    own = [set(plain_words(title)) - set().union(*_others(titles, place)) for place, title in enumerate(titles)]
    hits = [len({word for word in mine if len(word) > 3} & words) for mine in own]
    best = max(range(len(titles)), key=hits.__getitem__, default=0)
    return best if hits and hits[best] and hits.count(hits[best]) == 1 else None


def _others(titles: tuple[str, ...], place: int) -> list[set[str]]:
    return [set(plain_words(title)) for other, title in enumerate(titles) if other != place]


def angry(text: str) -> bool:
    """Tell whether the caller insults or shouts (several long words in capitals)."""
    shouted = [word for word in text.split() if len(word) >= SHOUTED_LETTERS and word.isupper() and word.isalpha()]
    return heard(text, "anger") or len(shouted) >= SHOUTED_WORDS


def foreign(text: str) -> str | None:
    """Return the language (``en``, ``es``…) of a sentence that is not French, else None."""
    lexicon, words, spoken = read_lexicon(), set(plain_words(text)), _phrase(text)
    french = len(words & lexicon.french)
    best, most = None, french
    for name, language in lexicon.languages.items():
        phrase = any(one in spoken for one in language.phrases)
        hits = len(words & language.words) + phrase
        if hits > most and (phrase or hits >= 2):
            best, most = name, hits
    return best


def spelled(text: str) -> str:
    """Join letters that were spelled ("D U P O N T" gives "Dupont"), else return the name as it was heard."""
    parts = text.replace("-", " ").replace(",", " ").split()
    letters = [fold(part) for part in parts if len(part) == 1 and part.isalpha()]
    if len(letters) >= 3 and len(letters) >= len(parts) / 2:
        return "".join(letters).capitalize()
    return " ".join(text.split())
