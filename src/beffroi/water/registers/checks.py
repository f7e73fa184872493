"""What is odd in a register: identifiers, diameters, dates, lengths, ends that do not meet, repairs out of place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import shapely

from beffroi.territory.numbers import counted
from beffroi.water.registers.layers import PipeRegister, course_of
from beffroi.water.registers.raepa import raepa_material
from beffroi.water.tables import Finding, dates, numbers

OLDEST_YEAR = 1850
SMALLEST_MM, LARGEST_MM = 15.0, 2500.0
SNAP_M, FAR_M = 1.0, 20.0
TOUCHING_M = 0.01
LENGTH_SHARE, LENGTH_M = 0.1, 2.0
KEPT = "Gardée : à corriger dans le registre."


def check_register(register: PipeRegister, *, today: date) -> tuple[Finding, ...]:
    """Return every finding, reading ones first; nothing is changed nor left out."""
    found = list(register.findings)
    for subject, table, checks in (
        ("conduites", register.pipes, [*_attributes(register.pipes, today), *_shapes(register.pipes)]),
        ("réparations", register.repairs, list(_repairs(register, today))),
    ):
        identifier = "idcana" if subject == "conduites" else "idrepar"
        found += [_finding(subject, table, chosen, what, identifier) for chosen, what in checks if chosen.any()]
    found += _network(register.pipes)
    return tuple(found)


Check = tuple[pd.Series, str]


def _finding(subject: str, table: pd.DataFrame, chosen: pd.Series, what: str, identifier: str) -> Finding:
    names = [name or "sans nom" for name in table.loc[chosen, identifier]]
    shown = ", ".join(names[:10]) + ("…" if len(names) > 10 else "")
    return Finding(subject, f"{len(names)} : {what} ({shown}).", KEPT)


def _attributes(pipes: pd.DataFrame, today: date) -> Iterator[Check]:
    name = pipes["idcana"].str.strip()
    yield name == "", "identifiant vide"
    yield name.duplicated(keep=False) & (name != ""), "identifiant en double"
    diameter, wrong = numbers(pipes["diametre"].str.strip())
    yield wrong, "diamètre illisible"
    yield (diameter < SMALLEST_MM) | (diameter > LARGEST_MM), "diamètre impossible"
    length, wrong = numbers(pipes["longcana"].str.strip())
    yield wrong, "longueur illisible"
    yield length <= 0, "longueur nulle ou négative"
    unknown = pipes["materiau"].map(raepa_material).eq("00") & ~pipes["materiau"].str.strip().isin(["", "00", "0"])
    yield unknown, "matériau hors de la liste RAEPA"
    laid, wrong = dates(pipes["anfinpose"].str.strip())
    begun, wrong_begun = dates(pipes["andebpose"].str.strip())
    yield wrong | wrong_begun, "date de pose illisible"
    yield _impossible(laid, today) | _impossible(begun, today), "date de pose impossible"
    yield begun > laid, "fin de pose avant le début"


def _impossible(day: pd.Series, today: date) -> pd.Series:
    return (day > pd.Timestamp(today)) | (day.dt.year < OLDEST_YEAR)


def _shapes(pipes: pd.DataFrame) -> Iterator[Check]:
    shape = pipes["geometry"].to_numpy(dtype=object)
    missing = shapely.is_missing(shape)
    if missing.all():
        return
    yield _series(missing, pipes), "sans tracé"
    yield _series(~missing & (shapely.length(shape) <= TOUCHING_M), pipes), "tracé d'un point"
    given, drawn = numbers(pipes["longcana"].str.strip())[0], shapely.length(shape)
    allowed = np.maximum(LENGTH_SHARE * drawn, LENGTH_M)
    yield _series((given - drawn).abs() > allowed, pipes), "longueur déclarée loin de celle du tracé"


def _series(values: np.ndarray | pd.Series, table: pd.DataFrame) -> pd.Series:
    return pd.Series(np.asarray(values, dtype=bool), index=table.index)


def _network(pipes: pd.DataFrame) -> list[Finding]:
    """Return the ends that nearly meet a pipe, those in the middle of one, and the parts of the network."""
    shape = pipes["geometry"].to_numpy(dtype=object)
    usable = np.flatnonzero(~shapely.is_missing(shape) & (shapely.length(shape) > TOUCHING_M))
    lines = shapely.line_merge(shape[usable])
    usable, lines = usable[shapely.get_type_id(lines) == 1], lines[shapely.get_type_id(lines) == 1]
    if not len(lines):
        return []
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    owner = np.tile(np.arange(len(lines)), 2)
    tree = shapely.STRtree(lines)
    end, line = tree.query(ends, predicate="dwithin", distance=SNAP_M)
    other = line != owner[end]
    end, line = end[other], line[other]
    gap = shapely.distance(ends[end], lines[line])
    to_end = np.minimum(shapely.distance(ends[end], ends[line]), shapely.distance(ends[end], ends[line + len(lines)]))
    names = pipes["idcana"].to_numpy()[usable]
    near = _closest(gap, end) > TOUCHING_M
    found = [
        (names[owner[np.unique(end)[near]]], f"extrémité à moins de {SNAP_M:g} m d'une conduite sans la toucher"),
        (names[owner[end[(gap <= TOUCHING_M) & (to_end > SNAP_M)]]], "extrémité au milieu d'une conduite non coupée"),
    ]
    findings = [
        Finding("conduites", f"{len(set(who))} : {what} ({', '.join(sorted(set(who))[:10])}).", KEPT)
        for who, what in found
        if len(who)
    ]
    return findings + _parts(end[gap <= TOUCHING_M], line[gap <= TOUCHING_M], owner, names)


def _closest(gap: np.ndarray, end: np.ndarray) -> np.ndarray:
    return pd.Series(gap).groupby(end).min().to_numpy() if len(end) else np.zeros(0)


def _parts(end: np.ndarray, line: np.ndarray, owner: np.ndarray, names: np.ndarray) -> list[Finding]:
    part = np.arange(len(names))

    def root(pipe: int) -> int:
        while part[pipe] != pipe:
            part[pipe] = part[part[pipe]]
            pipe = int(part[pipe])
        return pipe

    for one, other in zip(owner[end].tolist(), line.tolist(), strict=True):
        part[root(one)] = root(other)
    roots = np.array([root(pipe) for pipe in range(len(names))])
    sizes = pd.Series(roots).value_counts()
    if len(sizes) < 2:
        return []
    lone = names[np.isin(roots, sizes.index[1:])]
    shown = ", ".join(map(str, lone[:10])) + ("…" if len(lone) > 10 else "")
    pipes = f"{counted(len(lone), 'conduite')} ({shown})"
    text = f"{len(sizes)} parties sans lien entre elles ; hors de la plus grande : {pipes}."
    return [Finding("conduites", text, KEPT)]


def _repairs(register: PipeRegister, today: date) -> Iterator[Check]:
    repairs, pipes = register.repairs, register.pipes
    if repairs.empty:
        return
    day, wrong = dates(repairs["daterepar"].str.strip())
    yield wrong | day.isna(), "date de réparation absente ou illisible"
    yield day > pd.Timestamp(today), "réparation à venir"
    yield repairs.duplicated(["idsuprepar", "daterepar", "geometry"], keep="first"), "réparation en double"
    first = pipes[~pipes["idcana"].duplicated()].set_index("idcana")
    known = repairs["idsuprepar"].isin(first.index)
    yield ~known, "conduite réparée absente du registre"
    laid = repairs["idsuprepar"].map(dates(first["anfinpose"].str.strip())[0])
    yield day < laid, "réparation antérieure à la pose (elle revient à la conduite remplacée)"
    away = shapely.distance(repairs["geometry"].to_numpy(dtype=object), course_of(register, repairs["idsuprepar"]))
    yield _series(away > FAR_M, repairs), f"réparation à plus de {FAR_M:g} m de sa conduite"
