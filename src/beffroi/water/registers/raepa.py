"""The fields and codes of RAEPA v1.2 that Beffroi reads and writes.

Source: géostandard RAEPA v1.2 (réseaux d'adduction d'eau potable et d'assainissement), layers
``raepa_canalaep_l`` and ``raepa_reparaep_p``, EPSG:2154.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import pandas as pd

CRS = "EPSG:2154"
PIPE_LAYER, REPAIR_LAYER = "raepa_canalaep_l", "raepa_reparaep_p"
PIPE_FIELDS = (
    "idcana", "mouvrage", "gexploit", "enservice", "branchemnt", "materiau", "diametre", "andebpose", "anfinpose",
    "fonccanaep", "contcanaep", "idnini", "idnterm", "idcanppale", "profgen", "longcana", "nbranche", "qualglocxy",
    "qualglocz", "datemaj", "sourmaj",
)  # fmt: skip
REPAIR_FIELDS = ("idrepar", "supprepare", "defreparee", "idsuprepar", "daterepar", "mouvrage")
PIPE_NAMES = {
    "idcana": ("pipe_id", "id", "identifiant"),
    "materiau": ("material",),
    "diametre": ("diameter_mm", "diam"),
    "longcana": ("length_m", "longueur"),
    "anfinpose": ("installed", "annee_pose", "date_pose"),
}
REPAIR_NAMES = {"idsuprepar": ("pipe_id", "idcana"), "daterepar": ("date",), "idrepar": ("id", "identifiant")}


@cache
def materials() -> dict[str, tuple[str, str]]:
    """Return for each RAEPA code our code (that of the ranking) and its French name."""
    text = files("beffroi.water").joinpath("data/raepa_materials.csv").read_text(encoding="utf-8")
    return {row["raepa"]: (row["code"], row["label"]) for row in csv.DictReader(text.splitlines())}


def raepa_material(text: str) -> str:
    """Return the RAEPA code of a material written as a code of either list, or as a name; "00" when unknown."""
    clean = text.strip()
    if clean.zfill(2) in materials():
        return clean.zfill(2)
    plain = clean.lower()
    named = [code for code, (ours, label) in materials().items() if plain in (ours.lower(), label.lower())]
    return named[-1] if named else "00"


def with_fields(table: pd.DataFrame, names: dict[str, tuple[str, ...]], fields: tuple[str, ...]) -> pd.DataFrame:
    """Return the table under RAEPA's names; fields not given are "", other columns are kept after them."""
    lower = {str(column).lower(): column for column in table.columns}
    renamed = {
        lower[other]: field
        for field in fields
        if field not in lower
        for other in names.get(field, ())[::-1]
        if other in lower
    }
    named = table.rename(columns={**{column: name for name, column in lower.items()}, **renamed})
    others = [column for column in named.columns if column not in fields]
    return pd.DataFrame(
        {name: named[name].fillna("").astype(str) if name in named.columns else "" for name in [*fields, *others]},
        index=named.index,
    )
