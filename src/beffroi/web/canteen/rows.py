"""From a forecast's tables to the rows of the board, and from the town's files to what was served."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from beffroi.canteen.forecast import Forecast
from beffroi.canteen.history import History
from beffroi.web.canteen.models import Expected, ExpectedTotal, Run
from beffroi.web.platform.models import Tenant

LOOK_BACK = timedelta(days=400)
LONGEST_NAME = 120
FIGURES = ("forecast", "low80", "high80", "low95", "high95")


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a forecast's table as rows that JSON can hold."""
    rounded = table.assign(date=[day.isoformat() for day in table["date"]]).round(1)
    found: list[dict[str, Any]] = rounded.to_dict("records")
    return found


def keep_rows(made: Forecast, run: Run) -> None:
    """Put the forecast in the place of older ones for the same days; agents' orders stay.

    Coming days of a canteen that is no longer forecast (closed, or a mistyped name since mended) leave the board.
    """
    _put(Expected, _canteen_rows(made, run), key=["tenant", "date", "site", "kind"])
    _put(ExpectedTotal, _total_rows(made, run), key=["tenant", "date"])
    for model in (Expected, ExpectedTotal):
        model.objects.filter(date__gt=run.as_of, served__isnull=True).exclude(run=run).delete()


def _put(model: type[Expected] | type[ExpectedTotal], rows: list[Any], *, key: list[str]) -> None:
    changed = ["run", "advised", *FIGURES]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=changed, batch_size=500)


def _canteen_rows(made: Forecast, run: Run) -> list[Expected]:
    return [
        Expected(site=row["site"][:LONGEST_NAME], kind=row["kind"], **_figures(row, run))
        for row in made.canteens.to_dict("records")
    ]


def _total_rows(made: Forecast, run: Run) -> list[ExpectedTotal]:
    return [ExpectedTotal(**_figures(row, run)) for row in made.total.to_dict("records")]


def _figures(row: dict[str, Any], run: Run) -> dict[str, Any]:
    figures = {name: float(row[name]) for name in FIGURES}
    return {"tenant": run.tenant, "run": run, "date": row["date"], "advised": int(row["order"]), **figures}


def fill_past(history: History, tenant: Tenant, as_of: date) -> None:
    """Write beside past forecasts what was ordered and served."""
    since = as_of - LOOK_BACK
    rows = list(Expected.objects.filter(date__lt=as_of, date__gte=since, served__isnull=True))
    days = {row.date for row in rows}
    if not days:
        return
    known = history.attendance[history.attendance["date"].dt.date.isin(days)]
    served = {
        (row.date.date(), row.site[:LONGEST_NAME], row.kind): (or_none(row.planned), or_none(row.served))
        for row in known.itertuples(index=False)
    }
    for row in rows:
        row.planned, row.served = served.get((row.date, row.site, row.kind), (None, None))
    Expected.objects.bulk_update(rows, ["planned", "served"], batch_size=500)
    _fill_totals(tenant, days, known)


def _fill_totals(tenant: Tenant, days: set[date], known: pd.DataFrame) -> None:
    sums = known.groupby(known["date"].dt.date)[["planned", "served"]].sum(min_count=1)
    totals = list(ExpectedTotal.objects.filter(tenant=tenant, date__in=days))
    for total in totals:
        if total.date in sums.index:
            total.planned, total.served = (or_none(value) for value in sums.loc[total.date])
    ExpectedTotal.objects.bulk_update(totals, ["planned", "served"])


def or_none(value: float) -> float | None:
    """Return None for a figure that is not known (NaN)."""
    return None if value != value else float(value)  # noqa: PLR0124 - not a number


def forget(tenant: Tenant, before: date) -> int:
    """Remove runs and rows of days before a date; return how many rows went."""
    gone = Expected.objects.filter(tenant=tenant, date__lt=before).delete()[0]
    gone += ExpectedTotal.objects.filter(tenant=tenant, date__lt=before).delete()[0]
    return int(gone)
