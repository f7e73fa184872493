"""A folder of TOML and CSV files to a town: the file double of the workspace's tables.

``town.toml``, ``services.toml``, ``people.csv``, ``duties.csv``, ``closures.csv``, ``places.csv``,
``pronunciations.csv`` and ``topics/*.toml``; each may be missing. Topics of the folder replace shipped ones of the same
name, the others stay as shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from beffroi.phone.errors import TownUnreadable
from beffroi.phone.folder_tables import Record, read_rows, read_tables, read_toml
from beffroi.phone.folder_topics import read_topics
from beffroi.phone.openings import opening_of
from beffroi.phone.town import Closure, DutyOfficer, Person, Place, Service, Topic, Town

DATA = Path(str(files("beffroi.phone").joinpath("data")))


@cache
def shipped_topics() -> tuple[Topic, ...]:
    """Return the topics that ship, in the order of their files."""
    return read_topics(DATA / "topics")


@cache
def shipped_town() -> Town:
    """Return the made-up town that ships, with the shipped topics."""
    return read_town(DATA / "town")


def read_town(folder: Path) -> Town:
    """Return the town of a folder. Raises TownUnreadable, in French, with the file and the line."""
    if not folder.is_dir():
        raise TownUnreadable(f"Dossier de la ville absent : {folder}.")
    about = read_toml(folder / "town.toml")
    topics = _topics(folder)
    return Town(
        name=str(about.get("name") or folder.resolve().name),
        **{key: str(about[key]) for key in ("agent_name", "timezone", "region", "switchboard") if key in about},
        topics=topics,
        services=_services(folder, topics),
        closures=tuple(_closure(row) for row in read_rows(folder / "closures.csv")),
        people=tuple(_person(row) for row in read_rows(folder / "people.csv")),
        duties=tuple(_duty(row) for row in read_rows(folder / "duties.csv")),
        places=tuple(_place(row) for row in read_rows(folder / "places.csv")),
        spoken={row.text("written"): row.text("spoken") for row in read_rows(folder / "pronunciations.csv")},
    )


def _topics(folder: Path) -> tuple[Topic, ...]:
    own = read_topics(folder / "topics")
    names = {topic.name for topic in own}
    return (*own, *(topic for topic in shipped_topics() if topic.name not in names))


def _services(folder: Path, topics: Sequence[Topic]) -> tuple[Service, ...]:
    """Return the folder's services; those that topics name and the folder does not are known by their title alone."""
    own = tuple(_service(table) for table in read_tables(folder / "services.toml", "service"))
    shipped = tuple(_service(table) for table in read_tables(DATA / "town" / "services.toml", "service"))
    missing = {topic.service for topic in topics if topic.service} - {service.name for service in own}
    known = {service.name: Service(name=service.name, title=service.title) for service in shipped}
    unknown = sorted(missing - set(known))
    if unknown:
        raise TownUnreadable(f"{folder} : services absents de services.toml : {', '.join(unknown)}.")
    return (*own, *(service for name, service in known.items() if name in missing))


def _service(table: Record) -> Service:
    openings = tuple(opening_of(table.below(one)) for one in table.list_of("openings"))
    plain = ("extension", "number", "place", "email", "duty")
    service = Service(name=table.text("name"), title=table.text("title"), openings=openings)
    return replace(service, **{key: table.text(key, optional=True) for key in plain})


def _closure(row: Record) -> Closure:
    return Closure(row.day("first"), row.day("last"), row.text("reason"), row.text("service", optional=True))


def _person(row: Record) -> Person:
    return Person(row.text("name"), row.text("role"), row.text("service"), row.text("extension", optional=True))


def _duty(row: Record) -> DutyOfficer:
    return DutyOfficer(row.text("theme"), row.text("number"), row.text("title", optional=True))


def _place(row: Record) -> Place:
    return Place(row.text("name"), row.text("kind"), row.text("spoken", optional=True))
