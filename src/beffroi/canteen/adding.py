"""New files joined to a town's folder: yesterday's meals, a term's menus, a year's enrolment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from beffroi.canteen.anomalies import Anomaly
from beffroi.canteen.reading import tables
from beffroi.canteen.reading.columns import recognised
from beffroi.canteen.reading.files import find, read_table
from beffroi.territory.errors import BadInput

COMPRESSED = {"attendance", "menus", "registrations"}
KEYS: dict[str, list[str]] = {
    "attendance": ["date", "site", "kind"],
    "enrolment": ["school_year", "site", "kind"],
    "menus": ["date"],
    "strikes": ["date"],
    "registrations": ["date", "site", "kind"],
}


class FileUnknown(BadInput):
    """The columns of a file say nothing of what it holds."""


class FileEmpty(BadInput):
    """A file has titles and no row."""


@dataclass(frozen=True)
class Added:
    """What one file brought: its place in the folder, rows new and rows that replace known ones."""

    name: str
    stem: str
    rows: int
    replaced: int


@dataclass(frozen=True)
class Joined:
    """What was added, and the findings on the files as they were given."""

    files: tuple[Added, ...]
    anomalies: tuple[Anomaly, ...]


def add_files(folder: Path, files: Sequence[Path], *, out: Path, replace: bool = False) -> Joined:
    """Write to ``out`` the folder with the files joined: rows of the same key are replaced by the new ones.

    folder: may be missing or empty. replace: a file takes the place of the one known instead of joining it.
    Raises FileUnknown, FileEmpty, FileUnreadable, ColumnMissing, ValuesUnreadable.
    """
    if folder.is_dir():
        shutil.copytree(folder, out, dirs_exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    found: list[Anomaly] = []
    added = tuple(_add(file, out, replace=replace, found=found) for file in files)
    return Joined(added, tuple(found))


def _add(file: Path, out: Path, *, replace: bool, found: list[Anomaly]) -> Added:
    stem = recognise(file)
    if stem in {"calendar", "other"}:
        return _keep_whole(file, stem, out)
    new = _read(stem, file, found)
    if new.empty:
        raise FileEmpty(
            f"{file.name} : aucune ligne à lire sous les titres de colonnes ; vérifiez ce que vous envoyez."
        )
    known = find(out, stem)
    old = _read(stem, known, []) if known and not replace else new.iloc[:0]
    kept = _without(old, new, KEYS[stem])
    _write(pd.concat([kept, new]), stem, out)
    return Added(file.name, stem, len(new), len(old) - len(kept))


def recognise(file: Path) -> str:
    """Return which file of the folder this is, by its name, else by its columns. Raises FileUnknown."""
    stem = file.name.lower().removesuffix(".gz").removesuffix(".csv")
    if stem in {*KEYS, "calendar"}:
        return stem
    if stem in {"diets", "portions"}:
        return "other"
    kind = recognised(read_table(file))
    if kind is None:
        raise FileUnknown(
            f"{file.name} : ses colonnes ne disent pas ce que c'est ; nommez le fichier attendance, enrolment, menus, "
            "strikes, calendar ou registrations, ou donnez-lui les titres de la notice."
        )
    return kind


def _keep_whole(file: Path, stem: str, out: Path) -> Added:
    table = read_table(file)
    name = "calendar.csv" if stem == "calendar" else file.name.lower()
    known = find(out, name.removesuffix(".csv"))
    shutil.copyfile(file, out / name)
    return Added(file.name, name.removesuffix(".csv"), len(table.rows), 1 if known else 0)


def _read(stem: str, path: Path, found: list[Anomaly]) -> pd.DataFrame:
    if stem == "attendance":
        return tables.attendance(path, found)
    readers: dict[str, Callable[[Path, list[Anomaly]], pd.DataFrame]] = {
        "enrolment": tables.enrolment,
        "menus": tables.menus,
        "registrations": tables.registrations,
        "strikes": lambda folder, notes: pd.DataFrame({"date": sorted(tables.strikes(folder, notes))}),
    }
    return _alone(path, stem, lambda folder: readers[stem](folder, found))


def _alone(path: Path, stem: str, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    """Read a file that our readers look for by name in a folder."""
    with TemporaryDirectory(prefix="beffroi-") as folder:
        shutil.copyfile(path, Path(folder) / f"{stem}.csv{'.gz' if path.suffix == '.gz' else ''}")
        return read(Path(folder))


def _without(old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the old rows whose key the new ones do not hold."""
    if old.empty:
        return old
    names = pd.MultiIndex.from_frame(old[key].astype(str))
    return old[~names.isin(pd.MultiIndex.from_frame(new[key].astype(str)))]


def _write(table: pd.DataFrame, stem: str, out: Path) -> None:
    for stale in (out / f"{stem}.csv", out / f"{stem}.csv.gz"):
        stale.unlink(missing_ok=True)
    packed = stem in COMPRESSED
    table.to_csv(
        out / f"{stem}.csv{'.gz' if packed else ''}",
        index=False,
        date_format="%Y-%m-%d",
        float_format="%.10g",
        compression={"method": "gzip", "mtime": 0} if packed else None,
    )
