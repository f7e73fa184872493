"""How long before a day its forecast is made, and the same wait replayed on past days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

LONGEST_LEAD = 45


def monday(ordinal: int) -> int:
    """Return the ordinal of the Monday of the week."""
    return ordinal - (ordinal - 1) % 7


class Waits(Protocol):
    """Any rule that says when a past day would have been forecast."""

    def snapshots(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the replayed as-of ordinal of each day."""


@dataclass(frozen=True, slots=True)
class TermLeads:
    """Each stretch between two school holidays is forecast some days before its first day.

    first_days: ordinals of the first days of the stretches, in order.
    """

    first_days: tuple[int, ...]
    days_ahead: int = 70

    def snapshots(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the replayed as-of ordinal of each day."""
        starts = np.array(self.first_days)
        place = np.searchsorted(starts, ordinals, side="right") - 1
        return starts[np.clip(place, 0, None)] - self.days_ahead


@dataclass(frozen=True, slots=True)
class Leads:
    """Weeks between the as-of date and the target days, and the weekday of the as-of date.

    Past weeks are replayed with each of these leads in turn, so that a model is trained and
    calibrated on the very waits that it is asked for.
    """

    weeks: tuple[int, ...]
    weekday: int

    @classmethod
    def of(cls, as_of: date, targets: Sequence[date]) -> Leads:
        """Read the leads off the days to forecast."""
        start = monday(as_of.toordinal())
        weeks = {min(LONGEST_LEAD, (monday(day.toordinal()) - start) // 7) for day in targets}
        return cls(tuple(sorted(weeks)) or (1,), as_of.weekday())

    def snapshot(self, ordinal: int) -> int:
        """Return the as-of ordinal under which a past day is replayed."""
        week = monday(ordinal)
        lead = self.weeks[(week // 7) % len(self.weeks)]
        return week - 7 * lead + self.weekday

    def snapshots(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the replayed as-of ordinal of each day."""
        return np.array([self.snapshot(int(ordinal)) for ordinal in ordinals])
