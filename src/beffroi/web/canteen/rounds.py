"""What awaits a decision in the canteens, for the week's letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from beffroi.web.canteen.models import ExpectedTotal
from beffroi.web.canteen.starting import SERVICE
from beffroi.web.platform.digest import Awaited, awaits
from beffroi.web.platform.models import Entry, Tenant
from beffroi.web.platform.models.ledger import EntryKind
from beffroi.web.platform.templatetags.french import weekday

AHEAD = timedelta(days=7)


@awaits(SERVICE)
def undecided_days(tenant: Tenant) -> Iterator[Awaited]:
    """Return the days of the coming week whose orders nobody has looked at."""
    today = timezone.localdate()
    coming = ExpectedTotal.objects.filter(date__gte=today, date__lt=today + AHEAD).values_list("date", flat=True)
    decisions = Entry.objects.filter(kind=EntryKind.DECISION, service=SERVICE, at__gte=timezone.now() - 8 * AHEAD)
    decided = {subject.split(" ")[0] for subject in decisions.values_list("subject", flat=True)}
    for day in coming:
        if day.isoformat() not in decided:
            yield Awaited(f"les commandes du {weekday(day)}", reverse("canteen-day", args=[tenant.slug, day]))
