"""A role offered by e-mail: a link that serves once, for a week, for one tenant and one address."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.web.platform import people_mail
from beffroi.web.platform.jobs import Work, start, work
from beffroi.web.platform.models import Invitation, Job, Membership, Person, Role, Tenant

VALID = timedelta(days=7)
SENDING = "people.invite"


class InvitationSpent(BadInput):
    """The link has served, has ended, or was never given."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A role for an address. service: empty for all services."""

    email: str
    role: Role
    name: str = ""
    service: str = ""


def digest(word: str) -> str:
    """Return what is kept of a link's word."""
    return hashlib.sha256(word.encode()).hexdigest()


def prepare(tenant: Tenant, offer: Offer) -> Invitation:
    """Keep an offer that is not yet sent; an open one of the same role to the same address is replaced."""
    with scope(tenant=tenant), transaction.atomic():
        same = Invitation.objects.filter(email=offer.email.lower(), role=offer.role, service=offer.service)
        same.filter(accepted_at=None).delete()
        invitation: Invitation = Invitation.objects.create(
            tenant=tenant,
            email=offer.email.lower(),
            name=offer.name,
            role=offer.role,
            service=offer.service,
            digest=digest(secrets.token_urlsafe(32)),
            expires_at=timezone.now() + VALID,
        )
    return invitation


def dispatch(invitation: Invitation, *, inviter: str = "") -> None:
    """Send the link with a new word; a link sent before ends. Raises MailNotSent; the offer then waits unsent."""
    word, expires = secrets.token_urlsafe(32), timezone.now() + VALID
    open_one = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    open_one.update(digest=digest(word), expires_at=expires, sent_at=None)
    context = {
        "invitation": invitation,
        "tenant": invitation.tenant,
        "inviter": inviter,
        "expires": expires,
        "path": reverse("invitation", args=[invitation.tenant.slug, word]),
    }
    # outside any transaction of ours: a slow mail server must not hold the database
    people_mail.send("invitation", invitation.email, context)
    open_one.update(sent_at=timezone.now())


def invite(tenant: Tenant, offer: Offer, *, inviter: str = "") -> Invitation:
    """Offer a role by e-mail. Raises MailNotSent; the offer is then kept, to be sent again."""
    invitation = prepare(tenant, offer)
    with scope(tenant=tenant):
        dispatch(invitation, inviter=inviter)
    return invitation


def send_all(tenant: Tenant, *, person: Person) -> Job:
    """Start the job that sends what is prepared and not sent."""
    key = f"{SENDING}:{timezone.now().isoformat()}"
    return start(tenant, SENDING, key=key, title="Envoi des invitations", arguments={}, person=person)


@work(SENDING)
def send_prepared(work: Work) -> None:
    """Send every invitation of the tenant that is not sent; a second attempt goes on where the first stopped."""
    waiting = list(Invitation.objects.filter(sent_at=None, accepted_at=None).select_related("tenant"))
    for done, invitation in enumerate(waiting):
        work.progress(done / len(waiting), f"{done} invitations sur {len(waiting)}")
        dispatch(invitation, inviter=str(work.person or ""))
    with work.commit({"sent": len(waiting)}):
        pass


def find(word: str) -> Invitation:
    """Return the open invitation of a word in the tenant in scope. Raises InvitationSpent."""
    found = Invitation.objects.filter(digest=digest(word), accepted_at=None, expires_at__gt=timezone.now())
    invitation: Invitation | None = found.select_related("tenant").first()
    if invitation is None:
        raise InvitationSpent(
            "Cette invitation a déjà servi ou n'est plus valable : demandez-en une nouvelle à qui vous l'a envoyée."
        )
    return invitation


@transaction.atomic
def accept(invitation: Invitation, person: Person) -> None:
    """Give the role to the person of the address, once. Raises InvitationSpent."""
    if person.email != invitation.email:
        raise InvitationSpent("Cette invitation est pour une autre adresse que la vôtre.")
    open_one = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, expires_at__gt=timezone.now())
    if not open_one.update(accepted_at=timezone.now()):
        raise InvitationSpent("Cette invitation vient de servir.")
    Membership.objects.get_or_create(
        tenant=invitation.tenant, person=person, role=invitation.role, service=invitation.service
    )
