"""May this account use this service? In the manner of ANCT's deploycenter.

Source: https://github.com/suitenumerique/st-deploycenter, entitlements by SIRET, service and account.
"""

from __future__ import annotations

from enum import StrEnum

from beffroi.catalogue import WITH_SCREENS
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.quotas import QuotaReached, ServiceOff, within_quota
from beffroi.web.platform.tenancy import roles_of


class Reason(StrEnum):
    """Why an account may use a service, or not."""

    ENTITLED = "entitled"
    SIRET_UNKNOWN = "siret_unknown"
    SERVICE_UNKNOWN = "service_unknown"
    SERVICE_OFF = "service_off"
    QUOTA_REACHED = "quota_reached"
    ACCOUNT_UNKNOWN = "account_unknown"
    NO_ROLE = "no_role"


SENTENCES = {
    Reason.ENTITLED: "Le service est ouvert.",
    Reason.SIRET_UNKNOWN: "Cette clé n'ouvre rien sur ce SIRET.",
    Reason.SERVICE_UNKNOWN: "Ce service n'existe pas.",
    Reason.SERVICE_OFF: "La collectivité n'a pas allumé ce service.",
    Reason.QUOTA_REACHED: "La collectivité a employé ce mois-ci tout ce qu'elle s'est permis.",
    Reason.ACCOUNT_UNKNOWN: "Ce compte n'a pas de rôle dans la collectivité.",
    Reason.NO_ROLE: "Ce compte a un rôle, mais pas pour ce service.",
}


def entitlement(tenant: Tenant, *, siret: str, service: str, account: str = "") -> Reason:
    """Tell whether an account (an e-mail address; empty: the authority itself) may use a service.

    Another tenant's SIRET and a SIRET that nobody has are answered alike.
    """
    if siret != tenant.siret:
        return Reason.SIRET_UNKNOWN
    if service not in {known.name for known in WITH_SCREENS}:
        return Reason.SERVICE_UNKNOWN
    try:
        within_quota(tenant, service)
    except ServiceOff:
        return Reason.SERVICE_OFF
    except QuotaReached:
        return Reason.QUOTA_REACHED
    return _of_account(tenant, service, account) if account else Reason.ENTITLED


def _of_account(tenant: Tenant, service: str, account: str) -> Reason:
    person = Person.objects.filter(email=account.lower(), is_active=True).first()
    held = roles_of(person, tenant) if person else frozenset()
    if not held:
        return Reason.ACCOUNT_UNKNOWN
    return Reason.ENTITLED if any(only in {"", service} for _, only in held) else Reason.NO_ROLE
