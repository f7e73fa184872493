"""What a request written as a sentence says: its object, amounts, beneficiary, budget line, visas, facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

SIGNS = "\u00a0\u202f\u2009 "
AMOUNT = re.compile(
    rf"(\d{{1,3}}(?:[{SIGNS}.]\d{{3}})+|\d+)(,\d{{1,2}})?[{SIGNS}]*(k€|M€|millions? d['’]euros|€|euros?|EUR)",
    re.IGNORECASE,
)
BARE = re.compile(rf"(\d{{1,3}}(?:[{SIGNS}.]\d{{3}})+|\d+)([.,]\d{{1,2}})?")
TIMES = {"k€": 1000, "m€": 1_000_000}
CUT = re.compile(
    r"\s*(?:;|\n+|(?<=[a-zà-ÿ)€0-9])(?<!\b[a-z])(?<!\bMM)(?<!\bMme)(?<!\bDr)(?<!\bSt)\.\s+(?=[A-ZÀÝÉ])|,?\s+(?=vus?\b)|,?\s+(?=considérant\b))\s*",
    re.IGNORECASE,
)
VISA = re.compile(r"(?:et\s+)?vus?\s+", re.IGNORECASE)
AFTER = re.compile(r",\s+(?:pour|afin|imput|présent|rapport|d['’]un montant)\b.*$", re.IGNORECASE)
REASON = re.compile(r"(?:et\s+)?considérant\s+", re.IGNORECASE)
BODY = (
    r"association|club|comité|amicale|société|entreprise|sarl|sas|eurl|scop|syndicat|ccas|école|collège|coopérative|"
    r"union|fédération|ligue|foyer|ogec|mjc|paroisse|diocèse|parti|fondation|office|harmonie|chorale|"
    r"mission locale|sivos|sdis"
)
BENEFICIARY = re.compile(
    r"\b(?:à|au|aux|en faveur d(?:e|u|es)|au profit d(?:e|u|es))\s+"
    rf"((?:l['’]|la |le |les )?(?:{BODY})\b[^,;\n]*?)"
    r"(?=\s+(?:pour|vu|d['’]un montant|d['’]une? |de \d|au titre|sur le|imput|afin|présidée?|dont|qui|siret|\()"
    r"|[,;.\n]|$)",
    re.IGNORECASE,
)
LINE = re.compile(
    r"\b((?:compte|chapitre|article budgétaire|imputation|ligne budgétaire)\s*:?\s*n?°?\s*\d[\w./ -]*\w)", re.IGNORECASE
)
SIRET = re.compile(r"\b\d{3}\s?\d{3}\s?\d{3}\s?\d{5}\b")
REPORTER = re.compile(r"\brapport(?:eur|euse|eure)\s*:?\s+((?:M\.|Mme|Mlle|Madame|Monsieur)\s[^,;.\n]+)", re.IGNORECASE)
SESSION = re.compile(r"\b(?:séance|conseil(?: municipal| communautaire)?) du ([^,;.\n]*?\d{4})", re.IGNORECASE)
RESIDENTS = re.compile(rf"(\d[\d{SIGNS}.]*)[{SIGNS}]*habitants", re.IGNORECASE)
PLOT = re.compile(r"\b(?:cadastrée?s?\s+)?(?:section\s+)([A-Z]{1,2}\s*(?:n[°o]s?\s*)?\d+(?:\s*(?:et|,)\s*\d+)*)")
AREA = re.compile(rf"(\d[\d{SIGNS}.,]*)\s*(m²|m2|ha|hectares|ares)\b")
PURPOSE = re.compile(r"\bpour ((?:l['’]|la |le |les |son |sa |ses |un |une |des |leur |organiser |financer )[^,;.\n]+)")
GRADE = re.compile(
    r"\bgrade (?:de |d['’])([^,;.\n]+?)(?=\s+(?:à (?:compter|temps|raison|hauteur)|pour|au sein|\(|\d)|[,;.\n]|$)",
    re.IGNORECASE,
)
FROM = re.compile(
    r"\bà (?:compter|partir) du ((?:\d{1,2}|1er) [a-zéû]+ \d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4})", re.IGNORECASE
)
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "beneficiaire": BENEFICIARY,
    "imputation": LINE,
    "rapporteur": REPORTER,
    "seance": SESSION,
    "population": RESIDENTS,
    "cadastre": PLOT,
    "grade": GRADE,
    "date_effet": FROM,
}
LONGEST_OBJECT = 300


@dataclass(frozen=True)
class Said:
    """Fields, visas and facts of a sentence."""

    fields: Mapping[str, str]
    visas: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


def said_in(demand: str) -> Said:
    """Return what a sentence says; each piece is one of its own passages."""
    parts = [part.strip(" .,") for part in CUT.split(demand) if part and part.strip(" .,")]
    visas = [AFTER.sub("", VISA.sub("", part, count=1)) for part in parts if VISA.match(part)]
    reasons = [REASON.sub("", part, count=1) for part in parts if REASON.match(part)]
    plain = [part for part in parts if not (VISA.match(part) or REASON.match(part))]
    found = {key: match[1].strip() for key, pattern in PATTERNS.items() if (match := pattern.search(demand))}
    if match := AMOUNT.search(demand):
        found["montant"] = match[0]
    purpose = PURPOSE.search(demand)
    if purpose and "beneficiaire" in found:
        found["objet_aide"] = purpose[1].strip()
    if match := SIRET.search(demand):
        found["siret_beneficiaire"] = match[0]
    if match := AREA.search(demand):
        found["surface"] = match[0]
    if plain:
        found["objet"] = plain[0][:LONGEST_OBJECT]
    return Said(found, tuple(visas), (*plain[1:], *reasons))


def first_amount(text: str) -> Decimal | None:
    """Return the first amount of a text [euros]; a bare number counts where no amount is said."""
    match = AMOUNT.search(text) or BARE.search(text)
    return _worth(match) if match else None


def amounts(text: str) -> list[Decimal]:
    """Return the amounts of a text that say their unit [euros]."""
    return [_worth(match) for match in AMOUNT.finditer(text)]


def _worth(match: re.Match[str]) -> Decimal:
    whole = re.sub(r"\D", "", match[1])
    cents = (match[2] or "")[1:]
    unit = match[3].casefold() if match.re is AMOUNT else ""
    times = 1_000_000 if unit.startswith("million") else TIMES.get(unit, 1)
    return Decimal(f"{whole}.{cents or 0}") * times
