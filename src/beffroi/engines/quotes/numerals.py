"""Numbers as French writes them, in digits and in words."""

from __future__ import annotations

import re
from decimal import Decimal

ONES = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
}  # fmt: skip
TEENS = {"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16}
TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
SMALL = {"zéro": 0, **ONES, **TEENS, **TENS}
LARGE = {"mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}
BY_LETTERS = {"k": 1000, "m": 10**6, "md": 10**9, **LARGE}
# Approximate amounts and shares: words that stand for themselves, not for a number.
APPROXIMATE = (
    "dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|centaine|millier"
    "|moitié|tiers|quart|double|triple"
)

_ONE = "|".join(ONES)
_TEEN = "dix[- ]sept|dix[- ]huit|dix[- ]neuf|" + "|".join(TEENS)
_UNDER_100 = (
    rf"(?:quatre[- ]vingts?(?:[- ](?:{_TEEN}|{_ONE}))?"
    rf"|soixante(?:[- ]et[- ](?:une?|onze)|[- ](?:{_TEEN}|{_ONE}))?"
    rf"|(?:vingt|trente|quarante|cinquante|septante|huitante|octante|nonante)(?:[- ]et[- ]une?|[- ](?:{_ONE}))?"
    rf"|{_TEEN}|{_ONE})"
)
_UNDER_1000 = rf"(?:(?:(?:{_ONE})[- ])?cents?(?:[- ]{_UNDER_100})?|{_UNDER_100})"
_UNDER_MILLION = rf"(?:(?:{_UNDER_1000}[- ])?mille(?:[- ]{_UNDER_1000})?|{_UNDER_1000}|zéro)"
WORDS = rf"(?<![\w-]){_UNDER_MILLION}(?!\w|-\w)"
_ALONE = r"(?<![\w.,/*])(?:{})(?!\d|[/*_]\d)"
DIGITS = "|".join(map(_ALONE.format, (r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?", r"\d+(?:[.,]\d+)?")))
NUMBER = rf"(?:{DIGITS}|{WORDS})"
ORDINALS = {
    "premier": 1, "première": 1, "second": 2, "seconde": 2, "deuxième": 2, "troisième": 3, "quatrième": 4,
    "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10, "onzième": 11,
    "douzième": 12, "treizième": 13, "quatorzième": 14, "quinzième": 15, "seizième": 16, "vingtième": 20,
}  # fmt: skip


def value(text: str) -> Decimal:
    """Return the value of a number that NUMBER matched: "1 500,50", "12.5", "deux mille", "quatre-vingt-dix"."""
    if text[0].isdigit():
        grouped = re.sub(r"[ .](?=\d{3}(?!\d))", "", text)
        return Decimal(grouped.replace(",", "."))
    return Decimal(_words(re.split(r"[- ]+", text.lower())))


def _words(words: list[str]) -> int:
    whole = part = 0
    for word in words:
        if word in {"vingt", "vingts"} and part % 100 == 4:
            part += 76  # quatre-vingt
        elif word in SMALL:
            part += SMALL[word]
        elif word in {"cent", "cents"}:
            part = max(1, part) * 100
        elif word == "mille":
            whole, part = whole + max(1, part) * 1000, 0
    return whole + part
