"""Uses of the ledger summed by operation, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from beffroi.engines.footprint import grams_co2e
from beffroi.governance.facts import Use
from beffroi.territory.numbers import format_number


@dataclass(frozen=True, kw_only=True)
class Used:
    """An operation over the period. energy [Wh], greenhouse gases [gCO2e], cost [cents], computing time [ms].

    inputs: different inputs, 0 where they are not told.
    """

    service: str
    operation: str
    runs: int
    wh: Decimal
    measured_wh: Decimal
    grams: Decimal
    cents: Decimal
    ms: int
    inputs: int
    models: tuple[str, ...]

    @property
    def wh_a_run(self) -> Decimal:
        """Energy of a run on average [Wh]."""
        return self.wh / self.runs if self.runs else Decimal(0)


def by_operation(uses: Iterable[Use]) -> tuple[Used, ...]:
    """Sum the months of each operation, the one that used most first; each month at its own electricity."""
    groups: dict[tuple[str, str], list[Use]] = {}
    for use in uses:
        groups.setdefault((use.service, use.operation), []).append(use)
    return tuple(sorted(map(_summed, groups.values()), key=lambda used: (-used.wh, used.service, used.operation)))


def _summed(rows: list[Use]) -> Used:
    zero = Decimal(0)
    return Used(
        service=rows[0].service,
        operation=rows[0].operation,
        runs=sum(row.runs for row in rows),
        wh=sum((row.wh for row in rows), zero),
        measured_wh=sum((row.measured_wh for row in rows), zero),
        grams=sum((grams_co2e(row.wh, day=row.month) for row in rows), zero),
        cents=sum((row.cents for row in rows), zero),
        ms=sum(row.ms for row in rows),
        inputs=sum(row.inputs for row in rows),
        models=tuple(dict.fromkeys(name for row in rows for name in row.models)),
    )


def small_number(value: Decimal) -> str:
    """Write an amount with three figures that mean something: "12 300", "0,0470", "0,0000851"."""
    places = 0 if not value else max(0, 2 - value.adjusted())
    return format_number(float(value), decimals=places)
