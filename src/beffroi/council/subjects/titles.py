"""Titles of acts written for this project, by code, and what the abbreviations of town halls stand for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from beffroi.council.errors import SubjectUnknown
from beffroi.council.subjects.nomenclature import parts_of
from beffroi.engines.search.words import fold

FILES = (*(f"titles_{number}.txt" for number in range(1, 10)), "titles_more.txt")
CODE = re.compile(r"\[([\d.]+)\]")
SHORT = re.compile(r"[^\W_]+(?:[-/][^\W_]+)?")
LONGEST = 600


@dataclass(frozen=True)
class Titled:
    """A title and its code."""

    code: str
    title: str


@cache
def known_titles() -> tuple[Titled, ...]:
    """Return the titles that the classifier learns from."""
    return tuple(titled for name in FILES for titled in _sections(_text(name).splitlines()))


def held_out() -> tuple[Titled, ...]:
    """Return the titles that it has never seen."""
    return read_titles(_text("held_out.tsv"))


def read_titles(text: str) -> tuple[Titled, ...]:
    """Return the rows "code, tabulation, title". Raises SubjectUnknown."""
    rows = (line.partition("\t") for line in text.splitlines() if line.strip())
    found = tuple(Titled(code.strip(), title.strip()) for code, _, title in rows)
    if not all(titled.title for titled in found):
        raise SubjectUnknown("Donnez une ligne par titre : code, tabulation, titre.")
    return tuple(Titled(".".join(map(str, parts_of(titled.code)[:2])), titled.title) for titled in found)


def read_titles_file(path: Path) -> tuple[Titled, ...]:
    """Return the rows of a file. Raises SubjectUnknown, OSError."""
    return read_titles(path.read_text(encoding="utf-8-sig"))


def spelled_out(title: str) -> str:
    """Return the title, its abbreviations said in words after it."""
    folded = fold(title[:LONGEST])
    words = dict.fromkeys([*SHORT.findall(folded), *re.findall(r"[^\W_]+", folded)])
    said = [long for word in words if (long := abbreviations().get(word))]
    return f"{title[:LONGEST]} : {', '.join(said)}" if said else title[:LONGEST]


@cache
def abbreviations() -> Mapping[str, str]:
    """Return what each abbreviation stands for, folded."""
    rows = csv.DictReader(_text("abbreviations.csv").splitlines())
    return {fold(row["short"]): row["long"] for row in rows}


def _sections(lines: Iterable[str]) -> Iterable[Titled]:
    code = ""
    for line in lines:
        if heading := CODE.fullmatch(line):
            code = heading[1]
        elif line.strip():
            yield Titled(code, line.strip())


def _text(name: str) -> str:
    return files("beffroi.council.subjects").joinpath("data", name).read_text(encoding="utf-8")
