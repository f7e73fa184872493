"""Facts of the machine, read from the settings, and whether an instance is there. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from beffroi.governance.facts import Facts
from beffroi.governance.places import addresses_of, host_of
from beffroi.settings import home_folder, inside_hosts, public_address, second_factor
from beffroi.territory.errors import BadInput

CALLED = (
    *("BEFFROI_LANGUAGE", "BEFFROI_LANGUAGE_TRIALS", "BEFFROI_EMBEDDINGS"),
    *("BEFFROI_DATABASE", "BEFFROI_MAIL", "BEFFROI_OPENID", "BEFFROI_PACKS_MIRROR"),
)


class InstanceMissing(BadInput):
    """No instance is there, and an authority was asked for."""


def machine_facts(environment: Mapping[str, str], *, day: date) -> Facts:
    """Return what the settings say: addresses called, hosts of the territory, second factor."""
    own = host_of(public_address(environment))
    return Facts(
        day=day,
        addresses=addresses_of(environment, CALLED),
        inside=inside_hosts(environment) | ({own} if own else set()),
        second_factor=second_factor(environment),
    )


def instance_is_there(environment: Mapping[str, str], *, siret: str = "") -> bool:
    """Return whether an instance has a database to read. Raises InstanceMissing where an authority was asked for."""
    there = bool(environment.get("BEFFROI_DATABASE")) or (home_folder(environment) / "beffroi.sqlite3").is_file()
    if siret and not there:
        raise InstanceMissing("Pas encore d'instance ici : beffroi serve en ouvre une, ou réglez BEFFROI_HOME.")
    return there
