"""The tenant's own legal base: a folder of files of articles, read when the checker runs, never kept."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from beffroi.council.errors import LegalBaseUnreadable

FAR = date(2999, 1, 1)


@dataclass(frozen=True)
class Version:
    """When one wording of an article is in force (end excluded)."""

    since: date
    until: date


@dataclass(frozen=True)
class LegalBase:
    """Articles by code and number, each with its versions."""

    versions: dict[tuple[str, str], tuple[Version, ...]] = field(default_factory=dict)

    def knows(self, code: str) -> bool:
        """Does the base hold any article of this code?"""
        return any(held == code for held, _ in self.versions)

    def in_force(self, code: str, article: str, *, on: date) -> bool | None:
        """Tell whether an article is in force on a day; None where the base does not hold it."""
        held = self.versions.get((code, article))
        return None if held is None else any(version.since <= on < version.until for version in held)


def read_legal_base(path: Path) -> LegalBase:
    """Read a folder or one file: LEGI code (.json[.gz]) or rows (.jsonl[.gz]: code, article, from, to).

    Raises LegalBaseUnreadable.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    found: dict[tuple[str, str], list[Version]] = {}
    for file in files:
        if re.search(r"\.jsonl?(\.gz)?$", file.name):
            for key, version in _articles(file):
                found.setdefault(key, []).append(version)
    if not found:
        raise LegalBaseUnreadable(
            f"{path} : aucun article daté trouvé ; donnez un dossier de fichiers .json (LEGI) ou .jsonl (code, article, from)."
        )
    return LegalBase({key: tuple(versions) for key, versions in found.items()})


def _articles(file: Path) -> Iterator[tuple[tuple[str, str], Version]]:
    try:
        content = gzip.open(file).read() if file.suffix == ".gz" else file.read_bytes()
        text = content.decode("utf-8")
        if ".jsonl" in file.name:
            yield from _from_rows([json.loads(line) for line in text.splitlines() if line.strip()])
        else:
            whole = json.loads(text)
            yield from _from_legi(whole, _code_named(str(whole.get("data", {}).get("title", ""))))
    except (OSError, EOFError, ValueError, AttributeError) as error:
        raise LegalBaseUnreadable(f"{file.name} ne se lit pas : ce n'est pas une base d'articles.") from error


def _from_rows(rows: list[Any]) -> Iterator[tuple[tuple[str, str], Version]]:
    """Yield the rows that say from when they hold: an undated extract proves nothing today."""
    for row in rows:
        if isinstance(row, dict) and {"code", "article", "from"} <= set(row):
            until = date.fromisoformat(row["to"]) if row.get("to") else FAR
            yield (row["code"], _number(row["article"])), Version(date.fromisoformat(row["from"]), until)


def _from_legi(node: Any, code: str) -> Iterator[tuple[tuple[str, str], Version]]:
    data = node.get("data", {})
    if node.get("type") == "article" and data.get("num"):
        for version in data.get("articleVersions") or [data]:
            if version.get("etat") not in {"ABROGE_DIFF"}:
                yield (code, _number(data["num"])), Version(_day(version["dateDebut"]), _day(version["dateFin"]))
    for child in node.get("children", []):
        yield from _from_legi(child, code)


def _code_named(title: str) -> str:
    from beffroi.council.law.tables import codes  # noqa: PLC0415  # read once a base is loaded

    return next((code for code, row in codes().items() if re.search(row.pattern, title, re.IGNORECASE)), title)


def _number(article: str) -> str:
    return re.sub(r"[\s.*]", "", article)


def _day(value: int | str) -> date:
    if isinstance(value, str):
        return min(date.fromisoformat(value[:10]), FAR)
    return min(datetime.fromtimestamp(min(value / 1000, 32e9), UTC).date(), FAR)
