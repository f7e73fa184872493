"""What the sensors saw around each leak, kept with it when a job signals it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from beffroi.water.leak_evidence import seen_around
from beffroi.water.scada import read_table
from beffroi.web.platform.models import Tenant
from beffroi.web.water.drawing import drawing_of
from beffroi.web.water.models import FileKind, Sensor


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
