"""Dates: weekdays, the calendar, the order of what happened, laws and their dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, finding
from beffroi.council.checking.reading.days import WEEKDAYS, Day
from beffroi.council.law.standing import legal_number
from beffroi.council.law.tables import texts

_LAW = re.compile(
    r"\b(?P<kind>loi|ordonnance|décret|decret)[^\n;,.]{0,20}?n\s?[°ºo]\s?(?P<number>(?:19|"
    r"20)?\d{2}\s?[-‑–]\s?\d+)\s+(?:du|en date du)\s*$",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(?:^|\n)[^\n]{0,30}(?:fait (?:et délibéré )?(?:à|en)|ainsi fait|fait et délibéré)[^\n]{0,60}$", re.IGNORECASE
)
_SENT = re.compile(
    r"(?:reçu\w*|réception|transmis\w*|envoi|envoyé\w*|dépos\w+)[^\n.;]{0,40}(?:préfecture|"
    r"contrôle de légalité|représentant de l'état)[^\n.;]{0,20}$|(?:^|"
    r"\n)\s*(?:rendu\w* exécutoire|publiée?|certifiée? exécutoire)[^\n.;]{0,30}$",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"(?:à compter|à partir|applicable|entrée en vigueur|jusqu'au?|avant|échéance|d'ici|prévue?s?|effet)[^\n;]{0,25}$",
    re.IGNORECASE,
)


def check_dates(act: Act) -> Iterator[Finding]:
    """Yield the dates that cannot be."""
    for day in act.days:
        yield from _alone(act, day)
        yield from _law(act, day)
        yield from _order(act, day)
    yield from _sessions(act)
    yield from _ranges(act)
    if act.called and act.called.day and act.session and act.called.day > act.session:
        yield finding(
            "date_incoherent",
            "blocking",
            act.line_at(act.called.start),
            remedy="La convocation suit la séance : corrigez l'une des dates.",
        )


def _alone(act: Act, day: Day) -> Iterator[Finding]:
    if day.day is None:
        yield finding("date_incoherent", "blocking", day.quote, remedy="Cette date n'existe pas au calendrier.")
    elif day.weekday is not None and day.in_year and day.day.weekday() != day.weekday:
        yield finding(
            "date_incoherent",
            "blocking",
            act.line_at(day.start),
            remedy=f"Le {day.day:%d/%m/%Y} est un {WEEKDAYS[day.day.weekday()]}.",
        )


def _law(act: Act, day: Day) -> Iterator[Finding]:
    match = _LAW.search(act.text[max(0, day.start - 90) : day.start])
    if match is None or day.day is None:
        return
    number = legal_number(match["number"])
    known, year = texts().get(number), int(number.split("-")[0])
    year += 1900 if year < 100 else 0
    if (known and known.dated != day.day) or (not known and abs(year - day.day.year) > 0):
        right = f" du {known.dated:%d/%m/%Y}" if known else ""
        yield finding(
            "date_incoherent",
            "warning",
            act.line_at(day.start),
            remedy=f"Le numéro {number}{right} et cette date ne s'accordent pas.",
        )


def _order(act: Act, day: Day) -> Iterator[Finding]:
    if day.day is None or act.session is None:
        return
    before = act.text[max(0, day.start - 120) : day.start]
    line = before.rsplit("\n", 1)[-1]
    visa = next((visa for visa in act.parts.visas if day.quote in visa), None)
    if (
        day.day > act.session
        and visa
        and act.line_at(day.start).lstrip(" -–•").lower().startswith("vu")
        and not _FUTURE.search(line)
    ):
        yield finding("date_incoherent", "warning", visa, remedy="Ce visa est postérieur à la séance.")
    elif day.day < act.session and _DONE.search(before):
        yield finding(
            "date_incoherent", "warning", act.line_at(day.start), remedy="L'acte est dit fait avant la séance."
        )
    elif day.day < act.session and _SENT.search(before):
        yield finding(
            "date_incoherent",
            "warning",
            act.line_at(day.start),
            remedy="La transmission ou la publication précède la séance.",
        )


def _sessions(act: Act) -> Iterator[Finding]:
    told = {day.day: day for day in act.session_days if day.day}
    if len(told) > 1:
        quotes = " ; ".join(act.line_at(day.start)[:90] for day in told.values())
        yield finding("date_incoherent", "warning", quotes, remedy="La date de la séance n'est pas la même partout.")


def _ranges(act: Act) -> Iterator[Finding]:
    for first, last in zip(act.days, act.days[1:], strict=False):
        between = act.text[first.end : last.start]
        if (
            re.fullmatch(r"\s*(?:au|jusqu'au)\s*", between)
            and first.day
            and last.day
            and _reversed(first.day, last.day)
        ):
            yield finding(
                "date_incoherent", "warning", f"{first.quote}{between}{last.quote}", remedy="La fin précède le début."
            )


def _reversed(first: date, last: date) -> bool:
    return last < first
