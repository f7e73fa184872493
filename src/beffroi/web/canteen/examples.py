"""The files a town sends, each with what it is for and two lines of example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A file: its name in French, whether the service needs it, what it brings, an example."""

    title: str
    required: bool
    purpose: str
    text: str


EXAMPLES: Mapping[str, Example] = {
    "attendance": Example(
        "Repas servis",
        True,
        "Une ligne par cantine et par jour ; une année au moins, l'idéal est trois. Vide : inconnu ; 0 : fermé.",
        "date,site,kind,sector,planned,served\n"
        "2026-09-01,Jean Moulin,E,Centre,120,112\n2026-09-01,Les Lilas,M,Centre,64,61\n",
    ),
    "enrolment": Example(
        "Effectifs",
        False,
        "Les élèves de chaque école à la rentrée ; la prévision suit alors les classes qui ouvrent ou ferment.",
        "school_year,site,kind,enrolled,nursery,primary\n"
        "2026-2027,Jean Moulin,E,143,0,143\n2026-2027,Les Lilas,M,80,80,0\n",
    ),
    "menus": Example(
        "Menus",
        False,
        "Un plat par ligne, ou le schéma SCDL menus-collectifs ; les enfants viennent plus ou moins selon le plat.",
        "date,dish\n2026-09-01,Carottes râpées\n2026-09-01,Poulet rôti\n",
    ),
    "strikes": Example("Grèves", False, "Les jours où une grève a touché les écoles.", "date\n2026-10-02\n"),
    "calendar": Example(
        "Calendrier local",
        False,
        "Zone de vacances, jours d'école, fermetures propres à la commune.",
        "start,end,kind,value,label\n2026-09-01,2027-07-05,zone,B,\n2026-09-01,2027-07-05,weekdays,lun mar jeu ven,\n",
    ),
    "registrations": Example(
        "Réservations",
        False,
        "Les réservations des familles, où la commune les demande.",
        "date,site,kind,registered\n2026-09-01,Jean Moulin,E,118\n",
    ),
}
