"""``beffroi council minutes``: the procès-verbal of a session from its sheet and its transcription."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from beffroi.territory.numbers import counted

Commands = Any  # argparse gives its sub-parsers no public name


def add_proceedings_commands(commands: Commands) -> None:
    """Add ``minutes``."""
    parser = commands.add_parser(
        "minutes", help="Rédiger le procès-verbal d'une séance : présences, votes, débats, avec leurs passages."
    )
    parser.add_argument("session", type=Path, metavar="SEANCE.yaml", help="Feuille de séance : membres, présents, …")
    parser.add_argument(
        "--transcript", type=Path, metavar="FICHIER", help="Transcription (.json), ou compte rendu intégral (texte)."
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FICHIER", help="Procès-verbal : .odt, .docx, .pdf.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire décisions, débats et manques en JSON.")
    parser.set_defaults(run=run_minutes)


def run_minutes(arguments: argparse.Namespace) -> int:
    """Write the minutes, print what is missing. Raises RequestUnreadable, TranscriptUnreadable, ActUnreadable."""
    from beffroi.council.proceedings import (
        proceedings_of,
        read_sheet,
        record_of_text,
        record_of_transcript,
    )
    from beffroi.council.proceedings.record import NOTHING
    from beffroi.council.proceedings.telling import told
    from beffroi.council.proceedings.writing import write_minutes
    from beffroi.council.texts import read_text
    from beffroi.council.transcribing import read_transcript

    sheet, record = read_sheet(arguments.session), NOTHING
    if arguments.transcript and arguments.transcript.suffix.lower() == ".json":
        record = record_of_transcript(read_transcript(arguments.transcript), sheet=sheet)
    elif arguments.transcript:
        record = record_of_text(read_text(arguments.transcript))
    made = proceedings_of(sheet, record)
    write_minutes(made, arguments.out)
    if arguments.json:
        arguments.json.write_text(json.dumps(told(made), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for flag in made.flags:
        print(flag)
    votes = sum(len(one.ballots) for one in made.items)
    print(f"{arguments.out} : {counted(len(made.items), 'point')}, {counted(votes, 'vote')}.")
    return 0
