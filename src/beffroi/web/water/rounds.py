"""What awaits a decision in the water service, and the listening to MQTT brokers that workers do beside their jobs."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from beffroi.web.platform.digest import Awaited, awaits
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.working import beside
from beffroi.web.water.listening import listen_turn
from beffroi.web.water.models import AlarmStatus, Leak, LeakStatus, NightAlarm
from beffroi.web.water.starting import SERVICE

MOST_TOLD = 20


@awaits(SERVICE)
def signals_awaiting(tenant: Tenant) -> Iterator[Awaited]:
    """Return the leaks and the night alarms that nobody has looked at."""
    for leak in Leak.objects.filter(status=LeakStatus.SIGNAL)[:MOST_TOLD]:
        yield Awaited(f"une fuite signalée, {leak.where}", reverse("water-leak", args=[tenant.slug, leak.pk]))
    alarms = NightAlarm.objects.filter(status=AlarmStatus.SIGNAL).select_related("sector")
    for alarm in alarms[:MOST_TOLD]:
        yield Awaited(f"le débit de nuit du secteur {alarm.sector}", reverse("water-nights", args=[tenant.slug]))


beside("water.mqtt", listen_turn)
