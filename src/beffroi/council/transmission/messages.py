"""The XML of an act and of its envelope, as the ministry's schema wants it (actesv1_1.xsd)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from beffroi.council.errors import TransmissionImpossible
from beffroi.council.transmission.rules import Nature, rules

ENCODING = "ISO-8859-1"


@dataclass(frozen=True)
class Sender:
    """Who sends: SIREN, département (three signs), arrondissement, kind of authority, person, addresses of return."""

    siren: str
    departement: str
    arrondissement: str
    kind: str
    person: str
    phone: str
    email: str
    returns: tuple[str, ...]


@dataclass(frozen=True)
class SentAct:
    """The act that is sent. ``subject``: levels of the code; ``classification``: day of the nomenclature."""

    number: str
    date: dt.date
    nature: Nature
    subject: tuple[int, ...]
    object: str
    classification: dt.date
    file: str
    annexes: tuple[str, ...]
    paper: bool = False


def act_message(act: SentAct) -> bytes:
    """Return the message ``Acte``."""
    root = _element("Acte")
    for name, value in (
        ("Date", act.date.isoformat()),
        ("NumeroInterne", act.number),
        ("CodeNatureActe", act.nature.code),
    ):
        root.set(_name(name), str(value))
    for level, part in enumerate(act.subject, 1):
        _add(root, f"CodeMatiere{level}").set(_name("CodeMatiere"), str(part))
    _add(root, "Objet", act.object)
    _add(root, "ClassificationDateVersion", act.classification.isoformat())
    _add(_add(root, "Document"), "NomFichier", act.file)
    annexes = _add(root, "Annexes")
    annexes.set(_name("Nombre"), str(len(act.annexes)))
    for name in act.annexes:
        _add(_add(annexes, "Annexe"), "NomFichier", name)
    _add(root, "DocumentPapier", "O" if act.paper else "N")
    return _written(root)


def envelope_message(sender: Sender, forms: Sequence[str]) -> bytes:
    """Return the message ``EnveloppeCLMISILL`` that announces forms."""
    root = _element("EnveloppeCLMISILL")
    emitter = _add(root, "Emetteur")
    authority = _add(emitter, "IDCL")
    authority.set(f"{{{rules()['insee']}}}SIREN", sender.siren)
    authority.set(_name("Departement"), sender.departement)
    authority.set(_name("Arrondissement"), sender.arrondissement)
    authority.set(_name("Nature"), sender.kind)
    person = _add(emitter, "Referent")
    for name, value in (("Nom", sender.person), ("Telephone", sender.phone), ("Email", sender.email)):
        if value:
            _add(person, name, value)
    returns = _add(root, "AdressesRetour")
    for address in sender.returns:
        _add(returns, "Email", address)
    sent = _add(root, "FormulairesEnvoyes")
    for form in forms:
        _add(_add(sent, "Formulaire"), "NomFichier", form)
    return _written(root)


def check_schema(message: bytes, *, folder: Path, name: str) -> None:
    """Check a message against the schema of a folder. Raises TransmissionImpossible."""
    path = folder / rules()["schema"]
    if not path.is_file():
        raise TransmissionImpossible(f"{path} manque : donnez à --schemas le dossier de {rules()['schema']}.")
    try:
        schema = etree.XMLSchema(etree.parse(str(path)))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
        raise TransmissionImpossible(f"{path} ne se lit pas : reprenez les trois XSD du ministère.") from error
    if not schema.validate(parsed(message, name=name)):
        told = schema.error_log[0]
        raise TransmissionImpossible(f"{name} n'est pas valide, ligne {told.line} : {told.message}")


def parsed(message: bytes, *, name: str) -> Any:
    """Return the root of a message; entities and the network are closed. Raises TransmissionImpossible."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(message, parser)
    except etree.XMLSyntaxError as error:
        raise TransmissionImpossible(f"{name} n'est pas un XML lisible : reprenez le fichier reçu tel quel.") from error
    if root.getroottree().docinfo.doctype:
        raise TransmissionImpossible(f"{name} porte une DTD : un message @CTES n'en a pas, ne l'ouvrez pas.")
    return root


def _name(name: str) -> str:
    return f"{{{rules()['namespace']}}}{name}"


def _element(name: str) -> Any:
    return etree.Element(_name(name), nsmap={"actes": rules()["namespace"], "insee": rules()["insee"]})


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    child = etree.SubElement(parent, _name(name))
    child.text = text
    return child


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding=ENCODING, xml_declaration=True, pretty_print=True))
