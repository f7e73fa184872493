"""Personal data that a resident is never shown: bank accounts, social security numbers, telephones, addresses."""

from __future__ import annotations

import re

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ .]?[A-Z0-9]{2,4}){4,8}\b")
NIR = re.compile(
    r"\b[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b"
)
MOBILE = re.compile(r"(?:\+33|0033|\b0)[ .-]?\(?0?\)?[67](?:[ .-]?\d{2}){4}\b")
TELEPHONE = re.compile(r"(?:\+33|0033|\b0)[ .-]?[1-59](?:[ .-]?\d{2}){4}\b")
PRIVATE_MAIL = re.compile(
    r"[\w.+-]+@(?:gmail|hotmail|outlook|live|yahoo|orange|wanadoo|free|sfr|laposte|icloud|neuf|bbox|protonmail|proton)"
    r"\.[a-z]{2,3}\b",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(?:M\.|MM\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+(?:[A-ZÀ-Ý][\w'’-]+\s*){1,3}")
STREET = re.compile(
    r"\b\d{1,4}(?:\s?(?:bis|ter|quater))?,?\s+(?:rue|avenue|boulevard|chemin|allée|impasse|place|route|quai|square"
    r"|lotissement|résidence|cours|passage|sentier|villa)\b",
    re.IGNORECASE,
)
LIVES = re.compile(r"\b(?:domicili\w+|demeurant|résidant|habitant au|adresse personnelle|né[e]? le)\b", re.IGNORECASE)
PRIVATE_MATTER = re.compile(
    r"\b(portable|mobile|téléphone|numéro|adresse|habite|habitent|dette|dettes|impayés?|salaire|gagne|gagnent|malade|divorcée?"
    r"|né[e]?|âge|doit|doivent|paient? pas|casier)\b",
    re.IGNORECASE,
)
FULL_NAME = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ'’-]+ [A-ZÀ-Ý][a-zà-ÿ'’-]+\b")
SOMEBODY = re.compile(
    r"\b(?:M\.|Mme|monsieur|madame|voisins?|voisines?|famille [A-ZÀ-Ý]\w+|familles qui|gens qui|habitants qui"
    r"|(?:du|de la|le|la) maire|instituteur|institutrice|agent|directeur|directrice)\b",
    re.IGNORECASE,
)
ALWAYS = (IBAN, NIR, MOBILE, PRIVATE_MAIL)
OF_A_PERSON = (TELEPHONE, STREET, LIVES)


def holds_personal_data(text: str) -> bool:
    """Tell whether a text holds what a resident must not be shown of somebody."""
    if any(pattern.search(text) for pattern in ALWAYS):
        return True
    return bool(PERSON.search(text)) and any(pattern.search(text) for pattern in OF_A_PERSON)


def asks_about_somebody(question: str) -> bool:
    """Tell whether a question wants the private matters of a person: telephone, address, debts, pay, health."""
    somebody = bool(SOMEBODY.search(question) or FULL_NAME.search(question[1:]))
    return somebody and bool(PRIVATE_MATTER.search(question))
