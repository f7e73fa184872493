"""Requests without an answer, grouped by meaning into topics that a person may approve."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from beffroi.phone.intents import EMERGENCY, PERSON
from beffroi.phone.understanding import Understander
from beffroi.web.phone.models import Proposal, ProposalState, Topic, Unanswered
from beffroi.web.platform.models import Entry, Tenant

if TYPE_CHECKING:
    import numpy as np

    from beffroi.engines.search.embeddings import Embedder

Progress = Callable[[float, str], None]
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Rules:
    """Thresholds of ``data/grouping.toml``."""

    fewest: int
    most: int
    recent_days: int
    phrasings_a_topic: int
    together: dict[str, float]
    near: dict[str, float]


@cache
def rules() -> Rules:
    """Return the shipped thresholds."""
    text = files("beffroi.web.phone").joinpath("data/grouping.toml").read_text(encoding="utf-8")
    return Rules(**tomllib.loads(text))


@dataclass(frozen=True)
class Group:
    """Requests alike: the one in the middle first; near: the closest topic and how close, None where none is."""

    requests: tuple[Unanswered, ...]
    near: Topic | None
    likeness: float


def waiting() -> list[Unanswered]:
    """Return the newest requests that nobody has decided upon."""
    since = timezone.now() - timedelta(days=rules().recent_days)
    undecided = Q(proposal=None) | Q(proposal__state=ProposalState.OPEN)
    return list(Unanswered.objects.filter(undecided, at__gte=since)[: rules().most])


def without_persons(requests: Sequence[Unanswered], understander: Understander) -> list[Unanswered]:
    """Return the requests for something: who wanted a person, or help at once, lacked no topic."""
    return [one for one in requests if understander.understand(one.text).action not in ("person", "emergency")]


def grouped(requests: Sequence[Unanswered], embedder: Embedder, *, progress: Progress) -> list[Group]:
    """Return the groups, largest first."""
    if len(requests) < rules().fewest:
        return []
    progress(0.1, "Sens des demandes")
    vectors = embedder.questions([one.text for one in requests])
    members: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(_labels(vectors, _threshold(rules().together, embedder))):
        members[label].append(place)
    progress(0.4, "Sujets les plus proches")
    known = _known(embedder)
    kept = [places for places in members.values() if len(places) >= rules().fewest]
    made = [_group(requests, vectors, places, known=known) for places in kept]
    return sorted(made, key=lambda group: -len(group.requests))


def _threshold(table: dict[str, float], embedder: Embedder) -> float:
    found = next((value for name, value in table.items() if name in embedder.name), None)
    return found if found is not None else min(table.values())


def _labels(vectors: np.ndarray, distance: float) -> list[int]:
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415  # heavy

    maker = AgglomerativeClustering(n_clusters=None, distance_threshold=distance, metric="cosine", linkage="average")
    return [int(label) for label in maker.fit_predict(vectors)]


@dataclass(frozen=True)
class Known:
    """Ways of asking for topics: the topic of each, their vectors, the likeness above which one is near."""

    topics: tuple[Topic, ...]
    vectors: np.ndarray
    near: float

    def closest(self, vector: np.ndarray) -> tuple[Topic | None, float]:
        """Return the topic that is near a request, and the likeness of the closest one."""
        close = self.vectors @ vector
        best = int(close.argmax())
        likeness = min(1.0, float(close[best]))
        return (self.topics[best] if likeness >= self.near else None), likeness


def _known(embedder: Embedder) -> Known | None:
    pairs = [
        (topic, line)
        for topic in Topic.objects.exclude(intent__in=(PERSON, EMERGENCY))
        for line in topic.phrasings[: rules().phrasings_a_topic]
    ]
    if not pairs:
        return None
    vectors = embedder.questions([line for _, line in pairs])
    return Known(tuple(topic for topic, _ in pairs), vectors, _threshold(rules().near, embedder))


def _group(requests: Sequence[Unanswered], vectors: np.ndarray, places: list[int], *, known: Known | None) -> Group:
    middle = vectors[places].mean(axis=0)
    ordered = sorted(places, key=lambda place: -float(vectors[place] @ middle))
    near, likeness = known.closest(vectors[ordered[0]]) if known else (None, 0.0)
    return Group(tuple(requests[place] for place in ordered), near, likeness)


def keep_groups(tenant: Tenant, groups: Sequence[Group], *, understander: Understander, event: Entry) -> int:
    """Put groups in the place of the proposals that nobody has decided upon; return how many."""
    Proposal.objects.filter(state=ProposalState.OPEN).delete()
    for group in groups:
        best = understander.understand(group.requests[0].text).best
        made = Proposal.objects.create(
            tenant=tenant,
            title=group.requests[0].text[:LONGEST_TITLE],
            intent=best.intent if best and best.intent not in (PERSON, EMERGENCY) else "",
            size=len(group.requests),
            near=group.near,
            likeness=group.likeness,
            event=event,
        )
        Unanswered.objects.filter(pk__in=[one.pk for one in group.requests]).update(proposal=made)
    return len(groups)
