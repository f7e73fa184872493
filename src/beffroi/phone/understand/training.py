"""Training of the reader on the town's phrasings, kept on disk by the hash of what it learnt from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from beffroi.engines.search.embeddings import Embedder
from beffroi.phone.intents import EMERGENCY, INTENTS
from beffroi.phone.town import Topic
from beffroi.phone.understand.model import Floats, Model, centred, embedded, load_model
from beffroi.phone.understand.sentences import bare
from beffroi.phone.understand.traits import matrix, rarity, weighed

OUTSIDE = "hors_sujet"
VERSION = 3
MEANING_STRICTNESS, WORDS_STRICTNESS = 3.0, 10.0


@cache
def outside_phrasings() -> tuple[str, ...]:
    """Return what callers ask that no town hall does (``data/out_of_scope.txt``)."""
    return _lines("out_of_scope")


@cache
def alarms_told() -> tuple[str, ...]:
    """Return true emergencies, as they are told (``data/alarms_told.txt``)."""
    return _lines("alarms_told")


@cache
def alarm_traps() -> tuple[str, ...]:
    """Return sentences that hold the words of an emergency and tell none (``data/alarms_traps.txt``)."""
    return _lines("alarms_traps")


def _lines(name: str) -> tuple[str, ...]:
    path = files("beffroi.phone").joinpath(f"data/{name}.txt")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def model_of(topics: Sequence[Topic], embedder: Embedder | None) -> Model:
    """Return the trained model of topics, from the disk where it was trained before."""
    path = models_folder() / f"{_digest(topics, embedder)}.npz"
    found = load_model(path)
    if found is None:
        found = train(topics, embedder)
        try:
            found.save(path)
        except OSError:  # a read-only home: the model is trained at each start
            return found
    return found


def models_folder() -> Path:
    """Return the folder of trained models in the user's cache."""
    cache_home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache_home) / "beffroi" / "phone"


def _digest(topics: Sequence[Topic], embedder: Embedder | None) -> str:
    told = [str(VERSION), embedder.name if embedder else "none"]
    told += [*outside_phrasings(), *alarms_told(), *alarm_traps()]
    told += [f"{topic.name}\t{topic.intent}\t{line}" for topic in topics for line in topic.phrasings]
    rules = ("phone.understand", "fillers"), ("engines.speech", "pronunciation"), ("phone.understand", "acronyms")
    for package, name in rules:
        told.append(files(f"beffroi.{package}").joinpath(f"data/{name}.txt").read_text(encoding="utf-8"))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:24]


def train(topics: Sequence[Topic], embedder: Embedder | None) -> Model:
    """Return the model of topics. Phrasings are read without their politeness, as sentences will be."""
    families = [*INTENTS, OUTSIDE]
    texts = [bare(line) for topic in topics for line in topic.phrasings]
    owner = np.asarray([at for at, topic in enumerate(topics) for _ in topic.phrasings], np.int32)
    topic_family = np.asarray([families.index(topic.intent) for topic in topics], np.int32)
    outside, told, traps = (
        [bare(line) for line in lines] for lines in (outside_phrasings(), alarms_told(), alarm_traps())
    )
    labels = np.concatenate(
        [topic_family[owner], np.full(len(outside), len(families) - 1), np.full(len(told), families.index(EMERGENCY))]
    )
    known, every = len(texts) + len(outside) + len(told), [*texts, *outside, *told, *traps]
    raw, rows = embedded(every, embedder), matrix(every)
    average = np.zeros(0, np.float32) if raw is None else raw[:known].mean(axis=0)
    vectors = None if raw is None else centred(raw, average)
    rare = rarity(rows)
    learnt = [_Learnt(weighed(rows, rare), WORDS_STRICTNESS)]
    learnt += [] if vectors is None else [_Learnt(vectors, MEANING_STRICTNESS)]
    dangerous = np.concatenate([labels == families.index(EMERGENCY), np.zeros(len(traps), bool)])
    found = [
        (
            *_fit(one.rows[:known], labels, len(families), one.strictness),
            *_fit(one.rows, dangerous, 2, one.strictness),
        )
        for one in learnt
    ]
    none = np.zeros((0, len(families)), np.float32)
    words, words_bias, alarm_words, alarm_words_bias = found[0]
    meaning, meaning_bias, alarm_meaning, alarm_meaning_bias = found[1] if vectors is not None else (none,) * 4
    kept = np.zeros((0, 0), np.float32) if vectors is None else vectors[:known]
    owners = np.concatenate([owner, np.full(known - len(texts), -1, np.int32)])
    return Model(
        np.asarray(families), np.asarray([topic.name for topic in topics]), topic_family, kept,
        labels.astype(np.int32), owners, meaning, meaning_bias, words, words_bias, rare, average,
        alarm_meaning, alarm_meaning_bias, alarm_words, alarm_words_bias,
    )  # fmt: skip


@dataclass(frozen=True)
class _Learnt:
    """Rows of traits or of meanings, and how little weights are held back."""

    rows: Any
    strictness: float


def _fit(rows: object, labels: object, count: int, strictness: float) -> tuple[Floats, Floats]:
    """Return weights (traits, families) and biases of a logistic regression; a family never seen gets no chance."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # slow to import

    fitted = LogisticRegression(C=strictness, class_weight="balanced", max_iter=200).fit(rows, labels)
    weights = np.zeros((rows.shape[1], count), np.float32)  # type: ignore[attr-defined]
    biases = np.full(count, -20, np.float32)
    if len(fitted.classes_) == 2:
        weights[:, 1], biases[:] = fitted.coef_[0], (0, fitted.intercept_[0])
        return weights, biases
    weights[:, fitted.classes_], biases[fitted.classes_] = fitted.coef_.T, fitted.intercept_
    return weights, biases
