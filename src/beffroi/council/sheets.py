"""Members and agenda as people write them, in a vocabulary or in the sheet of a session (YAML, keys already folded)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.council.keys import first_of, text_of

CIVILITY = re.compile(r"^(?:M\.|Mr?|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+(?=\S)")
NUMBERED = re.compile(
    r"^(?:point|affaire|n°)?\s*(?P<number>\d{1,3}(?:\s?(?:bis|ter))?)\s*[-–—.:/)]+\s*(?P<title>\S.*)$", re.IGNORECASE
)
MEMBERS = ("membres", "members", "elus", "conseillers", "membres_en_exercice", "noms")
AGENDA = ("ordre_du_jour", "agenda", "points", "affaires", "items", "odj")
NAMES = ("nom", "name", "membre", "elu", "nom_complet")


@dataclass(frozen=True)
class Item:
    """An item of the agenda: its number as written (empty where it has none), its title, who reports (or empty)."""

    number: str
    title: str
    reporter: str = ""

    @property
    def key(self) -> str:
        """Return what it is known by: its number, else its title."""
        return self.number or self.title

    @property
    def heading(self) -> str:
        """Return its number and its title."""
        return f"{self.number}. {self.title}" if self.number else self.title


def members_of(read: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the members named, without civilities, in order."""
    return names_of(first_of(read, *MEMBERS))


def names_of(value: Any) -> tuple[str, ...]:
    """Return the names of a list, of a text (commas, semicolons, lines) or of mappings with a key ``nom``."""
    if isinstance(value, str):
        value = re.split(r"[,;\n]", value)
    if not isinstance(value, Sequence):
        return ()
    return tuple(dict.fromkeys(name for one in value if (name := name_of(one))))


def name_of(value: Any) -> str:
    """Return one name, without civility; ``{prenom, nom}`` is joined."""
    if isinstance(value, Mapping):
        first = text_of(first_of(value, "prenom", "first_name"))
        return name_of(" ".join(part for part in (first, text_of(first_of(value, *NAMES))) if part))
    return CIVILITY.sub("", text_of(value)).rstrip(".,; ")


def agenda_of(read: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return the items of the agenda, numbered by their order where no number is written."""
    listed = first_of(read, *AGENDA)
    if isinstance(listed, str):
        listed = [line for line in listed.splitlines() if line.strip()]
    if not isinstance(listed, Sequence):
        return ()
    return tuple(_item(one, rank) for rank, one in enumerate(listed, 1))


def _item(value: Any, rank: int) -> Item:
    if isinstance(value, Mapping):
        number = text_of(first_of(value, "numero", "number", "n", "point")) or str(rank)
        title = text_of(first_of(value, "titre", "title", "objet", "intitule"))
        return Item(number, title, name_of(first_of(value, "rapporteur", "rapporteure", "rapporteuse", "reporter")))
    found = NUMBERED.match(text_of(value))
    return Item(found["number"], found["title"]) if found else Item(str(rank), text_of(value))


def family_name(name: str) -> str:
    """Return the family name of « Prénom NOM » or « Prénom de Nom »: words in capitals, else what follows the first."""
    words = name.split()
    capitals = [word for word in words if word.isupper() and len(word.strip(".")) > 1]
    return " ".join(capitals or words[1:] or words)
