"""Each file of the folder: columns typed, what cannot be read listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from beffroi.canteen.anomalies import Anomaly
from beffroi.canteen.reading.columns import named
from beffroi.canteen.reading.errors import ValuesUnreadable
from beffroi.canteen.reading.files import TextTable, find, read_table
from beffroi.canteen.reading.values import dates, numbers
from beffroi.canteen.scdl import is_scdl, scdl_dishes
from beffroi.territory.calendar import Override, check_overlaps, parse_weekdays
from beffroi.territory.numbers import counted
from beffroi.territory.school_holidays import check_zone

Found = list[Anomaly]
MOST_UNREADABLE = 0.5
CALENDAR_KINDS = ("zone", "weekdays", "closed", "open", "holiday")


def attendance(path: Path, found: Found) -> pd.DataFrame:
    """Read attendance; the index keeps the place of each row in the file."""
    table = read_table(path)
    text = named(table, ("date", "site", "served"), ("kind", "sector", "planned"))
    frame = _dated(text, table, found)
    frame = _placed(frame, table, found)
    for name in ("planned", "served"):
        frame[name] = _counts(frame[name], table, name, found)
    return frame[["date", "site", "kind", "sector", "planned", "served"]]


def enrolment(folder: Path, found: Found) -> pd.DataFrame:
    """Read enrolment, or an empty table with a finding when there is none."""
    columns = ["school_year", "site", "kind", "enrolled", "nursery", "primary"]
    path = find(folder, "enrolment")
    if path is None:
        found.append(
            Anomaly(
                "enrolment_missing",
                "enrolment.csv",
                "Fichier des effectifs absent.",
                "Effectifs estimés d'après les repas.",
            )
        )
        return pd.DataFrame({name: pd.Series(dtype=float if name in columns[3:] else str) for name in columns})
    table = read_table(path)
    text = named(table, ("school_year", "site", "enrolled"), ("kind", "nursery", "primary"))
    frame = _placed(text, table, found)
    years = frame["school_year"].str.extract(r"(\d{4})\D*(\d{2,4})?")[0]
    readable = years.notna()
    if (~readable).any():
        found.append(_unread(table, ~readable, "année scolaire illisible", "Lignes mises de côté."))
    frame = frame[readable].assign(school_year=[f"{int(y)}-{int(y) + 1}" for y in years[readable]])
    for name in columns[3:]:
        frame[name] = _counts(frame[name], table, name, found, required=name == "enrolled")
    same = frame.duplicated(["school_year", "site", "kind"], keep="last")
    if same.any():
        found.append(
            _unread(
                table,
                same.reindex(table.rows.index, fill_value=False),
                "effectif donné deux fois",
                "Dernière ligne gardée.",
            )
        )
    return frame.loc[~same, columns].reset_index(drop=True)


def menus(folder: Path, found: Found) -> pd.DataFrame:
    """Read menus in our format or in SCDL menus-collectifs."""
    path = find(folder, "menus")
    if path is None:
        return pd.DataFrame({"date": pd.Series(dtype="datetime64[ns]"), "dish": pd.Series(dtype=str)})
    table = read_table(path)
    text = scdl_dishes(table.rows) if is_scdl(table.rows) else named(table, ("date", "dish"))
    frame = _dated(text, table, found)
    return frame.loc[frame["dish"].str.strip() != "", ["date", "dish"]].reset_index(drop=True)


def strikes(folder: Path, found: Found) -> frozenset[date]:
    """Read the days of strike."""
    path = find(folder, "strikes")
    if path is None:
        return frozenset()
    table = read_table(path)
    return frozenset(_dated(named(table, ("date",)), table, found)["date"].dt.date)


def registrations(folder: Path, found: Found) -> pd.DataFrame:
    """Read families' bookings."""
    path = find(folder, "registrations")
    if path is None:
        columns = {"date": "datetime64[ns]", "site": str, "kind": str, "registered": float}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    table = read_table(path)
    frame = _placed(_dated(named(table, ("date", "site", "registered"), ("kind",)), table, found), table, found)
    frame["registered"] = _counts(frame["registered"], table, "registered", found)
    return frame[["date", "site", "kind", "registered"]].reset_index(drop=True)


def calendar(folder: Path) -> pd.DataFrame:
    """Read the local exceptions. Raises BadInput on an unknown zone, kind or overlapping periods."""
    columns = ["start", "end", "kind", "value", "label"]
    path = find(folder, "calendar")
    if path is None:
        return pd.DataFrame(
            {name: pd.Series(dtype="datetime64[ns]" if name in columns[:2] else str) for name in columns}
        )
    table = read_table(path)
    text = named(table, ("start", "kind"), ("end", "value", "label"))
    text["end"] = text["end"].where(text["end"].str.strip() != "", text["start"])
    text["kind"] = text["kind"].str.strip().str.lower()
    frame = text.assign(start=dates(text["start"]), end=dates(text["end"]))
    wrong = frame["start"].isna() | frame["end"].isna() | ~frame["kind"].isin(CALENDAR_KINDS)
    if wrong.any():
        line = table.lines(wrong)[0]
        raise ValuesUnreadable(
            f"{table.name}, ligne {line} : date ou sorte illisible ; sortes possibles : {', '.join(CALENDAR_KINDS)}."
        )
    _check_calendar(frame, table.name)
    return frame[columns].reset_index(drop=True)


def _check_calendar(frame: pd.DataFrame, name: str) -> None:
    for row in frame.itertuples(index=False):
        if row.end < row.start:
            raise ValuesUnreadable(f"{name} : une période finit ({row.end:%d/%m/%Y}) avant de commencer.")
        if row.kind == "zone":
            check_zone(row.value.strip())
        if row.kind == "weekdays":
            parse_weekdays(row.value)
    check_overlaps(Override(r.kind, r.start.date(), r.end.date(), r.value) for r in frame.itertuples(index=False))


def _dated(text: pd.DataFrame, table: TextTable, found: Found) -> pd.DataFrame:
    read = dates(text["date"])
    blank = (text.apply(lambda column: column.str.strip()) == "").all(axis=1)
    wrong = read.isna() & ~blank
    if len(text) and (wrong.sum() > MOST_UNREADABLE * len(text)):
        example = text.loc[wrong, "date"].iloc[0]
        raise ValuesUnreadable(
            f"{table.name} : la plupart des dates sont illisibles (par exemple « {example} ») ; "
            "écrivez-les AAAA-MM-JJ ou JJ/MM/AAAA."
        )
    if wrong.any():
        found.append(_unread(table, wrong, "date illisible", "Lignes mises de côté."))
    return text[read.notna()].assign(date=read[read.notna()])


def _placed(frame: pd.DataFrame, table: TextTable, found: Found) -> pd.DataFrame:
    frame = frame.assign(site=frame["site"].str.strip(), kind=frame["kind"].str.strip())
    blank = frame["site"] == ""
    if blank.any():
        found.append(
            _unread(
                table,
                blank.reindex(table.rows.index, fill_value=False),
                "nom de cantine absent",
                "Lignes mises de côté.",
            )
        )
    return frame[~blank].copy()


def _counts(text: pd.Series, table: TextTable, name: str, found: Found, *, required: bool = True) -> pd.Series:
    values, wrong = numbers(text)
    if required and len(text) and wrong.sum() > MOST_UNREADABLE * len(text):
        raise ValuesUnreadable(
            f"{table.name} : la colonne « {name} » n'est pas faite de nombres (par exemple « {text[wrong].iloc[0]} »)."
        )
    negative = values < 0
    for chosen, what in ((wrong, f"nombre illisible dans « {name} »"), (negative, f"nombre négatif dans « {name} »")):
        if chosen.any():
            found.append(
                _unread(table, chosen.reindex(table.rows.index, fill_value=False), what, "Valeur tenue pour inconnue.")
            )
    return values.where(~negative)


def _unread(table: TextTable, chosen: pd.Series, what: str, action: str) -> Anomaly:
    count = int(chosen.sum())
    return Anomaly("unreadable", table.name, f"{counted(count, 'ligne')} : {what}.", action, table.lines(chosen))
