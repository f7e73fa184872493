"""A text of any length, from sentences written for it."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

from beffroi.engines.documents.writing.text import Grid, Heading, Items, Paragraph, Part, Text

SENTENCES = tuple(Path(__file__).with_name("sample.txt").read_text(encoding="utf-8").splitlines())
ROWS = (("A", "jusqu'à 400", "1,00 €"), ("B", "de 401 à 700", "1,85 €"), ("C", "plus de 700", "2,95 €"))


def sample(sections: int) -> Text:
    """Return a text of so many sections; about two sections fill a page."""
    return Text("Recueil d'essai", tuple(part for number in range(sections) for part in _section(number)))


def _section(number: int) -> list[Part]:
    start = 5 * number
    first, second, *rest = islice(cycle(SENTENCES), start, start + 9)
    parts: list[Part] = [Heading(f"Article {number + 1}. Dispositions"), Paragraph(f"{first} {second} {rest[0]}")]
    parts += [Paragraph(" ".join(rest[1:4])), Items(rest[4:])]
    return [*parts, Grid(("Tranche", "Quotient", "Prix"), ROWS)] if number % 2 else parts


def plain(text: Text) -> str:
    """Return the words of a text, title included, as they are read aloud."""
    pieces = [text.title]
    for part in text.parts:
        if isinstance(part, Heading | Paragraph):
            pieces.append(part.text)
        elif isinstance(part, Items):
            pieces += part.items
        elif isinstance(part, Grid):
            pieces += [cell for row in (part.headings, *part.rows) for cell in row]
    return "\n".join(pieces)
