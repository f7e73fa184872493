"""What an act is about: its object line, or the title that stands before its report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from beffroi.council.acts.identity import TITLED
from beffroi.engines.documents import Block

_OBJECT = re.compile(r"^\W*(?:objet|intitulé)\s*:?\s*[:–-]?\s*(?P<object>\S.*)$", re.IGNORECASE)
_PRESENCE = re.compile(
    r"^\W*(?:étaient |sont )?"
    r"(?:présent|absent|excusé|pouvoir|procuration|représenté|secrétaire|convoqu|date d|nombre d)",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"rapporte\s*:?\s*$|^\W*(?:rapporteur|vu\b|considérant|exposé|le maire (?:expose|rappelle|informe))", re.IGNORECASE
)


def act_object(blocks: Sequence[Block]) -> str | None:
    """Return the object of an act, None where nothing looks like one."""
    told = _told(blocks)
    if told:
        return told
    first = max((place for place, block in enumerate(blocks[:60]) if _PRESENCE.match(block.text)), default=-1) + 1
    after = next((place for place in range(first, len(blocks)) if _REPORT.search(blocks[place].text)), len(blocks))
    headed = _titles(blocks[first : after + 1]) or _titles(blocks[first:]) or _first_line(blocks[first:after])
    return headed or None


def _told(blocks: Sequence[Block]) -> str | None:
    for place, block in enumerate(blocks):
        lines = block.text.split("\n")
        for number, line in enumerate(lines):
            found = _OBJECT.match(line)
            if found:
                more = _wrapped(lines[number + 1 :]) if block.kind != "heading" else ""
                return " ".join(f"{found['object']} {more}".split())
            if re.fullmatch(r"\W*objet\s*:?\s*", line, re.IGNORECASE):
                rest = [*lines[number + 1 :], *(other.text for other in blocks[place + 1 : place + 2])]
                return " ".join(rest[0].split()) if rest else None
    titled = (TITLED.match(line) for block in blocks for line in block.text.split("\n"))
    return next((" ".join(found["object"].split()) for found in titled if found), None)


def _wrapped(lines: Sequence[str]) -> str:
    """Return what follows an object line inside the same block: it was only cut by the margin."""
    kept = []
    for line in lines:
        if not line.strip() or _PRESENCE.match(line) or _REPORT.search(line):
            break
        kept.append(line)
    return " ".join(kept)


def _titles(blocks: Sequence[Block]) -> str:
    """Return the first run of the highest headings."""
    levels = [block.level for block in blocks if block.kind == "heading" and not _REPORT.search(block.text)]
    if not levels:
        return ""
    run: list[str] = []
    for block in blocks:
        if block.kind == "heading" and block.level == min(levels) and not _REPORT.search(block.text):
            run.append(block.text)
        elif run:
            break
    return " ".join(" ".join(run).split())


def _first_line(blocks: Sequence[Block]) -> str:
    return next((" ".join(block.text.split()) for block in blocks if 8 <= len(block.text) <= 300), "")
