"""The minutes as a value: presence, items with their debates and votes, and what is missing or does not agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beffroi.council.proceedings.ballots import Ballot
from beffroi.council.proceedings.debates import Debates
from beffroi.council.proceedings.presence import Room, attendance_of, room_at
from beffroi.council.proceedings.record import NOTHING, Passage, Record, clock
from beffroi.council.proceedings.sheet import Sheet
from beffroi.council.proceedings.spoken import Moved, ballots_asked, spoken_movements
from beffroi.council.proceedings.voting import ballot_problems, differences, read_ballots, settled
from beffroi.council.sheets import Item
from beffroi.council.transcribing.people import People

POINT = re.compile(r"^Point (?P<item>.+?) : (?P<what>.+)$")
NEEDED = (
    ("day", "la date de la séance"),
    ("opening", "l'heure d'ouverture"),
    ("chair", "le nom du président de séance"),
    ("secretaries", "le nom du ou des secrétaires de séance"),
    ("members", "les membres en exercice"),
    ("present", "les membres présents"),
)


@dataclass(frozen=True)
class ItemTold:
    """An item: its votes, the sentences kept of its debate, who was in the room, the closed sessions in it."""

    item: Item
    first: Passage | None
    ballots: tuple[Ballot, ...]
    debate: tuple[Passage, ...]
    room: Room | None
    closed: tuple[Passage, ...]


@dataclass(frozen=True)
class Proceedings:
    """moved: arrivals and departures that are said; asked: requests for a particular ballot; flags: to be looked at."""

    sheet: Sheet
    record: Record
    opening: Room | None
    items: tuple[ItemTold, ...]
    moved: tuple[Moved, ...]
    asked: tuple[Passage, ...]
    flags: tuple[str, ...]


def proceedings_of(sheet: Sheet, record: Record = NOTHING) -> Proceedings:
    """Return the minutes of a session from its sheet and what was said."""
    people, debates = People(sheet.members), Debates(record.passages)
    agenda = sheet.agenda or record.agenda
    attendance = attendance_of(sheet)
    flags = [*_missing(sheet, agenda), *sheet.problems]
    items = []
    for item in agenda:
        passages = record.of_item(item.key)
        heard = read_ballots(record, key=item.key, passages=passages, people=people)
        ballots = settled(sheet, item.key, heard)
        room = room_at(sheet, attendance, passage=passages[0] if passages else None)
        apart = frozenset(
            rank for one in heard if one.first is not None for rank in range(one.first, (one.last or 0) + 1)
        )
        kept = debates.of_item(passages, title=item.title, apart=apart)
        closed = tuple(passage for passage in passages if passage.closed)
        items.append(ItemTold(item, passages[0] if passages else None, ballots, kept, room, closed))
        flags += [*differences(sheet, item.key, heard), *_item_problems(items[-1])]
    moved = spoken_movements(record.passages, people=people)
    flags += [*_presence_problems(sheet), *_moves_unknown(sheet, moved), *_closed(record)]
    asked, opening = ballots_asked(record.passages), room_at(sheet, attendance, passage=None)
    return Proceedings(sheet, record, opening, tuple(items), moved, asked, tuple(_gathered(flags, items=len(agenda))))


def _gathered(flags: Sequence[str], *, items: int) -> Iterator[str]:
    """Yield flags, one for all the items that it is true of: « Points 3, 4, 7 : … »."""
    found_in: dict[str, list[str]] = {}
    for flag in flags:
        found = POINT.match(flag)
        found_in.setdefault(found["what"] if found else flag, []).extend([found["item"]] if found else [])
    for what, keys in found_in.items():
        where = "Tous les points" if items > 1 and len(set(keys)) == items else _points(list(dict.fromkeys(keys)))
        yield f"{where} : {what}" if keys else what


def _points(keys: Sequence[str]) -> str:
    return f"Point{'s' if len(keys) > 1 else ''} {', '.join(keys)}"


def _missing(sheet: Sheet, agenda: Sequence[Item]) -> Iterator[str]:
    for field, what in NEEDED:
        if getattr(sheet, field) in (None, "", ()):
            yield f"La feuille de séance ne dit pas : {what} (CGCT, L. 2121-15)."
    if not agenda:
        yield "L'ordre du jour manque (CGCT, L. 2121-15)."


def _item_problems(told: ItemTold) -> Iterator[str]:
    key = told.item.key
    if not told.ballots:
        yield f"Point {key} : aucun vote ni prise d'acte n'est trouvé."
    for ballot in told.ballots:
        yield from ballot_problems(ballot, told.room, key=key)
    quorum = told.room.quorum if told.room else None
    if quorum and not quorum.met:
        yield f"Point {key} : quorum non atteint ({quorum.present} présents, {quorum.needed} nécessaires)."


def _presence_problems(sheet: Sheet) -> Iterator[str]:
    if sheet.in_office is not None and sheet.members and sheet.in_office != len(sheet.members):
        yield f"{sheet.in_office} membres en exercice annoncés, {len(sheet.members)} nommés."
    if sheet.in_office is not None and sheet.present is not None and len(sheet.present) > sheet.in_office:
        yield f"{len(sheet.present)} présents pour {sheet.in_office} membres en exercice."
    attendance = attendance_of(sheet)
    for name in attendance.overloaded() if attendance else ():
        yield f"{name} a reçu plus d'un pouvoir (CGCT, L. 2121-20)."
    for proxy in sheet.proxies:
        if sheet.present and proxy.giver in sheet.present and not any(m.member == proxy.giver for m in sheet.movements):
            yield f"{proxy.giver} a donné pouvoir et figure parmi les présents."


def _moves_unknown(sheet: Sheet, moved: Sequence[Moved]) -> Iterator[str]:
    known = {(move.member, move.kind) for move in sheet.movements}
    for one in moved:
        if (one.member, one.kind) not in known:
            way = "Arrivée" if one.kind == "arrives" else "Départ"
            yield f"{way} qui n'est pas sur la feuille : {one.member} ({one.passage.place})."


def _closed(record: Record) -> Iterator[str]:
    for passage in record.passages:
        if passage.closed and passage.start is not None:
            yield f"Bornes du huis clos : de {clock(passage.start)} à {clock(passage.end or passage.start)}."
