"""One person's data in a tenant: shown, handed over, erased. The ledger keeps the key, nobody knows whose it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from beffroi.territory.errors import BadInput
from beffroi.web.platform.archive import as_row, fields_of
from beffroi.web.platform.ledger import Operation, append_event, facts
from beffroi.web.platform.models import (
    Entry,
    EntryText,
    Erasure,
    Invitation,
    LedgerHead,
    Membership,
    Person,
    Role,
    Tenant,
    TenantRow,
)

NOWHERE = "effacee.invalid"


class ErasureRefused(BadInput):
    """The person cannot be erased as things stand."""


@dataclass(frozen=True)
class Link:
    """A field by which rows of a tenant name a person."""

    model: type[TenantRow]
    field: models.ForeignKey[Any, Any]

    @property
    def title(self) -> str:
        """What the page calls these rows."""
        return str(self.model._meta.verbose_name)

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """Return the rows in scope that name the person."""
        found: models.QuerySet[Any] = self.model.objects.filter(**{self.field.name: person})
        return found


def links() -> Iterator[Link]:
    """Return every field of a tenant's rows that names a person: later services are found by themselves."""
    for model in apps.get_models():
        if issubclass(model, TenantRow):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and field.related_model is Person:
                    yield Link(model, field)


def persons_of(tenant: Tenant) -> models.QuerySet[Person]:
    """Return the persons that rows of the tenant name, by name. One query."""
    with scope(tenant=tenant):
        named = models.Q()
        for link in links():
            named |= models.Q(Exists(link.model.objects.filter(**{link.field.name: OuterRef("pk")})))
        return Person.objects.filter(named, erased_at__isnull=True).order_by("name", "email")


@dataclass(frozen=True)
class Known:
    """What a tenant holds of a person: how many rows of each kind, links of the ledger, texts."""

    rows: tuple[tuple[str, int], ...]
    links: int
    texts: int


def known(tenant: Tenant, person: Person) -> Known:
    """Count what the tenant holds of a person."""
    with scope(tenant=tenant):
        counted = [(link.title, link.rows(person).count()) for link in links()]
        entries = Entry.objects.filter(person=person.key).count()
        texts = EntryText.objects.filter(entry__person=person.key).count()
    return Known(tuple((title, count) for title, count in counted if count), entries, texts)


def personal_data(tenant: Tenant, person: Person) -> dict[str, Any]:
    """Return all that the tenant holds of a person, as JSON values; no password, no secret."""
    with scope(tenant=tenant):
        rows = {
            f"{link.model._meta.label_lower}.{link.field.name}": [
                as_row(row, fields_of(link.model)) for row in link.rows(person).order_by("pk")
            ]
            for link in links()
            if link.model.leaves
        }
        ledger = list(_ledger(tenant, person))
    return {
        "tenant": {"name": tenant.name, "siret": tenant.siret},
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "person": {
            "email": person.email,
            "name": person.name,
            "created_at": person.created_at.isoformat(),
            "last_login": person.last_login.isoformat() if person.last_login else None,
            "key": person.key,
        },
        "rows": {name: found for name, found in rows.items() if found},
        "ledger": ledger,
    }


def _ledger(tenant: Tenant, person: Person) -> Iterator[dict[str, str]]:
    head: LedgerHead | None = LedgerHead.objects.first()
    texts = dict(EntryText.objects.filter(entry__person=person.key).values_list("entry", "text"))
    for entry in Entry.objects.filter(person=person.key).iterator():
        yield {**facts(entry, origin=head.origin if head else tenant.siret), "reason": texts.get(entry.pk, "")}


@dataclass(frozen=True)
class Erased:
    """What an erasure did: rows changed or removed; whether the account itself was blanked."""

    rows: int
    account: bool


@transaction.atomic
def erase(tenant: Tenant, person: Person, *, by: Person) -> Erased:
    """Erase a person from a tenant's rows and texts, and the account where no other tenant names it.

    Raises ErasureRefused for an operator, oneself, and the only administrator.
    """
    key, email = person.key, person.email
    with scope(tenant=tenant):
        _check(tenant, person, by)
        rows = EntryText.objects.filter(entry__person=key).delete()[0]
        rows += sum(_detach(link, person) for link in links())
        rows += Invitation.objects.filter(email__iexact=email).delete()[0]
        Erasure.objects.get_or_create(tenant=tenant, key=key)
    alone = not _named_anywhere(person)
    if alone:
        _blank(person)
    told = "compte effacé" if alone else "effacé ici, connu d'une autre collectivité"
    append_event(tenant, Operation(service="platform", operation="erase", subject=key, result=told), person=by)
    return Erased(int(rows), alone)


def _check(tenant: Tenant, person: Person, by: Person) -> None:
    if person.is_operator:
        raise ErasureRefused("Cette personne exploite l'instance : l'opérateur doit d'abord lui retirer ce rôle.")
    if person == by:
        raise ErasureRefused("Vous ne pouvez pas vous effacer vous-même : demandez-le à un collègue.")
    admins = Membership.objects.filter(tenant=tenant, role=Role.ADMIN)
    if admins.filter(person=person).exists() and not admins.exclude(person=person).exists():
        raise ErasureRefused("C'est le seul administrateur : nommez-en d'abord un autre.")


def _detach(link: Link, person: Person) -> int:
    """Do what the field says of a person that goes: remove the row, empty the field, or leave it to the account."""
    rule = link.field.remote_field.on_delete
    if rule is models.CASCADE:
        return int(link.rows(person).delete()[0])
    if link.field.null:
        return int(link.rows(person).update(**{link.field.name: None}))
    return 0


def _named_anywhere(person: Person) -> bool:
    with scopes_disabled():
        return any(link.rows(person).exists() for link in links())


def _blank(person: Person) -> None:
    """Blank the account: nothing but the key is left. Second factors and traces of sign-in go with it."""
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username=person.email).delete()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Person and not issubclass(model, TenantRow):
                model._base_manager.filter(**{field.name: person}).delete()
    fresh = Person(key=person.key, email=f"{person.key}@{NOWHERE}", is_active=False, wants_digest=False)
    fresh.pk, fresh.created_at, fresh.erased_at = person.pk, person.created_at, timezone.now()
    fresh.set_unusable_password()
    fresh.save(force_update=True)
