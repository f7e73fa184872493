"""What an operation used: time, energy, cost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import Self

from beffroi.web.platform.models import Tenant

# Package power of a small server's busy core with its share of memory, disk and supply [W].
WATTS_A_BUSY_CORE = Decimal(12)
MS_AN_HOUR = Decimal(3_600_000)


@dataclass
class Meter:
    """Measures a block: wall time [ms] and the processor's seconds of this process, turned into energy."""

    duration_ms: int = 0
    cpu_ms: int = 0
    measured: bool = False

    def __enter__(self) -> Self:
        self._began, self._cpu = time.monotonic(), time.process_time()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.duration_ms = round((time.monotonic() - self._began) * 1000)
        self.cpu_ms = round((time.process_time() - self._cpu) * 1000)

    @property
    def energy_wh(self) -> Decimal:
        """Energy [Wh]: CPU time times the documented power of a busy core."""
        return (self.cpu_ms * WATTS_A_BUSY_CORE / MS_AN_HOUR).quantize(Decimal("0.000001"))

    def cost_cents(self, tenant: Tenant) -> Decimal:
        """Cost [cents] at the tenant's prices of electricity and of an hour of machine."""
        electricity = self.energy_wh * tenant.cents_per_kwh / 1000
        machine = self.duration_ms * tenant.cents_per_hour / MS_AN_HOUR
        return (electricity + machine).quantize(Decimal("0.000001"))
