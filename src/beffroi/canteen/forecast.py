"""Meals to expect per canteen and day, and for the whole town, with intervals that keep their promise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.calibration import Calibration, backtest, calibrate, town_days
from beffroi.canteen.history import STRIKE_NOTICE, History
from beffroi.canteen.intervals import at_edge
from beffroi.canteen.leads import Leads
from beffroi.canteen.panel import Array, Panel, build_panel
from beffroi.canteen.replay import TOWARDS_TOWN, Replay, Rows
from beffroi.canteen.service_days import service_calendar
from beffroi.canteen.strikes import StrikeEffect, learn_strikes
from beffroi.canteen.town_effect import Design, build_design
from beffroi.territory.calendar import SchoolCalendar
from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted

INTERVAL_LEVELS = np.array([0.025, 0.1, 0.9, 0.975])
INTERVALS = ["low95", "low80", "high80", "high95"]
COLUMNS = ["date", "site", "kind", "forecast", "low80", "high80", "low95", "high95", "order"]
TOTAL_COLUMNS = ["date", "forecast", "low80", "high80", "low95", "high95", "order"]
LONGEST_RANGE = timedelta(days=310)
FULL_YEAR = 100


class RangeUnusable(BadInput):
    """The days to forecast do not follow the as-of date, or hold no school day."""


@dataclass(frozen=True)
class Forecast:
    """Forecast of a range of days.

    canteens: columns ``COLUMNS``, one row per open canteen and school day. total: columns
    ``TOTAL_COLUMNS``, one row a day. messages: French sentences on what limits it.
    """

    canteens: pd.DataFrame
    total: pd.DataFrame
    messages: tuple[str, ...]
    panel: Panel
    design: Design
    replay: Replay
    calibration: Calibration
    rows: Rows
    expected_errors: Array
    strike_factors: Array

    def quantiles(self, levels: Array) -> Array:
        """Return (rows of ``canteens``, levels) meals under which attendance falls."""
        meals = self.canteens["forecast"].to_numpy(dtype=float)
        return self.calibration.canteens.quantiles(meals, self.expected_errors, levels)

    def total_quantiles(self, levels: Array) -> Array:
        """Return (rows of ``total``, levels) meals of the whole town."""
        columns = np.unique(self.rows.day)
        edge = _unsure(self.design, columns)
        return self.calibration.total.quantiles(self.total["forecast"].to_numpy(dtype=float), edge, levels)


def forecast(
    history: History,
    *,
    as_of: date,
    first: date,
    last: date,
    strikes: Collection[date] = (),
    service_level: float | None = None,
) -> Forecast:
    """Forecast the school days from ``first`` to ``last`` with what is known before ``as_of``.

    strikes: days of strike announced or supposed, on top of those of the history that are known.
    service_level: probability that an order is enough; by default the one that misses fewer
    meals than the agents' orders did over the last two school years, else 0.8.
    Raises RangeUnusable, NoAttendance, CalendarMissing.
    """
    check_range(as_of, first, last)
    known = with_strikes(history, as_of, strikes)
    found = service_calendar(known, as_of)
    targets = found.calendar.school_days(first, last)
    if not targets:
        raise RangeUnusable(f"Aucun jour de classe entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}.")
    replay = open_replay(known, as_of, targets, found.calendar)
    calibration = calibrate(replay, backtest(replay), before=as_of.toordinal())
    rows = target_rows(replay)
    model = replay.fit(before=as_of.toordinal())
    meals = replay.predict(model, rows)
    messages = [f"Calendrier : {found.source}.", *_messages(replay, calibration, model is None)]
    return assemble(replay, calibration, rows, meals, messages=messages, service_level=service_level)


def check_range(as_of: date, first: date, last: date) -> None:
    """Raise RangeUnusable unless as_of < first <= last within ten months."""
    if first <= as_of:
        raise RangeUnusable(
            f"La prévision commence le {first:%d/%m/%Y} : choisissez un premier jour après le {as_of:%d/%m/%Y}."
        )
    if last < first:
        raise RangeUnusable(f"Le dernier jour ({last:%d/%m/%Y}) précède le premier ({first:%d/%m/%Y}).")
    if last - as_of > LONGEST_RANGE:
        raise RangeUnusable("La prévision porte au plus sur dix mois : choisissez un dernier jour plus proche.")


def with_strikes(history: History, as_of: date, strikes: Collection[date]) -> History:
    """Return what is known on ``as_of``, with the strikes announced or supposed added."""
    known = history.known_at(as_of)
    return replace(known, strikes=known.strikes | frozenset(strikes))


def open_replay(history: History, as_of: date, targets: list[date], calendar: SchoolCalendar) -> Replay:
    """Lay out panel, calendar effects and training rows for the targets' leads."""
    panel = build_panel(history, as_of=as_of, targets=targets, strikes=history.strikes)
    return Replay(panel, build_design(panel, calendar, history), Leads.of(as_of, targets))


def target_rows(replay: Replay) -> Rows:
    """Return the rows of the open canteens on the days to forecast."""
    panel = replay.panel
    keep = np.zeros(panel.served.shape, dtype=bool)
    keep[panel.open_canteens()] = True
    as_of = panel.as_of.toordinal()
    return replay.build_rows([(as_of, int(day)) for day in np.flatnonzero(~panel.past)], keep)


def assemble(
    replay: Replay,
    calibration: Calibration,
    rows: Rows,
    meals: Array,
    *,
    messages: Sequence[str] = (),
    service_level: float | None = None,
    as_of: int | None = None,
    strikes_until: int | None = None,
) -> Forecast:
    """Put meals, intervals and orders in tables; strike days known by then are scaled and widened.

    as_of: ordinal before which strikes are learnt from, by default the panel's.
    strikes_until: ordinal up to which strikes are known, by default all those of the panel.
    """
    panel, effect = replay.panel, learn_strikes(replay, before=as_of)
    level = service_level or calibration.service_level
    announced = panel.strike & (replay.ordinals <= (strikes_until or replay.ordinals[-1]))
    strike = announced[rows.day]
    factors = np.where(strike, effect.factors[rows.canteen], 1.0)
    expected = calibration.canteens.expected(rows.features, replay.sizes(rows))
    expected = np.where(strike, np.maximum(expected, effect.spread * meals), expected)
    meals = meals * factors
    levels = np.append(INTERVAL_LEVELS, level)
    quantiles = calibration.canteens.quantiles(meals, expected, levels)
    canteens = _canteen_table(panel, rows, meals, quantiles)
    total = _total_table(replay, calibration, _town_total(replay, rows, meals, factors), levels)
    total = _widened(total, effect, announced[np.unique(rows.day)])
    if strike.any():
        messages = [*messages, effect.message]
    return Forecast(
        canteens, total, tuple(messages), panel, replay.design, replay, calibration, rows, expected, factors
    )


def _canteen_table(panel: Panel, rows: Rows, meals: Array, quantiles: Array) -> pd.DataFrame:
    days = np.array(panel.days, dtype=object)
    sites = np.array([site for site, _ in panel.canteens], dtype=object)
    kinds = np.array([kind for _, kind in panel.canteens], dtype=object)
    table = pd.DataFrame(
        {"date": days[rows.day], "site": sites[rows.canteen], "kind": kinds[rows.canteen], "forecast": meals}
    )
    return _with_intervals(table, quantiles)[COLUMNS]


def _with_intervals(table: pd.DataFrame, quantiles: Array) -> pd.DataFrame:
    for name, column in zip(INTERVALS, quantiles.T, strict=False):
        table[name] = column
    table["order"] = np.round(quantiles[:, len(INTERVALS)]).astype(int)
    return table


def _total_table(
    replay: Replay, calibration: Calibration, meals: tuple[NDArray[np.int64], Array], levels: Array
) -> pd.DataFrame:
    columns, total = meals
    quantiles = calibration.total.quantiles(total, _unsure(replay.design, columns), levels)
    table = pd.DataFrame({"date": [replay.panel.days[column] for column in columns], "forecast": total})
    return _with_intervals(table, quantiles)[TOTAL_COLUMNS]


def _town_total(replay: Replay, rows: Rows, meals: Array, factors: Array) -> tuple[NDArray[np.int64], Array]:
    """Return the days and their total: the canteens' sum drawn once more halfway to the town's effect."""
    gap = replay.town_gap(rows, meals, replay.common_rates(rows) * factors)
    columns, total, pupils = town_days(rows.day, meals, replay.sizes(rows))
    return columns, np.clip(total + TOWARDS_TOWN * gap[columns] * pupils, 0, None)


def _widened(total: pd.DataFrame, effect: StrikeEffect, strike: NDArray[np.bool_]) -> pd.DataFrame:
    """Stretch the intervals of strike days around their forecast."""
    factor = np.where(strike, effect.total_widening, 1.0)
    for name in (*INTERVALS, "order"):
        total[name] = (total["forecast"] + (total[name] - total["forecast"]) * factor).clip(lower=0)
    return total.assign(order=total["order"].round().astype(int))


def _unsure(design: Design, columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    return at_edge(design.table.iloc[columns])


def _messages(replay: Replay, calibration: Calibration, untrained: bool) -> list[str]:
    panel = replay.panel
    messages = []
    served_days = int(panel.past.sum())
    if untrained:
        messages.append(f"Seulement {served_days} jours servis : simple moyenne par cantine, intervalles larges.")
    elif served_days < FULL_YEAR:
        messages.append(f"Moins d'une année d'historique ({served_days} jours) : intervalles plus larges.")
    new = panel.open_canteens() & ~np.isfinite(panel.served).any(axis=1)
    if new.any():
        names = ", ".join(panel.canteens[row][0] for row in np.flatnonzero(new)[:5])
        messages.append(f"{counted(int(new.sum()), 'cantine')} sans historique, estimation sur l'effectif : {names}.")
    if not panel.enrolment_known[:, ~panel.past].any():
        messages.append("Effectifs de cette année scolaire absents : ceux de l'année précédente sont repris.")
    if not calibration.follows_agents:
        messages.append("Pas de commandes passées à égaler : commandes au niveau de service de 80 %.")
    return messages


__all__ = ["STRIKE_NOTICE", "Forecast", "RangeUnusable", "forecast"]
