"""Join members of archives into one file; a run that was cut goes on after the last member joined."""

from __future__ import annotations

import json
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from beffroi.engines.packs.addresses import Member
from beffroi.engines.packs.archives import MemberMissing, open_member
from beffroi.engines.packs.downloads import CHUNK, Progress
from beffroi.engines.packs.registries import fetch_archive


def join(members: Sequence[Member], part: Path, progress: Progress) -> bool:
    """Write the members one after the other to ``part``; False when one of them cannot be had.

    Beside the part stands a journal of the lengths joined so far, so that only the archive that was cut is asked again.
    """
    journal = part.with_suffix(".joined")
    lengths = _already(members, part, journal)
    for member in members[len(lengths) :]:
        before = sum(lengths)
        if not _append(member, part, lambda done, before=before: progress(before + done)):  # type: ignore[misc]
            return False
        lengths.append(part.stat().st_size - before)
        _note(journal, members, lengths)
        progress(sum(lengths))
    journal.unlink(missing_ok=True)
    return True


def _already(members: Sequence[Member], part: Path, journal: Path) -> list[int]:
    lengths: list[int] = []
    if journal.exists() and part.exists():
        told = json.loads(journal.read_text(encoding="ascii"))
        if told["members"] == _names(members) and sum(told["lengths"]) <= part.stat().st_size:
            lengths = told["lengths"]
    with part.open("ab") as file:
        file.truncate(sum(lengths))
    return lengths


def _note(journal: Path, members: Sequence[Member], lengths: list[int]) -> None:
    fresh = journal.with_suffix(".joining")
    fresh.write_text(json.dumps({"members": _names(members), "lengths": lengths}), encoding="ascii")
    fresh.replace(journal)


def _names(members: Sequence[Member]) -> list[str]:
    return [f"{member.registry}:{member.name}@{member.version}#{member.path}" for member in members]


def _append(member: Member, part: Path, progress: Progress) -> bool:
    folder = part.with_suffix(".archive")
    folder.mkdir(exist_ok=True)
    archive = fetch_archive(member, folder, progress)
    if archive is None:
        return False  # what was brought of it stays, to go on
    try:
        with open_member(archive, member.path) as source, part.open("ab") as target:
            shutil.copyfileobj(source, target, CHUNK)
    except (MemberMissing, zipfile.BadZipFile, zlib.error, EOFError):
        return False
    finally:
        shutil.rmtree(folder)
    return True
