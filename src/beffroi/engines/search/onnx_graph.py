"""The few words of the ONNX format (protocol buffers) that a graph built here needs.

Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (Apache-2.0).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
MICROSOFT = "com.microsoft"
Attribute = int | float


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(tag: int, value: int) -> bytes:
    return _varint(tag << 3) + _varint(value)


def _bytes(tag: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(tag << 3 | 2) + _varint(len(raw)) + raw


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _bytes(1, name) + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, 1)
    return _bytes(1, name) + _number(3, value) + _number(20, 2)


def _tensor(name: str, values: NDArray[np.generic]) -> bytes:
    dims = b"".join(_number(1, size) for size in values.shape)
    return dims + _number(2, TYPES[str(values.dtype)]) + _bytes(8, name) + _bytes(9, values.tobytes())


def _value(name: str, kind: str, shape: Sequence[str | int]) -> bytes:
    dims = b"".join(_bytes(1, _bytes(2, size) if isinstance(size, str) else _number(1, size)) for size in shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, TYPES[kind]) + _bytes(2, dims)))


@dataclass
class Graph:
    """A graph in the making: its nodes and constants, in order."""

    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)
    count: int = 0

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Add a constant; return its name."""
        self.constants.append(_tensor(name, np.ascontiguousarray(values)))
        return name

    def node(
        self, kind: str, inputs: Sequence[str], *, outputs: int = 1, domain: str = "", **attributes: Attribute
    ) -> list[str]:
        """Add a node; return the names of its outputs."""
        self.count += 1
        names = [f"{kind}{self.count}_{number}" for number in range(outputs)]
        body = b"".join(_bytes(1, name) for name in inputs) + b"".join(_bytes(2, name) for name in names)
        body += _bytes(3, f"{kind}{self.count}") + _bytes(4, kind)
        body += b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        self.nodes.append(body + (_bytes(7, domain) if domain else b""))
        return names

    def model(
        self,
        *,
        inputs: Mapping[str, tuple[str, Sequence[str | int]]],
        outputs: Mapping[str, tuple[str, Sequence[str | int]]],
    ) -> bytes:
        """Return the whole model as ONNX Runtime reads it."""
        graph = b"".join(_bytes(1, node) for node in self.nodes) + _bytes(2, "graph")
        graph += b"".join(_bytes(5, constant) for constant in self.constants)
        graph += b"".join(_bytes(11, _value(name, *form)) for name, form in inputs.items())
        graph += b"".join(_bytes(12, _value(name, *form)) for name, form in outputs.items())
        imports = _bytes(8, _bytes(1, "") + _number(2, 17)) + _bytes(8, _bytes(1, MICROSOFT) + _number(2, 1))
        return _number(1, 8) + imports + _bytes(7, graph)
