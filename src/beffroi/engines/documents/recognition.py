"""Words of a picture, by RapidOCR (its models come in its wheel)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

from beffroi.engines.documents.layout.spans import Span

Picture = NDArray[np.uint8]
Quad = NDArray[np.float32]
SETTINGS = {
    "Global.log_level": "critical",
    "Global.max_side_len": 2600,
    # lines are sought in a smaller picture than they are read in; small pictures are not blown up
    "Det.limit_type": "max",
    "Det.limit_side_len": 1800,
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
LARGEST = 2600
LOWEST_SCORE = 0.5
SAMPLE = 12
# Boxes are drawn wider than the letters, by these shares of their height.
OUTSIDE, ABOVE = 0.2, 0.12
LETTERS = 0.72
# Widths of letters in sizes of letter: how wide a line is tells its size better than how high its box is.
NARROW, CAPITAL, SMALL, SPACE = 0.29, 0.67, 0.5, 0.25
FEWEST_LETTERS = 8
SAME_SIZE = 1.15
WIDE = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"。": ".", "、": ",", "一": "—", "〇": "0"})
NOT_FRENCH = str.maketrans("áíóúñ", "aioun")


@dataclass(frozen=True)
class Recognised:
    """What was read of a picture: spans, height of the page once upright [points], how sure it is (0 to 1)."""

    spans: tuple[Span, ...]
    height: float
    surety: float


def recognise(picture: Picture, *, points: float) -> Recognised:
    """Read a picture (height x width x 3). points: of one pixel. Pages lying on a side or upside down are turned."""
    shrunk = min(1.0, LARGEST / max(picture.shape[:2]))
    if shrunk < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA), np.uint8)
        points /= shrunk
    picture, quads = _upright(np.ascontiguousarray(picture))
    crops = [(quad, crop) for quad in quads for quad, crop in _split(quad, _crop(picture, quad))]
    read = _engine().recognize_txt([crop for _, crop in crops]) if crops else None
    texts = list(read.txts or ()) if read else []
    scores = list(read.scores) if read and texts else []
    straight = _straightened([quad for quad, _ in crops], picture.shape)
    kept = [
        (tidy(text), quad, score)
        for text, quad, score in zip(texts, straight, scores, strict=bool(texts))
        if score >= LOWEST_SCORE and tidy(text)
    ]
    letters = sum(len(text) for text, _, _ in kept) or 1
    surety = sum(len(text) * score for text, _, score in kept) / letters
    return Recognised(_spans(kept, points), picture.shape[0] * points, float(surety))


def tidy(text: str) -> str:
    """Write a recognised line in French letters, with the spaces that French puts around : ; ! ?."""
    text = "".join(letter for letter in text.translate(WIDE) if ord(letter) < 0x2E80)
    text = re.sub(r"(?<=[^\W\d_]) ?([:;!?])(?=\s|$|\d)|(?<=[^\W\d_])(:)(?=[^\W\d_])", r" \1\2 ", text)
    text = re.sub(r"^(\d{1,3})(?=[^\W\d_][a-zà-ÿ])(?=[A-ZÀ-Ý])", r"\1 ", text)
    text = re.sub(r"\b[a-zà-ÿ]+\b", lambda word: word[0].translate(NOT_FRENCH), text.replace("æu", "œu"))
    return " ".join(text.split())


@cache
def _engine() -> Any:
    return RapidOCR(params=SETTINGS)


def _detect(picture: Picture) -> list[Quad]:
    found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    return [] if found.boxes is None else [np.asarray(box, np.float32) for box in found.boxes]


def _upright(picture: Picture) -> tuple[Picture, list[Quad]]:
    """Return the picture turned so that its lines can be read, and where they are."""
    quads = _detect(picture)
    tall = sum(_length(quad, 1) for quad in quads if _length(quad, 1) > 1.5 * _length(quad, 0))
    if tall > 0.6 * sum(max(_length(quad, 0), _length(quad, 1)) for quad in quads):
        picture = np.ascontiguousarray(np.rot90(picture))
        quads = _detect(picture)
    if quads and _upside_down(picture, quads):
        picture = np.ascontiguousarray(np.rot90(picture, 2))
        quads = _detect(picture)
    return picture, quads


def _length(quad: Quad, side: int) -> float:
    return float(np.linalg.norm(quad[side + 1] - quad[side]))


def _upside_down(picture: Picture, quads: Sequence[Quad]) -> bool:
    longest = sorted(quads, key=lambda quad: -_length(quad, 0))[:SAMPLE]
    crops = [_crop(picture, quad) for quad in longest]
    # the model looks at pieces four times as wide as high: a whole line would be squeezed
    _, told = _engine().cls_and_rotate([crop[:, : 4 * crop.shape[0]] for crop in crops])
    return bool(sum("180" in label and score > 0.8 for label, score in told.cls_res) > 0.7 * len(longest))


def _crop(picture: Picture, quad: Quad) -> Picture:
    """Return what stands in a leaning box, made straight."""
    width, height = max(1, round(_length(quad, 0))), max(1, round(_length(quad, 1)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = cv2.getPerspectiveTransform(quad, corners)
    cropped = cv2.warpPerspective(
        picture, moved, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return np.asarray(cropped, np.uint8)


def _split(quad: Quad, crop: Picture) -> list[tuple[Quad, Picture]]:
    """Cut a line where white wider than its height parts it: two columns were taken together."""
    height, width = crop.shape[:2]
    if width < 4 * height:
        return [(quad, crop)]
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.int16)
    paper = np.percentile(grey, 80)
    inked = (np.abs(grey[height // 8 : -height // 8 or None] - paper) > 60).any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], inked, [True]]).astype(np.int8)))
    whites = [
        (a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if b - a > 1.1 * height and a > 0 and b < width
    ]
    cuts = [0, *[int((a + b) / 2) for a, b in whites], width]
    if len(cuts) == 2:
        return [(quad, crop)]
    return [
        (_part(quad, start / width, end / width), crop[:, start:end])
        for start, end in zip(cuts, cuts[1:], strict=False)
    ]


def _part(quad: Quad, start: float, end: float) -> Quad:
    a, b, c, d = quad
    return np.array([a + (b - a) * start, a + (b - a) * end, d + (c - d) * end, d + (c - d) * start], np.float32)


def _straightened(quads: Sequence[Quad], shape: tuple[int, ...]) -> list[Quad]:
    """Turn the boxes round the picture's middle by the lean that most lines have."""
    long = sorted(((_length(quad, 0), _lean(quad)) for quad in quads), reverse=True)[: max(3, len(quads) // 2)]
    lean = float(np.median([angle for _, angle in long])) if long else 0.0
    middle = np.array([shape[1] / 2, shape[0] / 2], np.float32)
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]], np.float32)
    return [np.asarray((quad - middle) @ turn + middle, np.float32) for quad in quads]


def _lean(quad: Quad) -> float:
    across = quad[1] - quad[0]
    return float(np.arctan2(across[1], across[0]))


def _spans(kept: Sequence[tuple[str, Quad, float]], points: float) -> tuple[Span, ...]:
    sizes = _sizes([_size(text, quad) for text, quad, _ in kept])
    found = []
    for (text, quad, _), size in zip(kept, sizes, strict=True):
        height = _length(quad, 1)
        left, right = float(quad[:, 0].min()) + OUTSIDE * height, float(quad[:, 0].max()) - OUTSIDE * height
        top, bottom = float(quad[:2, 1].mean()) + ABOVE * height, float(quad[2:, 1].mean()) - ABOVE * height
        box = (left * points, top * points, max(left + 1, right) * points, bottom * points)
        found.append(Span(text, box, round(size * points, 1)))
    return tuple(found)


def _size(text: str, quad: Quad) -> float:
    """Return the size of the letters of a line [pixels]."""
    if len(text) < FEWEST_LETTERS:
        return LETTERS * _length(quad, 1)
    widths = (
        SPACE
        if letter == " "
        else NARROW
        if letter in "iljtfr.,;:!'’|()I1-"
        else CAPITAL
        if letter.isupper()
        else SMALL
        for letter in text
    )
    return (_length(quad, 0) - 2 * OUTSIDE * _length(quad, 1)) / sum(widths)


def _sizes(told: Sequence[float]) -> list[float]:
    """Return one size for those that differ little."""
    usual = float(np.median(told)) if told else 0.0
    known = [usual]
    for size in sorted(told, key=lambda size: abs(size - usual)):
        if not any(other / SAME_SIZE < size < other * SAME_SIZE for other in known):
            known.append(size)
    return [min(known, key=lambda other: abs(np.log(max(other, 1) / max(size, 1)))) for size in told]
