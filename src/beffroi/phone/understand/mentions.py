"""What a sentence names: places and people of the town, telephone numbers, dates told aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from beffroi.engines.quotes.numerals import WORDS, value
from beffroi.phone.town import Town
from beffroi.phone.understand.sounds import sounds
from beffroi.phone.understanding import Mention

LEAST_SOUNDS = 4  # letters of sound under which a name is too short to be heard by its sound alone
WAYS = re.compile(
    r"^(?:rue|avenue|boulevard|place|impasse|allée|chemin|route|quai|cours|square|école|lotissement)\b", re.IGNORECASE
)
LINKS = re.compile(r"^(?:d[eu]s?|la|le|les|l'|d')\s*", re.IGNORECASE)
NUMBER = re.compile(rf"(?:\d{{1,2}}|{WORDS})", re.IGNORECASE)
TELEPHONE = 10  # digits
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
DAY = re.compile(rf"\b(?P<day>premier|1er|\d{{1,2}}|{WORDS})\s+(?P<month>{'|'.join(MONTHS)})\b", re.IGNORECASE)


def mentions(text: str, *, town: Town, today: date) -> tuple[Mention, ...]:
    """Return what a sentence names. A date without a year is the next one from today."""
    heard = "".join(sounds(text))
    found = [*_named(heard, town)]
    number = telephone(text)
    if number:
        found.append(Mention("number", number, number))
    found += _dates(text, today)
    return tuple(found)


def _named(heard: str, town: Town) -> Iterator[Mention]:
    """Yield places and people whose name is heard: by its sound, which a recogniser keeps better than its letters."""
    for place in town.places:
        if _heard(_own_name(place.name), heard):
            yield Mention("place", place.name, place.name)
    for person in town.people:
        surname = person.name.split()[-1]
        if _heard(surname, heard):
            yield Mention("person", person.name, surname)


def _own_name(name: str) -> str:
    """Return a place's name without its kind of way: « des Lilas » of « rue des Lilas »."""
    bare = WAYS.sub("", name).strip()
    while LINKS.match(bare):
        bare = LINKS.sub("", bare, count=1)
    return bare or name


def _heard(name: str, heard: str) -> bool:
    sound = "".join(sounds(name))
    return len(sound) >= LEAST_SOUNDS and sound in heard


def telephone(text: str) -> str | None:
    """Return a telephone number told in digits or in words, « zéro six douze… », as ten digits."""
    digits = ""
    for found in NUMBER.finditer(text):
        told = found.group()
        amount = int(told) if told.isdigit() else int(value(told))
        digits += (
            told if told.isdigit() and len(told) == 2 else f"{amount}" if _single(digits, amount) else f"{amount:02}"
        )
    return digits if len(digits) == TELEPHONE and digits.startswith("0") else None


def _single(before: str, amount: int) -> bool:
    """Is an amount one digit of its own: the first two of a number, or a nought that leads a pair?"""
    return amount < 10 and (len(before) < 2 or len(before) % 2 == 1 or amount == 0)


def _dates(text: str, today: date) -> list[Mention]:
    found = []
    for match in DAY.finditer(text):
        told = match["day"].lower()
        day = 1 if told in {"premier", "1er"} else int(told) if told.isdigit() else int(value(told))
        when = _next(day, 1 + MONTHS.index(match["month"].lower()), today)
        if when:
            found.append(Mention("date", when.isoformat(), match.group()))
    return found


def _next(day: int, month: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            when = date(year, month, day)
        except ValueError:
            continue
        if when >= today:
            return when
    return None
