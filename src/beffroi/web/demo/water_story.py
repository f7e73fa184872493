"""What happens in the made-up network: its leaks, and what its agents did with them. Days count from the first one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from beffroi.web.demo.water_days import SimulatedLeak
from beffroi.web.water.models import AlarmStatus, LeakStatus

HISTORY_DAYS, BEHIND_DAYS = 88, 30
BREAKDOWN = "B66", 95, 98
NEAR = timedelta(days=9)
S, A = LeakStatus, AlarmStatus


@dataclass(frozen=True)
class Act:
    """A move of an agent on a day, at an hour; ``found``: the place of the hole is told."""

    day: int
    hour: int
    to: LeakStatus
    note: str = ""
    found: bool = False


@dataclass(frozen=True)
class Scene:
    """A hole that opens on a day and is full on another, its diameter [mm], closed on a day (None: never).

    ``acts`` what became of its signal; ``alarm`` what was said of the night alarm, on a day, and why.
    """

    pipe: str
    start: int
    full: int
    diameter_mm: float
    end: int | None = None
    acts: Sequence[Act] = ()
    alarm: tuple[int, AlarmStatus, str] | None = None

    def leak(self, origin: date) -> SimulatedLeak:
        """Return the hole in the simulated network."""
        start, full = moment(origin, self.start, 2), moment(origin, self.full, 2)
        end = None if self.end is None else moment(origin, self.end, 15)
        return SimulatedLeak(self.pipe, start, full, self.diameter_mm / 1000, end)

    def is_near(self, pipe: str, onset: datetime, origin: date) -> bool:
        """Tell whether a signal on a pipe, begun at a naive time, is of this hole: same sector, near in time."""
        return pipe[:1] == self.pipe[:1] and abs(onset - moment(origin, self.start, 2)) <= NEAR


def moment(origin: date, day: int, hour: int) -> datetime:
    """Return the naive time of an hour of a day of the story."""
    return datetime.combine(origin + timedelta(days=day), time(hour))


def origin_of(today: date) -> date:
    """Return the first day of the story of a demo built today."""
    return today - timedelta(days=HISTORY_DAYS + BEHIND_DAYS)


PAST: Sequence[Scene] = (
    Scene(
        *("H12-H13", 23, 23, 8.5, 32),
        acts=(
            Act(26, 9, S.TO_VISIT, "Écoute prévue cette semaine."),
            Act(28, 11, S.CONFIRMED, "Entendue au corrélateur, branchement percé sous la chaussée.", found=True),
            Act(32, 16, S.REPAIRED, "Collier posé, chaussée refermée."),
            Act(43, 10, S.CLOSED, "Débit de nuit revenu à son niveau d'avant."),
        ),
        alarm=(31, A.FOUND, "C'est la fuite du branchement, trouvée il y a trois jours."),
    ),
    Scene(
        *("B34-B35", 40, 40, 10.0, 53),
        acts=(
            Act(42, 9, S.TO_VISIT),
            Act(44, 15, S.CONFIRMED, "Eau dans le caniveau, fonte fendue.", found=True),
            Act(53, 17, S.REPAIRED, "Un mètre de conduite remplacé."),
        ),
        alarm=(45, A.FOUND, "Même fuite que celle du caniveau."),
    ),
    Scene(
        *("B52-B53", 56, 61, 10.5),
        acts=(
            Act(66, 10, S.TO_VISIT, "Grandit peu à peu : à passer avant la fin du mois."),
            Act(74, 14, S.CONFIRMED, "Bruit net sur deux bouches à clé. Entreprise demandée.", found=True),
        ),
        alarm=(73, A.FOLLOWED, "Va avec le signal en cours dans ce secteur."),
    ),
    Scene(
        *("H50-H51", 68, 68, 7.5),
        acts=(
            Act(71, 9, S.TO_VISIT),
            Act(75, 11, S.NOT_FOUND, "Rien entendu de jour, trop de circulation."),
            Act(76, 9, S.TO_VISIT, "À réécouter de nuit avec le camion."),
        ),
        alarm=(72, A.FOLLOWED, "À réécouter de nuit."),
    ),
    Scene(
        *("B60-B61", 78, 78, 7.0, 83),
        acts=(Act(82, 9, S.CLOSED, "Remplissage de la piscine, le gardien l'a confirmé."),),
        alarm=(82, A.KNOWN_USE, "Remplissage de la piscine, cinq nuits."),
    ),
    Scene("H23-H24", 83, 83, 7.5),
)
COMING: Sequence[Scene] = (
    Scene("B24-B25", 90, 90, 9.5),
    Scene("H32-H33", 94, 105, 9.0),
    Scene("B10-B11", 103, 103, 8.0),
    Scene("H62-H63", 111, 111, 8.5),
)
