"""Takes a table of people in: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from beffroi.web.platform.invitations import Offer, prepare, send_all
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.people_roles import give, people


@dataclass(frozen=True)
class Taken:
    """How many roles were given to people already here, how many offered by e-mail to others."""

    given: int
    offered: int


@transaction.atomic
def take_in(tenant: Tenant, offers: Sequence[Offer], *, by: Person) -> Taken:
    """Give the roles to the people of the tenant, invite the others; works in the tenant's scope."""
    here = {person.email: person for person in people()}
    given = [
        give(tenant, here[offer.email], offer.role, service=offer.service) for offer in offers if offer.email in here
    ]
    invited = [prepare(tenant, offer) for offer in offers if offer.email not in here]
    if invited:
        send_all(tenant, person=by)
    return Taken(sum(given), len(invited))
