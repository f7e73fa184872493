"""The method judged on the town's own past, each week forecast with what was known then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from beffroi.canteen.baselines import last_year, recent_weekday
from beffroi.canteen.calibration import FOLDS, Backtest, Calibration, backtest, calibrate, joined
from beffroi.canteen.forecast import assemble
from beffroi.canteen.history import STRIKE_NOTICE, History
from beffroi.canteen.leads import Leads, TermLeads, Waits
from beffroi.canteen.panel import Array, Panel, build_panel
from beffroi.canteen.replay import Replay, Rows
from beffroi.canteen.scores import Scores, score, score_baseline
from beffroi.canteen.service_days import service_calendar
from beffroi.canteen.town_effect import build_design
from beffroi.territory.calendar import SchoolCalendar
from beffroi.territory.errors import BadInput

HORIZONS = ("1w", "2w", "4w", "10w", "term")


class PeriodUnusable(BadInput):
    """No meal was served in the period, or nothing precedes it."""


@dataclass(frozen=True)
class Evaluation:
    """Scores of one horizon; ``rows`` and ``days`` hold what was forecast, served and ordered."""

    horizon: str
    all_days: Scores
    no_strike: Scores
    baselines: dict[str, dict[str, float | int]]
    rows: pd.DataFrame
    days: pd.DataFrame
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the figures under the keys documented in docs/services/canteen.md."""
        return {
            "horizon": self.horizon,
            "all": self.all_days.as_json(),
            "no_strike": self.no_strike.as_json(),
            "baselines": self.baselines,
            "seconds": round(self.seconds, 2),
        }


def evaluate(history: History, *, first: date, last: date, horizon: str) -> Evaluation:
    """Forecast every served day from ``first`` to ``last`` as of its own date.

    horizon "Nw": as of the Monday of the day's week less N - 1 weeks; "term": ten weeks before the
    first day of the stretch between two school holidays. The canteens' model is fitted again at the
    start of each stretch, town effect and error laws at each as-of date. Raises PeriodUnusable.
    """
    started = time.monotonic()
    replay, calendar = _open(history, last, horizon)
    rows = _judged_rows(replay, first)
    if not len(rows):
        raise PeriodUnusable(f"Aucun repas à prévoir entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}.")
    parts = _forecast_stretches(replay, rows, calendar)
    known = joined(replay, [*_earlier(replay, rows), *_no_strike(replay, parts)])
    frames = [frame for part in parts for frame in _judge_stretch(replay, known, part)]
    tested = joined(replay, parts)
    table = pd.concat([canteens for canteens, _ in frames], ignore_index=True)
    days = pd.concat([total for _, total in frames], ignore_index=True)
    table = table.assign(last_year=last_year(replay, tested.rows), recent=recent_weekday(replay, tested.rows))
    plain, plain_days = table[~table["strike"]], days[~days["strike"]]
    return Evaluation(
        horizon=horizon,
        all_days=score(table, days),
        no_strike=score(plain, plain_days),
        baselines={
            "agents": score_baseline(plain, plain["planned"]),
            "last_year": score_baseline(plain, plain["last_year"]),
            "seasonal": score_baseline(plain, plain["recent"]),
        },
        rows=table,
        days=days,
        seconds=time.monotonic() - started,
    )


def _open(history: History, last: date, horizon: str) -> tuple[Replay, SchoolCalendar]:
    as_of = last + timedelta(days=1)
    calendar = service_calendar(history, as_of).calendar
    panel = build_panel(history, as_of=as_of, targets=[])
    return Replay(panel, build_design(panel, calendar, history), _waits(panel, calendar, horizon)), calendar


def _waits(panel: Panel, calendar: SchoolCalendar, horizon: str) -> Waits:
    if horizon == "term":
        return TermLeads(tuple(sorted({start.toordinal() for start in _stretch_starts(panel, calendar)})))
    return Leads((int(horizon.removesuffix("w")) - 1,), 0)


def _stretch_starts(panel: Panel, calendar: SchoolCalendar) -> list[date]:
    """Return for each day of the panel the first served day since the last school holidays."""
    holidays = [calendar.holiday_before(day).last for day in panel.days]
    first: dict[date, date] = {}
    for day, holiday in zip(panel.days, holidays, strict=True):
        first.setdefault(holiday, day)
    return [first[holiday] for holiday in holidays]


def _judged_rows(replay: Replay, first: date) -> Rows:
    panel = replay.panel
    columns = np.flatnonzero(panel.past & (replay.ordinals >= first.toordinal()))
    snapshots = replay.leads.snapshots(replay.ordinals[columns])
    begun = replay.ordinals[0] < snapshots
    pairs = [(int(s), int(d)) for s, d in zip(snapshots[begun], columns[begun], strict=True)]
    return replay.build_rows(pairs, np.isfinite(panel.served))


def _forecast_stretches(replay: Replay, rows: Rows, calendar: SchoolCalendar) -> list[tuple[Rows, Array]]:
    """Forecast each stretch between two school holidays with a model fitted at its first as-of date."""
    starts = np.array([start.toordinal() for start in _stretch_starts(replay.panel, calendar)])[rows.day]
    parts = []
    for start in sorted(set(starts.tolist())):
        chosen = np.flatnonzero(starts == start)
        part = rows.where(chosen[np.argsort(rows.snapshot[chosen], kind="stable")])
        model = replay.fit(before=int(part.snapshot.min()))
        parts.append((part, replay.predict(model, part)))
    return parts


def _earlier(replay: Replay, rows: Rows) -> list[tuple[Rows, Array]]:
    """Replay the two years before the period, from which the first calibrations are learnt."""
    tested = backtest(replay, folds=FOLDS, before=int(replay.ordinals[rows.day].min()))
    return [(tested.rows, tested.forecast)] if len(tested.forecast) else []


def _no_strike(replay: Replay, parts: list[tuple[Rows, Array]]) -> list[tuple[Rows, Array]]:
    plain = [np.flatnonzero(~replay.panel.strike[rows.day]) for rows, _ in parts]
    return [(rows.where(kept), meals[kept]) for (rows, meals), kept in zip(parts, plain, strict=True)]


def _judge_stretch(
    replay: Replay, known: Backtest, part: tuple[Rows, Array]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the tables of each as-of date of a stretch, with the error laws known at its first."""
    rows, meals = part
    before = int(rows.snapshot.min())
    calibration = calibrate(replay, known.before(before, replay.ordinals), before=before)
    for snapshot in sorted(set(rows.snapshot.tolist())):
        chosen = np.flatnonzero(rows.snapshot == snapshot)
        yield _judge(replay, calibration, rows.where(chosen), meals[chosen])


def _judge(replay: Replay, calibration: Calibration, rows: Rows, meals: Array) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return canteens and total of one as-of date beside what was served and ordered."""
    panel, snapshot = replay.panel, int(rows.snapshot[0])
    made = assemble(replay, calibration, rows, meals, strikes_until=snapshot + STRIKE_NOTICE.days, as_of=snapshot)
    strikes = {panel.days[day] for day in set(rows.day.tolist()) if panel.strike[day]}
    place = (rows.canteen, rows.day)
    table = made.canteens.assign(served=panel.served[place], planned=panel.planned[place])
    served = table.groupby("date")["served"].sum().reindex(made.total["date"]).to_numpy()
    total = made.total.assign(served=served, strike=made.total["date"].isin(strikes))
    return table.assign(strike=table["date"].isin(strikes)), total
