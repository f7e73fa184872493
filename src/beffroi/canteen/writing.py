"""Writing a town's folder in the formats that ``read_folder`` reads."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from beffroi.canteen.history import History


def write_folder(history: History, folder: Path) -> list[Path]:
    """Write every table that has rows; return the files written. The folder is made if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    strikes = pd.DataFrame({"date": sorted(history.strikes)})
    tables = {
        "attendance.csv.gz": history.attendance,
        "enrolment.csv": history.enrolment,
        "menus.csv.gz": history.menus,
        "strikes.csv": strikes,
        "calendar.csv": history.calendar,
        "registrations.csv.gz": history.registrations,
    }
    written = []
    for name, table in tables.items():
        if not table.empty:
            path = folder / name
            compression = {"method": "gzip", "mtime": 0} if name.endswith(".gz") else None
            table.to_csv(path, index=False, date_format="%Y-%m-%d", float_format="%.0f", compression=compression)
            written.append(path)
    return written
