"""A strike scenario beside the usual forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from beffroi.web.canteen.models import ExpectedTotal, Run


@dataclass(frozen=True)
class ScenarioDay:
    """One day of strike: the usual forecast, the supposed one with its interval, canteens most touched."""

    date: date
    usual: float | None
    supposed: float
    low: float
    high: float
    canteens: tuple[tuple[str, float, float], ...]

    @property
    def change(self) -> float | None:
        """Change of the total, as a share of the usual one."""
        return (self.supposed - self.usual) / self.usual if self.usual else None


def compared(run: Run) -> list[ScenarioDay]:
    """Return the strike days of a scenario."""
    days = {date.fromisoformat(day) for day in run.strikes}
    usual = {row.date: row.forecast for row in ExpectedTotal.objects.filter(date__in=days)}
    found = []
    for row in run.total:
        day = date.fromisoformat(row["date"])
        if day in days:
            found.append(
                ScenarioDay(
                    day, usual.get(day), row["forecast"], row["low80"], row["high80"], _canteens(run, row["date"])
                )
            )
    return found


def _canteens(run: Run, day: str) -> tuple[tuple[str, float, float], ...]:
    """Return name, forecast and order of each canteen on a day."""
    return tuple(
        (f"{row['site']} ({row['kind']})" if row["kind"] else row["site"], row["forecast"], row["order"])
        for row in run.canteens
        if row["date"] == day
    )
