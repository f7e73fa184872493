"""What a server of calls takes from the workspace: ``desk_of(siret)``, once Django is loaded.

A service of the floor below knows no database: whoever composes the command hands it this desk.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection
from django_scopes import scope

from beffroi.phone.dialogue import Dialogue, Settings, read_settings
from beffroi.phone.introduction import Introduced, Schedule
from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander
from beffroi.territory.errors import BadInput
from beffroi.web.phone.models import phone_settings
from beffroi.web.phone.recorder import DatabaseRecorder
from beffroi.web.phone.starting import SERVICE
from beffroi.web.phone.town import schedule_of, town_of
from beffroi.web.phone.understander import understander_of
from beffroi.web.platform.models import Tenant, TenantService

READ_AGAIN = 30.0
LOG = logging.getLogger("beffroi.phone")


class DeskMissing(BadInput):
    """No authority of this instance answers calls under that SIRET."""


@dataclass(frozen=True)
class Known:
    """What calls are held with, as it stood when it was read."""

    town: Town
    understander: Understander
    schedule: Schedule
    settings: Settings
    lines: int


class Desk:
    """A tenant's telephone. What agents change is read again beside the calls: none waits for it.

    recorder: keeps the calls. sends_links: the server of calls has a gateway for SMS. `conversation` may be called from
    an event loop, `known` for the first time may not.
    """

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.recorder = tenant, DatabaseRecorder(tenant)
        self.sends_links = True
        self._known: Known | None = None
        self._read, self._reading = 0.0, threading.Lock()

    @property
    def known(self) -> Known:
        """Return what calls are held with; read at once the first time. Raises NothingToUnderstand."""
        if self._known is None:
            self._known, self._read = self.read(), time.monotonic()
        elif time.monotonic() - self._read >= READ_AGAIN and self._reading.acquire(blocking=False):
            threading.Thread(target=self._read_beside, daemon=True, name="phone-desk").start()
        return self._known

    def conversation(self) -> Introduced:
        """Return the dialogue of a call that begins: the switchboard first, outside the hours of the introduction."""
        known, zone = self.known, ZoneInfo(self.tenant.time_zone)

        def clock() -> datetime:
            return datetime.now(zone)

        dialogue = Dialogue(town=known.town, understander=known.understander, clock=clock, settings=known.settings)
        return Introduced(dialogue, town=known.town, schedule=known.schedule, clock=clock)

    def read(self) -> Known:
        """Read the tenant's tables; trains anew where ways of asking changed. Raises NothingToUnderstand."""
        town = town_of(self.tenant)
        with scope(tenant=self.tenant):
            kept = phone_settings()
        settings = replace(read_settings(), links=kept.sms_links and self.sends_links)
        return Known(town, understander_of(town), schedule_of(self.tenant), settings, int(kept.lines))

    def _read_beside(self) -> None:
        try:
            self._known = self.read()
        except (BadInput, DatabaseError):
            LOG.exception("the town could not be read again; calls go on with what was known")
        finally:
            self._read = time.monotonic()
            self._reading.release()
            connection.close()


def desk_of(siret: str) -> Desk:
    """Return the telephone of a tenant. Raises DeskMissing."""
    tenant: Tenant | None = Tenant.objects.filter(siret=siret.replace(" ", ""), active=True).first()
    if tenant is not None:
        with scope(tenant=tenant):
            if TenantService.objects.filter(service=SERVICE, enabled=True).exists():
                return Desk(tenant)
    raise DeskMissing(
        f"Aucune collectivité de SIRET {siret} n'a l'accueil téléphonique : allumez-le dans « Réglages › Services »."
    )
