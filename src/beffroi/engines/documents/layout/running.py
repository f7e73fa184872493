"""Headers, footers and page numbers that come back on every page: kept once, not mixed with the sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from beffroi.engines.documents.layout.spans import Span, joined, lines_of

MARGIN = 0.13
SAME_HEIGHT = 6.0
# A line that comes back by chance ("Adopté à l'unanimité") comes back on few pages.
LEAST_SHARE = 0.3
# "Page 3", "3/12", "3 sur 12", "- 3 -", "iv": page numbers by their look; a bare number only where it counts pages.
NUMBER = re.compile(
    r"^[-–—\s]*(?:p(?:age|\.)\s*(?:n°\s*)?\d{1,4}(?:\s*(?:/|sur|de)\s*\d{1,4})?|\d{1,4}\s*(?:/|sur)\s*\d{1,4}"
    r"|[-–—]\s*\d{1,4}\s*[-–—]|[ivx]{1,6})[-–—\s]*$"
)
Line = list[Span]


def without_running(pages: Sequence[Sequence[Span]], heights: Sequence[float]) -> list[list[Span]]:
    """Take out page numbers and what is repeated at the top or foot of pages; the first of each repeat stays.

    pages: the spans of each page. heights: of each page [points].
    """
    marginal = [_marginal(spans, height) for spans, height in zip(pages, heights, strict=True)]
    repeats = _repeats(marginal)
    seen: set[str] = set()
    kept = []
    for number, (spans, lines) in enumerate(zip(pages, marginal, strict=True), 1):
        gone: set[int] = set()
        for line in lines:
            text = _text(line)
            again = repeats.intersection(_keys(text, number))
            if _is_number(text, number, again=bool(again)) or again & seen:
                gone.update(map(id, line))
            seen |= again
        kept.append([span for span in spans if id(span) not in gone])
    return kept


def _is_number(text: str, page: int, *, again: bool) -> bool:
    bare = text.strip("-–— ")
    return NUMBER.match(text.lower()) is not None or (bare.isdigit() and (again or int(bare) == page))


def _repeats(marginal: Sequence[Sequence[Line]]) -> set[str]:
    """Return the keys of what stands at one height of the margin on several pages."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, lines in enumerate(marginal, 1):
        for line in lines:
            for key in _keys(_text(line), number):
                places[key].append((number, line[0].middle))
    least = max(2, LEAST_SHARE * len(marginal))
    return {key for key, found in places.items() if _together(found) >= least}


def _keys(text: str, page: int) -> Iterator[str]:
    """Yield the text, and for each number in it the text with that number as it counts pages.

    "Page 3 sur 12" on page 3 and "Page 4 sur 12" on page 4 share "page #0 sur 12"; "Article 10" on page 5 and "Article
    21" on page 9 share nothing: they are headings that happen to stand at the top.
    """
    if any(letter.isalpha() for letter in text):
        yield text
    for match in re.finditer(r"(?<!\d)\d{1,4}(?!\d)", text):
        yield f"{text[: match.start()]}#{int(match[0]) - page}{text[match.end() :]}"


def _together(found: Sequence[tuple[int, float]]) -> int:
    return max(len({page for page, at in found if abs(at - middle) < SAME_HEIGHT}) for _, middle in found)


def _marginal(spans: Sequence[Span], height: float) -> list[Line]:
    """Return the lines of the upper and lower margin."""
    lines = [line for line in lines_of(spans) if line[0].table is None and not line[0].hidden]
    margin = MARGIN * height
    return [line for line in lines if line[0].bottom < margin or line[0].top > height - margin]


def _text(line: Line) -> str:
    return " ".join(joined(line).text.lower().split())
