"""Charts as SVG, drawn on the server with matplotlib; each has its table behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, ACCENT, BAND, SERVED, GRID = "#1c2733", "#0b5c8a", "#a9cfe4", "#b3541e", "#e3e8ed"
MOST_LABELS = 14
SETTINGS: Any = {"svg.hashsalt": "beffroi", "font.family": "DejaVu Sans", "font.size": 10, "svg.fonttype": "none"}


def town_chart(days: pd.DataFrame, path: Path, *, title: str) -> Path:
    """Draw the town's total: forecast, 80 % interval and, where known, meals served."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        axes = figure.add_subplot()
        _draw(axes, days)
        axes.set_title(title, loc="left", color=INK, fontweight="bold")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Title": title})
    return path


def _draw(axes: Axes, days: pd.DataFrame) -> None:
    place = np.arange(len(days))
    low, high = days["low80"].to_numpy(dtype=float), days["high80"].to_numpy(dtype=float)
    axes.bar(place, high - low, bottom=low, width=0.72, color=BAND, label="4 fois sur 5")
    axes.hlines(days["forecast"], place - 0.36, place + 0.36, color=ACCENT, linewidth=2, label="prévision")
    if "served" in days:
        axes.plot(place, days["served"], "o", color=SERVED, markersize=4, label="servis")
    step = -(-len(days) // MOST_LABELS)
    axes.set_xticks(place[::step], [f"{day:%d/%m}" for day in days["date"]][::step])
    axes.set_ylim(0.7 * float(low.min()), None)
    axes.set_ylabel("repas")
    axes.legend(loc="lower left", frameon=False, ncols=3)
    _lighten(axes)


def _lighten(axes: Axes) -> None:
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def tradeoff_chart(curve: pd.DataFrame, path: Path, *, title: str) -> Path:
    """Draw surplus against missing meals, one point a service level."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(5.4, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.plot(curve["missing"], curve["surplus"], "o-", color=ACCENT)
        for row in curve.itertuples(index=False):
            axes.annotate(
                f"{row.level:.0%}".replace("%", " %"),
                (row.missing, row.surplus),
                (6, 4),
                textcoords="offset points",
                fontsize=8,
            )
        _lighten(axes)
        axes.set_xlabel("repas manquants attendus")
        axes.set_ylabel("repas en trop attendus")
        axes.set_title(title, loc="left", color=INK, fontweight="bold")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Title": title})
    return path
