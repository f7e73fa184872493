"""From a file to a table of text: encodings, delimiters, compression, headings, nothing trusted."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from beffroi.territory.errors import BadInput

MOST_BYTES = 400_000_000
DELIMITERS = (";", ",", "\t")
OPENERS: Mapping[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}
UNKNOWN = ("", "nc", "nd", "na", "n/a", "-", "?", "nan", "null", "none", "inconnu")


class FileUnreadable(BadInput):
    """The file is not a text table: binary, damaged, empty or too large."""


class ColumnMissing(BadInput):
    """A required column is absent."""


class ValuesUnreadable(BadInput):
    """Most of a required column cannot be read."""


@dataclass(frozen=True)
class Finding:
    """Something odd in a file: what, where (lines as an editor shows them), and what was done about it."""

    subject: str
    text: str
    action: str
    lines: tuple[int, ...] = ()

    def line(self) -> str:
        """Return the finding as one French line."""
        shown = ", ".join(map(str, self.lines[:8])) + ("…" if len(self.lines) > 8 else "")
        return f"{self.subject} : {self.text} {self.action}" + (f" Lignes {shown}." if self.lines else "")


def read_text_table(path: Path, headings: Mapping[str, tuple[str, ...]], required: tuple[str, ...]) -> pd.DataFrame:
    """Read a CSV file as text under our names; absent optional columns are "".

    ``headings`` gives for each name the other headings it goes by. The index is the line less two.
    Raises FileUnreadable and ColumnMissing.
    """
    rows = read_rows(path)
    found = {_plain(str(column)): column for column in reversed(rows.columns)}
    chosen = {
        name: next((found[key] for key in map(_plain, (name, *others)) if key in found), None)
        for name, others in headings.items()
    }
    missing = [name for name in required if chosen[name] is None]
    if missing:
        raise ColumnMissing(
            f"{path.name} : il manque la colonne {', '.join(f'« {name} »' for name in missing)} ; "
            f"colonnes trouvées : {', '.join(map(str, rows.columns[:12]))}."
        )
    columns = {name: rows[column] if column is not None else "" for name, column in chosen.items()}
    return pd.DataFrame(columns, index=rows.index).astype(str).apply(lambda column: column.str.strip())


def read_rows(path: Path) -> pd.DataFrame:
    """Read every cell of a CSV file (plain, .gz or .xz) as text. Raises FileUnreadable."""
    text = _decode(_bytes(path), path.name)
    lines = text.lstrip().splitlines()
    if not lines:
        raise FileUnreadable(f"{path.name} est vide : déposez un fichier avec ses titres de colonnes.")
    delimiter = max(DELIMITERS, key=lines[0].count)
    try:
        return pd.read_csv(
            io.StringIO(text), sep=delimiter, dtype=str, keep_default_na=False, skip_blank_lines=False, index_col=False
        )
    except (pd.errors.ParserError, csv.Error) as error:
        raise FileUnreadable(
            f"{path.name} : les lignes n'ont pas toutes le même nombre de colonnes ; exportez-le de nouveau en CSV."
        ) from error


def _bytes(path: Path) -> bytes:
    opener = OPENERS.get(path.suffix)
    try:
        with opener(path, "rb") if opener else path.open("rb") as source:
            raw = source.read(MOST_BYTES + 1)
    except (zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile) as error:
        raise FileUnreadable(f"{path.name} est abîmé : compressez-le de nouveau.") from error
    if len(raw) > MOST_BYTES:
        raise FileUnreadable(f"{path.name} dépasse {MOST_BYTES // 10**6} Mo une fois lu : découpez-le par année.")
    return bytes(raw)


def _decode(raw: bytes, name: str) -> str:
    if b"\x00" in raw[:4096] or raw.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise FileUnreadable(f"{name} n'est pas un texte : enregistrez-le en CSV (UTF-8).")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _plain(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return " ".join(ascii_text.replace("_", " ").replace("-", " ").split())


def numbers(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read numbers, French or not: values (NaN where unknown) and whether each text is no number at all."""
    clean = text.str.replace("[\u00a0\u202f ]", "", regex=True).str.replace(",", ".", regex=False)
    values = pd.to_numeric(clean, errors="coerce").astype(float)
    values = values.where(values.abs() < 1e12)
    return values, values.isna() & ~clean.str.lower().isin(UNKNOWN)


def dates(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read days, ISO or French, or a bare year (its first day): values (NaT) and whether a text is no date."""
    clean = text.str.replace(r"[T ]\d{1,2}:\d{2}.*$", "", regex=True)
    iso = pd.to_datetime(clean, format="%Y-%m-%d", errors="coerce")
    french = pd.to_datetime(clean.str.replace(r"[-.]", "/", regex=True), format="%d/%m/%Y", errors="coerce")
    year = pd.to_datetime(clean.where(clean.str.fullmatch(r"\d{4}")), format="%Y", errors="coerce")
    values = iso.fillna(french).fillna(year).astype("datetime64[s]")
    return values, values.isna() & ~clean.str.lower().isin((*UNKNOWN, "0000"))


def lines_of(chosen: pd.Series) -> tuple[int, ...]:
    """Return the line numbers, as an editor shows them, of the chosen rows."""
    return tuple(int(index) + 2 for index in chosen.index[chosen])
