"""What to tell of each sector: rises of its night flow, when they began, what they cost, what is lost today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from beffroi.water.night_flow.changes import Rise, find_rises
from beffroi.water.night_flow.flows import Flows
from beffroi.water.night_flow.ledger import ledger_rises
from beffroi.water.night_flow.ledger_fit import Sector
from beffroi.water.night_flow.nights import known_at, nightly, pumped_from_start
from beffroi.water.night_flow.season import town_season
from beffroi.water.night_flow.segments import Array
from beffroi.water.tables import Finding

HOURS, DAYS = 24, 365
EUROS_PER_M3 = 0.60
MOVED, LARGE = 0.15, 0.2
WEEK, SAME_NIGHT = 7, 1
MIDDLE_OF_NIGHT = pd.Timedelta(hours=3)
HALF_DAY = pd.Timedelta(hours=12)


@dataclass(frozen=True)
class Alarm:
    """A rise of a sector's night flow: onset with its 95 % interval, loss [m3/h] when raised."""

    sector: str
    raised_at: pd.Timestamp
    onset: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp
    loss_m3h: float
    sudden: bool
    euros_per_m3: float

    def as_json(self) -> dict[str, Any]:
        """Return the alarm under the keys of docs/services/water.md; times are naive standard time."""
        return {
            "sector": self.sector,
            "raised_at": f"{self.raised_at:%Y-%m-%d %H:%M:%S}",
            "onset": f"{self.onset:%Y-%m-%d %H:%M:%S}",
            "loss_m3h": round(self.loss_m3h, 2),
            "onset_earliest": f"{self.earliest:%Y-%m-%d %H:%M:%S}",
            "onset_latest": f"{self.latest:%Y-%m-%d %H:%M:%S}",
            "kind": "sudden" if self.sudden else "slow",
            "loss_m3_day": round(self.loss_m3h * HOURS, 1),
            "euros_year": round(self.loss_m3h * HOURS * DAYS * self.euros_per_m3),
        }

    def line(self) -> str:
        """Return the alarm as a French line."""
        how = "d'un coup" if self.sudden else "peu à peu"
        euros = f"{self.loss_m3h * HOURS * DAYS * self.euros_per_m3:,.0f}".replace(",", " ")
        return (
            f"{self.raised_at:%d/%m/%Y} {self.sector} : +{self.loss_m3h:.1f} m3/h {how} depuis le "
            f"{self.onset:%d/%m/%Y} (entre le {self.earliest:%d/%m} et le {self.latest:%d/%m}), {euros} € par an"
        ).replace(".", ",", 1)


@dataclass(frozen=True)
class Loss:
    """What a sector loses now: night flow, legitimate night use, their difference [m3/h].

    ``legitimate_m3h`` is None where it is not known: no customers given, or a pumped sector, whose figure is a
    mean of whole days. Then no loss is stated.
    """

    sector: str
    night_m3h: float
    legitimate_m3h: float | None
    euros_per_m3: float

    @property
    def lost_m3_day(self) -> float | None:
        """Loss [m3/day], None where it cannot be stated."""
        return None if self.legitimate_m3h is None else max(self.night_m3h - self.legitimate_m3h, 0.0) * HOURS

    def as_json(self) -> dict[str, Any]:
        """Return the figures, the loss a day and its cost a year."""
        lost = self.lost_m3_day
        return {
            "sector": self.sector,
            "night_m3h": round(self.night_m3h, 2),
            "legitimate_m3h": None if self.legitimate_m3h is None else round(self.legitimate_m3h, 2),
            "loss_m3_day": None if lost is None else round(lost, 1),
            "euros_year": None if lost is None else round(lost * DAYS * self.euros_per_m3),
        }

    def line(self) -> str:
        """Return the loss as a French line."""
        night = f"{self.sector} : nuit {self.night_m3h:.1f} m3/h".replace(".", ",")
        lost, used = self.lost_m3_day, self.legitimate_m3h
        if lost is None or used is None:
            return f"{night} ; usages de nuit inconnus (--customers), perte non chiffrée"
        use = f"{used:.1f}".replace(".", ",")
        euros = f"{lost * DAYS * self.euros_per_m3:.0f}"
        return f"{night}, dont usages {use} ; perte {lost:.0f} m3 par jour, {euros} € par an"


@dataclass(frozen=True)
class Watch:
    """Alarms in the order raised, sectors' losses, and what was found in the readings."""

    alarms: tuple[Alarm, ...]
    losses: tuple[Loss, ...]
    findings: tuple[Finding, ...]
    nights: pd.DataFrame

    def as_json(self) -> dict[str, Any]:
        """Return alarms and sectors under the keys of docs/services/water.md."""
        return {
            "alarms": [alarm.as_json() for alarm in self.alarms],
            "sectors": [loss.as_json() for loss in self.losses],
            "findings": [finding.line() for finding in self.findings],
        }


def watch_sectors(
    flows: Flows, *, legitimate: Mapping[str, float] | None = None, euros_per_m3: float = EUROS_PER_M3
) -> Watch:
    """Find the rises of each sector's night flow; an alarm rests on readings up to ``raised_at`` alone.

    ``legitimate``: night use of the customers of each sector [m3/h], where it is known.
    """
    nights = pd.DataFrame({sector: nightly(flows.table[sector]) for sector in flows.table.columns})
    season = town_season(flows.table).reindex(nights.index).ffill().to_numpy(dtype=float)
    alarms: list[Alarm] = []
    findings = list(flows.findings)
    for sector in nights.columns:
        for rise in _rises(nights[sector], season, pumped=pumped_from_start(flows.table[sector])):
            other = _moved_from(nights, sector, rise)
            if other:
                findings.append(_moved(sector, other, nights.index[rise.onset]))
            else:
                alarms.append(_alarm(flows.table[sector], nights.index, rise, euros_per_m3))
    alarms.sort(key=lambda alarm: (alarm.raised_at, alarm.sector))
    losses = [
        _loss(nights[s], None if pumped_from_start(flows.table[s]) else (legitimate or {}).get(s), euros_per_m3)
        for s in nights.columns
    ]
    return Watch(tuple(alarms), tuple(losses), tuple(findings), nights)


def _rises(nights: pd.Series, season: Array, *, pumped: bool) -> list[Rise]:
    """Cut the figures of a pumped sector, whose noise no shape of leak fits; keep the ledger of the others."""
    flow, weekday = nights.to_numpy(dtype=float), nights.index.day_of_week.to_numpy().astype(np.int64)
    return find_rises(flow, weekday) if pumped else ledger_rises(Sector(flow, weekday, season))


def _alarm(flow: pd.Series, days: pd.DatetimeIndex, rise: Rise, euros_per_m3: float) -> Alarm:
    night = [days[place] + MIDDLE_OF_NIGHT for place in (rise.onset, rise.earliest - 1, rise.latest)]
    return Alarm(
        sector=str(flow.name),
        raised_at=known_at(flow, days[rise.seen]),
        onset=night[0] - HALF_DAY if rise.sudden else night[0],
        earliest=night[1],
        latest=night[2],
        loss_m3h=rise.loss,
        sudden=rise.sudden,
        euros_per_m3=euros_per_m3,
    )


def _moved_from(nights: pd.DataFrame, sector: str, rise: Rise) -> str | None:
    """Return the sector whose flow fell as much as this one rose on the same night, weekdays apart.

    Two meters swapped, or a valve opened between two sectors: no water is lost. A fall that had begun some nights
    before the rise is a repair.
    """
    if not rise.sudden or rise.onset < WEEK + 2 * SAME_NIGHT:
        return None
    fall = -_against_last_week(nights, range(rise.onset, rise.seen + 1))
    fallen = -_against_last_week(nights, range(rise.onset - 2 * SAME_NIGHT, rise.onset))
    before, gain = nights.iloc[max(rise.onset - 4 * WEEK, 0) : rise.onset].median(), -fall[sector]
    near = ((fall - gain).abs() < MOVED * gain) & (fall > LARGE * before) & (fall.index != sector)
    near &= ~(fallen > gain / 2)
    return str(near.index[near][0]) if near.any() and gain > LARGE * before[sector] else None


def _against_last_week(nights: pd.DataFrame, span: range) -> pd.Series:
    """Return the mean change of each sector against the same weekdays a week before [m3/h], NaN unknown."""
    usual = nights.iloc[[night - WEEK for night in span]].to_numpy()
    change = pd.DataFrame(nights.iloc[list(span)].to_numpy() - usual, columns=nights.columns)
    return change.mean()


def _moved(sector: str, other: str, day: pd.Timestamp) -> Finding:
    text = f"« {sector} » gagne vers le {day:%d/%m/%Y} ce que « {other} » perd."
    return Finding("débits", text, "Compteurs intervertis ou vanne manœuvrée : aucune fuite signalée.")


def _loss(nights: pd.Series, legitimate: float | None, euros_per_m3: float) -> Loss:
    known = nights.dropna()
    recent = float(known.tail(7).median()) if len(known) else 0.0
    return Loss(str(nights.name), recent, legitimate, euros_per_m3)
