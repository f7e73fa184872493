"""A question without what names a person, so that it can be kept and shown to others."""

from __future__ import annotations

import re
from collections.abc import Callable

from beffroi.assistant.privacy import IBAN, MOBILE, NIR, PERSON, STREET, TELEPHONE
from beffroi.engines.search.words import stems

HIDDEN = "[…]"
MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
LONG_NUMBER = re.compile(r"\b\d[\d .-]{4,}\d\b")
NAMED = re.compile(
    r"(?P<said>\b(?:je m['’]appelle|je suis (?=[A-ZÀ-Ý])|mon nom est|au nom de|nomm[ée]e?)\s*)"
    r"(?P<name>[\wÀ-ÿ'’-]+(?:\s+[A-ZÀ-Ý][\wÀ-ÿ'’-]+){0,2})",
    re.IGNORECASE,
)
BORN = re.compile(r"\bn[ée]e? le\s+[\w/.]+(?:\s+\w+\s+\d{4})?", re.IGNORECASE)
HOUSE = re.compile(r"^\d{1,4}(?:\s?(?:bis|ter|quater))?")
CAPITAL = re.compile(r"(?P<before>[^.!?\n]\s+|['’])(?P<name>[A-ZÀ-Ý][\wÀ-ÿ-]+)")
WHOLE = (IBAN, NIR, MAIL, MOBILE, TELEPHONE, BORN, LONG_NUMBER)


def mask(text: str, *, known: Callable[[str], bool] = lambda _: False) -> str:
    """Hide addresses, numbers and names; ``known`` tells the stems of the town's own documents, which are no secret.

    A name in small letters that follows no telling word is not seen: what is kept is read by few, and not for long.
    """
    for pattern in WHOLE:
        text = pattern.sub(HIDDEN, text)
    text = STREET.sub(lambda match: HOUSE.sub(HIDDEN, match.group()), text)
    text = PERSON.sub(f"{HIDDEN} ", text)
    text = NAMED.sub(lambda match: match["said"] + HIDDEN, text)
    text = CAPITAL.sub(lambda match: match["before"] + _name(match["name"], known), text)
    return re.sub(rf"(?:{re.escape(HIDDEN)}\s*)+", f"{HIDDEN} ", text).strip()


def _name(word: str, known: Callable[[str], bool]) -> str:
    found = stems(word)
    return word if (word.isupper() and len(word) < 6) or (found and all(map(known, found))) else HIDDEN
