"""Each commitment looked at today: kept, broken, or unknown where nothing tells. Values in, sentences out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from beffroi.governance.commitments import Charter, Commitment
from beffroi.governance.facts import Address, Facts
from beffroi.governance.places import NAMES, place_of
from beffroi.governance.uses import by_operation, small_number
from beffroi.territory.numbers import counted, format_number, format_share

State = Literal["kept", "broken", "unknown"]
NONE_USED = "Aucun système en service."
NONE_OLD = "Aucun système en service depuis assez longtemps."
ALONE = "Aucune autre machine n'est appelée."
UNREAD = "Aucune collectivité lue : ouvrez l'instance ou donnez --tenant."


@dataclass(frozen=True)
class Finding:
    """What was found of a commitment; reasons: one sentence each, what breaks it first."""

    commitment: Commitment
    state: State
    reasons: tuple[str, ...]


def check_charter(charter: Charter, facts: Facts) -> tuple[Finding, ...]:
    """Check every commitment against the facts; the charter's hosts count as those of the territory."""
    return tuple(_finding(commitment, facts, charter.inside) for commitment in charter.commitments)


def _finding(commitment: Commitment, facts: Facts, inside: frozenset[str]) -> Finding:
    if commitment.check == "addresses":
        return Finding(commitment, *_addresses(commitment, facts, inside | facts.inside))
    if commitment.check != "second_factor" and not facts.known:
        return Finding(commitment, "unknown", (UNREAD,))
    return Finding(commitment, *CHECKS[commitment.check](commitment, facts))


Found = tuple[State, tuple[str, ...]]


def _verdict(broken: list[str], kept: str) -> Found:
    return ("broken", tuple(broken)) if broken else ("kept", (kept,))


def _addresses(commitment: Commitment, facts: Facts, inside: frozenset[str]) -> Found:
    """Nothing is called but machines in the places allowed."""
    away = [found for found in facts.addresses if place_of(found.host, inside=inside) not in commitment.places]
    called = sum(bool(found.host) for found in facts.addresses)
    told = f"{counted(called, 'machine appelée', 'machines appelées')}, là où la charte le permet." if called else ALONE
    return _verdict([_told(found, inside) for found in away], told)


def _told(found: Address, inside: frozenset[str]) -> str:
    return f"{found.setting} appelle {found.host} ({NAMES[place_of(found.host, inside=inside)]})."


def _decisions(commitment: Commitment, facts: Facts) -> Found:
    """Few results that ask for a decision stay without one."""
    asked = [row for row in facts.decided if row.results]
    if not asked:
        return "unknown", ("Aucun résultat à décider sur la période.",)
    broken = [
        f"{row.service}, {row.operation} : {format_share(1 - row.decided / row.results)} sans décision, sur "
        f"{counted(row.results, 'semaine' if row.by_week else 'résultat')} "
        f"(au plus {format_share(commitment.most)})."
        for row in asked
        if 1 - row.decided / row.results > commitment.most
    ]
    seen, decided = sum(row.results for row in asked), sum(row.decided for row in asked)
    return _verdict(broken, f"{format_number(decided)} décidés sur {format_number(seen)}.")


def _energy(commitment: Commitment, facts: Facts) -> Found:
    """No operation needs on average more than the ceiling [Wh]."""
    every = by_operation(facts.uses)
    if not every:
        return "unknown", ("Aucune opération sur la période.",)
    broken = [
        f"{use.service}, {use.operation} : {format_number(float(use.wh_a_run), decimals=2)} Wh en moyenne "
        f"(plafond {format_number(commitment.most, decimals=2)} Wh)."
        for use in every
        if float(use.wh_a_run) > commitment.most
    ]
    worst = max(every, key=lambda use: use.wh_a_run)
    told = f"La plus lourde : {worst.service}, {worst.operation}, {small_number(worst.wh_a_run)} Wh."
    return _verdict(broken, told)


def _register(_: Commitment, facts: Facts) -> Found:
    """Every service in use has a complete card; one that ran without standing on the register is told."""
    broken = [f"{entry.service} : il manque {', '.join(entry.missing)}." for entry in facts.register if entry.missing]
    shown = {entry.service for entry in facts.register} | {"platform"}
    hidden = sorted({use.service for use in facts.uses} - shown)
    broken += [f"{service} a tourné et n'est pas au registre." for service in hidden]
    whole = f"{counted(len(facts.register), 'fiche complète', 'fiches complètes')}."
    return _verdict(broken, whole if facts.register else NONE_USED)


def _export(commitment: Commitment, facts: Facts) -> Found:
    """A tested export is recent enough; an untested one is told, and settles nothing."""
    tested = max((found.day for found in facts.exports if found.tested), default=None)
    last = max((found.day for found in facts.exports), default=None)
    if tested and (facts.day - tested).days <= commitment.most:
        return "kept", (f"Export repris et vérifié le {tested:%d/%m/%Y}.",)
    if last and (facts.day - last).days <= commitment.most:
        return "unknown", (
            f"Export fait le {last:%d/%m/%Y}, mais jamais repris : beffroi import sur une autre machine.",
        )
    told = (
        f"Dernier export le {last:%d/%m/%Y}, il y a plus de {commitment.most:.0f} jours." if last else "Aucun export."
    )
    return "broken", (told,)


def _contact(_: Commitment, facts: Facts) -> Found:
    """The register says whom to write to and where to contest."""
    wanted = {"courriel de contact": facts.contact, "adresse où contester": facts.contest_address}
    return _verdict([f"Il manque : {name}." for name, told in wanted.items() if not told], f"{facts.contact}.")


def _evaluations(commitment: Commitment, facts: Facts) -> Found:
    """Every service in use for long enough was measured on the tenant's own data, and lately."""
    used = [entry for entry in facts.register if (facts.day - entry.since).days > commitment.grace]
    late = [entry for entry in used if not entry.evaluated or (facts.day - entry.evaluated).days > commitment.most]
    broken = [
        f"{entry.service} : {f'mesuré le {entry.evaluated:%d/%m/%Y}' if entry.evaluated else 'jamais mesuré'}."
        for entry in late
    ]
    told = f"{counted(len(used), 'système mesuré', 'systèmes mesurés')} depuis moins d'un an."
    return _verdict(broken, told if used else NONE_OLD)


def _retention(commitment: Commitment, facts: Facts) -> Found:
    """No service keeps its data longer than the limit [days]."""
    longest = [entry for entry in facts.register if entry.retention_days > commitment.most]
    broken = [f"{entry.service} garde {counted(entry.retention_days, 'jour')}." for entry in longest]
    return _verdict(broken, f"Au plus {commitment.most:.0f} jours partout.")


def _second_factor(_: Commitment, facts: Facts) -> Found:
    """Administrators need a second factor."""
    asked = facts.second_factor == "required"
    return _verdict([] if asked else ["Le second facteur n'est que proposé."], "Le second facteur est demandé.")


def _backup(commitment: Commitment, facts: Facts) -> Found:
    """A backup was put back, and lately."""
    back = max((found.day for found in facts.backups if found.restored), default=None)
    if back is None:
        return "unknown", ("Aucune sauvegarde remise en place n'est déclarée (--inventory, [[backup]]).",)
    late = (facts.day - back).days > commitment.most
    return _verdict([f"Dernière remise en place le {back:%d/%m/%Y}."] if late else [], f"Remise le {back:%d/%m/%Y}.")


CHECKS: Mapping[str, Callable[[Commitment, Facts], Found]] = {
    "decisions": _decisions,
    "energy": _energy,
    "register": _register,
    "export": _export,
    "contact": _contact,
    "evaluations": _evaluations,
    "retention": _retention,
    "second_factor": _second_factor,
    "backup": _backup,
}
