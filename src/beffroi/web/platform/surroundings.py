"""What every page shows around its content: the tenant, its services, the version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django_scopes import scope

from beffroi import __version__
from beffroi.catalogue import WITH_SCREENS
from beffroi.web.platform.access import ADMINS, DELEGATES, LEADS, OVERSEERS, PROTECTORS, WORKERS
from beffroi.web.platform.models import Role, Tenant, TenantService
from beffroi.web.platform.tenancy import services_of


@dataclass(frozen=True)
class Link:
    """An entry of the menu."""

    title: str
    address: str
    here: bool


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs; one query inside a tenant, none outside."""
    tenant: Tenant | None = getattr(request, "tenant", None)
    roles: frozenset[Role] = getattr(request, "roles", frozenset())
    return {
        "version": __version__,
        "tenant": tenant,
        "roles": roles,
        "can_work": bool(roles & WORKERS),
        "can_lead": bool(roles & LEADS),
        "delegate_only": bool(roles) and roles <= DELEGATES,
        "menu": menu(request, tenant, roles),
    }


def menu(request: HttpRequest, tenant: Tenant | None, roles: frozenset[Role]) -> list[Link]:
    """Return the links of the workspace that the person may open, the services switched on first."""
    if tenant is None or not roles:
        return []
    with scope(tenant=tenant):  # an error page is rendered outside the gate
        enabled = set(TenantService.objects.filter(enabled=True).values_list("service", flat=True))
    if roles <= DELEGATES:
        return _links(request, _services(tenant, enabled & services_of(request.user, tenant)))
    entries = [("Accueil", reverse("workspace", args=[tenant.slug]))]
    entries += _services(tenant, enabled)
    entries += [("Travaux", reverse("jobs", args=[tenant.slug]))]
    if roles & OVERSEERS:
        entries += [("Journal", reverse("ledger", args=[tenant.slug]))]
    entries += [("Registre public", reverse("register", args=[tenant.slug]))]
    if roles & PROTECTORS:
        entries += [("Données et droits", reverse("rights", args=[tenant.slug]))]
    entries += [("Absences", reverse("delegations", args=[tenant.slug]))]
    if roles & ADMINS:
        entries += [("Personnes", reverse("people", args=[tenant.slug]))]
        entries += [("Réglages", reverse("tenant-settings", args=[tenant.slug]))]
    return _links(request, entries)


def _services(tenant: Tenant, names: set[str]) -> list[tuple[str, str]]:
    return [(service.title, f"/{tenant.slug}/{service.path}/") for service in WITH_SCREENS if service.name in names]


def _links(request: HttpRequest, entries: list[tuple[str, str]]) -> list[Link]:
    best = max((address for _, address in entries if request.path.startswith(address)), key=len, default="")
    return [Link(title, address, address == best) for title, address in entries]
