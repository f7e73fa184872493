"""Files for the kitchen: CSV of a forecast, ODS workbook of orders."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from beffroi.canteen.forecast import Forecast
from beffroi.canteen.kitchen import Kitchen
from beffroi.canteen.workbook import day_label, orders_workbook
from beffroi.engines.documents import write_ods

__all__ = ["day_label", "write_csv", "write_orders"]


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a forecast table: ISO dates, a comma, a point, one decimal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, float_format="%.1f")
    return path


def write_orders(forecast: Forecast, path: Path, *, level: float, kitchen: Kitchen | None = None) -> Path:
    """Write the workbook of orders; with a kitchen it also holds diets and weights."""
    return write_ods(orders_workbook(forecast, level=level, kitchen=kitchen), path)
