"""``beffroi phone mangle``: sentences said by the packed voice over a line, as the recogniser hears them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from beffroi.territory.numbers import counted

if TYPE_CHECKING:
    from beffroi.phone.evaluate import Utterance

Commands = Any  # argparse gives its sub-parsers no public name


def add_mangle_command(commands: Commands) -> None:
    """Add ``mangle``."""
    from beffroi.phone.evaluate import Kind

    parser = commands.add_parser("mangle", help="Dire des phrases au téléphone et écrire ce qui en est reconnu.")
    parser.add_argument("utterances", type=Path, metavar="PHRASES.jsonl")
    parser.add_argument("--out", type=Path, required=True, metavar="FICHIER.jsonl", help="Où écrire.")
    parser.add_argument("--kind", choices=get_args(Kind), help="Un seul genre de phrases.")
    parser.add_argument("--count", type=int, metavar="N", help="Tant de phrases, tirées au sort ; sinon toutes.")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="Du tirage et du bruit (1).")
    parser.add_argument("--recogniser", default="whisper:", metavar="ADRESSE", help="Reconnaissance de la parole.")
    parser.add_argument("--voice", default="kokoro:", metavar="ADRESSE", help="Voix.")
    parser.set_defaults(run=run_mangle)


def run_mangle(arguments: argparse.Namespace) -> int:
    """Say, recognise, write. Raises UtterancesUnreadable, PackMissing, SpeechError."""
    from beffroi.engines.speech import connect_recogniser, connect_voice
    from beffroi.phone.calls.station import PROMPT
    from beffroi.phone.evaluate import read_utterances
    from beffroi.phone.folders import shipped_town
    from beffroi.phone.mangling import chosen, mangled

    read = [one for one in read_utterances(arguments.utterances) if arguments.kind in {None, one.kind}]
    kept = chosen(read, count=arguments.count, seed=arguments.seed)
    packs = arguments.packs_folder()
    prompt = PROMPT.format(town=shipped_town().name)
    voice = connect_voice(arguments.voice, packs=packs)
    recogniser = connect_recogniser(arguments.recogniser, packs=packs, prompt=prompt)
    with arguments.out.open("w", encoding="utf-8") as target:
        for said, heard in mangled(kept, voice=voice, recogniser=recogniser, seed=arguments.seed):
            target.write(json.dumps(_line(said, heard), ensure_ascii=False) + "\n")
            target.flush()
    print(f"{counted(len(kept), 'phrase reconnue', 'phrases reconnues')} dans {arguments.out}.", file=sys.stderr)
    return 0


def _line(said: Utterance, heard: Utterance) -> dict[str, object]:
    intents = heard.intents
    intent = None if not intents else intents[0] if len(intents) == 1 else list(intents)
    return {"intent": intent, "text": heard.text, "kind": heard.kind, "said": said.text}
