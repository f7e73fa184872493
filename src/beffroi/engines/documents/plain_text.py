"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from beffroi.engines.documents.layout.hyphens import UNKNOWN, Vocabulary, join, vocabulary
from beffroi.engines.documents.layout.paragraphs import MARK
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Page, table_block
from beffroi.engines.documents.progress import Progress, nothing

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
UNDERLINE = re.compile(r"^(=+|-+)\s*$")
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
LINK = re.compile(r"!?\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)")


def decoded(content: bytes) -> str:
    """Return the text, from UTF-8, UTF-16 (marked) or Windows-1252, with simple line feeds."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n")


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:  # noqa: ARG001
    """Read a text file: paragraphs are parted by empty lines; Markdown where the name says so."""
    text = decoded(path.read_bytes())
    markdown = path.suffix.lower() in {".md", ".markdown"}
    blocks = tuple(_markdown(text) if markdown else text_blocks(text))
    title = next((block.text for block in blocks if block.kind == "heading"), "")
    return Document(path.name, "md" if markdown else "txt", (Page(None, blocks),), title=title)


def text_blocks(text: str) -> Iterator[Block]:
    """Yield the paragraphs and list items of a plain text."""
    known = vocabulary(text.split("\n"))
    for group in _groups(text):
        yield from _items(group, known)


def _groups(text: str) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            groups[-1].append(" ".join(line.split()))
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _items(lines: Sequence[str], known: Vocabulary = UNKNOWN) -> Iterator[Block]:
    """Yield a paragraph, or one block for each list item that these lines hold."""
    whole = ""
    for line in lines:
        if whole and MARK.match(line):
            yield _item(whole)
            whole = line
        else:
            whole = join(whole, line, known) if whole else line
    yield _item(whole)


def _item(text: str) -> Block:
    return Block("list" if MARK.match(text) else "text", text)


def _markdown(text: str) -> Iterator[Block]:
    for group in _groups(COMMENT.sub("", text)):
        yield from _markdown_group([line for line in group if not line.startswith("```")])


def _markdown_group(lines: Sequence[str]) -> Iterator[Block]:
    rest: list[str] = []
    for position, line in enumerate(lines):
        heading = HEADING.match(line)
        if heading:
            yield from _rest(rest)
            rest = []
            yield Block("heading", _plain(heading[2]), level=len(heading[1]))
        elif UNDERLINE.match(line) and len(rest) == 1 and position == 1:
            yield Block("heading", _plain(rest.pop()), level=1 if line[0] == "=" else 2)
        else:
            rest.append(line)
    yield from _rest(rest)


def _rest(lines: Sequence[str]) -> Iterator[Block]:
    if len(lines) > 1 and TABLE_RULE.match(lines[1]):
        rows = [line for line in lines if not TABLE_RULE.match(line)]
        yield table_block([[_plain(cell) for cell in row.strip().strip("|").split("|")] for row in rows])
    elif lines and not re.fullmatch(r"[-*_ ]{3,}", lines[0]):
        yield from _items([_plain(line.removeprefix("> ")) for line in lines])


def _plain(text: str) -> str:
    return EMPHASIS.sub(r"\2", LINK.sub(r"\1", text)).replace("\\", "").strip()
