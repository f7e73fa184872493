"""A draft as a document: ODT, DOCX or tagged PDF, or poured into the town's own template.

A template is an ODT or a DOCX with keys alone or among words: ``{{commune}}``, ``{{titre}}``, ``{{entete}}``,
``{{visas}}``, ``{{considerants}}``, ``{{decide}}``, ``{{articles}}``, ``{{vote}}``, ``{{recours}}``,
``{{signatures}}``.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from beffroi.council.drafting.drafting import Draft
from beffroi.council.errors import RequestUnreadable
from beffroi.engines.documents import Heading, Paragraph, Part, Text, write_docx, write_odt, write_pdf

WRITERS = {".odt": write_odt, ".docx": write_docx, ".pdf": write_pdf}
KEY = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def text_of_draft(made: Draft) -> Text:
    """Return the draft as a text to write."""
    parts: list[Part] = [*map(Paragraph, made.head), Heading(made.title)]
    parts += map(Paragraph, (*made.visas, *made.reasons, made.decides, *made.articles, made.vote, *made.closing))
    parts += [Paragraph(line, side="right") for line in made.signatures]
    return Text(made.town, parts, date=made.day)


def write_draft(made: Draft, path: Path, *, template: Path | None = None) -> tuple[str, ...]:
    """Write a draft; return the keys of the template that mean nothing, left as they are. Raises RequestUnreadable."""
    ending = path.suffix.lower()
    if template is None:
        if ending not in WRITERS:
            raise RequestUnreadable(f"{path.name} : donnez un nom en .odt, .docx ou .pdf.")
        WRITERS[ending](text_of_draft(made), path)
        return ()
    if template.suffix.lower() != ending or ending not in {".odt", ".docx"}:
        raise RequestUnreadable(f"Le modèle {template.name} et {path.name} doivent être tous deux en .odt ou en .docx.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return (_poured_odt if ending == ".odt" else _poured_docx)(_parts(made), template, path)


def _parts(made: Draft) -> Mapping[str, tuple[str, ...]]:
    return {
        "commune": (made.town,),
        "titre": (made.title,),
        "entete": made.head,
        "visas": made.visas,
        "considerants": made.reasons,
        "decide": (made.decides,),
        "articles": made.articles,
        "vote": (made.vote,),
        "recours": made.closing,
        "signatures": made.signatures,
    }


def _filled(text: str, parts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the lines that a paragraph with keys becomes: one where a key is among words."""
    alone = KEY.fullmatch(text.strip())
    if alone and alone[1] in parts:
        return list(parts[alone[1]])
    return [KEY.sub(lambda match: " ".join(parts.get(match[1], (match[0],))), text)]


def _unknown(texts: list[str], parts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for text in texts for key in KEY.findall(text) if key not in parts))


def _poured_docx(parts: Mapping[str, tuple[str, ...]], template: Path, path: Path) -> tuple[str, ...]:
    import docx  # noqa: PLC0415  # heavy
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.text.paragraph import Paragraph as Written  # noqa: PLC0415

    try:
        opened: Any = docx.Document(str(template))
    except (PackageNotFoundError, BadZipFile, SyntaxError, KeyError, ValueError, OSError) as error:
        raise RequestUnreadable(f"Le modèle {template.name} ne s'ouvre pas comme un DOCX.") from error
    places = [opened.element.body, *(part._element for one in opened.sections for part in (one.header, one.footer))]
    found = [Written(element, opened) for place in places for element in place.iter(qn("w:p"))]
    keyed = [paragraph for paragraph in found if KEY.search(paragraph.text)]
    texts = [paragraph.text for paragraph in keyed]
    for paragraph in keyed:
        _replace_docx(paragraph, _filled(paragraph.text, parts))
    opened.save(str(path))
    return _unknown(texts, parts)


def _replace_docx(paragraph: Any, lines: list[str]) -> None:
    first, *rest = lines or [""]
    following = [copy.deepcopy(paragraph._element) for _ in rest]
    _say_docx(paragraph, first)
    place = paragraph._element
    for element, line in zip(following, rest, strict=True):
        place.addnext(element)
        place = element
        _say_docx(type(paragraph)(element, paragraph._parent), line)


def _say_docx(paragraph: Any, line: str) -> None:
    runs = paragraph.runs
    for run in runs[1:]:
        run._element.getparent().remove(run._element)
    if runs:
        runs[0].text = line
    else:
        paragraph.add_run(line)


def _poured_odt(parts: Mapping[str, tuple[str, ...]], template: Path, path: Path) -> tuple[str, ...]:
    from odfdo import Document  # noqa: PLC0415  # heavy

    try:
        opened: Any = Document(str(template))
    except Exception as error:  # odfdo raises many kinds
        raise RequestUnreadable(f"Le modèle {template.name} ne s'ouvre pas comme un ODT.") from error
    bodies = [opened.body, opened.get_part("styles.xml").root]
    found = [one for body in bodies for one in body.get_elements("descendant::text:p | descendant::text:h")]
    keyed = [(one, text) for one in found if KEY.search(text := _plain(one))]
    for element, text in keyed:
        _replace_odt(element, _filled(text, parts))
    opened.save(str(path))
    return _unknown([text for _, text in keyed], parts)


def _plain(element: Any) -> str:
    return str(element.text_recursive)


def _replace_odt(element: Any, lines: list[str]) -> None:
    first, *rest = lines or [""]
    parent = element.parent
    place = parent.index(element)
    bare = element.clone
    for child in list(bare.children):
        bare.delete(child, keep_tail=False)
    for number, line in enumerate(rest, 1):
        following = bare.clone
        following.text = line
        parent.insert(following, position=place + number)
    for child in list(element.children):
        element.delete(child, keep_tail=False)
    element.text = first
