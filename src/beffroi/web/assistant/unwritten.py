"""What is asked and nobody has written: kept without names, grouped by likeness."""

from __future__ import annotations

from django.utils import timezone

from beffroi.web.assistant.models import Unwritten, UnwrittenState
from beffroi.web.assistant.store import opened_corpus
from beffroi.web.platform.models import Tenant

ALIKE = 0.6
LEAST_SHARED = 2
MOST_VARIANTS, MOST_COMPARED = 5, 500
LONGEST = 400


def note_unwritten(tenant: Tenant, question: str, *, resident: bool) -> Unwritten:
    """Count a question that no document answers with those alike, or begin a group of its own."""
    from beffroi.engines.search.words import stems  # noqa: PLC0415  # heavy

    text = _masked(tenant, question)[:LONGEST]
    words = frozenset(stems(text))
    found = _alike(words) or Unwritten(tenant=tenant, text=text, words=" ".join(sorted(words)), times=0)
    found.times += 1
    found.by_residents += resident
    found.last_at = timezone.now()
    found.first_at = found.first_at or found.last_at
    if text != found.text and text not in found.variants:
        found.variants = [*found.variants, text][-MOST_VARIANTS:]
    if found.state == UnwrittenState.WRITTEN:
        # it was written, and still it is not found
        found.state = UnwrittenState.OPEN
    found.save()
    return found


def _masked(tenant: Tenant, question: str) -> str:
    from beffroi.assistant.masking import mask  # noqa: PLC0415  # heavy

    with opened_corpus(tenant) as opened:
        known = opened.corpus.words.numbers if opened else {}
        return mask(question, known=known.__contains__)


def _alike(words: frozenset[str]) -> Unwritten | None:
    known = Unwritten.objects.order_by("-last_at")[:MOST_COMPARED]
    best = max(known, key=lambda one: likeness(words, frozenset(one.words.split())), default=None)
    return best if best and likeness(words, frozenset(best.words.split())) >= ALIKE else None


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the words of the shorter question that stand in the other; 0 where one word is shared."""
    shared, shorter = len(one & other), min(len(one), len(other))
    if not shorter or (shared < LEAST_SHARED and one != other):
        return 0.0
    return shared / shorter
