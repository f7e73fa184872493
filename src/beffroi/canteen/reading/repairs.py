"""What is put right in the attendance, and said: duplicates, swapped dates, renamed canteens."""

from __future__ import annotations

from difflib import SequenceMatcher

import pandas as pd

from beffroi.canteen.anomalies import Anomaly
from beffroi.canteen.dishes import plain
from beffroi.territory.numbers import counted

KEY = ["date", "site", "kind"]
ALIKE = 0.9
PERHAPS_ALIKE = 0.75
FEWEST_DAYS = 20

Found = list[Anomaly]


def repair(frame: pd.DataFrame, name: str, found: Found) -> pd.DataFrame:
    """Return the attendance put right. Depends on the given rows only."""
    frame = swap_dates(frame, name, found)
    frame = drop_duplicates(frame, name, found)
    return join_renamed(frame, name, found)


def _lines(frame: pd.DataFrame, chosen: pd.Series) -> tuple[int, ...]:
    return tuple(int(index) + 2 for index in frame.index[chosen])


def swap_dates(frame: pd.DataFrame, name: str, found: Found) -> pd.DataFrame:
    """Swap day and month of weekend rows, where the swap lands on a day that others served."""
    weekend = frame["date"].dt.day_of_week >= 5
    weekend = weekend & (frame["served"].fillna(0) > 0)
    swappable = weekend & (frame["date"].dt.day <= 12)
    if not swappable.any():
        return frame
    parts = frame.loc[swappable, "date"].dt
    swapped = pd.to_datetime({"year": parts.year, "month": parts.day, "day": parts.month})
    served = set(frame.loc[~weekend, "date"])
    taken = set(frame.loc[~weekend, KEY].itertuples(index=False, name=None))
    rows = frame.loc[swappable, ["site", "kind"]].assign(date=swapped)[KEY]
    good = pd.Series(
        [row[0] in served and tuple(row) not in taken for row in rows.itertuples(index=False, name=None)],
        index=rows.index,
    )
    if not good.any():
        return frame
    frame = frame.copy()
    frame.loc[good.index[good], "date"] = swapped[good]
    chosen = good.reindex(frame.index, fill_value=False)
    text = f"{counted(int(good.sum()), 'ligne datée')} d'un samedi ou d'un dimanche, jour et mois sans doute inversés."
    found.append(Anomaly("swapped", name, text, "Jour et mois échangés.", _lines(frame, chosen)))
    return frame


def drop_duplicates(frame: pd.DataFrame, name: str, found: Found) -> pd.DataFrame:
    """Keep one row per day and canteen: identical rows once, of conflicting ones the last."""
    identical = frame.duplicated([*KEY, "planned", "served"], keep="first")
    if identical.any():
        text = f"{counted(int(identical.sum()), 'ligne')} en double."
        found.append(Anomaly("duplicate", name, text, "Gardées une seule fois.", _lines(frame, identical)))
        frame = frame[~identical]
    conflict = frame.duplicated(KEY, keep="last")
    if conflict.any():
        text = f"{counted(int(conflict.sum()), 'ligne contredite')} plus bas pour le même jour et la même cantine."
        found.append(Anomaly("conflict", name, text, "Dernière ligne gardée.", _lines(frame, conflict)))
        frame = frame[~conflict]
    return frame


def join_renamed(frame: pd.DataFrame, name: str, found: Found) -> pd.DataFrame:
    """Join a canteen that vanishes to the look-alike that appears next, when the name leaves no doubt."""
    spans = frame.groupby(["site", "kind"])["date"].agg(["min", "max", "size"])
    if spans.empty:
        return frame
    last_day, first_day = spans["max"].max(), spans["min"].min()
    gone = spans[(spans["max"] < last_day) & (spans["size"] >= FEWEST_DAYS)]
    born = spans[(spans["min"] > first_day) & (spans["size"] >= FEWEST_DAYS)]
    for old in gone.itertuples():
        for new in born.itertuples():
            (old_site, old_kind), (new_site, new_kind) = old.Index, new.Index
            if old_kind != new_kind or old_site == new_site or new.min <= old.max:
                continue
            likeness = SequenceMatcher(None, plain(old_site), plain(new_site)).ratio()
            if likeness >= ALIKE:
                frame = frame.copy()
                frame.loc[(frame["site"] == old_site) & (frame["kind"] == old_kind), "site"] = new_site
                text = f"« {old_site} » s'arrête quand « {new_site} » commence."
                found.append(Anomaly("renamed", name, text, f"Historique joint sous « {new_site} »."))
            elif likeness >= PERHAPS_ALIKE:
                text = f"« {old_site} » s'arrête quand « {new_site} » commence : est-ce la même cantine ?"
                found.append(Anomaly("perhaps_renamed", name, text, "Rien n'a été changé."))
    return frame
