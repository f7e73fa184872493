"""Tables and GeoJSON files to take away."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a CSV for a spreadsheet: semicolons, decimal commas, UTF-8 with its mark; no cell runs as a formula."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(response, delimiter=";")
    table.writerow(heads)
    table.writerows([_cell(value) for value in row] for row in rows)
    return response


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def geojson_file(name: str, content: dict[str, Any]) -> HttpResponse:
    """Return a GeoJSON to save."""
    response = geojson(content)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def geojson(content: dict[str, Any]) -> HttpResponse:
    """Return a GeoJSON for the page's own map."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/geo+json")
