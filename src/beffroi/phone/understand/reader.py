"""The reader: a sentence to what it asks, how surely, and what the call does with it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np

from beffroi.engines.search.embeddings import Embedder, Vectors
from beffroi.phone.emergencies import Alarms, shipped_alarms
from beffroi.phone.intents import EMERGENCY, PERSON
from beffroi.phone.town import Town
from beffroi.phone.understand.mentions import mentions
from beffroi.phone.understand.model import Floats, Model, embedded
from beffroi.phone.understand.sentences import bare, halves
from beffroi.phone.understand.training import OUTSIDE, model_of
from beffroi.phone.understanding import Action, Emergency, Guess, Understanding

UNNAMED = Emergency("danger", ("15", "17", "18", "112"), "")


@dataclass(frozen=True)
class Thresholds:
    """From what is read to what is done (``data/thresholds.toml``): chances from 0 to 1, scores of the rules."""

    sure: float
    unsure: float
    in_scope: float
    half: float
    spoken: float
    raised: tuple[tuple[float, float], ...]
    doubted: tuple[tuple[float, float], ...]
    partial: int
    shares: tuple[float, ...]
    chances: tuple[float, ...]


@cache
def thresholds() -> Thresholds:
    """Return the thresholds that ship."""
    text = files("beffroi.phone.understand").joinpath("data/thresholds.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    danger = read["danger"]
    steps = (tuple((float(score), float(chance)) for score, chance in danger[name]) for name in ("raise", "doubt"))
    shares, chances = (tuple(float(value) for value in read["calibration"][name]) for name in ("shares", "chances"))
    return Thresholds(
        **read["action"],
        raised=next(steps),
        doubted=next(steps),
        partial=danger["partial"],
        shares=shares,
        chances=chances,
    )


@dataclass(frozen=True)
class Reader:
    """Understands the callers of one town."""

    town: Town
    model: Model
    embedder: Embedder | None
    alarms: Alarms

    def alarm(self, partial: str) -> Emergency | None:
        """Return the emergency in words heard so far, by rules alone: they must be sure, what calms may still come."""
        danger = self.alarms.assess(partial)
        return danger.emergency if danger.score >= thresholds().partial else None

    def understand(self, text: str) -> Understanding:
        """Return what a finished sentence asks for."""
        cuts = halves(text)
        parts = [bare(text), *(bare(part) for pair in cuts for part in pair)]
        vectors = embedded(parts, self.embedder)
        shares = self.model.shares(parts, vectors)
        guesses = self._guesses(shares[0], None if vectors is None else vectors[0])
        confidence = float(np.interp(guesses[0].chance, thresholds().shares, thresholds().chances))
        scope = float(1 - shares[0][list(self.model.families).index(OUTSIDE)])
        emergency, doubt = self._danger(text, parts[0], None if vectors is None else vectors[:1])
        action = "ask" if doubt else self._action(guesses, confidence, scope, emergency)
        asked = self._requests(guesses, shares, vectors)
        today = datetime.now(ZoneInfo(self.town.timezone)).date()
        named = mentions(text, town=self.town, today=today)
        return Understanding(text, guesses, asked, confidence, scope, action, emergency, named, doubt)

    def _danger(self, text: str, said: str, vector: Vectors | None) -> tuple[Emergency | None, Emergency | None]:
        """Return the emergency told, or the one that may be."""
        danger = self.alarms.assess(text)
        chance = float(self.model.dangers([said], vector)[0])
        found = danger.emergency or UNNAMED
        if _reached(thresholds().raised, danger.score, chance):
            return found, None
        return None, found if _reached(thresholds().doubted, danger.score, chance) else None

    def _requests(self, whole: tuple[Guess, ...], shares: Floats, vectors: Vectors | None) -> tuple[Guess, ...]:
        """Return the requests of the best cut in two, where both halves are sure and the whole speaks of both."""
        known = [at for at, name in enumerate(self.model.families) if name != OUTSIDE]
        best: tuple[float, int] | None = None
        for left in range(1, len(shares), 2):
            pair = [int(np.argmax(shares[place][known])) for place in (left, left + 1)]
            sure = min(float(shares[place][family]) for place, family in zip((left, left + 1), pair, strict=True))
            spoken = min(float(shares[0][family]) for family in pair)
            if (
                pair[0] != pair[1]
                and spoken >= thresholds().spoken
                and sure >= max(thresholds().half, best[0] if best else 0)
            ):
                best = sure, left
        if best is None:
            return whole[:1]
        places = (best[1], best[1] + 1)
        return tuple(self._guesses(shares[at], None if vectors is None else vectors[at])[0] for at in places)

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
        return str(self.model.topics[topics[np.argmax(self.model.topic_scores(topics, vector))]])

    def _action(self, guesses: tuple[Guess, ...], confidence: float, scope: float, danger: Emergency | None) -> Action:
        best, limits = guesses[0], thresholds()
        if danger:
            return "emergency"
        if scope < limits.in_scope or confidence < limits.unsure:
            return "message"
        if confidence < limits.sure or best.intent == EMERGENCY:
            return "ask"
        if best.intent == PERSON:
            return "person"
        topic = self.town.topic(best.topic)
        return "transfer" if topic and topic.handling == "transfer" else "answer"


def _reached(steps: tuple[tuple[float, float], ...], score: float, chance: float) -> bool:
    return any(score >= least and chance >= likely for least, likely in steps)


def open_reader(town: Town, *, embedder: Embedder | None) -> Reader:
    """Return the reader of a town, trained at its first use."""
    return Reader(town, model_of(town.topics, embedder), embedder, shipped_alarms())
