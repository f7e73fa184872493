"""The words of the made-up town's files, page by page, read without the product's own readers."""

import email
import email.policy
import io
import re
from pathlib import PurePath

import docx
import odfdo
import pypdfium2
from bs4 import BeautifulSoup


def folded(text: str) -> str:
    """One space between words, straight apostrophes, no bar between cells, words cut at a line's end joined."""
    text = text.replace("\ufffe", "").replace("’", "'").replace("|", " ")
    return re.sub(r"\s+", " ", text).strip()


def pages(name: str, content: bytes) -> list[str]:
    """The folded text of each page; a format without pages has one."""
    return [folded(text) for text in READERS[PurePath(name).suffix](content)]


def _pdf(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def _docx(content: bytes) -> list[str]:
    parts = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        rows = getattr(block, "rows", None)
        parts += [block.text] if rows is None else [" ".join(cell.text for cell in row.cells) for row in rows]
    return ["\n".join(parts)]


def _odf(content: bytes) -> list[str]:
    body = odfdo.Document(io.BytesIO(content)).body
    return ["\n".join(element.inner_text for element in body.xpath("//text:p|//text:h"))]


def _html(content: bytes) -> list[str]:
    return [BeautifulSoup(content, "lxml").get_text(" ")]


def _mail(content: bytes) -> list[str]:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return [f"{mail['Subject']}\n{mail.get_content()}"]


READERS = {".pdf": _pdf, ".docx": _docx, ".odt": _odf, ".ods": _odf, ".html": _html, ".eml": _mail}
