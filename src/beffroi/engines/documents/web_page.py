"""Web pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Declaration, Doctype, NavigableString, ProcessingInstruction

from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Page, table_block
from beffroi.engines.documents.progress import Progress, nothing
from beffroi.engines.documents.web_styles import Styles

HEADINGS = {f"h{level}": level for level in range(1, 7)}
NOT_TEXT = {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "head", "select", "textarea"}
NAVIGATION = {"nav"}
PARTS = {
    *HEADINGS,
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "section", "article", "main", "header", "footer",
    "aside", "blockquote", "pre", "form", "fieldset", "figure", "figcaption", "address", "details", "summary", "hr",
    "body", "html", "nav", "legend", "caption",
}  # fmt: skip
SILENT = (Comment, Declaration, Doctype, ProcessingInstruction)
DATES = ("article:modified_time", "article:published_time", "dcterms.modified", "dcterms.date", "dc.date", "date")


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:  # noqa: ARG001
    """Read a web page: its main part where it names one; what nobody sees is marked hidden."""
    return page_of(path.read_bytes(), path.name)


def page_of(content: bytes | str, name: str) -> Document:
    """Read a web page's source."""
    soup = BeautifulSoup(content, "lxml")
    styles = Styles(soup)
    main = soup.find("main") or soup.body or soup
    blocks = tuple(_blocks(main, styles, hidden=False)) if isinstance(main, Tag) else ()
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    return Document(name, "html", (Page(None, blocks),), title=" ".join(title.split()), date=_date(soup))


def _blocks(tag: Tag, styles: Styles, *, hidden: bool) -> Iterator[Block]:
    """Yield the blocks of an element; text that stands between its parts is a paragraph."""
    hidden = hidden or styles.hides(tag)
    loose: list[tuple[str, bool]] = []
    for child in tag.children:
        if isinstance(child, Tag) and child.name in PARTS:
            yield from _paragraphs(loose, tag)
            loose = []
            if child.name not in NAVIGATION:
                yield from _part(child, styles, hidden=hidden)
        else:
            loose += _words(child, styles, hidden=hidden)
    yield from _paragraphs(loose, tag)


def _part(tag: Tag, styles: Styles, *, hidden: bool) -> Iterator[Block]:
    if tag.name == "table" and not tag.find("table"):
        hidden = hidden or styles.hides(tag)
        yield from _table(tag, styles, hidden=hidden)
    else:
        yield from _blocks(tag, styles, hidden=hidden)


def _words(node: object, styles: Styles, *, hidden: bool) -> list[tuple[str, bool]]:
    """Return pieces of text and whether each is hidden."""
    if isinstance(node, NavigableString):
        return [] if isinstance(node, SILENT) else [(str(node), hidden)]
    if not isinstance(node, Tag) or node.name in NOT_TEXT:
        return []
    if node.name == "br":
        return [("\n", hidden)]
    hidden = hidden or styles.hides(node)
    space = [(" ", hidden)] if node.name in PARTS else []
    return space + [piece for child in node.children for piece in _words(child, styles, hidden=hidden)] + space


def _paragraphs(pieces: list[tuple[str, bool]], tag: Tag) -> Iterator[Block]:
    """Yield what is seen, then what is hidden."""
    for hidden in (False, True):
        text = " ".join("".join(text for text, unseen in pieces if unseen is hidden).split())
        if text:
            yield _block(tag, text, hidden=hidden)


def _block(tag: Tag, text: str, *, hidden: bool) -> Block:
    for around in (tag, *tag.parents):
        if around.name in HEADINGS:
            return Block("heading", text, level=HEADINGS[around.name], hidden=hidden)
        if around.name in {"li", "dt", "dd"}:
            return Block("list", text, hidden=hidden)
        if around.name in {"table", "section", "article", "main", "body"}:
            break
    return Block("text", text, hidden=hidden)


def _table(tag: Tag, styles: Styles, *, hidden: bool) -> Iterator[Block]:
    rows: list[list[str]] = []
    unseen: list[str] = []
    for row in tag.find_all("tr"):
        cells = [_words(cell, styles, hidden=hidden or styles.hides(row)) for cell in row.find_all(["td", "th"])]
        rows.append([" ".join("".join(text for text, gone in cell if not gone).split()) for cell in cells])
        unseen += ["".join(text for text, gone in cell if gone) for cell in cells]
    caption = tag.find("caption")
    if isinstance(caption, Tag):
        yield from _blocks(caption, styles, hidden=hidden)
    if any(any(row) for row in rows):
        yield table_block(rows)
    if any(text.strip() for text in unseen):
        yield Block("text", " ".join(" ".join(unseen).split()), hidden=True)


def _date(soup: BeautifulSoup) -> dt.date | None:
    told = {
        str(meta.get("property") or meta.get("name") or "").lower(): str(meta.get("content") or "")
        for meta in soup.find_all("meta")
    }
    for name in DATES:
        found = re.match(r"(\d{4})-(\d{2})-(\d{2})", told.get(name, ""))
        if found:
            try:
                return dt.date(*map(int, found.groups()))
            except ValueError:
                continue
    return None
