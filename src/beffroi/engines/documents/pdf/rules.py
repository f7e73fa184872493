"""The rules (drawn lines) of a PDF page, seen by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from beffroi.engines.documents.pages import Box
from beffroi.engines.documents.pdf.sheet import Sheet

THIN = 3.0
SHORTEST = 5.0
MOST_PATHS, MOST_SEGMENTS = 3000, 200
DEEPEST = 4
Matrix = tuple[float, float, float, float, float, float]
UNTURNED: Matrix = (1, 0, 0, 1, 0, 0)


def rules(page: pdfium.PdfPage, sheet: Sheet) -> list[Box]:
    """Return the level and upright rules as flat boxes; none where there are so many that it is a drawing."""
    paths = list(islice(_paths(page, UNTURNED, 0), MOST_PATHS + 1))
    if len(paths) > MOST_PATHS:
        return []
    found = [sheet.box(*box) for path, matrix in paths if _painted(path) for box in _edges(path, matrix)]
    return [box for box in found if max(box[2] - box[0], box[3] - box[1]) >= SHORTEST]


def _paths(holder: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """Yield the paths of a page or of a form drawn on it, with what moves them to the page."""
    count, get = (
        (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
        if depth == 0
        else (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
    )
    for index in range(count(holder)):
        item = get(holder, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, _after(_matrix(item), matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            yield from _paths(item, _after(_matrix(item), matrix), depth + 1)


def _matrix(item: Any) -> Matrix:
    told = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, told)
    return told.a, told.b, told.c, told.d, told.e, told.f


def _after(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    k, m, n, p, q, r = second
    return a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + q, e * m + f * p + r


def _painted(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value or stroke.value)


def _edges(path: Any, matrix: Matrix) -> Iterator[Box]:
    """Yield the level and upright segments of a path (left, bottom, right, top), in the page's own space."""
    points = list(_points(path, matrix))
    lefts, bottoms = [x for _, x, _ in points], [y for _, _, y in points]
    if points and (max(lefts) - min(lefts) < THIN or max(bottoms) - min(bottoms) < THIN):
        # a rule drawn as a thin rectangle is one rule
        yield min(lefts), min(bottoms), max(lefts), max(bottoms)
        return
    for (_, x0, y0), (drawn, x1, y1) in zip(points, points[1:], strict=False):
        if drawn and (abs(x1 - x0) < 0.5 or abs(y1 - y0) < 0.5):
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _points(path: Any, matrix: Matrix) -> Iterator[tuple[bool, float, float]]:
    """Yield whether a line is drawn to the point, and the point; curves are passed over."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    for index in range(min(raw.FPDFPath_CountSegments(path), MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        a, b, c, d, e, f = matrix
        point = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        yield kind == raw.FPDF_SEGMENT_LINETO, *point
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        if start and raw.FPDFPathSegment_GetClose(segment):
            yield True, *start
