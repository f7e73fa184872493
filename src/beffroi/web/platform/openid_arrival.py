"""What a provider says of a person, and who and where that is here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_scopes import scope

from beffroi.territory.codes import CodeInvalid, Siret
from beffroi.territory.errors import BadInput
from beffroi.web.platform.arrival import TenantClosed, arrive
from beffroi.web.platform.models import Membership, Person, Role


class SignInRefused(BadInput):
    """The provider knows the person, but they may not come in; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """A person as the provider describes them. verified: the provider has checked the address, None: it does not say.

    siret: the employer's establishment, None where the provider gives none.
    """

    subject: str
    email: str
    name: str
    verified: bool | None
    siret: Siret | None


def read_claims(raw: Mapping[str, Any], *, issuer: str) -> Claims:
    """Read the provider's claims. Raises SignInRefused without an address or with one known to be unchecked."""
    email = str(raw.get("email") or "").strip().lower()
    verified = raw.get("email_verified")
    if "@" not in email or verified is False or verified == "false":
        raise SignInRefused(
            "Votre fournisseur d'identité ne donne pas d'adresse de courriel vérifiée : "
            "vérifiez-la chez lui, puis reconnectez-vous."
        )
    family = raw.get("usual_name") or raw.get("family_name") or ""
    name = f"{raw.get('given_name') or ''} {family}".strip() or str(raw.get("name") or "")
    return Claims(
        subject=hashlib.sha256(f"{issuer} {raw['sub']}".encode()).hexdigest(),
        email=email,
        name=name[:120],
        verified=True if verified in {True, "true"} else None,
        siret=_siret(raw.get("siret")),
    )


def _siret(text: object) -> Siret | None:
    if not text:
        return None
    try:
        return Siret.parse(str(text))
    except CodeInvalid as error:
        raise SignInRefused(f"Votre fournisseur d'identité donne un SIRET illisible. {error}") from error


@transaction.atomic
def receive(claims: Claims) -> Person:
    """Find or create the person, and their tenant at the first sign-in for this employer. Raises SignInRefused."""
    person = Person.objects.select_for_update().filter(subject=claims.subject).first() or _by_address(claims)
    if not person.is_active:
        raise SignInRefused("Votre compte est fermé : demandez à l'administrateur de votre collectivité.")
    if claims.siret and person.asserted_siret != claims.siret.text:
        _join(person, claims.siret)
    return person


def _by_address(claims: Claims) -> Person:
    person = Person.objects.select_for_update().filter(email=claims.email).first()
    if person is None:
        return Person.objects.create_user(claims.email, name=claims.name, subject=claims.subject)
    if person.subject:
        raise SignInRefused("Cette adresse est déjà reliée à une autre identité : demandez à votre opérateur.")
    if not claims.verified:
        raise SignInRefused(
            "Un compte existe déjà avec cette adresse : connectez-vous avec votre mot de passe, "
            "puis reliez votre identité depuis « Votre compte »."
        )
    return link(person, claims)


def link(person: Person, claims: Claims) -> Person:
    """Tie an identity of the provider to an account. Raises SignInRefused when it is tied to another."""
    if Person.objects.filter(subject=claims.subject).exclude(pk=person.pk).exists():
        raise SignInRefused("Cette identité est déjà reliée à un autre compte.")
    person.subject = claims.subject
    person.name = person.name or claims.name
    person.save(update_fields=["subject", "name"])
    return person


def _join(person: Person, siret: Siret) -> None:
    try:
        tenant, new = arrive(siret)
    except TenantClosed as error:
        raise SignInRefused(str(error)) from error
    with scope(tenant=tenant):
        if not Membership.objects.filter(person=person).exists():
            Membership.objects.create(tenant=tenant, person=person, role=Role.ADMIN if new else Role.AGENT)
    # remembered, so that a role that an administrator took away does not come back at the next sign-in
    person.asserted_siret = siret.text
    person.save(update_fields=["asserted_siret"])
