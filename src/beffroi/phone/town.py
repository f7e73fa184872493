"""What the telephone knows of a town: topics, services and their hours, people, duty numbers, places, closures.

A plain value: a folder makes one (`folders.read_town`), the workspace makes one from its tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

Handling = Literal["answer", "transfer", "message", "duty"]

EVERY_DAY = tuple(range(7))


@dataclass(frozen=True)
class Topic:
    """A request that the town knows how to meet.

    intent: its family (``etat_civil``, ``dechets``…), a name of `intents.INTENTS`; phrasings: how people ask, aloud;
    answer: what is read, as an agent approved it, where ``{hours}``, ``{number}`` and ``{place}`` are computed from its
    service; link: sent by SMS on request; handling: what follows when the answer is empty or does not suffice.
    """

    name: str
    intent: str
    title: str
    phrasings: tuple[str, ...]
    answer: str = ""
    link: str = ""
    service: str = ""
    handling: Handling = "answer"
    personal: bool = False


@dataclass(frozen=True)
class Opening:
    """Hours of some days of the week (0 is Monday), from ``first`` to ``last`` where they hold for a season only."""

    days: tuple[int, ...]
    opens: time
    closes: time
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Service:
    """A service of the town hall: where it is, when it answers, how it is reached.

    extension: what a call is transferred to (a SIP address or a number); duty: theme of the duty officer who stands in.
    """

    name: str
    title: str
    openings: tuple[Opening, ...] = ()
    extension: str = ""
    number: str = ""
    place: str = ""
    email: str = ""
    duty: str = ""


@dataclass(frozen=True)
class Closure:
    """Days on which a service (or, where empty, the whole town hall) is shut."""

    first: date
    last: date
    reason: str
    service: str = ""


@dataclass(frozen=True)
class Person:
    """Someone who may be asked for by name."""

    name: str
    role: str
    service: str
    extension: str = ""


@dataclass(frozen=True)
class DutyOfficer:
    """Who is called out of hours for a theme (``eau``, ``voirie``, ``securite``…)."""

    theme: str
    number: str
    title: str = ""


@dataclass(frozen=True)
class Place:
    """A street, a school, a building: its name, its kind, how it is pronounced where the voice gets it wrong."""

    name: str
    kind: str
    spoken: str = ""


@dataclass(frozen=True)
class Town:
    """Everything the telephone knows. agent_name: what residents call it; switchboard: where a person answers."""

    name: str
    agent_name: str = "l'agent téléphonique"
    timezone: str = "Europe/Paris"
    region: str = ""
    switchboard: str = ""
    topics: tuple[Topic, ...] = ()
    services: tuple[Service, ...] = ()
    closures: tuple[Closure, ...] = ()
    people: tuple[Person, ...] = ()
    duties: tuple[DutyOfficer, ...] = ()
    places: tuple[Place, ...] = ()
    spoken: dict[str, str] = field(default_factory=dict)

    def topic(self, name: str) -> Topic | None:
        """Return the topic of that name."""
        return next((topic for topic in self.topics if topic.name == name), None)

    def service(self, name: str) -> Service | None:
        """Return the service of that name."""
        return next((service for service in self.services if service.name == name), None)

    def duty(self, theme: str) -> DutyOfficer | None:
        """Return the duty officer of a theme."""
        return next((duty for duty in self.duties if duty.theme == theme), None)
