"""Plans and lists as GeoJSON: for the page's own map, and as files to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from beffroi.web.water.drawing import Drawing, Point
from beffroi.web.water.plans import Line, Mark, Plan

Feature = dict[str, Any]
LOCAL = (
    "Coordonnées du fichier EPANET, en mètres : le fichier ne dit pas son système, elles ne sont pas des longitudes "
    "et latitudes."
)


def as_geojson(plan: Plan) -> dict[str, Any]:
    """Return what the map's script draws, in the drawing's own coordinates; ``flat``: they are metres."""
    features = [_line(line) for line in plan.lines] + [_mark(mark) for mark in plan.marks]
    if plan.circle:
        circle = plan.circle
        told = {"layer": "circle", "radius": circle.radius_m, "title": circle.title}
        features.append(feature("Point", circle.place, told))
    return {
        "type": "FeatureCollection",
        "flat": not plan.drawing.geographic,
        "box": plan.box,
        "features": features,
    }


def _line(line: Line) -> Feature:
    told = {"layer": "pipes", "look": line.look, "title": f"Conduite {line.name}", "facts": line.facts}
    return feature("LineString", line.points, told)


def _mark(mark: Mark) -> Feature:
    told = {
        "layer": mark.layer,
        "look": mark.look,
        "sign": mark.sign,
        "title": mark.title,
        "facts": mark.facts,
        "address": mark.address,
    }
    return feature("Point", mark.place, told)


def feature(kind: str, coordinates: Any, told: Mapping[str, Any]) -> Feature:
    """Return a feature; ``coordinates`` None: one without a place."""
    shape = None if coordinates is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": shape, "properties": dict(told)}


def collection(drawing: Drawing, features: Iterable[Feature]) -> dict[str, Any]:
    """Return a file to take away: WGS 84 as RFC 7946 asks, or local metres, and then it says so."""
    made: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
    if drawing and not drawing.placed:
        made["remarque"] = LOCAL
    return made


def taken_away(drawing: Drawing, points: Iterable[Point]) -> list[Point]:
    """Return points in longitude and latitude where the drawing's system is known."""
    return [drawing.degrees(point) for point in points]
