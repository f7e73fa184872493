"""What the sensors saw around a leak, as charts and tables of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from beffroi.web.platform.templatetags.french import SHORT_MONTHS, signed
from beffroi.web.water.line_charts import Flag, LineChart, Series, line_chart
from beffroi.web.water.models import Leak
from beffroi.web.water.standard_time import standard_text

UNITS = {"pressure": "m", "flow": "m³/h"}
KINDS = {"pressure": "Pression", "flow": "Débit"}
EVERY_DAYS = 7


@dataclass(frozen=True)
class SensorChart:
    """The nights of one sensor, as a chart and a table."""

    sensor: str
    what: str
    unit: str
    change: float
    chart: LineChart
    nights: tuple[tuple[date, float | None], ...]


def sensor_charts(leak: Leak, *, zone: str) -> list[SensorChart]:
    """Return the nights of the pressure and of the flow that moved most clearly around the onset of a leak."""
    onset = date.fromisoformat(standard_text(leak.onset, zone=zone)[:10])
    first = {seen["kind"]: seen for seen in reversed(leak.evidence)}
    return [_chart(first[kind], onset) for kind in UNITS if kind in first]


def others_of(leak: Leak) -> list[tuple[str, str, float, str]]:
    """Return sensor, what it measures, change and unit of every sensor that moved."""
    return [(seen["sensor"], KINDS[seen["kind"]], seen["change"], UNITS[seen["kind"]]) for seen in leak.evidence]


def _chart(seen: Mapping[str, Any], onset: date) -> SensorChart:
    nights = tuple((date.fromisoformat(day), value) for day, value in seen["nights"])
    unit, kind = UNITS[seen["kind"]], KINDS[seen["kind"]]
    digits = 2 if seen["kind"] == "pressure" else 1
    what = f"{kind} de nuit à {seen['sensor']}, écart à l'habitude ({unit})"
    days = [day.toordinal() for day, _ in nights]
    ticks = [(float(place), _short(date.fromordinal(place))) for place in days[::EVERY_DAYS]]
    series = Series("moyenne de 1 h à 5 h", "ours", [float(day) for day in days], [value for _, value in nights])
    flags = [Flag(float(onset.toordinal()), "début estimé")] if days[0] <= onset.toordinal() <= days[-1] else []
    chart = line_chart(what, [series], across=ticks, write=lambda value: signed(value, digits), flags=flags)
    return SensorChart(seen["sensor"], what, unit, seen["change"], chart, nights)


def _short(day: date) -> str:
    return f"{day.day} {SHORT_MONTHS[day.month - 1]}"
