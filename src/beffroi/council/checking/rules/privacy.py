"""Personal data of residents and agents; the name of an elected member is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, Severity, finding
from beffroi.council.checking.reading.people import PERSON, same_person

_WAY = (
    r"(?:rue|avenue|av\.|impasse|chemin|place|allée|route|boulevard|bd|lotissement|résidence|"
    r"square|cours|quai|ruelle|sentier|passage|hameau|lieu-dit|cité)"
)
_NUMBERS: tuple[tuple[str, Severity, str], ...] = (
    (r"\bFR\d{2}(?:[ ]?[\dA-Z]{4}){5}[ ]?[\dA-Z]{3}\b", "blocking", "un numéro de compte"),
    (
        (
            r"(?<!\d)[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2]|[2-9]\d)[ ]?(?:\d{2}|"
            r"2[AB])[ ]?\d{3}[ ]?\d{3}(?:[ ]?(?:clé )?\d{2})?(?!\d)"
        ),
        "blocking",
        "un numéro de sécurité sociale",
    ),
    (r"(?<!\d)(?:\+33[ .-]?|0)[67](?:[ .-]?\d{2}){4}(?!\d)", "warning", "un téléphone portable"),
    (
        (
            r"[\w.+-]+@(?:gmail|orange|free|wanadoo|hotmail|laposte|sfr|yahoo|outlook|live|icloud|"
            r"bbox|neuf|proton(?:mail)?)\.\w+"
        ),
        "warning",
        "une adresse électronique personnelle",
    ),
    (
        r"\bn[ée]e?s?\s*(?:\(e\))?\s+(?:[A-ZÉ][\w-]+\s+)?(?:le\s+)\d{1,2}(?:er)?[ ./-]",
        "blocking",
        "une date de naissance",
    ),
    (r"\bdate de naissance\s*:?\s*\d", "blocking", "une date de naissance"),
    (
        r"\b(?:plaque|immatriculation)\s[^\n]{0,20}\b[A-Z]{2}-\d{3}-[A-Z]{2}\b[^\n]{0,40}(?:M\.|Mme)",
        "warning",
        "une immatriculation",
    ),
)
_HOME = re.compile(
    rf"(?:domicili\w+|demeurant|résidant|habitant|"
    rf"adresse personnelle)\b[^.;\n]{{0,30}}?(?:\d{{1,4}}|{_WAY}\b|à\s+[A-Z])",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"{PERSON}\s*[,(]\s*(?:\d{{1,4}}(?:\s?(?:bis|ter))?,?\s+{_WAY}\b)[^.;\n]{{0,40}}")
_PRIVATE = re.compile(
    r"atteinte? d|souffr\w+ d|\bmalad\w+|\bhandicap\w*|\binvalid\w+|\binapt\w+|surendett\w+|"
    r"\bRSA\b|\bAAH\b|expuls\w+|divorc\w+|tutelle|curatelle|difficultés financières|"
    r"condamn\w+|grossesse|enceinte|dépression|\bcancer\w*|hospitalis\w+|alcool\w+|"
    r"impay[ée]s?|précarité|chômage|revenus? (?:mensuels?|de \d)|aide sociale|"
    r"secours exceptionnel|accident du travail|arrêt de travail|"
    r"religion|confession|appartenance syndicale|séparation|violences? conjugales?|veuve?\b|orphelin",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)0[1-59](?:[ .-]?\d{2}){4}(?!\d)")
_OFFICE = re.compile(
    r"mairie|tél\w* (?:de la|de l')?\s*(?:mairie|commune)|accueil|standard|secrétariat|"
    r"préfecture|tribunal|communauté|siège|ville",
    re.IGNORECASE,
)


def check_privacy(act: Act) -> Iterator[Finding]:
    """Yield the personal data that should not be published."""
    for pattern, grave, what in _NUMBERS:
        match = re.search(pattern, act.text)
        if match:
            yield _found(act, match.start(), what, grave)
    home = next((match for match in _HOME.finditer(act.text) if _person_near(act, match.start())), None)
    for match in (home, _BESIDE.search(act.text)):
        if match and not re.search(
            r"maire|tribunal|mairie|notaire|avocat|architecte|géomètre|huissier",
            act.line_at(match.start())[:0] + match[0],
            re.IGNORECASE,
        ):
            yield _found(act, match.start(), "une adresse personnelle", "warning")
    yield from _situation(act)
    phone = next((match for match in _PHONE.finditer(act.text) if _private_phone(act, match)), None)
    if phone:
        yield _found(act, phone.start(), "un téléphone", "warning")


def _found(act: Act, place: int, what: str, grave: Severity) -> Finding:
    return finding(
        "personal_data",
        grave,
        act.line_at(place),
        remedy=f"Cet acte contient {what} : retirez-la ou masquez-la avant publication.".replace(
            "un téléphone : retirez-la ou masquez-la", "un téléphone : retirez-le ou masquez-le"
        ),
    )


def _person_near(act: Act, place: int) -> bool:
    return bool(re.search(PERSON, act.text[max(0, place - 140) : place]))


def _private_phone(act: Act, match: re.Match[str]) -> bool:
    around = act.text[max(0, match.start() - 80) : match.start()]
    return bool(re.search(PERSON, around)) and not _OFFICE.search(around)


def _situation(act: Act) -> Iterator[Finding]:
    """Yield what is said of the health or the means of a person named who is not a member."""
    for match in _PRIVATE.finditer(act.text):
        sentence = _sentence(act.text, match)
        names = [name for name in re.findall(PERSON, sentence) if not _elected(act, name)]
        if names and not re.search(
            r"conseill\w+|adjointe?\b(?! (?:technique|administratif))|maire\b", sentence, re.IGNORECASE
        ):
            yield _found(act, match.start(), "une information sur la santé ou la situation d'une personne", "blocking")
            return


def _sentence(text: str, match: re.Match[str]) -> str:
    """Return the sentence, within its line, that holds a match."""
    before = re.split(r"[\n;]|(?<!\bM)(?<!\bMM)\.\s", text[: match.start()])[-1]
    after = re.split(r"[\n;]|\.\s", text[match.end() :], maxsplit=1)[0]
    return before + match[0] + after


def _elected(act: Act, name: str) -> bool:
    return any(same_person(name, member) for member in act.names)
