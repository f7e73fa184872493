"""The names that a session will say: members, streets, agenda, words of the town."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from beffroi.council.keys import first_of, read_mapping
from beffroi.council.sheets import NUMBERED, Item, agenda_of, family_name, members_of, name_of, names_of
from beffroi.council.texts import read_text

CHAIR = ("president", "presidente", "president_de_seance", "maire", "president_seance")
STREETS = ("rues", "voies", "lieux", "streets", "places")
WORDS = ("mots", "words", "vocabulaire", "noms_propres", "sigles", "associations")
PERSON = re.compile(r"^[A-ZÉÈÀÂÊÎÔÇŒ][\w'’.-]*(?: [\w'’.-]+)* [A-ZÉÈÀÂÊÎÔÇŒ][A-ZÉÈÀÂÊÎÔÇŒ'’-]+$")


@dataclass(frozen=True)
class Vocabulary:
    """chair: who presides, empty where it is not told; words: other names."""

    members: tuple[str, ...] = ()
    chair: str = ""
    streets: tuple[str, ...] = ()
    agenda: tuple[Item, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return how many entries it has."""
        return len(self.members) + len(self.streets) + len(self.agenda) + len(self.words)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary: YAML or JSON (``membres``, ``president``, ``rues``, ``ordre_du_jour``, ``mots``), the sheet of
    a session, or a text with a name a line. Raises RequestUnreadable, ActUnreadable, OSError.
    """
    if path.suffix.lower() in {".yaml", ".yml", ".json"}:
        read = read_mapping(path)
        chair = name_of(first_of(read, *CHAIR))
        members = tuple(dict.fromkeys(filter(None, [*members_of(read), chair])))
        streets, words = names_of(first_of(read, *STREETS)), names_of(first_of(read, *WORDS))
        return Vocabulary(members, chair, streets, agenda_of(read), words)
    return _of_lines(read_text(path).splitlines())


def _of_lines(lines: Iterable[str]) -> Vocabulary:
    kept = list(dict.fromkeys(name for line in lines if (name := name_of(line)) and not line.startswith("#")))
    items = [found for line in kept if (found := NUMBERED.match(line))]
    agenda = tuple(Item(found["number"], found["title"]) for found in items)
    others = [line for line in kept if not NUMBERED.match(line)]
    members = tuple(line for line in others if PERSON.match(line))
    return Vocabulary(members, agenda=agenda, words=tuple(line for line in others if not PERSON.match(line)))


def told_before(vocabulary: Vocabulary, *, recent: Sequence[str], item: Item | None, signs: int) -> tuple[str, ...]:
    """Return the names that the recogniser is told before a sentence, as many as that number of signs allows.

    The item under way, its reporter, who spoke last, then the others in order; family names alone.
    """
    first = [item.title, family_name(item.reporter)] if item else []
    named = [*first, *map(family_name, recent), *map(family_name, vocabulary.members)]
    told: list[str] = []
    for name in dict.fromkeys(filter(None, [*named, *vocabulary.words, *vocabulary.streets])):
        if len(name) + 2 <= signs:
            told.append(name)
            signs -= len(name) + 2
    return tuple(told)
