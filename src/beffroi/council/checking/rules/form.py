"""The form of an act: visas, operative part, appeals, signatures, object, budget line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, Severity, finding
from beffroi.council.checking.reading.amounts import AMOUNT
from beffroi.council.checking.rules.likeness import foreign_name, foreign_year, same_kind, shared
from beffroi.council.law.thresholds import latest

_DELAY = re.compile(r"(?:(deux|2|\(2\))\s*(?:\(2\)\s*)?mois)", re.IGNORECASE)
_OTHER_DELAY = re.compile(r"\b(un|trois|quatre|six|1|3|4|6)\s*(?:\(\d\)\s*)?mois", re.IGNORECASE)
_COURT = re.compile(
    r"tribunal administratif|juridiction administrative|juge administratif|télérecours|telerecours|T\.?A\.? de",
    re.IGNORECASE,
)
_APPEAL_LINE = re.compile(r"recours|contest|déféré|attaqué|saisi|contentieux", re.IGNORECASE)
_CHAIR = re.compile(
    r"(?:^|\n|[—–|;]|\s{3,})[^\n]{0,40}\b(?:maire|présidente?(?: de (?:la )?séance)?|"
    r"premi(?:er|ère) adjointe?)\b[^\n]{0,60}(?=\n|$|[—–|;]|\s{3,})",
    re.IGNORECASE,
)
_SECRETARY = re.compile(r"secrétaire", re.IGNORECASE)
_NOT_SIGNED = re.compile(
    r"recours|autoris|charge|conseil municipal|conformément|délibération|présidence|exécution|"
    r"préfet|certifie|informe|peut ",
    re.IGNORECASE,
)
_SPENDING = re.compile(
    r"(?:attribu\w+|accord\w+|vers\w+|octro\w+|allou\w+)[^.\n;]{0,140}(?:subvention|aide|"
    r"participation|bourse|prime|secours|cotisation|fonds)"
    r"|subvention[^.\n;]{0,80}(?:attribuée|versée|accordée)|(?:attribu\w+|confi\w+|retien\w+|"
    r"conclu\w+)[^.\n;]{0,80}(?:marché|prestation|travaux|entreprise|mission)"
    rf"|(?:approuv\w+|accept\w+|retien\w+)[^.\n;]{{0,60}}devis|"
    rf"\bacqu[ée]r\w*[^.\n;]{{0,160}}{AMOUNT}|\bacquisition[^.\n;]{{0,160}}{AMOUNT}|\bach(?:at|"
    rf"eter|ète)\b[^.\n;]{{0,160}}{AMOUNT}"
    r"|(?:cr[ée]e(?:r|ation)?|création)\s[^.\n;]{0,40}(?:emploi|poste)|"
    r"recrut\w+[^.\n;]{0,60}(?:agent|contractuel)|indemnité d[^.\n;]{0,60}(?:maire|adjoint)|"
    r"instaur\w+[^.\n;]{0,60}(?:indemnité|prime|IFSE)",
    re.IGNORECASE,
)
_INCOME = re.compile(
    r"sollicit\w+[^.\n;]{0,40}(?:subvention|aide|fonds|participation)|demande[^.\n;]{0,30}subvention", re.IGNORECASE
)
_BUDGET = re.compile(
    r"crédits?\b|budg[eé]t|chapitre|imput\w+|compte\s+\d{3,}|article\s+\d{4,}|nature\s+\d{3,}|"
    r"opération\s+(?:n\s?°\s*)?\d|inscri(?:t|te|ts|tes|re)\b|prélev\w+|prélèv\w+|"
    r"ligne budgétaire|section d'(?:investissement|exploitation)",
    re.IGNORECASE,
)


def check_form(act: Act) -> Iterator[Finding]:
    """Yield what is missing in the form of an act."""
    yield from _visas(act)
    if not act.parts.operative:
        yield finding("operative_part_missing", "blocking")
    yield from _appeal(act)
    yield from _signature(act)
    yield from _object(act)
    yield from _budget_line(act)


def _softened(act: Act) -> Severity:
    """What is missing in an act already sent is told as advice."""
    return "advice" if act.stamped else "warning"


def _visas(act: Act) -> Iterator[Finding]:
    if not act.parts.visas:
        yield finding("visa_missing", _softened(act))
    elif not any(
        re.search(r"\bcode\b|\bCGCT\b|\bloi\b|décret|ordonnance|\bL\.? ?O?\d|constitution", visa, re.IGNORECASE)
        for visa in act.parts.visas
    ):
        yield finding(
            "visa_missing",
            _softened(act),
            act.parts.visas[0],
            remedy="Aucun visa ne cite de texte : ajoutez le code ou la loi qui fonde la décision.",
        )


def _appeal(act: Act) -> Iterator[Finding]:
    places = [match.start() for match in _COURT.finditer(act.text)] or [
        match.start() for match in re.finditer(r"recours", act.text, re.IGNORECASE)
    ]
    told = [act.text[max(0, place - 260) : place + 260] for place in places]
    told = [part for part in told if _APPEAL_LINE.search(part)]
    if not told:
        yield finding("appeal_missing", _softened(act))
        return
    if any(_DELAY.search(part) for part in told):
        return
    wrong = next((part for part in told if _OTHER_DELAY.search(part)), None)
    grave: Severity = "warning" if wrong else _softened(act)
    yield finding(
        "appeal_missing", grave, wrong or told[0], remedy="Le délai de recours est de deux mois : écrivez-le."
    )


def _signature(act: Act) -> Iterator[Finding]:
    tail = act.text[max(act.parts.operative_start, 0) :] if act.parts.operative else act.parts.tail
    signed = [
        match[0]
        for match in _CHAIR.finditer(tail)
        if not _NOT_SIGNED.search(match[0]) and not re.match(r"\s*[-•\d]", match[0])
    ]
    if not signed:
        yield finding("signature_missing", "blocking" if not act.stamped else "advice")
        return
    rule = latest("signature", on=act.session) if act.session else None
    if rule and rule["secretary"] and not _SECRETARY.search(tail):
        yield finding(
            "signature_missing",
            "advice",
            signed[-1],
            article=f"CGCT, {rule['article']}",
            remedy="Depuis le 1er juillet 2022, le secrétaire de séance signe aussi.",
        )


def _object(act: Act) -> Iterator[Finding]:
    if not act.parts.object or not act.parts.operative:
        return
    grave: Severity = "warning" if act.parts.titled else "advice"
    rest = "\n".join([*act.parts.recitals, act.parts.operative, _told(act)])
    share, words = shared(act.parts.object, rest)
    in_operative, _ = shared(act.parts.object, act.parts.operative)
    foreign = foreign_name(act.parts.object, rest) or foreign_year(act.parts.object, act.parts.operative)
    if foreign or (words and (share < 0.3 or (in_operative == 0 and share < 0.5))):
        sure = foreign or not same_kind(act.parts.object, act.parts.operative)
        yield finding("object_mismatch", grave if sure else "advice", act.parts.object)


def _told(act: Act) -> str:
    """Return what is told before the operative part, without visas and object."""
    text = act.parts.before[len(act.parts.head) :]
    for visa in act.parts.visas:
        text = text.replace(visa, " ")
    return text if act.parts.visas or act.parts.recitals else act.text.replace(act.parts.object, " ", 1)


def _budget_line(act: Act) -> Iterator[Finding]:
    part = f"{act.parts.operative}"
    subject = f"{act.parts.object}\n{part}"
    match = _SPENDING.search(part)
    if match is None or (
        _INCOME.search(subject) and not re.search(r"attribu|vers(?:er|e)\b|acqu", match[0], re.IGNORECASE)
    ):
        return
    if _BUDGET.search(part) or _BUDGET.search(act.parts.tail[:600]):
        return
    yield finding("budget_line_missing", "advice" if act.stamped else "warning", match[0])
