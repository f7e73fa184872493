"""Rounds as GeoJSON (WGS 84) for a map, and as a page to print."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from beffroi.water.registers.raepa import CRS
from beffroi.water.rounds.planning import Round, Stop

STYLE = (
    "body{font:11pt sans-serif;margin:1cm}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #444;padding:3px 6px;text-align:left}svg{width:100%;height:9cm;border:1px solid #444}"
    "section{page-break-after:always}.n{text-align:right}"
)
COLUMNS = ("ordre", "rue", "conduite", "marche (m)", "longueur (m)", "pourquoi", "résultat", "date")


def write_geojson(rounds: Sequence[Round], path: Path) -> Path:
    """Write one line a pipe with team, day, order, street, pipe_id, length_m, expected_year, reason."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    rows = [(round_, place, stop) for round_ in rounds for place, stop in enumerate(round_.stops, start=1)]
    fields = {
        "team": np.array([round_.team for round_, _, _ in rows]),
        "day": np.array([round_.day for round_, _, _ in rows]),
        "order": np.array([place for _, place, _ in rows]),
        "street": np.array([stop.street for _, _, stop in rows], dtype=object),
        "pipe_id": np.array([stop.pipe_id for _, _, stop in rows], dtype=object),
        "length_m": np.array([round(stop.length_m, 1) for _, _, stop in rows]),
        "expected_year": np.array([round(stop.expected_year, 5) for _, _, stop in rows]),
        "reason": np.array([stop.reason for _, _, stop in rows], dtype=object),
    }
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array([stop.geometry for _, _, stop in rows], dtype=object)),
        field_data=list(fields.values()),
        fields=list(fields),
        driver="GeoJSON",
        geometry_type="LineString",
        crs=CRS,
        layer_options={"RFC7946": "YES"},
    )
    return path


def write_json(rounds: Sequence[Round], path: Path) -> Path:
    """Write a list: team, day, walked_m, listened_m, expected_year, stops with their line in the register's metres."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [
        {
            "team": round_.team,
            "day": round_.day,
            "walked_m": round(round_.walked_m, 1),
            "listened_m": round(round_.listened_m, 1),
            "expected_year": round(round_.expected_year, 5),
            "stops": [_stop(stop) for stop in round_.stops],
        }
        for round_ in rounds
    ]
    path.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _stop(stop: Stop) -> dict[str, object]:
    return {
        "pipe_id": stop.pipe_id,
        "street": stop.street,
        "walk_m": round(stop.walk_m, 1),
        "length_m": round(stop.length_m, 1),
        "expected_year": round(stop.expected_year, 5),
        "reason": stop.reason,
        "line": shapely.get_coordinates(stop.geometry).round(2).tolist(),
    }


def write_page(rounds: Sequence[Round], path: Path) -> Path:
    """Write a French page, one round a sheet: drawing, table, boxes to fill in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(_sheet(round_) for round_ in rounds)
    path.write_text(
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Tournées de recherche de fuites</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>\n",
        encoding="utf-8",
    )
    return path


def _sheet(round_: Round) -> str:
    rows = "".join(_row(place, stop) for place, stop in enumerate(round_.stops, start=1))
    heads = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    return (
        f"<section><h1>Équipe {round_.team}, jour {round_.day}</h1>"
        f"<p>{round_.walked_m:.0f} m à parcourir, dont {round_.listened_m:.0f} m de conduites à écouter.</p>"
        f"{_drawing(round_)}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(place: int, stop: Stop) -> str:
    cells = (str(place), stop.street, stop.pipe_id, f"{stop.walk_m:.0f}", f"{stop.length_m:.0f}", stop.reason, "", "")
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


def _drawing(round_: Round) -> str:
    """Draw the pipes, north up, each numbered in the order of the walk."""
    shapes = np.array([stop.geometry for stop in round_.stops], dtype=object)
    left, low, right, high = shapely.total_bounds(shapes)
    width = max(right - left, high - low, 1.0)
    lines = []
    for place, shape in enumerate(shapes, start=1):
        points = " ".join(f"{x - left:.1f},{high - y:.1f}" for x, y in shapely.get_coordinates(shape))
        middle = shapely.line_interpolate_point(shape, 0.5, normalized=True)
        lines.append(
            f'<polyline points="{points}" fill="none" stroke="#00458b" stroke-width="{width / 150:.2f}"/>'
            f'<text x="{middle.x - left:.1f}" y="{high - middle.y:.1f}" font-size="{width / 30:.1f}">{place}</text>'
        )
    margin = width * 0.05
    box = f"{-margin:.1f} {-margin:.1f} {right - left + 2 * margin:.1f} {high - low + 2 * margin:.1f}"
    return f'<svg viewBox="{box}" role="img" aria-label="Plan de la tournée">{"".join(lines)}</svg>'
