"""The subjects of the @CTES nomenclature: nine, each cut in two to ten (``data/codes.csv``).

These two levels are the same for every prefecture; a third one exists in the reference file of the ministry, differs
between prefectures and is typed by the agent. Source: https://www.collectivites-locales.gouv.fr (dématérialisation,
nomenclature des actes), version of 19 April 2017.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from beffroi.council.errors import SubjectUnknown

CODE = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}")


@cache
def labels() -> Mapping[str, str]:
    """Return the label of each code of two levels, in the order of the nomenclature."""
    text = files("beffroi.council.subjects").joinpath("data/codes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["label"] for row in csv.DictReader(text.splitlines())}


def parts_of(code: str) -> tuple[int, ...]:
    """Return the two to five levels of a code. Raises SubjectUnknown."""
    code = code.strip()
    parts = code.split(".")
    if not CODE.fullmatch(code) or ".".join(parts[:2]) not in labels():
        raise SubjectUnknown(f"Le code matière « {code} » n'est pas dans la nomenclature ; donnez par exemple 7.5.")
    return tuple(int(part) for part in parts)


def label_of(code: str) -> str:
    """Return the label of the first two levels of a code. Raises SubjectUnknown."""
    return labels()[".".join(map(str, parts_of(code)[:2]))]
