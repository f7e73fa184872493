"""An authority that comes for the first time, known by its SIRET only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from beffroi.engines.packs import PackMissing, named, path
from beffroi.settings import packs_folder
from beffroi.territory.codes import Siren, Siret
from beffroi.territory.communes import Communes
from beffroi.territory.errors import BadInput
from beffroi.web.platform.models import Tenant, TenantKind
from beffroi.web.platform.models.tenants import RESERVED_SLUGS

# INSEE: the SIREN of a body under public law begins with 1 (State) or 2 (local authorities), then its kind.
PUBLIC_LAW = ("1", "2")
KINDS = {
    "21": TenantKind.COMMUNE,
    "22": TenantKind.DEPARTEMENT,
    "24": TenantKind.EPCI,
    "25": TenantKind.SYNDICAT,
}
WORDS_OF_KINDS = {
    TenantKind.COMMUNE: "Commune",
    TenantKind.DEPARTEMENT: "Département",
    TenantKind.EPCI: "Intercommunalité",
    TenantKind.SYNDICAT: "Syndicat",
    TenantKind.OTHER: "Établissement",
}


class TenantClosed(BadInput):
    """The authority may not come in by itself, or its workspace is closed."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """What can be known of an authority from its SIREN."""

    name: str
    kind: TenantKind
    insee: str = ""
    population: int = 0


def arrive(siret: Siret) -> tuple[Tenant, bool]:
    """Return the tenant of a SIRET, of its legal unit, else a new one, and whether it is new. Raises TenantClosed."""
    known = Tenant.objects.filter(siret=siret.text).first() or _of_unit(siret.siren)
    if known is None:
        return _create(siret)
    if not known.active:
        raise TenantClosed("L'espace de votre collectivité est fermé : demandez à votre opérateur.")
    return known, False


def _of_unit(siren: Siren) -> Tenant | None:
    units = Tenant.objects.filter(siret__startswith=siren.text)[:2]
    return units[0] if len(units) == 1 else None


def _create(siret: Siret) -> tuple[Tenant, bool]:
    if not siret.text.startswith(PUBLIC_LAW):
        raise TenantClosed(
            "Votre organisation n'est pas une collectivité : un opérateur doit d'abord créer son espace."
        )
    found = describe(siret)
    with transaction.atomic():
        return Tenant.objects.get_or_create(
            siret=siret.text,
            defaults={
                "slug": free_slug(found.name),
                "name": found.name,
                "kind": found.kind,
                "insee": found.insee,
                "population": found.population,
            },
        )


def describe(siret: Siret) -> Description:
    """Return what the communes pack says of the legal unit, else its kind as the SIREN tells it."""
    siren = siret.siren.text
    return _directory().get(siren) or _unnamed(siret.siren)


def _unnamed(siren: Siren) -> Description:
    kind = KINDS.get(siren.text[:2], TenantKind.OTHER)
    return Description(name=f"{WORDS_OF_KINDS[kind]} {siren}", kind=kind)


def _directory() -> dict[str, Description]:
    pack = named("communes")
    try:
        return _read(path(pack, packs_folder(os.environ)))
    except PackMissing:
        return {}


@lru_cache(maxsize=1)
def _read(archive: Path) -> dict[str, Description]:
    communes = Communes(archive)
    found = {
        commune.siren: Description(
            name=commune.name, kind=TenantKind.COMMUNE, insee=commune.insee, population=commune.population
        )
        for commune in communes.by_code.values()
        if commune.siren
    }
    for epci in communes.epcis:
        found[epci.siren] = Description(name=epci.name[:120], kind=TenantKind.EPCI, population=epci.population)
    return found


def free_slug(name: str) -> str:
    """Return a word for the addresses that no tenant and no page of the instance uses."""
    word = slugify(name)[:50] or "collectivite"
    taken = RESERVED_SLUGS | set(Tenant.objects.filter(slug__startswith=word).values_list("slug", flat=True))
    numbered = (f"{word}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (word, *numbered) if slug not in taken)
