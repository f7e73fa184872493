"""Deliberations in the public schema "SCDL délibérations" 2.1.5 of OpenDataFrance, with the rules it leaves to code.

Source: https://schema.data.gouv.fr/scdl/deliberations/
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from beffroi.council.errors import SubjectUnknown, TransmissionImpossible
from beffroi.council.subjects import label_of, parts_of
from beffroi.council.transmission.deliberations import Deliberation, Vote
from beffroi.council.transmission.rules import rules
from beffroi.engines.search.words import fold
from beffroi.territory.codes import CodeInvalid, Siret

VOTES = ("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
COLUMNS = (
    "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET",
    "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", *VOTES, "DELIB_URL",
)  # fmt: skip
REQUIRED = COLUMNS[:7]
PREFECTURE = re.compile(r"(?:PREF|SGAR)0\d[0-9AB]|(?:PREF|SGAR)\d{3}|SPREF\d[0-9]?[0-9AB]\d")
YEARS = re.compile(r"(\d{4})(?:/(\d{4}))?")


def row_of(one: Deliberation) -> dict[str, str]:
    """Return a deliberation as a row of the schema; counts are left out together where they do not add up.

    Raises TransmissionImpossible where the subject has no code.
    """
    try:
        code = ".".join(map(str, parts_of(one.subject_code)[:2]))
    except SubjectUnknown as error:
        raise TransmissionImpossible(f"Délibération {one.number} : {error}") from error
    said = bool(one.budget_year and one.budget_name)
    return {
        "COLL_NOM": one.town,
        "COLL_SIRET": one.siret,
        "DELIB_ID": one.number,
        "DELIB_DATE": one.date.isoformat(),
        "DELIB_MATIERE_CODE": code,
        "DELIB_MATIERE_NOM": subject_name(code),
        "DELIB_OBJET": one.object,
        "BUDGET_ANNEE": one.budget_year if said else "",
        "BUDGET_NOM": one.budget_name if said else "",
        "PREF_ID": one.prefecture,
        "PREF_DATE": one.received.isoformat() if one.received else "",
        **_counts(one.vote),
        "DELIB_URL": one.url,
    }


def subject_name(code: str) -> str:
    """Return both names of a subject as the schema writes them: small letters, no comma nor bracket, a slash."""
    first = rules()["subjects"][code.partition(".")[0]]
    second = re.sub(r"\s*\([^)]*\)|[,’]", lambda found: "'" if found[0] == "’" else "", label_of(code))
    return f"{first}/{second.lower()}"


def _counts(vote: Vote) -> dict[str, str]:
    """Return the five counts, or none of them: the schema wants all, and voters that are the sum of three."""
    counts = (vote.in_favour, vote.against, vote.abstain)
    if vote.members is None or any(count is None for count in counts):
        return dict.fromkeys(VOTES, "")
    voters = sum(count for count in counts if count is not None)
    if vote.null or vote.voters not in {None, voters} or vote.members < voters:
        return dict.fromkeys(VOTES, "")
    return dict(zip(VOTES, map(str, (vote.members, voters, *counts)), strict=True))


def write_scdl(deliberations: Iterable[Deliberation], path: Path) -> tuple[str, ...]:
    """Write the rows of deliberations; return the faults that a validator would find, none where all is well.

    Raises TransmissionImpossible.
    """
    rows = [row_of(one) for one in deliberations]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8"))
    return faults(rows)


def faults(rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return what is wrong in rows, as French sentences: form of each column, then the rules left to code."""
    return tuple(f"ligne {place} : {fault}" for place, row in enumerate(rows, 2) for fault in _faults(row))


def _faults(row: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{name} est vide" for name in REQUIRED if not row[name])
    yield from _codes(row)
    yield from _days(row)
    yield from _budget(row)
    yield from _votes(row)
    if row["DELIB_URL"] and not (urlsplit(row["DELIB_URL"]).scheme and urlsplit(row["DELIB_URL"]).netloc):
        yield "DELIB_URL n'est pas une adresse complète (https://…)"


def _codes(row: Mapping[str, str]) -> Iterator[str]:
    try:
        Siret.parse(row["COLL_SIRET"])
    except CodeInvalid as error:
        yield f"COLL_SIRET : {error}"
    if not re.fullmatch(r"\d{14}", row["COLL_SIRET"]):
        yield "COLL_SIRET : 14 chiffres d'un seul tenant"
    first, slash, second = row["DELIB_MATIERE_NOM"].partition("/")
    if (
        not slash
        or fold(first) not in {fold(name) for name in rules()["subjects"].values()}
        or second != second.strip()
    ):
        yield "DELIB_MATIERE_NOM ne suit pas la nomenclature (« finances locales/subventions »)"
    if row["PREF_ID"] and not PREFECTURE.fullmatch(row["PREF_ID"]):
        yield "PREF_ID s'écrit PREF038, SPREF0381 ou SGAR038"


def _days(row: Mapping[str, str]) -> Iterator[str]:
    for name in ("DELIB_DATE", "PREF_DATE"):
        try:
            if row[name]:
                dt.date.fromisoformat(row[name])
        except ValueError:
            yield f"{name} s'écrit AAAA-MM-JJ"
    if row["PREF_DATE"] and row["PREF_DATE"] < row["DELIB_DATE"]:
        yield "PREF_DATE est avant DELIB_DATE"


def _budget(row: Mapping[str, str]) -> Iterator[str]:
    if bool(row["BUDGET_ANNEE"]) != bool(row["BUDGET_NOM"]):
        yield "BUDGET_ANNEE et BUDGET_NOM vont ensemble"
    years = YEARS.fullmatch(row["BUDGET_ANNEE"])
    if row["BUDGET_ANNEE"] and (not years or (years[2] and years[2] <= years[1])):
        yield "BUDGET_ANNEE s'écrit AAAA ou AAAA/AAAA"


def _votes(row: Mapping[str, str]) -> Iterator[str]:
    given = [row[name] for name in VOTES]
    if not any(given):
        return
    if not all(count.isdigit() for count in given):
        yield "les cinq colonnes VOTE_ vont ensemble, en nombres entiers"
        return
    members, voters, *counts = map(int, given)
    if any(less > more for more, less in [(members, voters), *((voters, count) for count in counts)]):
        yield "les voix dépassent les votants, ou les votants l'effectif"
    if voters != sum(counts):
        yield "VOTE_REEL n'est pas la somme des pour, contre et abstentions"


def numbers_twice(deliberations: Sequence[Deliberation]) -> tuple[str, ...]:
    """Return the numbers that two deliberations bear."""
    numbers = sorted(one.number for one in deliberations)
    return tuple(dict.fromkeys(first for first, second in pairwise(numbers) if first == second))
