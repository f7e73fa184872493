"""Registers read from and written to CSV, shapefile, GeoPackage; pipes also from an EPANET file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError

from beffroi.territory.errors import BadInput
from beffroi.water.registers.epanet_file import other_links, read_inp_pipes
from beffroi.water.registers.raepa import (
    CRS,
    PIPE_FIELDS,
    PIPE_LAYER,
    PIPE_NAMES,
    REPAIR_FIELDS,
    REPAIR_LAYER,
    REPAIR_NAMES,
    with_fields,
)
from beffroi.water.tables import Finding, read_rows

GEOMETRY = ("wkt", "geom", "geometry", "the_geom")
FORMATS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}


class RegisterUnreadable(BadInput):
    """The register is no CSV, shapefile, GeoPackage or EPANET file, or holds no pipe."""


@dataclass(frozen=True)
class PipeRegister:
    """Pipes and repairs under RAEPA's names, all text, each with its ``geometry`` (shapely, None unknown)."""

    pipes: pd.DataFrame
    repairs: pd.DataFrame
    findings: tuple[Finding, ...]


def read_register(pipes: Path, repairs: Path | None = None) -> PipeRegister:
    """Read pipes (.csv, .shp, .gpkg, .inp) and repairs (.csv, .shp, .gpkg). Raises RegisterUnreadable."""
    found: list[Finding] = []
    lines = _read_inp(pipes, found) if pipes.suffix.lower() == ".inp" else _read(pipes, PIPE_LAYER, found)
    if lines.empty:
        raise RegisterUnreadable(f"{pipes.name} : aucune conduite dans ce registre.")
    second = pipes if repairs is None and pipes.suffix.lower() == ".gpkg" and _holds(pipes, REPAIR_LAYER) else repairs
    points = _read(second, REPAIR_LAYER, found) if second else pd.DataFrame({"geometry": pd.Series(dtype=object)})
    return PipeRegister(
        _named(lines, PIPE_NAMES, PIPE_FIELDS), _named(points, REPAIR_NAMES, REPAIR_FIELDS), tuple(found)
    )


def _read_inp(path: Path, found: list[Finding]) -> pd.DataFrame:
    lines = read_inp_pipes(path)
    found += other_links(path)
    return lines


def course_of(register: PipeRegister, names: pd.Series) -> np.ndarray:
    """Return the geometry of each pipe named (the first of its name), None where there is none."""
    first = register.pipes[~register.pipes["idcana"].duplicated()]
    known = dict(zip(first["idcana"], first["geometry"], strict=True))
    found = np.empty(len(names), dtype=object)
    found[:] = [known.get(name) for name in names]
    return found


def _named(table: pd.DataFrame, names: dict[str, tuple[str, ...]], fields: tuple[str, ...]) -> pd.DataFrame:
    return with_fields(table.drop(columns="geometry"), names, fields).assign(geometry=table["geometry"].to_numpy())


def _holds(path: Path, layer: str) -> bool:
    return path.is_file() and layer in [name for name, _ in pyogrio.list_layers(path)]


def _read(path: Path, layer: str, found: list[Finding]) -> pd.DataFrame:
    if not path.is_file():
        raise RegisterUnreadable(f"Registre introuvable : {path}.")
    return _read_csv(path, found) if path.suffix.lower() == ".csv" else _read_layer(path, layer, found)


def _read_csv(path: Path, found: list[Finding]) -> pd.DataFrame:
    table = read_rows(path)
    column = next((name for name in table.columns if str(name).lower() in GEOMETRY), None)
    places = pd.DataFrame({str(name).lower(): table[name] for name in table.columns})
    if column is not None:
        geometry = shapely.from_wkt(table[column].to_numpy(dtype=object), on_invalid="ignore")
    elif {"x", "y"} <= set(places.columns):
        numbers = places[["x", "y"]].apply(lambda text: pd.to_numeric(text.str.replace(",", "."), errors="coerce"))
        geometry = np.where(numbers.notna().all(axis=1), shapely.points(numbers.fillna(0.0)), None)
    else:
        geometry = np.full(len(table), None)
        found.append(Finding(path.name, "Aucune géométrie (colonne WKT, ou x et y).", "Contrôles de lieu sautés."))
    return table.drop(columns=[column] if column is not None else []).assign(geometry=geometry)


def _read_layer(path: Path, layer: str, found: list[Finding]) -> pd.DataFrame:
    try:
        names = [name for name, _ in pyogrio.list_layers(path)]
        chosen = layer if layer in names else names[0]
        meta, _, shapes, values = pyogrio.raw.read(path, layer=chosen)
    except (DataSourceError, DataLayerError, IndexError) as error:
        raise RegisterUnreadable(f"{path.name} n'est ni un CSV, ni un shapefile, ni un GeoPackage lisible.") from error
    if meta["crs"] and meta["crs"] != CRS:
        found.append(Finding(path.name, f"Projection {meta['crs']} au lieu de {CRS}.", "Gardée telle quelle."))
    try:
        geometry = shapely.from_wkb(shapes)
    except ShapelyError as error:
        raise RegisterUnreadable(f"{path.name} : géométries illisibles ; exportez de nouveau la couche.") from error
    columns = {str(name): _text(column) for name, column in zip(meta["fields"], values, strict=True)}
    return pd.DataFrame(columns).assign(geometry=geometry)


def _text(values: np.ndarray) -> pd.Series:
    series = pd.Series(values)
    if pd.api.types.is_float_dtype(series):
        return series.map(lambda value: "" if pd.isna(value) else f"{value:g}")
    return series.map(lambda value: "" if pd.isna(value) else str(value))


def write_register(register: PipeRegister, path: Path) -> list[Path]:
    """Write pipes and repairs as .gpkg (two layers), .shp or .csv (a file each, WKT); return the files.

    Shapefile cuts names to ten letters and texts to 254: columns that would meet are refused.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    layers = [(PIPE_LAYER, register.pipes, "LineString"), (REPAIR_LAYER, register.repairs, "Point")]
    kept = [layer for layer in layers if len(layer[1])]
    if path.suffix.lower() == ".csv":
        return [_write_csv(table, path.with_name(f"{path.stem}_{name}.csv")) for name, table, _ in kept]
    if path.suffix.lower() not in FORMATS:
        raise RegisterUnreadable(f"Format inconnu : « {path.suffix} » ; choisissez .csv, .shp ou .gpkg.")
    single = path.suffix.lower() == ".gpkg"
    files = [path if single else path.with_name(f"{path.stem}_{name}.shp") for name, _, _ in kept]
    for place, ((name, table, kind), file) in enumerate(zip(kept, files, strict=True)):
        _write_layer(table, file, name, kind, append=single and place > 0)
    return sorted(set(files))


def _write_csv(table: pd.DataFrame, path: Path) -> Path:
    table.assign(geometry=shapely.to_wkt(table["geometry"].to_numpy(dtype=object), rounding_precision=3)).rename(
        columns={"geometry": "WKT"}
    ).to_csv(path, index=False, sep=";")
    return path


def _write_layer(table: pd.DataFrame, path: Path, name: str, kind: str, *, append: bool) -> None:
    columns = [column for column in table.columns if column != "geometry"]
    short = {column[:10].lower() for column in columns}
    if path.suffix.lower() == ".shp" and len(short) < len(columns):
        raise RegisterUnreadable("Deux colonnes ont les mêmes dix premières lettres : écrivez un .gpkg.")
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(table["geometry"].to_numpy(dtype=object)),
        field_data=[table[column].to_numpy(dtype=object) for column in columns],
        fields=columns,
        layer=name,
        driver=FORMATS[path.suffix.lower()],
        geometry_type=kind,
        crs=CRS,
        append=append,
        encoding="UTF-8",
    )
