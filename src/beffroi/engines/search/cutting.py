"""From a page or a sheet to passages: a heading opens one, about 700 letters close it on a sheet, 350 on a page.

Both measured (docs/services/assistant.md): a sheet is about one thing, a page of a town's document about many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from beffroi.engines.documents.pages import Block, Document
from beffroi.engines.search.passages import Passage

Size = tuple[int, int]
SHEET: Size = (700, 250)
PAGE: Size = (350, 120)
LONGEST_HEADING, MOST_WORDS = 90, 14
HEADING = re.compile(r"^[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ«0-9]")
UNFINISHED = tuple(".;:,!…»")


@dataclass(frozen=True)
class _Line:
    """One line; glue: what stands between the line before and this one, so that passages are slices of their page."""

    text: str
    page: int | None = None
    level: int = 0
    header: str = ""
    glue: str = "\n"


def cut_sheet(text: str, *, summary: str = "", subject: str = "") -> tuple[Passage, ...]:
    """Cut plain text whose short lines are headings; its subject and its summary, where it says more, come first."""
    lines = text.split("\n")
    marked = [_Line(line, level=_looks_like_heading(lines, number)) for number, line in enumerate(lines)]
    opening = summary.strip()
    known = not opening or text.startswith(opening[:60])
    first = () if known else (Passage(opening, role="summary"),)
    about = (Passage(subject, role="subject"),) if subject else ()
    return (*about, *first, *_pack(marked, SHEET))


def cut_document(document: Document) -> tuple[Passage, ...]:
    """Cut a document that was read; what it hides is left out."""
    visible = [(block, page.number) for page in document.pages for block in page.blocks if not block.hidden]
    return tuple(_pack((line for block, number in visible for line in _lines(block, number)), PAGE))


def _lines(block: Block, page: int | None) -> Iterator[_Line]:
    level = max(1, block.level) if block.kind == "heading" else 0
    texts = block.text.split("\n")
    header = texts[0] if block.kind == "table" and len(texts) > 1 else ""
    for number, text in enumerate(texts):
        yield _Line(text, page, level if number == 0 else 0, header if number else "")


def _looks_like_heading(lines: Sequence[str], number: int) -> int:
    line = lines[number].strip()
    short = 3 <= len(line) <= LONGEST_HEADING and len(line.split()) <= MOST_WORDS
    return int(short and number + 1 < len(lines) and bool(HEADING.match(line)) and not line.endswith(UNFINISHED))


def _pack(lines: Iterable[_Line], size: Size) -> Iterator[Passage]:
    """Put lines together; size: the most letters of a passage, the fewest before a heading closes it."""
    path: dict[int, str] = {}
    held: list[_Line] = []
    heading = ""
    for line in _split_long(lines, size):
        if held and _closes(held, line, size):
            yield from _passage(held, heading)
            held = []
        if line.level:
            path = {level: text for level, text in path.items() if level < line.level} | {line.level: line.text.strip()}
        if not held:
            heading = " > ".join([*path.values(), *([line.header] if line.header else [])])
        held.append(line)
    yield from _passage(held, heading)


def _closes(held: Sequence[_Line], line: _Line, size: Size) -> bool:
    letters = sum(len(one.text) + 1 for one in held)
    full = letters + len(line.text) > size[0] or bool(line.level and letters > size[1])
    return full or line.page != held[0].page


def _passage(lines: Sequence[_Line], heading: str) -> Iterator[Passage]:
    text = "".join(line.glue + line.text for line in lines).strip()
    if text:
        yield Passage(text, lines[0].page, heading)


def _split_long(lines: Iterable[_Line], size: Size) -> Iterator[_Line]:
    """Cut a paragraph that is longer than a passage at the end of a sentence, or at a space."""
    for line in lines:
        rest, glue = line.text, line.glue
        while len(rest) > size[0]:
            cut = next((at for mark in (". ", "; ", " ") if (at := rest.rfind(mark, *size[::-1])) > 0), size[0] - 1)
            yield replace(line, text=rest[: cut + 1], glue=glue)
            rest, glue = rest[cut + 1 :], ""
        yield replace(line, text=rest, glue=glue)
