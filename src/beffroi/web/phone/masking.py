"""A request without what names the caller, so that it can be kept longer than the call and shown to others."""

from __future__ import annotations

import re

from beffroi.engines.quotes.contacts import EMAIL

HIDDEN = "[…]"
DIGITS = re.compile(r"\b\d(?:[\d .-]{2,}\d)\b")
NAMED = re.compile(
    r"(?P<said>\b(?:je m['’ ]appelle|c['’]est|mon nom est|mon nom c['’]est|au nom de|"
    r"(?:monsieur|madame|mademoiselle)(?! le | la | l['’]))\s+)"
    r"(?P<name>[A-ZÀ-Ý][\wÀ-ÿ'’-]+(?:\s+[A-ZÀ-Ý][\wÀ-ÿ'’-]+){0,2})"
)
CALLED = re.compile(
    r"(?P<said>\b(?:je m['’ ]appelle|mon nom est|mon nom c['’]est)\s+)(?P<name>[\wÀ-ÿ'’-]+)", re.IGNORECASE
)
CAPITAL = re.compile(r"(?P<before>[^.!?\n]\s+)(?P<name>[A-ZÀ-Ý][a-zà-ÿ-]+)")
LONGEST = 400


def masked(text: str, *, places: frozenset[str] = frozenset()) -> str:
    """Hide numbers, addresses of mail and names. places: words of the town's own places, which are no secret.

    A name in small letters that follows no telling word is not seen: what is kept is read by few, and not for long.
    """
    text = DIGITS.sub(HIDDEN, EMAIL.sub(HIDDEN, text))
    for pattern in (NAMED, CALLED):
        text = pattern.sub(lambda found: found["said"] + HIDDEN, text)
    text = CAPITAL.sub(lambda found: found["before"] + _kept(found["name"], places), text)
    return re.sub(rf"(?:{re.escape(HIDDEN)}\s*)+", f"{HIDDEN} ", text).strip()[:LONGEST]


def _kept(name: str, places: frozenset[str]) -> str:
    return name if name.casefold() in places else HIDDEN
