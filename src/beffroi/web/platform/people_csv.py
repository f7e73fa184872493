"""Reads a table of people: one role of one person a line, as a spreadsheet saves it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from beffroi.territory.errors import BadInput
from beffroi.web.platform.invitations import Offer
from beffroi.web.platform.models import Membership, Role
from beffroi.web.platform.people_roles import TITLES, check_reach

MOST_BYTES = 1_000_000
MOST_LINES = 2_000
COLUMNS = {
    "courriel": "email",
    "email": "email",
    "e mail": "email",
    "mail": "email",
    "adresse": "email",
    "nom": "name",
    "prenom et nom": "name",
    "role": "role",
    "service": "service",
}
EXAMPLE = "courriel;nom;rôle;service\nlea.martin@ville.example;Léa Martin;agent;cantines scolaires\n"


class TableUnreadable(BadInput):
    """The file is not a table of people."""


@dataclass(frozen=True)
class Row:
    """One line, what it offers and what is wrong with it. number: as the spreadsheet counts."""

    number: int
    email: str
    name: str
    offer: Offer | None
    error: str = ""


def decode(content: bytes) -> str:
    """Return the text of a file, UTF-8 or as older spreadsheets write it. Raises TableUnreadable."""
    if len(content) > MOST_BYTES:
        raise TableUnreadable("Ce fichier dépasse 1 Mo : envoyez-le en plusieurs fois.")
    if b"\0" in content:
        raise TableUnreadable("Ce fichier n'est pas du CSV : dans le tableur, enregistrez-le au format CSV.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(text: str) -> list[Row]:
    """Read the lines, each with its error if it has one; works in the tenant's scope. Raises TableUnreadable."""
    lines = _lines(text)
    columns = _columns(lines[0])
    # a spreadsheet counts from 1 and the head is its first line
    cells = [(number, _cells(line, columns)) for number, line in enumerate(lines[1:], 2) if any(map(str.strip, line))]
    if not cells:
        raise TableUnreadable("Aucune personne sous la ligne de titres.")
    if len(cells) > MOST_LINES:
        raise TableUnreadable(f"Plus de {MOST_LINES} lignes : envoyez-les en plusieurs fois.")
    return _without_doubles([_row(number, line) for number, line in cells])


def _lines(text: str) -> list[list[str]]:
    head = text.lstrip("\ufeff").partition("\n")[0]
    separator = max(";,\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise TableUnreadable(f"Un guillemet n'est pas refermé, ou le fichier n'est pas du CSV ({error}).") from error
    if not lines:
        raise TableUnreadable("Rien à lire : choisissez un fichier, ou collez des lignes.")
    return lines


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def _columns(head: Sequence[str]) -> dict[str, int]:
    found = {COLUMNS[_plain(title)]: place for place, title in enumerate(head) if _plain(title) in COLUMNS}
    if not {"email", "role"} <= found.keys():
        raise TableUnreadable("La première ligne doit donner les titres : courriel;nom;rôle;service.")
    return found


def _cells(line: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: line[place].strip() if place < len(line) else "" for name, place in columns.items()}


ROLES = {_plain(word): role for role in Role for word in (role.value, str(role.label))} | {
    "admin": Role.ADMIN,
    "administratrice": Role.ADMIN,
    "responsable": Role.LEAD,
    "elue": Role.ELECTED,
    "referente ia": Role.REFERENT,
    "deleguee a la protection des donnees": Role.DPO,
}
SERVICES_BY_WORD = {_plain(word): name for name, title in TITLES.items() for word in (name, title)} | {
    "": "",
    "tous": "",
    "tous les services": "",
}


def _row(number: int, cells: Mapping[str, str]) -> Row:
    email, name = cells["email"].lower(), " ".join(cells.get("name", "").split())
    try:
        return Row(number, email, name, _offer(email, name, cells))
    except ValidationError:
        return Row(number, email, name, None, f"« {cells['email']} » n'est pas une adresse de courriel.")
    except BadInput as error:
        return Row(number, email, name, None, str(error))


def _offer(email: str, name: str, cells: Mapping[str, str]) -> Offer:
    validate_email(email)
    role, service = ROLES.get(_plain(cells["role"])), SERVICES_BY_WORD.get(_plain(cells.get("service", "")))
    if role is None:
        known = ", ".join(str(role.label) for role in Role)
        raise TableUnreadable(f"Rôle inconnu : « {cells['role']} ». Rôles possibles : {known}.")
    if service is None:
        known = ", ".join(TITLES.values())
        raise TableUnreadable(f"Service inconnu : « {cells['service']} ». Services possibles : {known}, ou rien.")
    if len(name) > 120 or len(email) > 254:
        raise TableUnreadable("Ce nom ou cette adresse est trop long.")
    check_reach(role, service)
    return Offer(email=email, role=role, name=name, service=service)


def _without_doubles(rows: Sequence[Row]) -> list[Row]:
    held = {
        (email, role, service)
        for email, role, service in Membership.objects.values_list("person__email", "role", "service")
    }
    seen: Counter[tuple[str, str, str]] = Counter()
    return [_judged(row, held, seen) for row in rows]


def _judged(row: Row, held: set[tuple[str, str, str]], seen: Counter[tuple[str, str, str]]) -> Row:
    if row.offer is None:
        return row
    key = (row.offer.email, row.offer.role.value, row.offer.service)
    seen[key] += 1
    if key in held:
        return Row(row.number, row.email, row.name, None, "Cette personne a déjà ce rôle : ôtez la ligne.")
    if seen[key] > 1:
        return Row(row.number, row.email, row.name, None, "Cette ligne répète une ligne au-dessus : ôtez-la.")
    return row
