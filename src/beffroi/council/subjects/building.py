"""``python -m beffroi.council.subjects.building``: reckon the vectors of the titles and the temperature anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from beffroi.council.subjects.classifier import Classifier, softmax
from beffroi.council.subjects.titles import known_titles, spelled_out
from beffroi.council.subjects.vectors import NAME, Kept, vectors_of, write_vectors

TRIED = np.geomspace(0.02, 1.0, 60)


def build() -> str:
    """Write the vectors; return what titles left out one by one give."""
    titled = known_titles()
    vectors = vectors_of([spelled_out(one.title) for one in titled])
    made = Classifier(titled, kept=Kept(vectors, 1.0))
    scores, right = made.left_out(), made.goals.argmax(axis=1)
    rows = np.arange(len(titled))
    losses = [-np.log(softmax(scores, temperature=heat)[rows, right] + 1e-12).mean() for heat in TRIED]
    heat = float(TRIED[int(np.argmin(losses))])
    write_vectors(vectors, temperature=heat, path=Path(__file__).parent / NAME)
    order = np.argsort(-scores, axis=1)
    first, three = (order[:, 0] == right).mean(), (order[:, :3] == right[:, None]).any(axis=1).mean()
    return f"left out one by one: top-1 {first:.3f}, top-3 {three:.3f}, temperature {heat:.3f}, {len(titled)} titles"


if __name__ == "__main__":
    print(build())
