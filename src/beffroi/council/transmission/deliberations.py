"""Deliberations of a folder: one YAML or JSON file each, or several rows in one; keys in French or English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beffroi.council.errors import TransmissionImpossible
from beffroi.council.keys import day_of, first_of, read_mapping, text_of

ENDINGS = (".yaml", ".yml", ".json")
TOWN = "collectivite"  # the file of the town, beside the deliberations


@dataclass(frozen=True)
class Vote:
    """Counts of a vote, None where unknown: members in office, voters, for, against, abstentions, null."""

    members: int | None = None
    voters: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstain: int | None = None
    null: int | None = None


@dataclass(frozen=True)
class Deliberation:
    """A deliberation as it is published."""

    town: str
    siret: str
    number: str
    date: dt.date
    subject_code: str
    object: str
    outcome: str
    budget_year: str
    budget_name: str
    prefecture: str
    received: dt.date | None
    vote: Vote
    url: str


def read_deliberations(folder: Path) -> tuple[Deliberation, ...]:
    """Read the deliberations of a folder, by date and number. Raises TransmissionImpossible, RequestUnreadable."""
    if not folder.is_dir():
        raise TransmissionImpossible(f"{folder} n'est pas un dossier : donnez celui des délibérations (YAML ou JSON).")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    town = next((read_mapping(path) for path in paths if path.stem == TOWN), {})
    found = [
        _deliberation({**town, **row}, path.name)
        for path in paths
        if path.stem != TOWN
        for row in _rows(read_mapping(path))
    ]
    if not found:
        raise TransmissionImpossible(f"{folder} ne contient aucune délibération : un fichier .yaml ou .json chacune.")
    return tuple(sorted(found, key=lambda one: (one.date, _natural(one.number))))


def _rows(read: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    several = read.get("deliberations")
    if isinstance(several, list):
        shared = {key: value for key, value in read.items() if key != "deliberations"}
        return [{**shared, **row} for row in several if isinstance(row, Mapping)]
    return [read]


def _natural(number: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else -1, part) for part in re.findall(r"\d+|\D+", number)]


def _deliberation(read: Mapping[str, Any], name: str) -> Deliberation:
    day = day_of(first_of(read, "date", "date_seance", "seance", "delib_date"))
    number = text_of(first_of(read, "numero", "number", "delib_id", "id"))
    title = text_of(first_of(read, "objet", "object", "titre", "title", "delib_objet"))
    if not (day and number and title):
        missing = [key for key, value in (("date", day), ("numero", number), ("objet", title)) if not value]
        raise TransmissionImpossible(f"{name} : il manque {', '.join(missing)}.")
    budget = read.get("budget")
    scope = budget if isinstance(budget, Mapping) else {"nom": budget}
    return Deliberation(
        town=text_of(first_of(read, "coll_nom", "collectivite_nom", "nom_collectivite", "commune") or _named(read)),
        siret=re.sub(r"\s", "", text_of(first_of(read, "siret", "coll_siret"))),
        number=number,
        date=day,
        subject_code=text_of(first_of(read, "matiere", "subject_code", "code_matiere", "delib_matiere_code")),
        object=title,
        outcome=text_of(first_of(read, "issue", "outcome", "resultat")),
        budget_year=text_of(first_of(read, "budget_annee", "exercice") or scope.get("annee")),
        budget_name=text_of(read.get("budget_nom") or scope.get("nom")),
        prefecture=text_of(first_of(read, "prefecture", "pref_id")),
        received=day_of(first_of(read, "recu", "received", "date_reception", "pref_date")),
        vote=_vote(read),
        url=text_of(first_of(read, "url", "delib_url", "lien")),
    )


def _named(read: Mapping[str, Any]) -> Any:
    town = read.get("collectivite")
    return town.get("nom") if isinstance(town, Mapping) else town or read.get("nom")


def _vote(read: Mapping[str, Any]) -> Vote:
    scope = next((value for key in ("vote", "votes") if isinstance(value := read.get(key), Mapping)), read)
    return Vote(
        members=_count(first_of(scope, "effectif", "membres", "vote_effectif", "members")),
        voters=_count(first_of(scope, "reel", "votants", "vote_reel", "voters")),
        in_favour=_count(first_of(scope, "pour", "for", "vote_pour")),
        against=_count(first_of(scope, "contre", "against", "vote_contre")),
        abstain=_count(first_of(scope, "abstention", "abstentions", "abstain", "vote_abstention")),
        null=_count(first_of(scope, "nul", "nuls", "null", "blancs")),
    )


def _count(value: Any) -> int | None:
    return int(value) if re.fullmatch(r"\d{1,4}", text_of(value)) else None
