"""From bytes to a table of text, whatever the encoding and the delimiter."""

from __future__ import annotations

import csv
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from beffroi.canteen.reading.errors import FileUnreadable

MOST_BYTES = 400_000_000
MOST_RATIO = 120
FREE_BYTES = 20_000_000
CHUNK = 1 << 20
SIGNATURES = {
    b"PK\x03\x04": "un classeur ou une archive : enregistrez la feuille en CSV",
    b"%PDF": "un PDF : demandez le tableau en CSV",
    b"\xd0\xcf\x11\xe0": "un ancien classeur Excel : enregistrez la feuille en CSV",
}


@dataclass(frozen=True)
class TextTable:
    """A table of text as written: ``rows`` has one column per heading; line 2 is its first row."""

    name: str
    rows: pd.DataFrame

    def lines(self, chosen: pd.Series) -> tuple[int, ...]:
        """Return the line numbers, as an editor shows them, of the chosen rows."""
        return tuple(int(index) + 2 for index in self.rows.index[chosen])


def find(folder: Path, stem: str) -> Path | None:
    """Return ``stem.csv`` or ``stem.csv.gz`` in the folder, or None."""
    return next((path for end in (".csv", ".csv.gz") if (path := folder / f"{stem}{end}").is_file()), None)


def read_table(path: Path) -> TextTable:
    """Read a CSV file, compressed or not. Raises FileUnreadable."""
    raw = _bytes(path)
    for signature, what in SIGNATURES.items():
        if raw.startswith(signature):
            raise FileUnreadable(f"{path.name} est {what}.")
    if b"\x00" in raw[:4096]:
        raise FileUnreadable(f"{path.name} n'est pas un texte : enregistrez-le en CSV (UTF-8).")
    text = _decode(raw)
    if not text.strip():
        raise FileUnreadable(f"{path.name} est vide : déposez un fichier avec ses titres de colonnes.")
    return TextTable(path.name, _parse(text, path.name))


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise FileUnreadable(f"{path.name} dépasse {MOST_BYTES // 10**6} Mo : découpez-le par année scolaire.")
    return _decompress(path) if path.suffix == ".gz" else path.read_bytes()


def _decompress(path: Path) -> bytes:
    """Inflate in bounded memory: a small file that swells beyond reason is refused at once."""
    inflater = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size, read = 0, 0
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            read += len(chunk)
            while chunk:
                try:
                    part = inflater.decompress(chunk, CHUNK)
                except zlib.error as error:
                    raise FileUnreadable(f"{path.name} est abîmé : compressez-le de nouveau.") from error
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES or size > max(FREE_BYTES, read * MOST_RATIO):
                    raise FileUnreadable(f"{path.name} se décompresse sans mesure : refusé par sécurité.")
                chunk = inflater.unconsumed_tail
    if not inflater.eof:
        raise FileUnreadable(f"{path.name} est incomplet : transférez-le de nouveau.")
    return b"".join(parts)


def _decode(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _parse(text: str, name: str) -> pd.DataFrame:
    header = text.lstrip().splitlines()[0]
    delimiter = max((";", ",", "\t"), key=header.count)
    try:
        return pd.read_csv(
            io.StringIO(text), sep=delimiter, dtype=str, keep_default_na=False, engine="c",
            skip_blank_lines=False, index_col=False, on_bad_lines="error", quoting=csv.QUOTE_MINIMAL,
        )  # fmt: skip
    except (pd.errors.ParserError, csv.Error):
        return _parse_uneven(text, delimiter, name)


def _parse_uneven(text: str, delimiter: str, name: str) -> pd.DataFrame:
    """Read a file whose lines have uneven lengths: missing cells are empty, extra ones are joined."""
    lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    width = len(lines[0])
    if width < 2:
        raise FileUnreadable(f"{name} n'a qu'une colonne : séparez les colonnes par « ; » ou « , ».")
    rows = [[*line[: width - 1], delimiter.join(line[width - 1 :])] + [""] * (width - len(line)) for line in lines[1:]]
    return pd.DataFrame([row[:width] for row in rows], columns=lines[0])
