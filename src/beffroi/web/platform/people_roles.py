"""The people of a tenant and their roles. Every function works in the tenant's scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django_scopes import scopes_disabled

from beffroi.catalogue import WITH_SCREENS
from beffroi.territory.errors import BadInput
from beffroi.web.platform.access import DELEGATES
from beffroi.web.platform.models import Delegation, Membership, Person, Role, Tenant
from beffroi.web.platform.models.people import SERVICE_ROLES

TITLES = {service.name: service.title for service in WITH_SCREENS}


class LastAdministrator(BadInput):
    """Without this person nobody could administer the tenant."""

    def __init__(self) -> None:
        super().__init__(
            "C'est le dernier administrateur de la collectivité : donnez d'abord ce rôle à quelqu'un d'autre."
        )


class RoleForWhole(BadInput):
    """A role that oversees the tenant cannot be limited to one service."""


class RoleForOne(BadInput):
    """A company's people are given one service, never the tenant."""


@dataclass(frozen=True)
class Member:
    """A person and the roles they hold here."""

    person: Person
    roles: list[Membership] = field(default_factory=list)


def people() -> QuerySet[Person]:
    """Return the persons who hold a role in the tenant in scope."""
    return Person.objects.filter(pk__in=Membership.objects.values("person")).order_by("name", "email")


def with_roles(persons: Iterable[Person]) -> list[Member]:
    """Add to each person the roles held in the tenant in scope; one query."""
    members = {person.pk: Member(person) for person in persons}
    for held in Membership.objects.filter(person__in=members).order_by("role", "service"):
        members[held.person_id].roles.append(held)
    return list(members.values())


def check_reach(role: Role, service: str) -> None:
    """Raise RoleForWhole, RoleForOne when a role is given for less or for more than it may be."""
    if service and role not in SERVICE_ROLES:
        raise RoleForWhole(f"Le rôle « {role.label} » vaut pour toute la collectivité : choisissez « tous ».")
    if not service and role in DELEGATES:
        raise RoleForOne(f"Le rôle « {role.label} » vaut pour un seul service : choisissez lequel.")


def holds_in_own_right(person: Person, role: Role) -> bool:
    """Tell whether the person holds the role themselves, not only in place of an absent colleague."""
    return bool(Membership.objects.filter(person=person, role=role, service="").exists())


def give(tenant: Tenant, person: Person, role: Role, *, service: str = "") -> bool:
    """Give a role; False when the person has it already. Raises RoleForWhole, RoleForOne."""
    check_reach(role, service)
    _, new = Membership.objects.get_or_create(tenant=tenant, person=person, role=role, service=service)
    return bool(new)


@transaction.atomic
def take(tenant: Tenant, held: Sequence[Membership]) -> None:
    """Take roles away, and the replacements of who has none left. Raises LastAdministrator."""
    # the tenant's row is the lock: two administrators taking each other's role at once leave one
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    going = [membership.pk for membership in held]
    staying = Membership.objects.filter(role=Role.ADMIN, service="", person__is_active=True).exclude(pk__in=going)
    if any(membership.role == Role.ADMIN for membership in held) and not staying.exists():
        raise LastAdministrator
    Membership.objects.filter(pk__in=going).delete()
    for person in {membership.person_id for membership in held}:
        if not Membership.objects.filter(person=person).exists():
            Delegation.objects.filter(absent=person).delete()
            Delegation.objects.filter(substitute=person).delete()


def may_reset_second_factor(person: Person, tenant: Tenant) -> bool:
    """Tell whether an administrator of the tenant may: the person is of no other tenant, nor an operator."""
    with scopes_disabled():
        elsewhere = Membership.objects.filter(person=person).exclude(tenant=tenant).exists()
    return not person.is_operator and not elsewhere
