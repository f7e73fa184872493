"""Files that people write by hand: YAML or JSON, keys in French or English, accents and capitals forgiven."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from beffroi.council.errors import RequestUnreadable
from beffroi.engines.search.words import fold

LARGEST = 2_000_000
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
MONTHS_SHOWN = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
LONG_DATE = re.compile(rf"\b(\d{{1,2}})(?:er)?\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b")
SHORT_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def read_mapping(path: Path) -> dict[str, Any]:
    """Return the keys of a YAML or JSON file, folded, joined by ``_``. Raises RequestUnreadable, OSError."""
    if path.stat().st_size > LARGEST:
        raise RequestUnreadable(f"{path.name} est trop long pour une demande : donnez un YAML de quelques pages.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        aliased = any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text))
        read = None if aliased else yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", ligne {mark.line + 1}" if mark else ""
        raise RequestUnreadable(
            f"{path.name} ne se lit pas{where} : est-ce du YAML en UTF-8 (clé : valeur, une par ligne) ?"
        ) from error
    if aliased:  # they may hold themselves, or grow without end
        raise RequestUnreadable(
            f"{path.name} renvoie d'une valeur à une autre (*nom) : écrivez chaque valeur en clair."
        )
    if isinstance(read, str):
        read = {"demande": read}
    if not isinstance(read, Mapping):
        raise RequestUnreadable(f"{path.name} : il faut des clés et des valeurs, par exemple « demande : … ».")
    return folded_keys(read)


def folded_keys(read: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a mapping whose keys are folded at each level."""
    return {key_of(str(key)): _folded(value) for key, value in read.items()}


def key_of(name: str) -> str:
    """Return a key as it is looked up: "N° d'acte" is ``n_d_acte``."""
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")


def _folded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return folded_keys(value)
    return [_folded(item) for item in value] if isinstance(value, list) else value


def first_of(read: Mapping[str, Any], *names: str) -> Any:
    """Return the first value that is given under one of the names, here or one level down; None without."""
    for scope in _scopes(read):
        for name in names:
            value = scope.get(name)
            if value is not None and value not in ("", [], {}):
                return value
    return None


def _scopes(read: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield read
    yield from (value for value in read.values() if isinstance(value, Mapping))


def text_of(value: Any) -> str:
    """Return a value as one line of text; days in ISO form."""
    if isinstance(value, dt.datetime):
        value = value.date()
    return "" if value is None else " ".join(str(value).split())


def day_of(value: Any) -> dt.date | None:
    """Return the first day that a value says: 2026-03-12, 12/03/2026, 12 mars 2026; None without."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return _written_day(fold(text_of(value)))
    except ValueError:
        return None


def _written_day(text: str) -> dt.date | None:
    """Return the first day of a folded text. Raises ValueError on a day that is not."""
    if found := ISO_DATE.search(text):
        return dt.date(*map(int, found.groups()))
    if found := SHORT_DATE.search(text):
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    found = LONG_DATE.search(text)
    return dt.date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])) if found else None
