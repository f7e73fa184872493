"""The text of a publication, line by line, as a page shows it: headings, paragraphs, lists, tables, where to go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

BODY = ("Introduction", "Texte", "ListeSituations", "OuSAdresser", "ServiceEnLigne", "Reference")
WHERE, ONLINE, LAWS = "Où s'adresser ?", "Services en ligne et formulaires", "Textes de référence"
UNDER: Mapping[str, str] = {"OuSAdresser": WHERE, "ServiceEnLigne": ONLINE, "Reference": LAWS}
Lines = Iterator[str]


def text_of(root: etree._Element) -> str:
    """Return the text of a publication; nothing where it has no body (a list of links, a form)."""
    if root.find("Texte") is None and root.find("ListeSituations") is None:
        return ""
    lines: list[str] = []
    for child in root:
        if child.tag in BODY:
            if child.tag in UNDER and UNDER[str(child.tag)] not in lines:
                lines.append(UNDER[str(child.tag)])
            lines += _lines(child)
    return "\n".join(lines)


def _lines(element: etree._Element) -> Lines:
    known = READERS.get(str(element.tag))
    if known:
        yield from known(element)
        return
    for child in element:
        yield from _lines(child)


def _paragraph(element: etree._Element) -> Lines:
    """Yield the words of an element on one line; definitions and notes are only pointed at in it."""
    text = " ".join("".join(_words(element)).split())
    if text:
        yield text


def _words(element: etree._Element) -> Lines:
    if not isinstance(element.tag, str):  # a comment
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _title(element: etree._Element) -> Lines:
    yield from (line.rstrip(" :") for line in _paragraph(element))


def _table(element: etree._Element) -> Lines:
    title = element.find("Titre")
    if title is not None:
        yield from _title(title)
    for row in (child for child in element if str(child.tag).startswith("Rang")):
        yield " | ".join(" ".join(_paragraph(cell)) for cell in row if cell.tag == "Cellule")


def _list(element: etree._Element) -> Lines:
    """Yield an item a line; lists inside an item follow it."""
    for item in element.iterchildren("Item"):
        if item.find(".//Liste") is None:
            yield from _paragraph(item)
        else:
            yield from (line for child in item for line in _lines(child))


def _place(element: etree._Element) -> Lines:
    """Yield the name of a place or a service, its address on the web, then what is said of it."""
    title = " ".join(_paragraph(found)) if (found := element.find("Titre")) is not None else ""
    link = element.get("URL") or next(
        (str(one.get("URL")) for one in element.iter("RessourceWeb") if one.get("URL")), ""
    )
    told = f"{title} ({link})" if link else title
    if told:
        yield f"{told}."
    for child in element:
        if child.tag == "Texte":
            yield from _lines(child)


READERS: Mapping[str, Callable[[etree._Element], Lines]] = {
    "Paragraphe": _paragraph,
    "Titre": _title,
    "Tableau": _table,
    "Liste": _list,
    "OuSAdresser": _place,
    "ServiceEnLigne": _place,
    "Reference": _place,
}
