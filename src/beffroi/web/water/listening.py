"""Turns of listening to the MQTT broker of each tenant; the broker keeps for us what arrives between two turns.

A turn is claimed on the tenant's row: two workers never listen for the same tenant at once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from beffroi.territory.errors import BadInput
from beffroi.water.mqtt import Broker, Listener, read_broker
from beffroi.web.platform.models import TenantService
from beffroi.web.platform.shift import SHIFT
from beffroi.web.water.feed import FeedStore
from beffroi.web.water.models import Source, WaterSettings
from beffroi.web.water.starting import SERVICE

TURN_SECONDS = 20.0
LEASE = timedelta(seconds=60)

logger = logging.getLogger("beffroi.water")


def listen_turn(*, seconds: float = TURN_SECONDS) -> None:
    """Listen once to the broker of every tenant that has one and is not listened to by another worker."""
    with scopes_disabled():
        enabled = TenantService.objects.filter(service=SERVICE, enabled=True, tenant__active=True)
        found = WaterSettings.objects.exclude(broker="").filter(tenant__in=enabled.values("tenant"))
        listened = list(found.select_related("tenant").order_by("pk"))
    for row in listened:
        if not SHIFT.stop.is_set() and _claimed(row, timezone.now()):
            listen(row, seconds=seconds)


def _claimed(row: WaterSettings, now: datetime) -> bool:
    free = Q(listening_until=None) | Q(listening_until__lt=now)
    with scope(tenant=row.tenant):
        return bool(WaterSettings.objects.filter(free, pk=row.pk).update(listening_until=now + LEASE))


def listen(row: WaterSettings, *, seconds: float) -> None:
    """Listen to one broker; what goes wrong is told on the tenant's row."""
    trouble = ""
    listener = Listener(
        FeedStore(row.tenant, Source.MQTT), topic=row.topic, tell=_tell, client=f"beffroi-{row.tenant.siret}"
    )
    try:
        listener.listen(broker_of(row), seconds=seconds, stop=SHIFT.stop)
    except BadInput as error:
        trouble = str(error)
    finally:
        with scope(tenant=row.tenant):
            WaterSettings.objects.filter(pk=row.pk).update(
                listening_until=None, listened_at=timezone.now(), trouble=trouble[:200]
            )


def broker_of(row: WaterSettings) -> Broker:
    """Return the broker of a tenant with its account. Raises BrokerUnreachable."""
    known = read_broker(row.broker)
    return Broker(known.host, known.port, row.broker_user, row.broker_word, known.tls)


def _tell(text: str) -> None:
    logger.warning("message left out: %s", text)
