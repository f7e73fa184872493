"""What an agent says of an act to send: a YAML file of a few keys.

It is tolerant, and refused only where the prefecture would refuse.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beffroi.council.errors import TransmissionImpossible
from beffroi.council.keys import day_of, first_of, read_mapping, text_of
from beffroi.council.subjects import parts_of, propose
from beffroi.council.transmission.messages import Sender
from beffroi.council.transmission.rules import Nature, nature_named, plain_signs, rules
from beffroi.territory.codes import CodeInvalid, Siren, Siret

EMAIL = re.compile(r"[_a-zA-Z0-9\-]+(\.[_a-zA-Z0-9\-]+)*@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*\.[a-zA-Z]{2,6}")
PIECE = re.compile(r"\d{2}_[A-Z]{2}")
COMMUNE = "21"  # first digits of the SIREN of a commune, before its département


@dataclass(frozen=True)
class Meta:
    """What is said of the act and of who sends it; ``notes``: what was changed or supposed, in French."""

    sender: Sender
    number: str
    date: dt.date
    nature: Nature
    subject: tuple[int, ...]
    object: str
    classification: dt.date
    piece: str
    annexes: tuple[Annex, ...]
    paper: bool
    serial: int
    operator: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Annex:
    """A file that goes with the act, and its type in the nomenclature."""

    path: Path
    piece: str


def read_meta(path: Path) -> Meta:
    """Read the file of an act to send. Raises TransmissionImpossible, RequestUnreadable, SubjectUnknown, OSError."""
    read = read_mapping(path)
    notes: list[str] = []
    act_object = _object(read, notes)
    nature = nature_named(text_of(first_of(read, "nature_acte", "nature_de_l_acte", "nature")) or "DE")
    return Meta(
        sender=_sender(read),
        number=_number(read, notes),
        date=_date(read),
        nature=nature,
        subject=_subject(read, act_object),
        object=act_object,
        classification=_classification(read, notes),
        piece=_piece(text_of(first_of(read, "type_pj", "type_piece", "piece")) or nature.piece),
        annexes=_annexes(read, path.parent),
        paper=bool(first_of(read, "document_papier", "papier")),
        serial=int(first_of(read, "numero_envoi", "serie") or 1),
        operator=re.sub(r"[^A-Za-z0-9]", "", text_of(first_of(read, "operateur", "trigramme"))),
        notes=tuple(notes),
    )


def _object(read: Mapping[str, Any], notes: list[str]) -> str:
    given = text_of(first_of(read, "objet", "object", "titre", "title"))
    if not given:
        raise TransmissionImpossible("L'objet de l'acte manque : ajoutez « objet : … ».")
    plain = plain_signs(given)
    if plain != given:
        notes.append("objet : signes absents d'ISO-8859-1 récrits (’, œ, €, …)")
    most = int(rules()["longest_object"])
    if len(plain) > most:
        notes.append(f"objet coupé à {most} signes, comme le veut le schéma")
    return plain[:most].rstrip()


def _number(read: Mapping[str, Any], notes: list[str]) -> str:
    given = text_of(first_of(read, "numero", "number", "numero_interne", "numero_acte", "n"))
    plain = re.sub(r"[^A-Za-z0-9]+", "_", given).strip("_").upper()
    if not plain:
        raise TransmissionImpossible("Le numéro de l'acte manque : ajoutez « numero : 2026_012 ».")
    most = int(rules()["longest_number"])
    if len(plain) > most:
        raise TransmissionImpossible(
            f"Le numéro « {given} » est trop long : {most} signes au plus, lettres et chiffres."
        )
    if plain != given:
        notes.append(f"numéro « {given} » écrit {plain} : lettres, chiffres et _ seulement")
    return plain


def _date(read: Mapping[str, Any]) -> dt.date:
    given = first_of(read, "date", "date_acte", "date_de_l_acte", "date_seance", "seance")
    day = day_of(given)
    if day is None:
        raise TransmissionImpossible("La date de l'acte manque : ajoutez « date : 2026-03-12 ».")
    return day


def _classification(read: Mapping[str, Any], notes: list[str]) -> dt.date:
    day = day_of(first_of(read, "classification", "date_classification", "classification_date"))
    if day is None:
        day = rules()["classification"]
        notes.append(f"version de la nomenclature supposée : {day:%d/%m/%Y} ; vérifiez celle de votre préfecture")
    return day


def _subject(read: Mapping[str, Any], title: str) -> tuple[int, ...]:
    given = text_of(first_of(read, "matiere", "code_matiere", "matiere_code", "subject_code", "subject"))
    if not given:
        told = ", ".join(f"{one.code} ({one.label}, {one.confidence:.0%})" for one in propose(title))
        raise TransmissionImpossible(f'Le code matière manque : ajoutez « matiere: "7.5" » ; probables : {told}.')
    code = re.match(r"[\d.]+", given)
    return parts_of(code[0].rstrip(".") if code else given)


def _piece(given: str) -> str:
    if not PIECE.fullmatch(given):
        raise TransmissionImpossible(
            f"Type de pièce « {given} » : il s'écrit comme 99_DE, deux chiffres et deux lettres."
        )
    return given


def _annexes(read: Mapping[str, Any], folder: Path) -> tuple[Annex, ...]:
    given = first_of(read, "annexes", "annexe", "pieces_jointes") or []
    rows = given if isinstance(given, list) else [given]
    return tuple(_annex(row, folder) for row in rows)


def _annex(row: Any, folder: Path) -> Annex:
    named = row if isinstance(row, Mapping) else {"fichier": row}
    path = folder / text_of(first_of(named, "fichier", "file", "chemin", "nom"))
    if not path.is_file():
        raise TransmissionImpossible(f"L'annexe {path.name} est introuvable dans {path.parent}.")
    return Annex(path, _piece(text_of(first_of(named, "type_pj", "type", "piece")) or "99_AU"))


def _sender(read: Mapping[str, Any]) -> Sender:
    siren = _siren(read)
    email = text_of(first_of(read, "courriel", "email", "mail", "adresse_retour", "courriel_retour"))
    returns = first_of(read, "adresses_retour", "courriels", "emails") or [email]
    addresses = tuple(text_of(one) for one in (returns if isinstance(returns, list) else [returns]) if one)
    for address in {*addresses, *([email] if email else [])}:
        if not EMAIL.fullmatch(address):
            raise TransmissionImpossible(f"L'adresse « {address} » n'est pas une adresse que le schéma accepte.")
    if not addresses:
        raise TransmissionImpossible("L'adresse de retour manque : ajoutez « courriel : mairie@exemple.fr ».")
    return Sender(
        siren=siren,
        departement=_departement(read, siren),
        arrondissement=_arrondissement(read),
        kind=_kind(read, siren),
        person=plain_signs(text_of(first_of(read, "referent", "contact", "agent", "nom_referent", "nom"))),
        phone=plain_signs(text_of(first_of(read, "telephone", "tel", "phone"))),
        email=email,
        returns=addresses,
    )


def _siren(read: Mapping[str, Any]) -> str:
    given = text_of(first_of(read, "siren", "siret", "collectivite_siren", "collectivite_siret"))
    try:
        return Siret.parse(given).siren.text if len(re.sub(r"\D", "", given)) == 14 else Siren.parse(given).text
    except CodeInvalid as error:
        raise TransmissionImpossible(f"{error} Ajoutez « siren : » de la collectivité.") from error


def _departement(read: Mapping[str, Any], siren: str) -> str:
    given = text_of(first_of(read, "departement", "dept", "code_departement")).upper()
    if not given and siren.startswith(COMMUNE) and siren[2:4] != "20":
        given = siren[2:5] if siren[2:4] == "97" else siren[2:4]
    code = given.zfill(3)
    if not re.fullmatch(r"[09]\d[AB0-9]", code):
        raise TransmissionImpossible('Le département manque ou est faux : ajoutez « departement : "034" ».')
    return code


def _arrondissement(read: Mapping[str, Any]) -> str:
    given = text_of(first_of(read, "arrondissement", "code_arrondissement"))
    if not re.fullmatch(r"\d", given):
        raise TransmissionImpossible("L'arrondissement manque : ajoutez « arrondissement : 1 » (un chiffre).")
    return given


def _kind(read: Mapping[str, Any], siren: str) -> str:
    given = text_of(first_of(read, "nature_collectivite", "code_nature", "type_collectivite"))
    if not given and siren.startswith(COMMUNE):
        return str(rules()["commune"])
    if given.casefold() == "commune":
        return str(rules()["commune"])
    if not re.fullmatch(r"\d{2}", given):
        raise TransmissionImpossible(
            'Le code de la nature de la collectivité manque : ajoutez « nature_collectivite : "31" » (31 : commune).'
        )
    return given
