"""A town's folder, read whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from beffroi.canteen.anomalies import Anomaly
from beffroi.canteen.history import History
from beffroi.canteen.reading import tables
from beffroi.canteen.reading.errors import FolderUnusable
from beffroi.canteen.reading.files import find
from beffroi.canteen.reading.findings import report
from beffroi.canteen.reading.repairs import repair
from beffroi.territory.numbers import counted


def read_folder(folder: Path, *, as_of: date | None = None) -> History:
    """Read and put right the files of a folder (docs/services/canteen.md).

    as_of: attendance dated on or after that day is not looked at, so that nothing in it can change
    how earlier rows are put right; by default rows dated after today are set aside and reported.
    Raises FolderUnusable, FileUnreadable, ColumnMissing, ValuesUnreadable.
    """
    folder = Path(folder)
    path = find(folder, "attendance") if folder.is_dir() else None
    if path is None:
        raise FolderUnusable(
            f"Pas de fichier attendance.csv dans « {folder} » : déposez-y les repas servis, un par ligne et par jour."
        )
    found: list[Anomaly] = []
    rows = tables.attendance(path, found)
    rows = _known(rows, as_of, path.name, found)
    rows = repair(rows, path.name, found)
    enrolment = tables.enrolment(folder, found)
    strikes = tables.strikes(folder, found)
    found += report(rows, enrolment, strikes, path.name)
    return History(
        attendance=rows.reset_index(drop=True),
        enrolment=enrolment,
        menus=tables.menus(folder, found),
        strikes=strikes,
        calendar=tables.calendar(folder),
        registrations=tables.registrations(folder, found),
        anomalies=tuple(found),
    )


def _known(rows: pd.DataFrame, as_of: date | None, name: str, found: list[Anomaly]) -> pd.DataFrame:
    if as_of is not None:
        return rows[rows["date"] < pd.Timestamp(as_of)]
    coming = rows["date"] > pd.Timestamp(date.today())
    if coming.any():
        text = f"{counted(int(coming.sum()), 'ligne datée')} après aujourd'hui."
        lines = tuple(int(index) + 2 for index in rows.index[coming])
        found.append(Anomaly("future", name, text, "Mises de côté.", lines))
    return rows[~coming]
