"""A register turned into the two files that the ranking reads."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import shapely

from beffroi.water.registers.layers import PipeRegister
from beffroi.water.registers.raepa import materials, raepa_material
from beffroi.water.tables import dates, numbers


def ranking_tables(register: PipeRegister) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return pipes.csv and breaks.csv as tables; a length not given is that of the drawing."""
    pipes = register.pipes
    drawn = pd.Series(shapely.length(pipes["geometry"].to_numpy(dtype=object)), index=pipes.index)
    length = numbers(pipes["longcana"].str.strip())[0]
    first = pd.DataFrame(
        {
            "pipe_id": pipes["idcana"],
            "material": [materials()[raepa_material(text)][0] for text in pipes["materiau"]],
            "diameter_mm": numbers(pipes["diametre"].str.strip())[0],
            "length_m": length.where(length > 0, drawn).round(2),
            "installed": dates(pipes["anfinpose"].str.strip())[0].dt.date,
        }
    )
    day = dates(register.repairs["daterepar"].str.strip())[0].dt.date
    return first, pd.DataFrame({"pipe_id": register.repairs["idsuprepar"], "date": day})


def write_ranking_tables(register: PipeRegister, folder: Path) -> tuple[Path, Path]:
    """Write pipes.csv and breaks.csv in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "pipes.csv", folder / "breaks.csv"
    for table, path in zip(ranking_tables(register), paths, strict=True):
        table.to_csv(path, index=False)
    return paths
