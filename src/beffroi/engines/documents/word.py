"""Word documents (DOCX), by python-docx."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Kind, Page, table_block, under_title
from beffroi.engines.documents.progress import Progress, nothing
from beffroi.engines.documents.word_numbers import Numbers

TITLES = re.compile(r"^(?:heading|titre)\s*(\d)$", re.IGNORECASE)
# Text taken away under tracked changes, and the same text told again for older programs.
SKIPPED = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
SMALLEST = 3
# What python-docx leaves where nobody told a date.
UNTOLD = dt.datetime(2013, 12, 23, 23, 15, tzinfo=dt.UTC)
LIGHTEST = 0xF0
Piece = tuple[str, bool]


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:  # noqa: ARG001
    """Read a Word document: headings, paragraphs, lists and tables in the order of its body, then its notes."""
    try:
        opened = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, EOFError, KeyError, ValueError, SyntaxError, zlib.error) as error:
        told = "est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau, puis recommencez."
        raise DocumentRefused(f"« {path.name} » {told}") from error
    body = _Body(opened)
    blocks = (*body.parts("header"), *body.blocks(opened.element.body), *body.notes(), *body.parts("footer"))
    told_of = opened.core_properties
    moment = next((moment for moment in (told_of.modified, told_of.created) if moment and moment != UNTOLD), None)
    page = Page(None, under_title(blocks))
    return Document(path.name, "docx", (page,), title=told_of.title or "", date=moment.date() if moment else None)


class _Body:
    """Walks the parts of one document with its styles at hand."""

    def __init__(self, opened: Any) -> None:
        self._opened = opened
        self._styles = {style.style_id: style for style in opened.styles}
        self._numbers = Numbers(_numbering(opened))

    def blocks(self, element: Any) -> Iterator[Block]:
        for child in element:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:moveTo")}:
                yield from self.blocks(child)

    def parts(self, kind: str) -> Iterator[Block]:
        """Yield the text of the headers or of the footers, each once."""
        seen: set[str] = set()
        for section in self._opened.sections:
            for name in (kind, f"first_page_{kind}", f"even_page_{kind}"):
                part = getattr(section, name)
                if part.is_linked_to_previous:
                    continue
                for block in self.blocks(part._element):
                    if block.text not in seen and re.search(r"[^\W\d_]{3}", block.text):
                        seen.add(block.text)
                        yield block

    def notes(self) -> Iterator[Block]:
        """Yield the footnotes and endnotes."""
        for relation in self._opened.part.rels.values():
            if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
                continue
            root = parse_xml(relation.target_part.blob)
            for note in root:
                if note.get(qn("w:type")) in {None, "normal"}:
                    yield from self.blocks(note)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        pieces = list(self._pieces(paragraph))
        level, listed = self._level(paragraph), self._listed(paragraph)
        number = self._number(paragraph)
        for hidden in (False, True):
            text = " ".join("".join(text for text, unseen in pieces if unseen is hidden).split())
            if text:
                kind: Kind = "heading" if level is not None else "list" if listed else "text"
                told = text if hidden or not number else f"{number} {text}"
                yield Block(kind, told, level=level or 0, hidden=hidden)
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(above.tag in SKIPPED for above in box.iterancestors()):
                yield from self.blocks(box)

    def _pieces(self, element: Any, *, hidden: bool = False) -> Iterator[Piece]:
        for child in element:
            if child.tag in SKIPPED or child.tag == qn("w:txbxContent"):
                continue
            if child.tag == qn("w:r"):
                yield from self._pieces(child, hidden=self._unseen(child))
            elif child.tag == qn("w:t"):
                yield child.text or "", hidden
            elif child.tag in {qn("w:tab"), qn("w:br"), qn("w:cr")}:
                yield " ", hidden
            elif child.tag == qn("w:noBreakHyphen"):
                yield "\u2011", hidden
            elif child.tag not in {qn("w:pPr"), qn("w:rPr")}:
                yield from self._pieces(child, hidden=hidden)

    def _unseen(self, run: Any) -> bool:
        """Return whether a run is hidden, white on nothing, or too small to be seen."""
        styles = list(self._styles_of(run))
        settings = [run.rPr, *(style.element.rPr for style in styles)]
        if _on(settings, "w:vanish") or _on(settings, "w:webHidden"):
            return True
        size = _value(settings, "w:sz")
        if size.isdigit() and int(size) <= SMALLEST:
            return True
        return _white(_value(settings, "w:color")) and not _shaded(run, [style.element for style in styles])

    def _styles_of(self, run: Any) -> Iterator[Any]:
        """Yield the styles that set a run, the nearest first: its own, then that of its paragraph."""
        chosen = run.rPr.find(qn("w:rStyle")) if run.rPr is not None else None
        style = self._styles.get(chosen.get(qn("w:val"))) if chosen is not None else None
        while style is not None:
            yield style
            style = style.base_style
        paragraph = next(run.iterancestors(qn("w:p")), None)
        if paragraph is not None:
            yield from self._paragraph_styles(paragraph)

    def _paragraph_styles(self, paragraph: Any) -> Iterator[Any]:
        style = self._styles.get(paragraph.style) if paragraph.style else None
        while style is not None:
            yield style
            style = style.base_style

    def _level(self, paragraph: Any) -> int | None:
        """Return the level of a heading, 0 of the document's title, None of what is no heading."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if own is not None and int(own.get(qn("w:val"))) < 9:
            return int(own.get(qn("w:val"))) + 1
        for style in self._paragraph_styles(paragraph):
            found = TITLES.match(style.name or "")
            if found:
                return int(found[1])
            if (style.name or "").lower() in {"title", "titre"}:
                return 0
        return None

    def _number(self, paragraph: Any) -> str:
        styles = (style.element.pPr for style in self._paragraph_styles(paragraph))
        return self._numbers.label([paragraph.pPr, *styles])

    def _listed(self, paragraph: Any) -> bool:
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
            return True
        return any((style.name or "").startswith("List") for style in self._paragraph_styles(paragraph))

    def _table(self, table: Any) -> Iterator[Block]:
        rows, hidden = [], []
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not table:
                continue
            blocks = [
                list(self.blocks(cell))
                for cell in row.iter(qn("w:tc"))
                if next(cell.iterancestors(qn("w:tbl"))) is table
            ]
            rows.append([" ".join(block.text for block in cell if not block.hidden) for cell in blocks])
            hidden += [block for cell in blocks for block in cell if block.hidden]
        if any(any(row) for row in rows):
            yield table_block(rows)
        yield from hidden


def _shaded(run: Any, styles: Sequence[Any]) -> bool:
    """Return whether something coloured lies behind a run: its own shade, that of a style, paragraph, cell or table."""
    around = [above.find(f"{above.tag}Pr") for above in run.iterancestors(qn("w:p"), qn("w:tc"))]
    behind = [item for item in (run.rPr, *styles, *around) if item is not None]
    if any(next(item.iter(qn("w:highlight")), None) is not None for item in behind):
        return True
    fills = [shade.get(qn("w:fill")) for item in behind for shade in item.iter(qn("w:shd"))]
    return any(fill and fill != "auto" and not _white(fill) for fill in fills) or _in_styled_table(run)


def _numbering(opened: Any) -> Any:
    related = (relation for relation in opened.part.rels.values() if relation.reltype.endswith("/numbering"))
    found = next((relation for relation in related if not relation.is_external), None)
    return None if found is None else parse_xml(found.target_part.blob)


def _in_styled_table(run: Any) -> bool:
    return any(
        table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}") is not None for table in run.iterancestors(qn("w:tbl"))
    )


def _on(settings: list[Any], name: str) -> bool:
    for item in settings:
        found = item.find(qn(name)) if item is not None else None
        if found is not None:
            return found.get(qn("w:val")) not in {"0", "false", "off"}
    return False


def _value(settings: list[Any], name: str) -> str:
    for item in settings:
        found = item.find(qn(name)) if item is not None else None
        if found is not None:
            return found.get(qn("w:val")) or ""
    return ""


def _white(colour: str) -> bool:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    return all(int(colour[i : i + 2], 16) >= LIGHTEST for i in (0, 2, 4))
