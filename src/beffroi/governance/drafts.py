"""What the town publishes or files for a system, written from its card and from what really runs.

Every text is a draft that a person reads again; what nobody knows is left as « à compléter ».
"""

from __future__ import annotations

from dataclasses import dataclass

from beffroi.governance.facts import Address, Entry, Facts
from beffroi.governance.places import NAMES, place_of
from beffroi.governance.systems import System
from beffroi.governance.tables import table
from beffroi.territory.numbers import counted

BLANK = "à compléter"


@dataclass(frozen=True)
class Told:
    """A heading and what is told under it; answered: whether anything was known."""

    heading: str
    text: str

    @property
    def answered(self) -> bool:
        """Whether something was known."""
        return bool(self.text) and BLANK not in self.text


def mention(system: System, facts: Facts) -> str:
    """Return the mention of CRPA art. L. 311-3-1, as R. 311-3-1-1 says it: purpose, right to ask, how to."""
    where = facts.contest_address or facts.contact or BLANK
    return (
        f"Cette décision a été prise avec l'aide d'un traitement algorithmique : {system.title}. "
        f"Son but : {system.purpose or BLANK} Vous pouvez demander communication des règles qui définissent ce "
        f"traitement et des principales caractéristiques de sa mise en œuvre, en écrivant à : {where}. Sans réponse "
        "sous un mois, vous pouvez saisir la Commission d'accès aux documents administratifs (CADA)."
    )


def explanation(system: System, facts: Facts) -> tuple[Told, ...]:
    """Return what art. R. 311-3-1-2 asks for: part in the decision, data, parameters and weights, operations."""
    data = " ; ".join(f"{row.name} ({row.source})" for row in system.data)
    operations = ", ".join(title for _, title in system.operations)
    return (
        Told("Degré et mode de contribution à la décision", system.human or BLANK),
        Told("Données traitées et leurs sources", data or system.personal_data or BLANK),
        Told("Paramètres et leur pondération", _parameters(system, facts)),
        Told("Opérations effectuées", " ".join(filter(None, [system.output, operations])) or BLANK),
    )


def _parameters(system: System, facts: Facts) -> str:
    """Tell the method of the card and the very models and versions that the ledger names."""
    entry = _entry(system, facts)
    run = f"Modèles et versions lancés : {', '.join(entry.models)}." if entry and entry.models else ""
    return " ".join(filter(None, [system.model or BLANK, system.training, run]))


def article_30(system: System, facts: Facts) -> tuple[Told, ...]:
    """Return the line of GDPR art. 30, § 1."""
    data = " ; ".join(row.name for row in system.data if row.personal) or system.personal_data
    return (
        Told("Responsable", ", ".join(filter(None, [facts.name, facts.siret, facts.contact])) or BLANK),
        Told("Finalité", system.purpose or BLANK),
        Told("Base légale", " ; ".join(system.legal_basis) or BLANK),
        Told("Personnes concernées", system.people or BLANK),
        Told("Catégories de données", data or BLANK),
        Told("Destinataires et sous-traitants", system.supplier or BLANK),
        Told("Transferts hors de l'Union", _transfers(system, facts)),
        Told("Durée de conservation", _retention(system, facts)),
        Told("Sécurité", _security(system, facts)),
    )


def _transfers(system: System, facts: Facts) -> str:
    if system.origin == "outside":
        return BLANK
    abroad = [_told(found, facts) for found in facts.addresses if place_of(found.host, inside=facts.inside) == "abroad"]
    return f"À vérifier : {', '.join(abroad)}." if abroad else "Aucun, d'après les adresses réglées sur l'instance."


def _told(found: Address, facts: Facts) -> str:
    return f"{found.host} ({NAMES[place_of(found.host, inside=facts.inside)]})"


def _retention(system: System, facts: Facts) -> str:
    entry = _entry(system, facts)
    return counted(entry.retention_days, "jour") if entry else BLANK


def _security(system: System, facts: Facts) -> str:
    if system.origin == "outside":
        return BLANK
    factor = "second facteur demandé" if facts.second_factor == "required" else "second facteur proposé"
    return f"Comptes nominatifs par rôle, {factor} aux administrateurs, journal chaîné, cloisonnement par collectivité."


def _entry(system: System, facts: Facts) -> Entry | None:
    return next((entry for entry in facts.register if entry.service == system.key), None)


def dpia(system: System, facts: Facts) -> tuple[Told, ...]:
    """Return the questions of an impact assessment (GDPR art. 35) with what is known already."""
    return tuple(Told(row["text"], _known(row["from_card"], system, facts)) for row in table("dpia")["question"])


def _known(words: list[str], system: System, facts: Facts) -> str:
    return " ".join(filter(None, (_word(word, system, facts) for word in words))) or BLANK


def _word(word: str, system: System, facts: Facts) -> str:
    made = {
        "retention": lambda: _retention(system, facts),
        "security": lambda: _security(system, facts),
        "addresses": lambda: _transfers(system, facts),
        "data": lambda: " ; ".join(f"{row.name} ({row.source})" for row in system.data),
        "legal_basis": lambda: " ; ".join(system.legal_basis),
        "risks": lambda: " ".join(f"{row.text} {row.answer}" for row in system.risks),
    }
    return made[word]() if word in made else str(getattr(system, word))


def accessibility(system: System, facts: Facts) -> tuple[Told, ...]:
    """Return the statement of accessibility; conformity is only ever told by an audit, so it is left to be filled."""
    return (
        Told("Service", f"{system.title}, {facts.name or BLANK}"),
        Told("État de conformité au RGAA", f"Non établi : {BLANK} après un audit."),
        Told("Contenus non accessibles et dérogations", BLANK),
        Told("Établissement de la déclaration", BLANK),
        Told("Contact", facts.contact or BLANK),
        Told(
            "Voies de recours",
            "Si un défaut vous empêche d'accéder à un contenu et que vous n'obtenez pas de réponse, vous pouvez "
            "saisir le Défenseur des droits : https://formulaire.defenseurdesdroits.fr/.",
        ),
    )
