"""The pipes of an EPANET file as a register: it is text in sections."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import shapely

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.water.tables import Finding

METRIC = ("LPS", "LPM", "MLD", "CMH", "CMD", "CMS")
FEET, INCHES = 0.3048, 25.4


class EpanetFileUnusable(BadInput):
    """The file has no [PIPES] section, or a line of it is too short."""


def read_inp_pipes(path: Path) -> pd.DataFrame:
    """Return idcana, idnini, idnterm, longcana [m], diametre [mm], geometry. Raises EpanetFileUnusable."""
    sections = _sections(path)
    places, bends = _places(sections["COORDINATES"]), _bends(sections["VERTICES"])
    length, diameter = _units(sections["OPTIONS"])
    rows = []
    for line in sections["PIPES"]:
        if len(line) < 5:
            raise EpanetFileUnusable(f"{path.name}, [PIPES] : ligne trop courte « {' '.join(line)} ».")
        name, begin, end = line[:3]
        course = [places.get(begin), *bends.get(name, []), places.get(end)]
        shape = None if None in course else shapely.LineString([place for place in course if place])
        rows.append(
            (name, begin, end, f"{_number(line[3], path) * length:g}", f"{_number(line[4], path) * diameter:g}", shape)
        )
    columns = ["idcana", "idnini", "idnterm", "longcana", "diametre", "geometry"]
    return pd.DataFrame(rows, columns=columns)


def other_links(path: Path) -> list[Finding]:
    """Return what the file links by something else than a pipe: a register of pipes leaves it out."""
    sections = _sections(path)
    return [
        Finding(
            path.name, f"{counted(len(sections[name]), *words)}.", "Non reprises : ce registre est celui des conduites."
        )
        for name, words in (("VALVES", ("vanne de régulation", "vannes de régulation")), ("PUMPS", ("pompe",)))
        if sections[name]
    ]


def read_bends(path: Path) -> dict[str, list[tuple[float, float]]]:
    """Return the points between the ends of each pipe that has some. Raises EpanetFileUnusable."""
    return _bends(_sections(path)["VERTICES"])


def _sections(path: Path) -> dict[str, list[list[str]]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise EpanetFileUnusable(f"Réseau introuvable : {path}.") from error
    found: dict[str, list[list[str]]] = defaultdict(list)
    name = ""
    for line in text.splitlines():
        words = line.split(";")[0].split()
        if words and words[0].startswith("["):
            name = words[0].strip("[]").upper()
        elif words:
            found[name].append(words)
    if not found["PIPES"]:
        raise EpanetFileUnusable(f"{path.name} : pas de section [PIPES] ; est-ce un fichier EPANET (.inp) ?")
    return found


def _places(lines: list[list[str]]) -> dict[str, tuple[float, float]]:
    return {line[0]: (float(line[1]), float(line[2])) for line in lines if len(line) >= 3}


def _bends(lines: list[list[str]]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for line in lines:
        if len(line) >= 3:
            found[line[0]].append((float(line[1]), float(line[2])))
    return found


def _units(options: list[list[str]]) -> tuple[float, float]:
    units = next((line[1].upper() for line in options if line[0].upper() == "UNITS" and len(line) > 1), "GPM")
    return (1.0, 1.0) if units in METRIC else (FEET, INCHES)


def _number(text: str, path: Path) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise EpanetFileUnusable(f"{path.name}, [PIPES] : nombre illisible « {text} ».") from error
