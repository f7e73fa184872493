"""Citations as a page shows them: with the link to the original, at its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from beffroi.web.assistant.models import Asked, Cited, Document

MOST_QUOTES = 3


@dataclass(frozen=True)
class Shown:
    """A citation and the document it is from, where that is one of the town's files."""

    cited: Cited
    document: Document | None


def shown_citations(asked: Asked) -> list[Shown]:
    """Return the citations of an answer, best first, the disputed ones among them."""
    every = list(Cited.objects.filter(asked=asked))
    kept = [one for one in every if one.disputed] + [one for one in every if not one.disputed][:MOST_QUOTES]
    return with_documents(sorted(kept, key=lambda one: one.place))


def with_documents(cited: Iterable[Cited]) -> list[Shown]:
    """Return citations with their documents. One query."""
    listed = list(cited)
    known = documents({one.source for one in listed})
    return [Shown(one, known.get(one.source)) for one in listed]


def documents(sources: Iterable[str]) -> dict[str, Document]:
    """Return the current documents of some sources, by source."""
    return {one.source: one for one in Document.objects.filter(current=True, source__in=set(sources))}
