"""The newest version wins: which documents another one has taken the place of.

Two documents are versions of one when their names (or titles) differ by a year, a date or a version number
only, unless they are of a series whose members all stand (minutes, acts, bulletins); or when one says that it
replaces the other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePath

from beffroi.engines.search.passages import Entry
from beffroi.engines.search.words import fold, stems

MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
DATED = re.compile(
    rf"\d{{4}}\s?[-_/]\s?\d{{4}}|\d{{4}}[-_/.]?\d{{2}}[-_/.]?\d{{2}}|\d{{1,2}}[-_/.]\d{{1,2}}[-_/.]\d{{4}}"
    rf"|(?:\d{{1,2}}(?:er)?[ _-])?(?:{MONTHS})[ _-]\d{{4}}|(?<!\d)(?:19|20)\d{{2}}(?!\d)"
)
NUMBERED = re.compile(r"(?<![a-z])v(?:ersion)?[ ._-]?(\d+(?:[.]\d+)?)(?![a-z0-9])")
ALIKE = 0.7
AGE = re.compile(r"(?<![a-z])(anciens?|anciennes?|nouveaux?|nouvelles?|a jour|modifiee?s?|old|new|archives?)(?![a-z])")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")

SERIES = re.compile(
    r"(?<![a-z])(comptes?|rendus?|proces|verbal|verbaux|pv|deliberations?|arretes?|bulletins?|menus?|seances?|conseil"
    r"|convocations?|ordre|decisions?|magazine|lettre|journal|agenda)(?![a-z])"
)

Age = tuple[float, str, dt.date]


def superseded(entries: Sequence[Entry]) -> dict[str, str]:
    """Return, for each document whose place was taken, the source of the newest that took it."""
    found = _by_name(entries)
    for entry in entries:
        for phrase in entry.replaces:
            for other in entries:
                if other.source != entry.source and _means(phrase, other, newer=entry):
                    found.setdefault(other.source, entry.source)
    return {old: _last(old, found) for old in found}


def amended(entries: Sequence[Entry], replaced: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each document in force that acts change in part, those acts, the newest first."""
    found: dict[str, list[Entry]] = {}
    standing = [entry for entry in entries if entry.source not in replaced]
    for act in standing:
        for other in standing:
            told = act.date is not None and other.date is not None and other.date < act.date
            if told and any(_means(phrase, other, newer=act) for phrase in act.amends):
                found.setdefault(other.source, []).append(act)
    return {
        source: tuple(act.source for act in sorted(acts, key=lambda act: act.date or dt.date.min, reverse=True))
        for source, acts in found.items()
    }


def _last(source: str, found: Mapping[str, str]) -> str:
    seen = {source}
    while found[source] in found and found[source] not in seen:
        source = found[source]
        seen.add(source)
    return found[source]


def _by_name(entries: Sequence[Entry]) -> dict[str, str]:
    families: dict[str, list[tuple[Age, str]]] = {}
    for entry in entries:
        for name in {entry.title, PurePath(entry.source).stem}:
            family, age = family_of(name, entry.date)
            if family:
                families.setdefault(family, []).append((age, entry.source))
    found: dict[str, str] = {}
    for members in families.values():
        ages = {age[:2] for age, _ in members}
        newest = max(members)
        if len(ages) > 1:
            found |= {source: newest[1] for age, source in members if age[:2] < newest[0][:2]}
    return found


def family_of(name: str, date: dt.date | None = None) -> tuple[str, Age]:
    """Return what the versions of a document have in common, and the age by which they are ordered."""
    folded = fold(name)
    version = NUMBERED.search(folded)
    years = [match.group() for match in DATED.finditer(folded)]
    bare = AGE.sub(" ", NUMBERED.sub(" ", DATED.sub(" ", folded)))
    words = " ".join(re.findall(r"[a-z]{2,}", bare))
    last = max((year for text in years for year in YEAR.findall(text)), default="")
    words = "" if SERIES.search(words) else words
    return words, (float(version[1]) if version else 0.0, last, date or dt.date.min)


def _means(phrase: str, other: Entry, *, newer: Entry) -> bool:
    """Tell whether a sentence "replaces ..." names this document, by its year and by most of its title or file name."""
    years = set(YEAR.findall(phrase))
    own = set(YEAR.findall(f"{other.title} {other.source}")) or ({str(other.date.year)} if other.date else set())
    later = bool(other.date and newer.date and other.date > newer.date)
    told = set(stems(phrase))
    known = told | _name_stems(f"{newer.title} {PurePath(newer.source).stem}")
    names = (_name_stems(other.title), _name_stems(PurePath(other.source).stem))
    alike = any(named & told and len(named & known) >= ALIKE * len(named) for named in names)
    return alike and bool(years & own) and not later


def _name_stems(name: str) -> set[str]:
    return {word for word in stems(name) if not word.isdigit()}
