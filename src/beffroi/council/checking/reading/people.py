"""Names of members: who is present, who gave a proxy to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from beffroi.council.checking.reading.words import fold

CIVILITY = r"(?:MM\.|M\.|Mmes|Mme|Mlle|Monsieur|Madame|Messieurs|Mesdames|Mr|Dr|Me)"
_WORD = r"(?:[A-ZÉÈÊËÀÂÎÏÔÛÙÇ][\wéèêëàâîïôûùçœ'-]*\.?)"
_PARTICLE = r"(?:de|du|des|la|le|d'|EL|AL|BEN|VAN|VON)"
NAME = rf"(?:{CIVILITY}\s+(?:le\s+|la\s+)?)?{_WORD}(?:[ ]+(?:{_PARTICLE}[ ]+)*{_WORD}){{0,3}}"
PERSON = rf"{CIVILITY}\s+{_WORD}(?:[ ]+(?:{_PARTICLE}[ ]+)*{_WORD}){{0,3}}"
_HEADS = (
    r"[ÉE]taient présents?(?:\s*\(?\d+\)?)?|[ÉE]taient présentes?|Présents?|Membres présents|"
    r"Sont présents|PRÉSENTS|PRESENTS"
)
_PRESENT = re.compile(
    rf"(?:^|\n)\s*(?:{_HEADS})\s*(?:\(\d+\))?\s*:\s*(?P<list>\D.+?)"
    r"(?=\n\s*\n|\n\s*(?:absent|excus|représent|repr[ée]sent|procuration|pouvoir|avai|"
    r"secr[ée]taire|en exercice|nombre|formant|le quorum|quorum|ayant)|$)",
    re.IGNORECASE | re.DOTALL,
)
_GIVEN = re.compile(
    rf"(?P<giver>{NAME})?[\s,;:(–-]*(?:qui\s+)?(?:(?:a|ont|avait|ayant|donne|donné|donnant|"
    rf"avaient)\s+)*(?:donn[ée]e?\s+)?"
    rf"(?:(?i:pouvoir|procuration|mandat)(?:\s+(?:est\s+)?(?:donnée?|de vote|écrit|"
    rf"écrite))*\s*(?:à|→|=>)|\((?i:pouvoir|procuration)\s*:)\s*(?P<holder>{NAME})"
)
_BY = re.compile(rf"(?P<giver>{NAME})\s*[,(]?\s*(?:(?:est\s+)?représentée?\s+)?par\s+(?P<holder>{NAME})")
_REPRESENTED = re.compile(rf"(?P<giver>{NAME})\s*[,(]?\s*(?:est\s+)?représentée?\s+par\s+(?P<holder>{NAME})")
_TO = re.compile(rf"(?P<giver>{NAME})\s*(?:à|→|=>|->)\s*(?P<holder>{NAME})")
_LIST = re.compile(
    r"(?:^|\n|\.\s)\s*(?:pouvoirs?|procurations?|mandants?|"
    r"(?:\w+s? ){0,3}(?:ayant|avai(?:en)?t|ont) donné (?:pouvoir|procuration|mandat)|"
    r"(?:absente?s? |excusée?s? |étaient ){0,2}représentée?s?)"
    r"(?:\s*\(?\d+\)?)?\s*:\s*(?P<list>[^\d\n]*.+?)"
    r"(?=\n\s*\n|\n\s*\w+(?:\s\w+){0,3}\s*:|\n(?!\s*(?:M\.|Mme|Mlle|MM\.))[A-ZÉ][a-zé]+ |$)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class GivenProxy:
    """Who gave a proxy to whom, the words, where."""

    giver: str
    holder: str
    quote: str
    start: int


def key(name: str) -> frozenset[str]:
    """Return the words of a name by which it is compared: no civility, no accent."""
    name = re.sub(rf"^{CIVILITY}\s+", "", name.strip())
    return frozenset(word for word in re.split(r"[\s'.-]+", fold(name)) if len(word) > 1 or word.isalpha()) - {
        "le",
        "la",
        "de",
        "du",
    }


def same_person(one: str, other: str) -> bool:
    """Are two ways of writing a name those of one person (one may lack the first name)?"""
    first, second = key(one), key(other)
    return bool(first) and bool(second) and (first <= second or second <= first)


def present_names(text: str) -> tuple[str, ...]:
    """Return the names listed as present."""
    names: list[str] = []
    for match in _PRESENT.finditer(text):
        names += _names(match["list"])
    return tuple(dict.fromkeys(names))


def _names(listed: str) -> Iterator[str]:
    listed = re.sub(r"\([^)]*\)", " ", listed)
    for part in re.split(r"[,;\n•]|\bet\b|(?<=[A-ZÉ]{2})\s+-\s+", listed):
        part = re.sub(rf"^\W*(?:{CIVILITY})\s+", "", part.strip(" .-–"))
        part = re.split(r"\s{2,}", part)[0]
        if re.fullmatch(rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+)*{_WORD}){{0,4}}\.?", part) and not re.match(
            r"(?:Maire|Absent|Pouvoir|Président)", part
        ):
            yield part.rstrip(".")


def proxies(text: str) -> tuple[GivenProxy, ...]:
    """Return the proxies told by name, each once."""
    found = [*_told(_GIVEN, text, 0), *_told(_REPRESENTED, text, 0)]
    for match in _LIST.finditer(text):
        start = match.start("list")
        found += [*_told(_TO, match["list"], start), *_told(_BY, match["list"], start)]
    once: dict[tuple[frozenset[str], frozenset[str]], GivenProxy] = {}
    for proxy in found:
        once.setdefault((key(proxy.giver), key(proxy.holder)), proxy)
    return tuple(once.values())


def _told(pattern: re.Pattern[str], text: str, offset: int) -> Iterator[GivenProxy]:
    for match in pattern.finditer(text):
        holder = re.sub(r"\s+(?:Absent|Secrétaire|Procuration|Pouvoir|Excusé)\w*$", "", match["holder"]).rstrip(".")
        if key(holder):
            yield GivenProxy(match["giver"] or "", holder, match[0].strip(" ,;(-"), offset + match.start())
