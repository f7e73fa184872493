"""Amounts, shares and numbers with what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from beffroi.engines.quotes.mentions import Mention
from beffroi.engines.quotes.numerals import APPROXIMATE, BY_LETTERS, NUMBER, ORDINALS, value

_TIMES = r"(?:k|Md|M|mille|millions?|milliards?)"
AMOUNT = re.compile(
    rf"(?P<number>{NUMBER})\s*(?P<times>{_TIMES})?(?:\s*(?:d'|de\s+))?\s*(?P<unit>€|euros?|EUR|centimes?)(?![\w])"
    r"(?:\s?(?P<cents>\d{2})(?!\s*\w|[,.]\d))?(?:\s*\(?(?P<tax>HT|TTC|H\.T\.|T\.T\.C\.|hors\s+taxes?|toutes\s+taxes)\b)?",
    re.IGNORECASE,
)
PERCENT = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>%|‰|pour\s+cent|pour\s+mille)(?!\w)", re.IGNORECASE)
UNITS = {
    "jour": "jours?|j", "jour ouvré": "jours?\\s+ouvrés?", "jour ouvrable": "jours?\\s+ouvrables?",
    "jour franc": "jours?\\s+francs?", "mois": "mois", "an": "ans?|années?", "semaine": "semaines?",
    "trimestre": "trimestres?", "minute": "minutes?|min|mn", "seconde": "secondes?", "m²": "m²|m2|mètres?\\s+carrés?",
    "m³": "m³|m3|mètres?\\s+cubes?", "km": "km|kilomètres?", "m": "m|mètres?", "cm": "cm|centimètres?",
    "mm": "mm|millimètres?", "ha": "ha|hectares?", "kg": "kg|kilos?|kilogrammes?", "g": "g|grammes?",
    "t": "t|tonnes?", "l": "l|litres?", "kWh": "kWh", "MWh": "MWh", "kW": "kW", "°C": "°\\s?C|degrés?",
    "km/h": "km/h", "Go": "Go", "Mo": "Mo",
}  # fmt: skip
_UNIT = "|".join(f"(?:{spelling})" for spelling in sorted(UNITS.values(), key=len, reverse=True))
LABELS = {
    "article": "articles?|art\\.", "page": "pages?|p\\.", "numéro": "numéros?|n°|nº|№", "lot": "lots?",
    "chapitre": "chapitres?", "titre": "titres?", "annexe": "annexes?", "tranche": "tranches?", "zone": "zones?",
    "alinéa": "alinéas?", "section": "sections?", "point": "points?", "étape": "étapes?", "salle": "salles?",
    "ligne": "lignes?", "classe": "classes?",
}  # fmt: skip
_LABEL = "|".join(LABELS.values())
COUNTED = re.compile(
    rf"(?:\b(?P<label>{_LABEL})\s*)?(?P<number>{NUMBER})(?:\s*(?P<times>mille|millions?|milliards?)\b)?(?:\s*(?P<unit>{_UNIT})(?![\w²³]))?",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    rf"(?<![\w.,])(?P<digits>\d+)\s?(?:er|re|ère|ere|e|ème|eme|nd|nde)\b|\b(?P<word>{'|'.join(ORDINALS)})s?\b",
    re.IGNORECASE,
)
ABOUT = re.compile(rf"\b(?P<word>{APPROXIMATE})s?\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
EMPTY = frozenset(
    {
        "de",
        "du",
        "des",
        "le",
        "la",
        "les",
        "au",
        "aux",
        "et",
        "ou",
        "par",
        "pour",
        "dans",
        "sur",
        "est",
        "sont",
        "en",
        "un",
        "une",
    }
)
FOLLOWING = 4


def amounts(match: re.Match[str]) -> Iterator[Mention]:
    """Make the amount of "1 500 €", "12,50 EUR", "15 k€", "deux millions d'euros", "3 € 50", in euros."""
    worth = value(match["number"]) * BY_LETTERS.get((match["times"] or "").lower(), 1)
    if match["unit"].lower().startswith("centime"):
        worth /= 100
    worth += Decimal(match["cents"] or 0) / 100
    tax = re.sub(r"\W", "", match["tax"] or "").upper()
    tax = {"HORSTAXE": "HT", "HORSTAXES": "HT", "TOUTESTAXES": "TTC"}.get(tax, tax)
    yield Mention("amount", match[0], *match.span(), worth.normalize(), unit="€", label=tax)


def percents(match: re.Match[str]) -> Iterator[Mention]:
    """Make the share of "15 %", "quinze pour cent"."""
    unit = "‰" if match["unit"].lower().endswith(("‰", "mille")) else "%"
    yield Mention("percent", match[0], *match.span(), value(match["number"]).normalize(), unit=unit)


def numbers(match: re.Match[str]) -> Iterator[Mention]:
    """Make a number with its unit ("15 jours"), its label ("article 15") or the words that follow ("15 places")."""
    words = match["number"]
    if words.lower() in {"un", "une"} and not (match["unit"] or match["label"]):
        return  # an article
    if words.isdigit() and len(words) > 1 and words[0] == "0":
        return  # a code: its noughts count
    worth = value(words) * BY_LETTERS.get((match["times"] or "").lower(), 1)
    unit, label = _spelled(match["unit"], UNITS), _spelled(match["label"], LABELS)
    yield Mention("number", match[0], *match.span(), worth.normalize(), unit=unit, label=label)


def articles(match: re.Match[str]) -> Iterator[Mention]:
    """Make the number of "un", "une": in a quote they can stand for a 1."""
    yield Mention("number", match[0], *match.span(), Decimal(1))


def ordinals(match: re.Match[str]) -> Iterator[Mention]:
    """Make the rank of "21ème", "1er", "deuxième"."""
    rank = int(match["digits"]) if match["digits"] else ORDINALS[match["word"].lower()]
    yield Mention("ordinal", match[0], *match.span(), rank)


def approximations(match: re.Match[str]) -> Iterator[Mention]:
    """Make "quinzaine", "moitié", "tiers", which are no exact numbers."""
    yield Mention("number", match[0], *match.span(), match["word"].lower())


def _spelled(text: str | None, spellings: dict[str, str]) -> str:
    """Return the one spelling of a unit or label; "M" is no metre."""
    if not text:
        return ""
    return next(one for one, pattern in spellings.items() if re.fullmatch(pattern, text, re.IGNORECASE))


def nouns(after: str) -> frozenset[str]:
    """Return the stems of the words that follow a number in the same clause."""
    clause = re.split(r"[.,;:!?|()\d]", after, maxsplit=1)[0]
    words = [word.lower() for word in WORD.findall(clause)[: FOLLOWING + 2]]
    return frozenset(stem(word) for word in words if word not in EMPTY and len(word) > 2)


def stem(word: str) -> str:
    """Return a noun without the mark of the plural."""
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    return word.rstrip("sx") if len(word) > 3 else word
