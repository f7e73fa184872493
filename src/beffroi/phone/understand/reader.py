"""The reader: a sentence to what it asks, how surely, and what the call does with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beffroi.engines.search.embeddings import Embedder
from beffroi.phone.emergencies import Alarms, shipped_alarms
from beffroi.phone.intents import EMERGENCY, PERSON
from beffroi.phone.town import Town
from beffroi.phone.understand.model import Floats, Model, embedded
from beffroi.phone.understand.sentences import bare, requests
from beffroi.phone.understand.training import OUTSIDE, model_of
from beffroi.phone.understanding import Action, Emergency, Guess, Understanding

SURE, UNSURE, IN_SCOPE = 0.6, 0.25, 0.5


@dataclass(frozen=True)
class Reader:
    """Understands the callers of one town."""

    town: Town
    model: Model
    embedder: Embedder | None
    alarms: Alarms

    def alarm(self, partial: str) -> Emergency | None:
        """Return the emergency in words heard so far, by rules alone."""
        return self.alarms.find(partial)

    def understand(self, text: str) -> Understanding:
        """Return what a finished sentence asks for."""
        parts = [bare(text), *(bare(part) for part in requests(text))]
        vectors = embedded(parts, self.embedder)
        shares = self.model.shares(parts, vectors)
        guesses = self._guesses(shares[0], None if vectors is None else vectors[0])
        emergency = self.alarm(text)
        scope = float(1 - shares[0][list(self.model.families).index(OUTSIDE)])
        confidence = self.model.calibrated(guesses[0].chance)
        action = self._action(guesses, confidence, scope, emergency)
        return Understanding(text, guesses, guesses[:1], confidence, scope, action, emergency)

    def _guesses(self, shares: Floats, vector: Floats | None) -> tuple[Guess, ...]:
        known = [(name, at) for at, name in enumerate(self.model.families) if name != OUTSIDE]
        ranked = sorted(known, key=lambda one: -shares[one[1]])[:5]
        return tuple(Guess(self._topic(at, vector), str(name), float(shares[at])) for name, at in ranked)

    def _topic(self, family: int, vector: Floats | None) -> str:
        topics = np.flatnonzero(self.model.topic_family == family)
        if not len(topics):
            return ""
        if vector is None:
            return str(self.model.topics[topics[0]])
        mine = np.flatnonzero(np.isin(self.model.owner, topics))
        return str(self.model.topics[self.model.owner[mine[np.argmax(self.model.vectors[mine] @ vector)]]])

    def _action(self, guesses: tuple[Guess, ...], confidence: float, scope: float, danger: Emergency | None) -> Action:
        best = guesses[0]
        if danger:
            return "emergency"
        if scope < IN_SCOPE or confidence < UNSURE:
            return "message"
        if confidence < SURE or best.intent == EMERGENCY:
            return "ask"
        if best.intent == PERSON:
            return "person"
        topic = self.town.topic(best.topic)
        return "transfer" if topic and topic.handling == "transfer" else "answer"


def open_reader(town: Town, *, embedder: Embedder | None) -> Reader:
    """Return the reader of a town, trained at its first use."""
    return Reader(town, model_of(town.topics, embedder), embedder, shipped_alarms())
