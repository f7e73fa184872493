"""The board of a week: the town's total, each canteen's orders, how yesterday went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from beffroi.web.canteen.models import Expected, ExpectedTotal, Run, RunKind
from beffroi.web.platform.charts import Interval, IntervalChart, interval_chart
from beffroi.web.platform.templatetags.french import weekday

WEEK = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 1990, 2099


@dataclass(frozen=True)
class Line:
    """A canteen and its cells, one a day of the week; None on a day without a meal."""

    site: str
    kind: str
    cells: tuple[Expected | None, ...]


@dataclass(frozen=True)
class DayTotal:
    """The town on one day: the total's own forecast, and the sum of the canteens' orders."""

    row: ExpectedTotal
    ordered: int
    corrected: int

    @property
    def error(self) -> float | None:
        """Forecast less served, as a share of the meals served."""
        return gap(self.row.forecast, self.row.served)


@dataclass(frozen=True)
class Board:
    """What the page of a week shows."""

    monday: date
    days: tuple[DayTotal, ...]
    lines: tuple[Line, ...]
    last_served: ExpectedTotal | None
    run: Run | None

    @property
    def friday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=4)

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - WEEK

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + WEEK

    @property
    def chart(self) -> IntervalChart:
        """The town's total as interval bars."""
        return total_chart("Repas de la ville, jour par jour", self.days)

    @property
    def last_error(self) -> float | None:
        """Error of the last day served."""
        return gap(self.last_served.forecast, self.last_served.served) if self.last_served else None


def gap(forecast: float, served: float | None) -> float | None:
    """Return forecast less served as a share of served, None where nothing is known."""
    return None if not served else (forecast - served) / served


def total_chart(title: str, days: Iterable[DayTotal]) -> IntervalChart:
    """Draw the town's days."""
    bars = [
        Interval(weekday(d.row.date), d.row.low80, d.row.high80, d.row.forecast, float(d.ordered), d.row.served)
        for d in days
    ]
    return interval_chart(title, bars)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def within_reach(day: date) -> bool:
    """Tell whether a day can stand on a board: no town has meals of another century."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def default_monday(today: date) -> date:
    """Return the week of the next day forecast from today on, else the last one forecast."""
    days = ExpectedTotal.objects.order_by("date").values_list("date", flat=True)
    coming = days.filter(date__gte=today).first()
    run = Run.objects.filter(kind=RunKind.CURRENT).only("as_of").first()
    if coming is None and run is not None:
        coming = days.filter(date__gt=run.as_of).first()
    return monday_of(coming or today)


def board(monday: date) -> Board:
    """Return the board of a week, in five queries whatever the number of canteens."""
    week = {"date__gte": monday, "date__lt": monday + WEEK}
    rows = list(Expected.objects.filter(**week))
    totals = list(ExpectedTotal.objects.filter(**week))
    last = ExpectedTotal.objects.filter(served__isnull=False, date__lt=monday + WEEK).order_by("-date").first()
    run = Run.objects.filter(kind=RunKind.CURRENT).defer("reasons", "total", "canteens", "curve").first()
    return Board(monday, _days(totals, rows), _lines(rows, [total.date for total in totals]), last, run)


def _days(totals: list[ExpectedTotal], rows: list[Expected]) -> tuple[DayTotal, ...]:
    ordered: dict[date, int] = defaultdict(int)
    corrected: dict[date, int] = defaultdict(int)
    for row in rows:
        ordered[row.date] += row.order
        corrected[row.date] += row.corrected is not None
    return tuple(DayTotal(total, ordered[total.date], corrected[total.date]) for total in totals)


def _lines(rows: list[Expected], days: list[date]) -> tuple[Line, ...]:
    cells: dict[tuple[str, str], dict[date, Expected]] = defaultdict(dict)
    for row in rows:
        cells[(row.site, row.kind)][row.date] = row
    return tuple(
        Line(site, kind, tuple(by_day.get(day) for day in days)) for (site, kind), by_day in sorted(cells.items())
    )
