"""Text documents in OpenDocument (ODT)."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Page, table_block, under_title
from beffroi.engines.documents.progress import Progress, nothing

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
}
MOST_REPEATED = 200


def name(short: str) -> str:
    """Return the full name of "text:p"."""
    space, local = short.split(":")
    return f"{{{SPACES[space]}}}{local}"


SKIPPED = {
    name("office:annotation"),
    name("office:annotation-end"),
    name("text:tracked-changes"),
    name("text:note-citation"),
}
GROUPS = {
    name("text:section"),
    name("office:text"),
    name("text:list-header"),
    name("text:index-body"),
    name("draw:text-box"),
}


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:  # noqa: ARG001
    """Read an OpenDocument text: headings, paragraphs, lists and tables in the order of its body."""
    content, styles, meta = (part(path, member) for member in ("content.xml", "styles.xml", "meta.xml"))
    if content is None:
        told = "est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau, puis recommencez."
        raise DocumentRefused(f"« {path.name} » {told}")
    body = content.find(f".//{name('office:text')}")
    walk = _Walk(_hiding(content, styles), _titles(content, styles))
    blocks = under_title(walk.blocks(body)) if body is not None else ()
    return Document(path.name, "odt", (Page(None, blocks),), title=title_of(meta), date=date_of(meta))


def part(path: Path, member: str) -> Any:
    """Return the root of a member of the archive, None where it is missing. Entities are never resolved."""
    try:
        with ZipFile(path) as archive:
            content = archive.read(member)
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (KeyError, BadZipFile, EOFError, zlib.error, etree.XMLSyntaxError):
        return None


def spoken(paragraph: Any) -> str:
    """Return the text of a paragraph of a cell, a space for each break."""
    breaks = {name("text:s"), name("text:tab"), name("text:line-break")}
    pieces = [paragraph.text or ""]
    for child in paragraph.iterchildren():
        pieces += [" " if child.tag in breaks else "" if child.tag in SKIPPED else spoken(child), child.tail or ""]
    return "".join(pieces)


def title_of(meta: Any) -> str:
    """Return the title in meta.xml."""
    found = meta.find(f".//{name('dc:title')}") if meta is not None else None
    return (found.text or "") if found is not None else ""


def date_of(meta: Any) -> dt.date | None:
    """Return the date of the last change in meta.xml, else that of its making."""
    for short in ("dc:date", "meta:creation-date"):
        found = meta.find(f".//{name(short)}") if meta is not None else None
        try:
            return dt.date.fromisoformat((found.text or "")[:10]) if found is not None else None
        except ValueError:
            continue
    return None


def _hiding(*roots: Any) -> dict[str, bool]:
    """Return, for each style, whether it hides its text."""
    told: dict[str, bool] = {}
    parents: dict[str, str] = {}
    for root in roots:
        for style in root.iter(name("style:style")) if root is not None else ():
            own = _style_hides(style)
            key = style.get(name("style:name"), "")
            parents[key] = style.get(name("style:parent-style-name"), "")
            if own is not None:
                told[key] = own
    return {key: _inherited(key, told, parents) for key in parents}


def _titles(*roots: Any) -> set[str]:
    """Return the styles of a document's title."""
    styles = [style for root in roots if root is not None for style in root.iter(name("style:style"))]
    made_from = {
        style.get(name("style:name"), "") for style in styles if style.get(name("style:parent-style-name")) == "Title"
    }
    return {"Title", *made_from}


def _inherited(key: str, told: dict[str, bool], parents: dict[str, str]) -> bool:
    for _ in range(20):
        if key in told:
            return told[key]
        key = parents.get(key, "")
    return False


def _style_hides(style: Any) -> bool | None:
    """Return whether a style's own settings hide the text; None where they do not say."""
    settings = style.find(name("style:text-properties"))
    if settings is None:
        return None
    if settings.get(name("text:display")) == "none":
        return True
    size = settings.get(name("fo:font-size"), "")
    if size.endswith("pt") and float(size[:-2]) <= 1.5:
        return True
    colour = settings.get(name("fo:color"), "").lower()
    behind = settings.get(name("fo:background-color"), "transparent").lower()
    if colour.startswith("#") and all(int(colour[i : i + 2], 16) >= 0xF0 for i in (1, 3, 5)):
        return behind in {"transparent", "#ffffff"}
    return False if colour else None


class _Walk:
    """Walks the body with the styles that hide at hand."""

    def __init__(self, hiding: dict[str, bool], titles: set[str]) -> None:
        self._hiding, self._titles = hiding, titles

    def blocks(self, element: Any, *, listed: bool = False) -> Iterator[Block]:
        for child in element:
            if child.tag == name("text:h"):
                yield from self._paragraph(child, "heading", int(child.get(name("text:outline-level"), "1")))
            elif child.tag == name("text:p"):
                title = child.get(name("text:style-name"), "") in self._titles
                yield from self._paragraph(child, "heading" if title else "list" if listed else "text", 0)
            elif child.tag == name("text:list"):
                for item in child:
                    yield from self.blocks(item, listed=True)
            elif child.tag == name("table:table"):
                yield from self._table(child)
            elif child.tag not in SKIPPED and (child.tag in GROUPS or child.tag.startswith(f"{{{SPACES['text']}}}")):
                yield from self.blocks(child, listed=listed)

    def _paragraph(self, element: Any, kind: Any, level: int) -> Iterator[Block]:
        pieces = list(self._pieces(element, hidden=False))
        for hidden in (False, True):
            text = " ".join("".join(text for text, unseen in pieces if unseen is hidden).split())
            if text:
                yield Block(kind, text, level=level, hidden=hidden)
        for box in element.iter(name("draw:text-box")):
            yield from self.blocks(box)
        for note in element.iter(name("text:note-body")):
            yield from self.blocks(note)

    def _pieces(self, element: Any, *, hidden: bool) -> Iterator[tuple[str, bool]]:
        hidden = hidden or self._hiding.get(element.get(name("text:style-name"), ""), False)
        hidden = hidden or element.tag in {name("text:hidden-text"), name("text:hidden-paragraph")}
        yield element.text or "", hidden
        for child in element:
            if child.tag in {name("text:s"), name("text:tab"), name("text:line-break")}:
                yield " ", hidden
            elif isinstance(child.tag, str) and child.tag not in SKIPPED | {
                name("text:note-body"),
                name("draw:text-box"),
            }:
                yield from self._pieces(child, hidden=hidden)
            yield child.tail or "", hidden

    def _table(self, table: Any) -> Iterator[Block]:
        rows: list[list[str]] = []
        unseen: list[Block] = []
        for row in table.iter(name("table:table-row")):
            if next(row.iterancestors(name("table:table"))) is not table:
                continue
            cells = [list(self.blocks(cell)) for cell in row if cell.tag == name("table:table-cell")]
            rows.append([" ".join(block.text for block in cell if not block.hidden) for cell in cells])
            unseen += [block for cell in cells for block in cell if block.hidden]
        if any(any(row) for row in rows):
            yield table_block(rows)
        yield from unseen
