"""Standing in for an absent colleague. It begins and ends by its days alone; ``tenancy.roles_of`` reads them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from beffroi.web.platform import people_mail
from beffroi.web.platform.models import Delegation, Person


def to_come(person: Person | None = None) -> QuerySet[Delegation]:
    """Return the replacements that have not ended, of everyone or of one person on either side."""
    found = Delegation.objects.filter(last__gte=timezone.localdate()).select_related("absent", "substitute")
    if person is not None:
        found = found.filter(Q(absent=person) | Q(substitute=person))
    ordered: QuerySet[Delegation] = found.order_by("first", "pk")
    return ordered


def overlapping(absent: Person, *, first: date, last: date) -> QuerySet[Delegation]:
    """Return the replacements of a person that share a day with the period."""
    found: QuerySet[Delegation] = Delegation.objects.filter(absent=absent, first__lte=last, last__gte=first)
    return found


def end(delegation: Delegation) -> None:
    """End a replacement before its time: yesterday was its last day, or it never was."""
    today = timezone.localdate()
    if delegation.first >= today:
        delegation.delete()
        return
    delegation.last = today - timedelta(days=1)
    delegation.save(update_fields=["last"])


def tell(delegation: Delegation) -> None:
    """Tell the substitute by e-mail. Raises MailNotSent."""
    people_mail.send("delegation", delegation.substitute.email, {"delegation": delegation, "tenant": delegation.tenant})
