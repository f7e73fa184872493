"""Who is in the demo territory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django_scopes import scope

from beffroi.web.demo import PASSWORD
from beffroi.web.platform.models import Membership, Person, Role, Tenant, TenantKind, TenantService

OPERATOR = "operatrice@demo.example"


@dataclass(frozen=True)
class Town:
    """A made-up town: its canteens come from the simulator with this seed; asks: its assistant reads documents;
    calls: its telephone is answered.
    """

    slug: str
    name: str
    siret: str
    population: int
    accent: str
    seed: int
    canteens: int
    years: int = 3
    asks: bool = False
    calls: bool = False


@dataclass(frozen=True)
class Account:
    """A demo account: where, under which role."""

    email: str
    name: str
    role: Role
    tenant: str


LEAD = Town("val-clair", "Val-Clair Agglomération", "20009999200014", 66_400, "#2c5d3f", 0, 0)
TOWNS: Sequence[Town] = (
    Town("saint-aubin", "Saint-Aubin", "21999901800019", 400, "#7a3b14", 11, 1),
    Town("les-tilleuls", "Les Tilleuls", "21999902600012", 6_000, "#14507a", 7, 4),
    Town("bremontel", "Brémontel-sur-Aune", "21999904200019", 14_236, "#6b4a12", 3, 0, asks=True, calls=True),
    Town("port-clair", "Port-Clair", "21999903400016", 60_000, "#5a2a6e", 5, 18),
)
ACCOUNTS: Sequence[Account] = (
    Account("agent@demo.example", "Camille Roux", Role.AGENT, "les-tilleuls"),
    Account("responsable@demo.example", "Dominique Petit", Role.LEAD, "les-tilleuls"),
    Account("referente@demo.example", "Sacha Lambert", Role.REFERENT, "les-tilleuls"),
    Account("elue@demo.example", "Claude Moreau", Role.ELECTED, "les-tilleuls"),
    Account("dpo@demo.example", "Alix Girard", Role.DPO, "les-tilleuls"),
    Account("admin@demo.example", "Morgan Faure", Role.ADMIN, "les-tilleuls"),
    Account("accueil@demo.example", "Jo Vasseur", Role.AGENT, "bremontel"),
    Account("documentation@demo.example", "Fanny Leduc", Role.LEAD, "bremontel"),
    Account("cuisine@demo.example", "Lou Marchand", Role.AGENT, "port-clair"),
    Account("mairie@demo.example", "Andréa Simon", Role.AGENT, "saint-aubin"),
    Account("eau@demo.example", "Ange Renaud", Role.AGENT, "eaux-du-val"),
    Account("regie@demo.example", "Élie Fontaine", Role.ADMIN, "eaux-du-val"),
    Account("exploitant@demo.example", "Yaël Texier", Role.DELEGATE, "eaux-du-val"),
    Account("agglomeration@demo.example", "Maxime Garnier", Role.ADMIN, "val-clair"),
)


WATER = Town("eaux-du-val", "Syndicat des eaux du Val", "20009998400011", 6_800, "#0b5f7d", 7, 0)


@transaction.atomic
def make_territory() -> dict[str, Tenant]:
    """Create the authorities, their people and the operator; return the tenants by slug."""
    lead = _tenant(LEAD, kind=TenantKind.EPCI, lead=None)
    tenants = {lead.slug: lead, **{town.slug: _tenant(town, kind=TenantKind.COMMUNE, lead=lead) for town in TOWNS}}
    tenants[WATER.slug] = _tenant(WATER, kind=TenantKind.SYNDICAT, lead=lead)
    for account in ACCOUNTS:
        person = Person.objects.create_user(account.email, PASSWORD, name=account.name)
        with scope(tenant=tenants[account.tenant]):
            Membership.objects.create(
                tenant=tenants[account.tenant],
                person=person,
                role=account.role,
                service="water" if account.role == Role.DELEGATE else "",
            )
    Person.objects.create_user(OPERATOR, PASSWORD, name="Noa Leroy", is_operator=True)
    return tenants


def _tenant(town: Town, *, kind: TenantKind, lead: Tenant | None) -> Tenant:
    tenant = Tenant.objects.create(
        slug=town.slug,
        name=town.name,
        siret=town.siret,
        kind=kind,
        population=town.population,
        lead=lead,
        accent=town.accent,
        contact=f"ia@{town.slug}.example",
        contest_address=f"{town.name}, secrétariat"
        if town == WATER
        else f"Mairie de {town.name}, service des affaires scolaires",
    )
    for service in _services(town):
        with scope(tenant=tenant):
            TenantService.objects.create(tenant=tenant, service=service)
    return tenant


def _services(town: Town) -> Iterator[str]:
    if town.canteens:
        yield "canteen"
    if town.asks:
        yield "assistant"
    if town.calls:
        yield "phone"
    if town == WATER:
        yield "water"
