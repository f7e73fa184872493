"""What the sensors saw around each leak: kept with the leak when it is signalled, shown on its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from beffroi.water.leak_evidence import seen_around
from beffroi.water.scada import read_table
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.templatetags.french import SHORT_MONTHS, signed
from beffroi.web.water.drawing import drawing_of
from beffroi.web.water.line_charts import Flag, LineChart, Series, line_chart
from beffroi.web.water.models import FileKind, Leak, Sensor
from beffroi.web.water.standard_time import standard_text

UNITS = {"pressure": "m", "flow": "m³/h"}
KINDS = {"pressure": "Pression", "flow": "Débit"}
EVERY_DAYS = 7


def evidence_of(tenant: Tenant, scada: Path, alarms: Iterable[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return for each alarm the sensors that moved most, as JSON."""
    listed = list(alarms)
    if not listed:
        return []
    table, drawing = read_table(scada)[0], drawing_of(tenant, FileKind.NETWORK)
    live = dict(Sensor.objects.exclude(kind="").values_list("name", "kind"))
    kinds = {str(name): live.get(str(name)) or drawing.kind_of(str(name)) for name in table.columns}
    return [[seen.as_json() for seen in _around(table, kinds, alarm)] for alarm in listed]


def _around(table: pd.DataFrame, kinds: Mapping[str, str], alarm: Mapping[str, Any]) -> Iterable[Any]:
    return seen_around(table, kinds, onset=pd.Timestamp(alarm["onset"]), raised=pd.Timestamp(alarm["raised_at"]))


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
