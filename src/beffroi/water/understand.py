"""What a file of the water service holds, as a person should see it before it is used: kind, counts, oddities."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.water.tables import FileUnreadable, Finding, dates, numbers, read_rows, read_text_table

if TYPE_CHECKING:
    from beffroi.water.network import Network

MOST_NAMES = 2000
SECTORS = {"secteur", "sector", "pressure_zone", "zone", "udi"}
TIMES = "%Y-%m-%d %H:%M:%S"


class KindUnknown(BadInput):
    """The file cannot be told from another kind by its headings."""


@dataclass(frozen=True)
class Understood:
    """``kind``; rows; first and last time ("" without); facts and remarks in French; names of columns or sensors.

    ``names`` maps a column to what the network says it is: pressure, flow, level, "" unknown.
    """

    kind: str
    rows: int
    first: str = ""
    last: str = ""
    facts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the fields; names as an object."""
        return {**asdict(self), "names": dict(self.names)}


def guess_kind(path: Path) -> str:
    """Return the kind of a file by its suffix and headings. Raises KindUnknown where several may be meant."""
    if path.suffix.lower() == ".inp":
        return "network"
    if path.suffix.lower() in {".gpkg", ".shp"}:
        return "pipes"
    columns = {str(name).strip().lower() for name in read_rows(path).columns}
    for kind, needed in HEADINGS_OF.items():
        if all(columns & set(words) for words in needed):
            return kind
    raise KindUnknown(
        f"{path.name} : dites ce que c'est (télégestion, télérelève, débits de secteur…), ses titres ne suffisent pas."
    )


HEADINGS_OF: dict[str, tuple[tuple[str, ...], ...]] = {
    "known_leaks": (("link",), ("start",), ("end",)),
    "customers": (("sector", "secteur"), ("subscribers", "abonnes", "abonnés", "branchements")),
    "pipes": (("pipe_id", "idcana"), ("material", "materiau", "matériau")),
    "breaks": (("pipe_id", "idcana", "identifiant"), ("date", "jour", "daterepar")),
    "volumes": (
        ("period", "periode", "période", "annee", "année", "mois", "exercice"),
        ("produced", "produit", "volume produit", "v1", "vp.059"),
    ),
}


def understand(path: Path, *, kind: str = "", network: Path | None = None, out: Path | None = None) -> Understood:
    """Read a file as the service will.

    ``kind``: guessed when empty. ``network`` names the columns of a history. ``out``: folder for what is made of it
    (map.json, pipes.csv, breaks.csv, volumes.csv). Raises BadInput.
    """
    chosen = kind or guess_kind(path)
    if chosen in {"scada", "amr", "flows"}:
        return _series(path, chosen, network)
    return READERS[chosen](path, out)


def _network(path: Path, out: Path | None) -> Understood:
    from beffroi.water.network import read_network  # noqa: PLC0415 - EPANET's library

    read = read_network(path)
    kinds = {kind: read.node_kinds.count(kind) for kind in ("junction", "tank", "reservoir")}
    km = float(read.lengths[read.pipes].sum()) / 1000
    if out:
        _write(out / "map.json", _drawing(read))
    sources = f"{counted(kinds['tank'], 'réservoir')}, {counted(kinds['reservoir'], 'source')}"
    facts = (
        f"{len(read.pipes)} conduites, {_number(km)} km ; {kinds['junction']} nœuds, {sources}.",
        f"Consommation de base : {_number(float(read.demand_bases.sum()))} m3/h.",
    )
    return Understood("network", len(read.pipes), facts=facts)


def _drawing(read: Network) -> dict[str, object]:
    """Return pipes, other links and nodes with their places; ``ends`` are numbers of nodes."""
    from beffroi.water.registers.epanet_file import read_bends  # noqa: PLC0415 - shapely

    where, bends = read.coordinates.round(2).tolist(), read_bends(read.path)
    drawn: dict[str, list[dict[str, object]]] = {"pipes": [], "links": []}
    for index, (name, kind) in enumerate(zip(read.links, read.link_kinds, strict=True)):
        ends = read.ends[index].tolist()
        line = [where[ends[0]], *map(list, bends.get(name, [])), where[ends[1]]]
        length = round(float(read.lengths[index]), 1)
        told = {"pipe_id": name, "kind": kind, "length_m": length, "line": line, "ends": ends}
        drawn["pipes" if kind == "pipe" else "links"].append(told)
    nodes = [
        {"name": name, "kind": kind, "x": place[0], "y": place[1]}
        for name, kind, place in zip(read.nodes, read.node_kinds, where, strict=True)
    ]
    return {**drawn, "nodes": nodes}


def _pipes(path: Path, out: Path | None) -> Understood:
    import shapely  # noqa: PLC0415

    from beffroi.water.registers import check_register, read_register  # noqa: PLC0415 - GDAL
    from beffroi.water.registers.tables_for_ranking import write_ranking_tables  # noqa: PLC0415

    register = read_register(path)
    drawn = shapely.length(register.pipes["geometry"].to_numpy(dtype=object))
    length = numbers(register.pipes["longcana"].str.strip())[0].fillna(0.0)
    km = length.where(length > 0, drawn).fillna(0.0).sum() / 1000
    if out:
        write_ranking_tables(register, out)
        _write(out / "map.json", {"pipes": list(_lines(register.pipes)), "nodes": []})
    facts = (f"{len(register.pipes)} conduites, {_number(km)} km ; {len(register.repairs)} réparations.",)
    findings = tuple(one.line() for one in check_register(register, today=date.today()))
    return Understood("pipes", len(register.pipes), facts=facts, findings=findings)


def _lines(pipes: pd.DataFrame) -> Iterator[dict[str, object]]:
    import shapely  # noqa: PLC0415

    column = next((name for name in pipes.columns if str(name).lower() in SECTORS), None)
    sectors = pipes[column] if column else pd.Series("", index=pipes.index)
    for name, shape, sector in zip(pipes["idcana"], pipes["geometry"], sectors, strict=True):
        if shape is not None and not shape.is_empty:
            # a hundred-thousandth of a degree is a metre
            digits = 6 if max(map(abs, shape.bounds)) <= 180 else 2
            line = shapely.get_coordinates(shape).round(digits).tolist()
            yield {"pipe_id": name, "length_m": round(float(shape.length), digits), "line": line, "sector": sector}


def _breaks(path: Path, _out: Path | None) -> Understood:
    from beffroi.water.ranking.register import BREAKS  # noqa: PLC0415

    text = read_text_table(path, BREAKS, ("pipe_id", "date"))
    day, wrong = dates(text["date"])
    known = day.dropna()
    if known.empty:
        raise FileUnreadable(f"{path.name} : aucune date lisible dans « date » ; écrivez AAAA-MM-JJ.")
    findings = (
        [Finding(path.name, f"{counted(int(wrong.sum()), 'date illisible')}.", "Mises de côté.")] if wrong.any() else []
    )
    facts = (f"{len(text)} casses sur {text['pipe_id'].nunique()} conduites.",)
    return Understood("breaks", len(text), *_span(known), facts, tuple(one.line() for one in findings))


def _volumes(path: Path, out: Path | None) -> Understood:
    from beffroi.water.indicators import indicators, read_volumes  # noqa: PLC0415

    read = read_volumes(path)
    made = indicators(read)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        periods = read.table.index.strftime("%Y-%m" if read.monthly else "%Y")
        read.table.set_axis(periods).to_csv(out / "volumes.csv", index_label="period")
    periods = counted(len(read.table), "mois" if read.monthly else "année")
    facts = (f"{periods}.", *(one.line() for one in made[-3:]))
    return Understood(
        "volumes", len(read.table), *_span(read.table.index), facts, tuple(one.line() for one in read.findings)
    )


def _known_leaks(path: Path, _out: Path | None) -> Understood:
    from beffroi.water.known_leaks import read_known_leaks  # noqa: PLC0415

    leaks = read_known_leaks(path)
    if not leaks:
        raise FileUnreadable(f"{path.name} : aucune fuite dans ce fichier.")
    wrong = sum(leak.end < leak.start for leak in leaks)
    findings = (f"{path.name} : {counted(wrong, 'fuite')} avec une fin avant le début.",) if wrong else ()
    facts = (f"{len(leaks)} fuites réparées.",)
    return Understood("known_leaks", len(leaks), *_span(pd.Series([one.start for one in leaks])), facts, findings)


def _customers(path: Path, _out: Path | None) -> Understood:
    from beffroi.water.night_flow.legitimate import read_legitimate  # noqa: PLC0415

    read = read_legitimate(path)
    facts = tuple(f"{name} : {_number(use, 2)} m3/h d'usages de nuit." for name, use in read.items())
    return Understood("customers", len(read), facts=facts, names=tuple((name, "") for name in read))


READERS: dict[str, Callable[[Path, Path | None], Understood]] = {
    "network": _network,
    "pipes": _pipes,
    "breaks": _breaks,
    "volumes": _volumes,
    "known_leaks": _known_leaks,
    "customers": _customers,
}


def _series(path: Path, kind: str, network: Path | None) -> Understood:
    from beffroi.water.night_flow import read_flows  # noqa: PLC0415
    from beffroi.water.scada import read_table  # noqa: PLC0415

    if kind == "flows":
        flows = read_flows(path)
        table, findings = flows.table, [one.line() for one in flows.findings]
    else:
        table, findings = read_table(path)
    names = [str(name) for name in table.columns][:MOST_NAMES]
    what = counted(len(names), {"flows": "secteur", "scada": "capteur", "amr": "colonne"}[kind])
    gone = 1 - table.notna().to_numpy().mean()
    facts = (f"{what}, {len(table)} heures ou pas de temps, {gone:.0%} de trous.".replace("%", " %"),)
    told = Understood(kind, len(table), *_span(table.index), facts, tuple(findings), tuple((n, "") for n in names))
    return _against(told, network) if network and kind == "scada" else told


def _against(told: Understood, network: Path) -> Understood:
    """Tell what each column of a history is in the network."""
    from beffroi.water.network import read_network  # noqa: PLC0415
    from beffroi.water.scada import _kind  # noqa: PLC0415

    read = read_network(network)
    names = tuple((name, _kind(name, read)) for name, _ in told.names)
    strangers = [name for name, kind in names if not kind]
    if not strangers:
        return replace(told, names=names)
    text = f"{counted(len(strangers), 'colonne')} sans nœud ni conduite de ce nom : {', '.join(strangers[:8])}."
    return replace(told, names=names, findings=(*told.findings, text))


def _span(times: Any) -> tuple[str, str]:
    return f"{min(times):{TIMES}}", f"{max(times):{TIMES}}"


def _number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
