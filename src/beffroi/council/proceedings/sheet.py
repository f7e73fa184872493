"""The sheet of a session: who, when, what about, as the secretary writes it (YAML or JSON)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beffroi.council.keys import day_of, first_of, read_mapping, text_of
from beffroi.council.proceedings.ballots import Ballot, ballot_of
from beffroi.council.session import Movement, Proxy
from beffroi.council.sheets import AGENDA, Item, agenda_of, members_of, name_of, names_of
from beffroi.council.transcribing.people import People, plain

HOUR = re.compile(r"\b(\d{1,2}) ?(?:h|heures?|:) ?(\d{2})?")
GIVEN = re.compile(r"\s*(?:\(?\s*(?:(?:a |ayant )?donn[eé] )?(?:pouvoir|procuration) à|→|->|\bà\b)\s*", re.IGNORECASE)
PRESENT = ("presents", "membres_presents", "present")
PROXIES = ("pouvoirs", "procurations", "mandats", "proxies", "representes")
ARRIVALS, DEPARTURES = ("arrivees", "arrivals"), ("departs", "departures", "sorties")
OPENING = ("ouverture", "heure_ouverture", "heure", "heure_debut", "debut", "heure_seance", "opening")
CLOSING = ("cloture", "levee", "heure_cloture", "heure_levee", "heure_fin", "fin", "closing")
TOWN = ("commune", "collectivite", "ville", "epci", "mairie")
CHAIR = ("president", "presidente", "president_de_seance", "president_seance", "maire", "chair")
SECRETARIES = ("secretaires", "secretaire", "secretaire_de_seance", "secretaire_seance", "secretary")
VOTES = ("votes", "decisions", "resultats", "scrutins")
REPORTS = ("rapport", "note", "note_de_synthese", "report")
NUMBERS = ("deliberation", "numero_deliberation", "numero_acte")
LEAVES = re.compile(r"part|quitt|sort|leav|depart")


@dataclass(frozen=True)
class Sheet:
    """present: None where the sheet does not say who was there; ballots, reports, numbers: by number of item.

    problems: what in the sheet cannot be, as French sentences.
    """

    town: str = ""
    body: str = "Conseil municipal"
    day: dt.date | None = None
    opening: dt.time | None = None
    closing: dt.time | None = None
    place: str = ""
    notice: dt.date | None = None
    chair: str = ""
    secretaries: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    in_office: int | None = None
    present: tuple[str, ...] | None = None
    proxies: tuple[Proxy, ...] = ()
    movements: tuple[Movement, ...] = ()
    agenda: tuple[Item, ...] = ()
    ballots: Mapping[str, Ballot] = field(default_factory=dict)
    reports: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    requests: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_sheet(path: Path) -> Sheet:
    """Read the sheet of a session. Raises RequestUnreadable, OSError."""
    return sheet_of(read_mapping(path))


def sheet_of(read: Mapping[str, Any]) -> Sheet:
    """Return a sheet from keys already folded."""
    reading = _Reading(read)
    when = first_of(read, "seance", "date", "date_seance", "date_de_seance")
    if isinstance(when, Mapping):
        when = first_of(when, "date", "jour")
    present, absent = reading.names(*PRESENT), reading.names("absents", "excuses", "absents_excuses")
    proxies = tuple(reading.proxies())
    if present is None and absent is not None and reading.members:
        away = {*absent, *(proxy.giver for proxy in proxies)}
        present = tuple(name for name in reading.members if name not in away)
    notice = first_of(read, "convocation", "date_convocation")
    office = text_of(first_of(read, "en_exercice", "effectif", "membres_en_exercice", "nombre_membres"))
    return Sheet(
        town=text_of(first_of(read, *TOWN)),
        body=text_of(first_of(read, "assemblee", "organe", "conseil")) or "Conseil municipal",
        day=day_of(when),
        opening=time_of(first_of(read, *OPENING)) or time_of(when if isinstance(when, dt.datetime | str) else None),
        closing=time_of(first_of(read, *CLOSING)),
        place=text_of(first_of(read, "lieu", "salle", "place")),
        notice=day_of(first_of(notice, "date", "envoyee") if isinstance(notice, Mapping) else notice),
        chair=reading.known(name_of(first_of(read, *CHAIR))),
        secretaries=reading.names(*SECRETARIES) or (),
        members=reading.members,
        in_office=int(office) if office.isdigit() else len(reading.members) or None,
        present=present,
        proxies=proxies,
        movements=tuple(reading.movements()),
        agenda=agenda_of(read),
        ballots=dict(reading.ballots()),
        reports=dict(reading.of_items(REPORTS)),
        numbers=dict(reading.of_items(NUMBERS)),
        requests=reading.lines("demandes_de_scrutin", "demandes_scrutin", "scrutins_demandes"),
        problems=tuple(reading.problems),
    )


class _Reading:
    """Reads names as the list of members writes them, and notes what is not in it."""

    def __init__(self, read: Mapping[str, Any]) -> None:
        self._read, self.problems = read, list[str]()
        self.members = members_of(read)
        self._people = People(self.members)

    def known(self, name: str) -> str:
        """Return a name as the list of members has it; noted where it is not there."""
        if not name or not self.members:
            return name
        found = self._people.all_in(plain(name))
        if not found:
            self.problems.append(f"« {name} » n'est pas dans la liste des membres en exercice.")
        return found[0] if found else name

    def names(self, *keys: str) -> tuple[str, ...] | None:
        """Return the names under a key, None without; a mere number of them is none."""
        value = first_of(self._read, *keys)
        if value is None or isinstance(value, int):
            return None
        return tuple(dict.fromkeys(self.known(name) for name in names_of(value)))

    def lines(self, *keys: str) -> tuple[str, ...]:
        """Return the lines of text under a key."""
        value = first_of(self._read, *keys)
        listed = value if isinstance(value, list) else [value]
        return tuple(line for one in listed if (line := text_of(one)))

    def proxies(self) -> Iterator[Proxy]:
        """Yield the proxies: « X à Y », ``{de: X, a: Y}``, ``{X: Y}``."""
        value = first_of(self._read, *PROXIES)
        if isinstance(value, Mapping):
            value = [{"de": giver.replace("_", " "), "a": holder} for giver, holder in value.items()]
        for one in value if isinstance(value, list) else []:
            giver, holder, since = _proxy(one)
            if giver and holder:
                yield Proxy(self.known(giver), self.known(holder), since or dt.time(0))
            else:
                self.problems.append(f"Pouvoir incomplet : « {text_of(one)} ».")

    def movements(self) -> Iterator[Movement]:
        """Yield arrivals and departures that have an hour; the others are noted."""
        for keys, kind in ((ARRIVALS, "arrives"), (DEPARTURES, "leaves"), (("mouvements", "movements"), "")):
            value = first_of(self._read, *keys)
            for one in value if isinstance(value, list) else []:
                told = (
                    one if isinstance(one, Mapping) else {"membre": HOUR.sub("", text_of(one)), "heure": text_of(one)}
                )
                at = time_of(first_of(told, "heure", "a", "at"))
                way = kind or text_of(first_of(told, "sens", "type", "mouvement", "kind")).lower()
                name = name_of(first_of(told, "membre", "nom", "elu", "member")).strip(" ,:àa")
                if at is None or not name:
                    self.problems.append(f"Arrivée ou départ sans heure ou sans nom : « {text_of(one)} ».")
                else:
                    yield Movement(self.known(name), at, "leaves" if LEAVES.search(way) else "arrives")

    def ballots(self) -> Iterator[tuple[str, Ballot]]:
        """Yield the votes that the sheet tells, by number of item."""
        for number, told in self._of_items(VOTES):
            if ballot := ballot_of(told, people=self._people):
                yield number, ballot

    def of_items(self, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield a text that the sheet gives for an item."""
        for number, told in self._of_items(VOTES):
            if text := text_of(next((told[key] for key in keys if told.get(key)), None)):
                yield number, text

    def _of_items(self, keys: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        numbered = agenda_of(self._read)
        listed = first_of(self._read, *AGENDA)
        for item, told in zip(numbered, listed if isinstance(listed, list) else [], strict=False):
            if isinstance(told, Mapping):
                yield item.number, told
        votes = first_of(self._read, *keys)
        for told in votes if isinstance(votes, list) else []:
            if isinstance(told, Mapping):
                yield text_of(first_of(told, "point", "numero", "item", "affaire")), told


def _proxy(one: Any) -> tuple[str, str, dt.time | None]:
    if isinstance(one, Mapping):
        giver = first_of(one, "de", "mandant", "donne_par", "giver", "membre", "nom", "absent")
        holder = first_of(one, "a", "mandataire", "donne_a", "holder", "pour", "pouvoir_a")
        if giver is None and len(one) == 1:
            ((key, holder),) = one.items()
            giver = key.replace("_", " ")
        return name_of(giver), name_of(holder), time_of(first_of(one, "depuis", "heure", "since"))
    giver, *holder = GIVEN.split(text_of(one), maxsplit=1)
    return name_of(giver), name_of(holder[0].rstrip(") ")) if holder else "", None


def time_of(value: Any) -> dt.time | None:
    """Return an hour: 18h30, 18:30 (which YAML reads as 1110 minutes), « à 18 heures »; None without."""
    if isinstance(value, dt.datetime):
        return value.time() if value.time() != dt.time(0) else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value}h" if value < 24 else f"{value // 60}h{value % 60:02}"
    found = HOUR.search(plain(text_of(value)))
    try:
        return dt.time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None
