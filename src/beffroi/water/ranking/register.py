"""The registers of pipes and of breaks, as a ranking needs them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.water.tables import Finding, ValuesUnreadable, dates, lines_of, numbers, read_text_table

PIPES = {
    "pipe_id": ("idcana", "id", "identifiant"),
    "material": ("materiau",),
    "diameter_mm": ("diametre", "diametre mm"),
    "length_m": ("longueur", "longueur m", "longcana"),
    "installed": ("pose", "date de pose", "andebpose", "anfinpose"),
    "pressure_zone": ("zone", "secteur", "etage de pression"),
}
BREAKS = {"pipe_id": ("idcana", "identifiant"), "date": ("jour", "daterepar", "date casse")}
RECORDED = 0.25
SHORTEST = 0.1


class RegisterUnusable(BadInput):
    """No pipe, or no break, is left to learn from."""


@dataclass(frozen=True)
class BreakRegister:
    """Pipes and their breaks.

    ``pipes``: pipe_id, material, diameter_mm [mm], length_m [m], installed (NaT unknown), pressure_zone.
    ``breaks``: pipe (row of ``pipes``), date; only those of the pipe that lies there today, since ``first_year``.
    """

    pipes: pd.DataFrame
    breaks: pd.DataFrame
    first_year: int
    findings: tuple[Finding, ...]


def read_break_register(pipes: Path, breaks: Path, *, more: pd.DataFrame | None = None) -> BreakRegister:
    """Read both files; ``more``: pipe_id, date of leaks found since, counted once a pipe and day. Raises BadInput."""
    found: list[Finding] = []
    table = _pipes(pipes, found)
    text = read_text_table(breaks, BREAKS, ("pipe_id", "date"))
    failures = _breaks(text if more is None else _joined(text, more), breaks, table, found)
    first_year = first_recorded_year(failures["date"])
    early = failures["date"].dt.year < first_year
    if early.any():
        text = f"{counted(int(early.sum()), 'casse')} avant {first_year}, où le registre commence vraiment."
        found.append(Finding(breaks.name, text, "Non comptées.", lines_of(early)))
    return BreakRegister(table, failures[~early].reset_index(drop=True), first_year, tuple(found))


def _pipes(path: Path, found: list[Finding]) -> pd.DataFrame:
    text = read_text_table(path, PIPES, ("pipe_id", "material", "length_m", "installed"))
    length, _ = numbers(text["length_m"])
    installed = _readable(dates(text["installed"]), path, "installed", found)
    diameter, _ = numbers(text["diameter_mm"])
    table = text.assign(length_m=length, installed=installed, diameter_mm=diameter)
    keeps = {
        "identifiant vide": table["pipe_id"] == "",
        "longueur absente, nulle ou négative": ~(length > SHORTEST),
        "identifiant déjà vu": table["pipe_id"].duplicated() & (table["pipe_id"] != ""),
    }
    for what, wrong in keeps.items():
        if wrong.any():
            found.append(
                Finding(
                    path.name, f"{counted(int(wrong.sum()), 'conduite')} : {what}.", "Non classées.", lines_of(wrong)
                )
            )
    kept = table[~np.logical_or.reduce(list(keeps.values()))].reset_index(drop=True)
    if kept.empty:
        raise RegisterUnusable(f"{path.name} : aucune conduite avec un identifiant et une longueur en mètres.")
    undated = kept["installed"].isna()
    if undated.any():
        km = kept.loc[undated, "length_m"].sum() / 1000
        found.append(
            Finding(path.name, f"{counted(int(undated.sum()), 'conduite')} sans date de pose ({km:.1f} km).", "")
        )
    return kept


def _joined(text: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    written = pd.DataFrame({"pipe_id": more["pipe_id"].astype(str), "date": more["date"].astype(str).str[:10]})
    known = set(zip(text["pipe_id"], dates(text["date"])[0].astype(str), strict=True))
    new = [pair not in known for pair in zip(written["pipe_id"], written["date"], strict=True)]
    return pd.concat([text, written[new]], ignore_index=True)


def _breaks(text: pd.DataFrame, path: Path, pipes: pd.DataFrame, found: list[Finding]) -> pd.DataFrame:
    day = _readable(dates(text["date"]), path, "date", found)
    place = text["pipe_id"].map(pd.Series(pipes.index, index=pipes["pipe_id"]))
    installed = place.map(pipes["installed"]).astype("datetime64[s]")
    table = pd.DataFrame({"pipe": place, "date": day})
    keeps = {
        "date illisible": day.isna(),
        "conduite absente du registre": place.isna() & day.notna(),
        "casse antérieure à la pose : elle revient à la conduite remplacée": day < installed,
    }
    for what, wrong in keeps.items():
        if wrong.any():
            found.append(
                Finding(path.name, f"{counted(int(wrong.sum()), 'casse')} : {what}.", "Non comptées.", lines_of(wrong))
            )
    kept = table[~np.logical_or.reduce(list(keeps.values()))]
    if kept.empty:
        raise RegisterUnusable(f"{path.name} : aucune casse datée sur une conduite du registre.")
    return kept.astype({"pipe": int})


def _readable(read: tuple[pd.Series, pd.Series], path: Path, name: str, found: list[Finding]) -> pd.Series:
    values, wrong = read
    if wrong.mean() > 0.5:
        raise ValuesUnreadable(f"{path.name} : la plupart des dates de « {name} » sont illisibles ; AAAA-MM-JJ.")
    if wrong.any():
        text = f"{counted(int(wrong.sum()), 'date illisible')} dans « {name} »."
        found.append(Finding(path.name, text, "Tenues pour inconnues.", lines_of(wrong)))
    return values


def first_recorded_year(day: pd.Series) -> int:
    """Return the first year that holds a quarter of the median yearly count: stray older lines are no record."""
    counts = day.dt.year.value_counts()
    return int(counts.index[counts >= RECORDED * counts.median()].min())
