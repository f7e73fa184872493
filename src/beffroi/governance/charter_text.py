"""The charter as a text to vote: each commitment with the measure that holds it."""

from __future__ import annotations

from beffroi.engines.documents import Heading, Items, Paragraph, Part, Text
from beffroi.governance.commitments import Charter, Commitment
from beffroi.governance.places import NAMES
from beffroi.governance.tables import table
from beffroi.territory.numbers import format_number, format_share

UNITS = {
    "energy": "Wh par opération",
    "export": "jours",
    "evaluations": "jours",
    "retention": "jours",
    "backup": "jours",
}


def charter_text(charter: Charter, *, name: str) -> Text:
    """Return the draft that the council amends and votes; every sentence is a row of ``data``."""
    words = table("charter_words")
    parts: list[Part] = [Paragraph(line) for line in words["opening"]]
    for number, commitment in enumerate(charter.commitments, start=1):
        parts += [Heading(f"Article {number}. {commitment.title}"), Paragraph(commitment.text)]
        parts.append(Items((f"Mesure : {measure_of(commitment)}", f"Source : {commitment.source}.")))
    parts += [Heading(words["follow_up"]), *map(Paragraph, words["closing"])]
    title = f"Charte de l'intelligence artificielle{f' de {name}' if name else ''}"
    return Text(title, parts, author=name, date=charter.voted)


def measure_of(commitment: Commitment) -> str:
    """Return how the commitment is checked, with the threshold that the council chose."""
    told = str(table("charter_words")["measures"][commitment.check])
    return told.format(threshold=_threshold(commitment), places=", ".join(NAMES[place] for place in commitment.places))  # type: ignore[index]


def _threshold(commitment: Commitment) -> str:
    if commitment.check == "decisions":
        return format_share(commitment.most)
    decimals = 1 if commitment.check == "energy" else 0
    return f"{format_number(commitment.most, decimals=decimals)} {UNITS.get(commitment.check, '')}".strip()
