"""Pages of spans become pages of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from beffroi.engines.documents.layout.columns import regions
from beffroi.engines.documents.layout.headings import block, body_size, heading_levels
from beffroi.engines.documents.layout.hyphens import Vocabulary, join, vocabulary
from beffroi.engines.documents.layout.paragraphs import ENDED, MARK, paragraphs
from beffroi.engines.documents.layout.running import without_running
from beffroi.engines.documents.layout.spans import Span
from beffroi.engines.documents.pages import Page


@dataclass(frozen=True)
class Laid:
    """A page before its blocks are made: number, height [points], spans, those that stand askew."""

    number: int
    height: float
    spans: tuple[Span, ...]
    askew: tuple[Span, ...] = ()
    recognised: bool = False


def assemble(laid: Sequence[Laid]) -> tuple[Page, ...]:
    """Order the spans of the pages, group them into paragraphs, tell headings."""
    kept = without_running([page.spans for page in laid], [page.height for page in laid])
    words = vocabulary(span.text for spans in kept for span in spans)
    grouped = [_paragraphs(spans, words) for spans in kept]
    everything = [span for spans in grouped for span in spans]
    body = body_size(span for span in everything if not span.table and not span.hidden)
    levels = heading_levels(everything, body)
    return tuple(
        Page(
            page.number,
            tuple(block(span, body=body, levels=levels) for span in (*spans, *page.askew)),
            page.recognised,
        )
        for page, spans in zip(laid, grouped, strict=True)
    )


def _paragraphs(spans: Sequence[Span], words: Vocabulary) -> list[Span]:
    shown = [span for span in spans if not span.hidden]
    found: list[Span] = []
    for region in regions(shown):
        for position, span in enumerate(paragraphs(region, words)):
            if position == 0 and found and _goes_on(found[-1], span):
                found[-1] = replace(found[-1], text=join(found[-1].text, span.text, words))
            else:
                found.append(span)
    return found + [span for span in spans if span.hidden]


def _goes_on(before: Span, after: Span) -> bool:
    """Return whether a sentence runs on from the foot of a column to the head of the next."""
    if before.table or after.table or MARK.match(after.text) or before.text.endswith(ENDED):
        return False
    same = abs(before.size - after.size) < 0.5 and before.bold == after.bold
    return same and (after.text[:1].islower() or before.text.endswith("-"))
