"""Acoustic loggers: an import format and a rule that says where to go and listen. No claim of a leak.

The rule is the trade's: a leak hisses without pause, so the lowest level of the night rises and stays, with a
narrow spread; a pump, traffic or a customer comes and goes. It was not measured on recordings.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.territory.numbers import counted
from beffroi.water.tables import Finding, ValuesUnreadable, dates, lines_of, numbers, read_text_table

HEADINGS = {
    "logger": ("prelocalisateur", "appareil"),
    "pipe_id": ("conduite", "idcana"),
    "night": ("nuit", "date"),
    "lowest_db": ("niveau minimal", "niveau_db"),
    "spread_db": ("dispersion", "etalement_db"),
}
RISE_DB, SPREAD_DB = 8.0, 6.0
NIGHTS, BEFORE, FEWEST_BEFORE = 3, 21, 7


@dataclass(frozen=True)
class ToListen:
    """A logger whose noise rose and stayed: since which night, by how much [dB]."""

    logger: str
    pipe_id: str
    since: pd.Timestamp
    rise_db: float

    def line(self) -> str:
        """Return a French line."""
        since = f"{self.since:%d/%m/%Y}"
        return f"{self.logger} ({self.pipe_id}) : bruit continu, +{self.rise_db:.0f} dB depuis le {since} : à écouter."


def read_loggers(path: Path) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read logger, pipe_id, night, lowest_db, spread_db. Raises BadInput."""
    text = read_text_table(path, HEADINGS, ("logger", "night", "lowest_db", "spread_db"))
    table = text.assign(
        night=dates(text["night"])[0], **{name: numbers(text[name])[0] for name in ("lowest_db", "spread_db")}
    )
    wrong = table[["night", "lowest_db", "spread_db"]].isna().any(axis=1)
    if len(table) and wrong.mean() > 0.5:
        raise ValuesUnreadable(f"{path.name} : nuits ou niveaux illisibles ; une nuit par ligne, niveaux en décibels.")
    found = (Finding(path.name, f"{counted(int(wrong.sum()), 'nuit illisible')}.", "Mises de côté.", lines_of(wrong)),)
    kept = table[~wrong].drop_duplicates(["logger", "night"], keep="last").sort_values(["logger", "night"])
    return kept.reset_index(drop=True), found if wrong.any() else ()


def to_listen(table: pd.DataFrame) -> list[ToListen]:
    """Return the loggers to go and listen to: NIGHTS nights, narrow, RISE_DB over the median of those before."""
    found = [one for _, nights in table.groupby("logger") if (one := _risen(nights)) is not None]
    return sorted(found, key=lambda one: -one.rise_db)


def _risen(nights: pd.DataFrame) -> ToListen | None:
    before, last = nights.iloc[-NIGHTS - BEFORE : -NIGHTS], nights.iloc[-NIGHTS:]
    if len(before) < FEWEST_BEFORE or len(last) < NIGHTS:
        return None
    rise = float(last["lowest_db"].min() - np.median(before["lowest_db"]))
    if rise < RISE_DB or last["spread_db"].max() > SPREAD_DB:
        return None
    first = last.iloc[0]
    return ToListen(str(first["logger"]), str(first["pipe_id"]), first["night"], rise)
