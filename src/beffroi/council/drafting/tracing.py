"""Proof that a draft states nothing of its own: each number, date, amount and name stands in the request or in the law."""

from __future__ import annotations

import re

from beffroi.council.drafting.drafting import Draft
from beffroi.council.drafting.request import Request, french_day
from beffroi.engines.quotes import Claim, unsupported

BLANK = re.compile(r"【[^】]*】")
ARTICLE = re.compile(r"^Article \d+ – ")


def untraced(made: Draft, request: Request) -> tuple[Claim, ...]:
    """Return what the draft states that neither the request nor its legal sources do; the number of an article is form."""
    day = [french_day(request.day)] if request.day else []
    legal = [fact.text for fact in made.facts if fact.origin.startswith("base légale")]
    quotes = [*request.text.split("\n"), request.text, *day, *legal, *_form_words(made)]
    lines = [BLANK.sub("…", ARTICLE.sub("", line)) for line in made.lines]
    return tuple(claim for line in lines for claim in unsupported(line, quotes))


def _form_words(made: Draft) -> list[str]:
    """Return the words with a capital that head the lines of any deliberation."""
    return ["État"]
