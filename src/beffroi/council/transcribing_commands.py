"""``beffroi council transcribe``: the sound of a session to sentences with their times."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

from beffroi.territory.numbers import counted

Commands = Any  # argparse gives its sub-parsers no public name
BAR = 30
FIRST_BYTES = 1_000_000


def add_transcribing_commands(commands: Commands) -> None:
    """Add ``transcribe``."""
    parser = commands.add_parser(
        "transcribe", help="Transcrire l'enregistrement d'une séance : phrases, heures, orateurs, sans le huis clos."
    )
    parser.add_argument("audio", type=Path, metavar="SON", help="Enregistrement : WAV, FLAC, OGG ou MP3.")
    parser.add_argument("--out", type=Path, required=True, metavar="FICHIER.json", help="Où écrire la transcription.")
    parser.add_argument(
        "--vocabulary", type=Path, metavar="FICHIER", help="Élus, rues, ordre du jour : YAML, ou un nom par ligne."
    )
    parser.add_argument(
        "--recogniser",
        default="whisper:?prompt=160&least=30",
        metavar="ADRESSE",
        help="whisper:, https://clé@serveur/v1?model=nom…",
    )
    parser.add_argument("--activity", metavar="ADRESSE", help="Écoute de la parole : silero: (d'office) ou loudness:.")
    parser.add_argument("--sound", type=Path, metavar="SON.wav", help="Écrire le son, muet pendant le huis clos.")
    parser.set_defaults(run=run_transcribe)


def run_transcribe(arguments: argparse.Namespace) -> int:
    """Transcribe, going on where it was cut. Raises RecordingRefused, SpeechError, SpeechMissing, RequestUnreadable."""
    from beffroi.council.errors import SpeechMissing
    from beffroi.council.transcribing import Vocabulary, read_vocabulary, write_transcript
    from beffroi.council.transcribing.partial import Partial
    from beffroi.council.transcribing.public_sound import write_public_sound
    from beffroi.council.transcribing.recordings import Recording
    from beffroi.council.transcribing.settings import prompt
    from beffroi.council.transcribing.work import Transcribing
    from beffroi.engines.speech import connect_activity, connect_recogniser

    vocabulary = read_vocabulary(arguments.vocabulary) if arguments.vocabulary else Vocabulary()
    recogniser = connect_recogniser(arguments.recogniser, packs=arguments.packs_folder(), prompt=prompt())
    heard_by = arguments.activity or ("loudness:" if arguments.recogniser.startswith("tones:") else "silero:")
    with Recording(arguments.audio) as recording:
        partial = Partial(_partial_of(arguments.out), key=_key(arguments, repr(vocabulary)))
        made = Transcribing(
            recording,
            recogniser=recogniser,
            activity=connect_activity(heard_by),
            vocabulary=vocabulary,
            partial=partial,
        ).run(progress=_bar)
        write_transcript(made, arguments.out)
        if arguments.sound:
            write_public_sound(recording, made.segments, arguments.sound)
    partial.remove()
    for remark in made.remarks:
        print(remark, file=sys.stderr)
    if not made.segments:
        raise SpeechMissing(f"{arguments.audio.name} : personne ne parle ; est-ce le bon fichier, la bonne voie ?")
    print(
        f"{arguments.out} : {counted(len(made.segments), 'phrase')}, {made.seconds / 60:.0f} min de son, "
        f"{counted(len(made.corrections), 'nom corrigé')}."
    )
    return 0


def _partial_of(out: Path) -> Path:
    return out.with_name(f"{out.name}.part.jsonl")


def _key(arguments: argparse.Namespace, vocabulary: str) -> str:
    """Return what the work depends on: the recording, the recogniser, the vocabulary."""
    with arguments.audio.open("rb") as file:
        first = file.read(FIRST_BYTES)
    told = [str(arguments.audio.stat().st_size), arguments.recogniser, str(arguments.activity), vocabulary]
    return hashlib.sha256(first + "\n".join(told).encode()).hexdigest()


def _bar(done: float, seconds: float) -> None:
    if sys.stderr.isatty():
        share = min(1.0, done / seconds)
        line = f"transcription [{'#' * round(BAR * share):{BAR}}] {share:4.0%} de {seconds / 60:.0f} min"
        print(line, end="\n" if share >= 1 else "\r", file=sys.stderr)
