"""A condition as a question to ask: its own words turned round, or, where that is not sure, the words quoted."""

from __future__ import annotations

import re

from beffroi.assistant.conditions import wording
from beffroi.engines.quotes import unsupported
from beffroi.engines.search.words import fold

MUST = re.compile(r"^(?:Pour (?:en bénéficier|y avoir droit), )?[Vv]ous devez (?P<verb>\w+)(?P<rest> [^:;]+?)\.?$")
ARE = re.compile(
    r"^(?:Si )?[Vv]ous (?P<verb>êtes|avez|percevez|vivez|habitez|résidez)"
    r"(?P<rest> (?!également|concerné)[^:;,]+?)\.?$"
)
LONGEST = 160
QUOTED = "Est-ce bien le cas : « {quote} » ?"


def question_of(quote: str) -> str:
    """Return the question that a condition makes. No word is added that bears on the facts."""
    turned = _turned(" ".join(quote.split()))
    if turned and not unsupported(turned, [quote]):
        return turned
    return QUOTED.format(quote=quote)


def _turned(quote: str) -> str:
    if len(quote) > LONGEST:
        return ""
    must = MUST.match(quote)
    if must:
        asked = wording().questions.get(fold(must["verb"]))
        return f"{asked}{must['rest']} ?" if asked else ""
    are = ARE.match(quote)
    return f"{are['verb'].capitalize()}-vous{are['rest']} ?" if are else ""
