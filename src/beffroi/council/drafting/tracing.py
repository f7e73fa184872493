"""Proof that a draft states nothing of its own: numbers, dates, amounts and names stand in the request or the law."""

from __future__ import annotations

import re

from beffroi.council.drafting.drafting import Draft
from beffroi.council.drafting.request import Request, french_day
from beffroi.engines.quotes import Claim, unsupported

BLANK = re.compile(r"【[^】]*】")
# words with a capital that stand in any deliberation
FORM = ("l'État", "numéro SIRET", "régime indemnitaire (RIFSEEP)")
ARTICLE = re.compile(r"^Article \d+ – ")


def untraced(made: Draft, request: Request) -> tuple[Claim, ...]:
    """Return what the draft states that neither the request nor its legal sources do; article numbers are form."""
    day = [french_day(request.day)] if request.day else []
    legal = [fact.text for fact in made.facts if fact.origin.startswith("base légale")]
    quotes = ["\n".join(dict.fromkeys([*request.text.split("\n"), *day, *legal, *FORM]))]
    lines = [BLANK.sub("…", ARTICLE.sub("", line)) for line in made.lines]
    return tuple(claim for line in lines for claim in unsupported(line, quotes))
