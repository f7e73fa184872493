"""What a server of calls takes from the workspace: ``desk_of(siret)``, once Django is loaded.

A service of the floor below knows no database: whoever composes the command hands it this desk.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from django_scopes import scope

from beffroi.phone.dialogue import Settings, read_settings
from beffroi.phone.introduction import Schedule
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


class DeskMissing(BadInput):
    """No authority of this instance answers calls under that SIRET."""


@dataclass
class Desk:
    """A tenant's telephone: its town, read again every half minute; its understander, schedule, settings, recorder."""

    tenant: Tenant
    recorder: DatabaseRecorder
    _town: Town | None = field(default=None, repr=False)
    _read: float = field(default=0.0, repr=False)

    def town(self) -> Town:
        """Return the town as its agents have it now: an approval is heard within half a minute."""
        if self._town is None or time.monotonic() - self._read >= READ_AGAIN:
            self._town, self._read = town_of(self.tenant), time.monotonic()
        return self._town

    def understander(self) -> Understander:
        """Return who understands its callers; trained anew where ways of asking changed. Raises NothingToUnderstand."""
        return understander_of(self.town())

    def schedule(self) -> Schedule:
        """Return when the agent takes calls."""
        return schedule_of(self.tenant)

    def settings(self) -> Settings:
        """Return the dialogue's settings: links are offered where the town sends them."""
        with scope(tenant=self.tenant):
            return replace(read_settings(), links=phone_settings().sms_links)

    def lines(self) -> int:
        """Return how many calls the town takes at once."""
        with scope(tenant=self.tenant):
            return int(phone_settings().lines)


def desk_of(siret: str) -> Desk:
    """Return the telephone of a tenant. Raises DeskMissing."""
    tenant: Tenant | None = Tenant.objects.filter(siret=siret.replace(" ", ""), active=True).first()
    if tenant is not None:
        with scope(tenant=tenant):
            if TenantService.objects.filter(service=SERVICE, enabled=True).exists():
                return Desk(tenant, DatabaseRecorder(tenant))
    raise DeskMissing(
        f"Aucune collectivité de SIRET {siret} n'a l'accueil téléphonique : allumez-le dans « Réglages › Services »."
    )
