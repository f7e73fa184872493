"""All rules on one act."""

from __future__ import annotations

from beffroi.council.checking.act import read_act
from beffroi.council.checking.findings import KINDS, Finding
from beffroi.council.checking.rules.ballots import check_ballots
from beffroi.council.checking.rules.competence import check_competence
from beffroi.council.checking.rules.dates import check_dates
from beffroi.council.checking.rules.form import check_form
from beffroi.council.checking.rules.law import check_law
from beffroi.council.checking.rules.money import check_money
from beffroi.council.checking.rules.presence import check_presence
from beffroi.council.checking.rules.privacy import check_privacy
from beffroi.council.errors import ActUnreadable
from beffroi.council.law.legal_base import LegalBase

GRAVE = {"blocking": 0, "warning": 1, "advice": 2}
FEWEST_LETTERS = 40
MOST_LETTERS = 400_000  # of one act with its annexes; the minutes of a whole session are no act


def check_act(
    text: str, *, population: int | None = None, members: int | None = None, base: LegalBase | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with an act, the gravest first; population and members told win over the act's.

    Raises ActUnreadable where there is no text, or that of a whole volume.
    """
    if len(text.strip()) < FEWEST_LETTERS:
        raise ActUnreadable(
            "Aucun texte trouvé : si l'acte est une image, passez-le d'abord à la reconnaissance de caractères."
        )
    if len(text) > MOST_LETTERS:
        raise ActUnreadable(
            "Ce texte est trop long pour un acte : donnez une délibération à la fois, sans ses annexes."
        )
    act = read_act(text, population=population, members_in_office=members)
    found = [
        *check_presence(act),
        *check_ballots(act),
        *check_law(act, base=base),
        *check_form(act),
        *check_competence(act),
        *check_money(act),
        *check_dates(act),
        *check_privacy(act),
    ]
    once = {(finding.kind, finding.quote, finding.remedy): finding for finding in found}
    return tuple(sorted(once.values(), key=lambda finding: (GRAVE[finding.severity], KINDS.index(finding.kind))))
