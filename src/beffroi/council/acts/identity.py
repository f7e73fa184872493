"""What tells one act from another: its number, its @CTES key, its session, the stamps of the prefecture."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress

from beffroi.engines.quotes.numerals import NUMBER, WORDS, value

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_MONTH = "|".join([*_MONTHS, "fevrier", "aout", "decembre"])
DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}}|1er)\s+(?P<month>{_MONTH})\s+(?P<year>\d{{4}})"
    r"|(?<![\d/])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d{2})(?![\d/])"
    r"|(?:(?<![\d/])|(?<=\d\d/\d\d/\d{4}))(?P<d2>\d{2})/(?P<m2>\d{2})/(?P<y2>\d{4})"  # two dates stuck together
    r"|(?<!\d)(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
    re.IGNORECASE,
)
ACTES_ID = re.compile(
    r"\b\d{3}[-–]\d{9}[-–]\d{8}[-–][A-Z0-9_./]+?(?:[-–][A-Z0-9_]+?)*?[-–](?:DE|AR|AI|CC|BF|AU)(?![A-Z])"
)
_NAMED = r"^(?:délibération|deliberation|acte|décision|numéro|référence)?\W*"
TITLED = re.compile(  # « Délibération 2024-12 : Tarifs de la salle »
    r"^\W*(?:délibération|deliberation|dcm|acte)\s*(?P<number>(?:n\s*[°ºo]\s*:?\s*)?\d{2,4}\s?[-/_.]\s?\d[\w/_-]*)"
    r"\s*[:–—-]\s*(?P<object>[A-ZÉÈÀÂÊÎÔÇ].{7,})$",
    re.IGNORECASE,
)
_NUMBERS = (
    TITLED,
    re.compile(
        r"(?:^|\s)(?P<number>n\s*[°º]\s*:?\s*(?:[A-Z]{1,6}[ _-]?)?\d[\w./_-]*(?:\s*[/_-]\s*\w+)*)(?=\s|$)",
        re.IGNORECASE,
    ),
    re.compile(rf"{_NAMED}(?P<number>(?:D|DEL|DCM|DELIB)[ _-]?\d{{2,4}}[\w./_-]*)$", re.IGNORECASE),
    re.compile(rf"{_NAMED}(?P<number>\d{{4}}\s*[-/_.]\s*\w{{1,6}}(?:\s*[-/_]\s*\d+)?)$", re.IGNORECASE),
)
LONGEST_LINE = 60  # letters of a line that gives the number of the act, and not that of another
_SESSION = re.compile(
    r"(?:séance|session|réunion|réunis?|assemblée)\b[^.]{0,120}?|(?:l['’]an deux mille)", re.IGNORECASE | re.DOTALL
)
_IN_WORDS = re.compile(
    rf"l['’]an\s+(?P<year>deux[ -]mille(?:[ -](?:et[ -])?{WORDS})?|\d{{4}})\W+(?:et\s+)?(?:le\s+)?"
    r"(?:\w+di\s+|dimanche\s+)?"
    rf"(?P<day>premier|1er|{NUMBER})\s+(?P<month>{_MONTH})",
    re.IGNORECASE,
)
_STATE = r"(?:sous[- ])?(?:préfecture|préfet|contrôle de légalité)"
_LABELS = {
    "sent": re.compile(
        rf"(?:envoi|envoyée?|transmise?|transmission|télétransmise?|dépôt|déposée?)\s+(?:en |à la |au )?{_STATE}"
        r"|date d['’]envoi|(?:télé)?transmise? le|envoyée? le",
        re.IGNORECASE,
    ),
    "received": re.compile(
        rf"(?:réception|reçue?)\s+(?:en |à la |par l[ea] |au )?{_STATE}"
        r"|date de (?:réception|l['’]accusé)|accusé de réception (?:en préfecture )?(?:le|du)|reçue? le",
        re.IGNORECASE,
    ),
    "other": re.compile(r"publi[ée]\w* le|affich\w+|notifi\w+|mise? en ligne|convo\w+", re.IGNORECASE),
}


def read_date(match: re.Match[str]) -> dt.date | None:
    """Return the date of a match of DATE, None where no calendar has it."""
    groups = match.groupdict()
    try:
        if groups["iso"]:
            return dt.date.fromisoformat(groups["iso"])
        if groups["month"]:
            day = 1 if groups["day"].lower() == "1er" else int(groups["day"])
            return dt.date(int(groups["year"]), _month(groups["month"]), day)
        day, month, year = (int(groups[name] or groups[f"{name}2"]) for name in ("d", "m", "y"))
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    folded = word.lower().translate(str.maketrans("éûè", "eue"))
    return next(
        number for number, name in enumerate(_MONTHS, 1) if name.translate(str.maketrans("éûè", "eue")) == folded
    )


def dates(text: str) -> Iterator[tuple[int, dt.date]]:
    """Yield where each date of a text stands, and the date."""
    for match in DATE.finditer(text):
        day = read_date(match)
        if day:
            yield match.start(), day


def act_number(lines: list[str]) -> str | None:
    """Return the number of the act as it is written, from the first lines that give one."""
    for pattern in _NUMBERS:
        for line in lines:
            if (len(line) > LONGEST_LINE and pattern is not TITLED) or re.search(
                r"\b(?:loi|décret|article|ordonnance|siret)\b", line, re.IGNORECASE
            ):
                continue
            found = pattern.search(line)
            if found and re.search(r"\d", found["number"]):
                return " ".join(found["number"].split()).rstrip(" .-–:")
    return None


def actes_key(text: str) -> str | None:
    """Return the key that @CTES gave: department, SIREN, date, number, nature."""
    found = ACTES_ID.search(text)
    return found[0].replace("–", "-") if found else None


def session_date(text: str) -> dt.date | None:
    """Return the day of the session: the first date told after « séance », « réuni », « session », or in words."""
    in_words = _IN_WORDS.search(text)
    if in_words:
        with suppress(ValueError):
            day = int(value(in_words["day"].lower().replace("premier", "un").replace("1er", "1")))
            return dt.date(int(value(in_words["year"])), _month(in_words["month"]), day)
    for word in _SESSION.finditer(text):
        near = list(dates(text[word.start() : word.start() + 400]))
        if near:
            return near[0][1]
    return next((day for _, day in dates(text)), None)


def stamps(text: str) -> dict[str, dt.date]:
    """Return the days on which the act was sent to and received by the prefecture, by ``sent`` and ``received``."""
    labels = [(match.start(), name, None) for name, sought in _LABELS.items() for match in sought.finditer(text)]
    marks = sorted([*labels, *((place, "", day) for place, day in dates(text))], key=lambda mark: mark[0])
    found: dict[str, dt.date] = {}
    waiting: list[str] = []
    for _, name, day in marks:
        if name:
            waiting.append(name)
        elif waiting and day:
            label = waiting.pop(0)
            if label != "other":
                found.setdefault(label, day)
    return found
