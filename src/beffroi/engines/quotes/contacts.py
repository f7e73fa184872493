"""Telephone numbers, addresses of the web and of mail, postal codes, codes and references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.engines.quotes.mentions import Mention

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(
    r"\b(?:https?://[^\s<>\"|]+|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu|gouv|info|bzh)\b(?:/[^\s<>\"|]*)?)",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w+])(?:(?:\+|00)33[ .-]?(?:\(0\)[ .-]?)?[1-9]|0[1-9])(?:[ .-]?\d{2}){4}(?!\d)")
SHORT_PHONE = re.compile(r"(?<=\bau )\d{2} \d{2}(?! ?\d)|(?<=\ble )3\d \d{2}(?! ?\d)|(?<![\w ])3\d \d{2}(?! ?\d)")
POSTCODE = re.compile(r"(?<![\w.,/-])\d{5}(?= +(?:[A-ZÀ-Ý][\w'-]+))")
LAW = re.compile(r"\b[LRDA]\. ?\*?\d[\d-]*(?<!-)|\b[LRDA] ?\*?\d{2,}(?:-\d+)*")
CODE = re.compile(r"(?<![^\W_])[^\W_]+(?:[/*_.°-][^\W_]+)*")
TRAILING = ".,;:!?)»\"'"


def emails(match: re.Match[str]) -> Iterator[Mention]:
    """Make an address of mail."""
    address = match[0].rstrip(TRAILING)
    yield Mention("email", address, match.start(), match.start() + len(address), address.lower())


def urls(match: re.Match[str]) -> Iterator[Mention]:
    """Make an address of the web; its scheme, "www." and last stroke do not count."""
    address = match[0].rstrip(TRAILING)
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address, flags=re.IGNORECASE).rstrip("/")
    host, stroke, rest = bare.partition("/")
    yield Mention("url", address, match.start(), match.start() + len(address), host.lower() + stroke + rest)


def phones(match: re.Match[str]) -> Iterator[Mention]:
    """Make a telephone number of ten digits, or of four after "au" or "le"."""
    digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
    digits = re.sub(r"^(?:00)?33(?=\d{9}$)", "0", digits)
    yield Mention("phone", match[0], *match.span(), digits)


def postcodes(match: re.Match[str]) -> Iterator[Mention]:
    """Make a postal code: five digits before a name."""
    yield Mention("postcode", match[0], *match.span(), match[0])


def laws(match: re.Match[str]) -> Iterator[Mention]:
    """Make the reference of "L. 2121-20", "R421-1"."""
    yield Mention("code", match[0], *match.span(), re.sub(r"[ .*]", "", match[0]))


def codes(match: re.Match[str]) -> Iterator[Mention]:
    """Make what holds a digit and is nothing else: "A9", "2014/131", "0012"."""
    if any(sign.isdigit() for sign in match[0]):
        yield Mention("code", match[0], *match.span(), match[0].upper())
