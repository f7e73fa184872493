"""``beffroi phone talk --wav``: a call whose caller is made of WAV files, kept as a WAV file."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path

from beffroi.phone.serve_commands import add_engine_options, conversations, station_of


def add_sound_options(parser: argparse.ArgumentParser) -> None:
    """Add the caller's sounds, where the call is kept, and the engines."""
    parser.add_argument("--wav", nargs="+", type=Path, metavar="PHRASE.wav", help="Ce que dit l'appelant, en son.")
    parser.add_argument("--out", type=Path, metavar="APPEL.wav", help="Où garder le son de l'appel entier.")
    add_engine_options(parser)


def run_call(arguments: argparse.Namespace) -> int:
    """Hold the call, print what was said, write its sound. Raises SoundUnreadable."""
    from beffroi.engines.speech import TELEPHONE, Sound, read_wav, wav
    from beffroi.phone.calls.call import Call
    from beffroi.phone.calls.station import engines, town_of
    from beffroi.phone.recording import MemoryRecorder
    from beffroi.phone.telephony.recorded import RecordedLine

    sentences = [read_wav(place.read_bytes()).at(TELEPHONE).samples for place in arguments.wav]
    station = station_of(arguments)
    parts = engines(station)
    for said in parts.off:
        print(said, file=sys.stderr)
    try:
        parts.warm()
        town = town_of(station, parts, conversations(station), MemoryRecorder(lambda: datetime.now().astimezone()))
        line = RecordedLine(sentences, caller=arguments.caller, answered=not arguments.nobody)
        report = asyncio.run(Call(line, town, keypad=not parts.hears).run())
    finally:
        parts.close()
    if arguments.out:
        arguments.out.write_bytes(wav(Sound(line.heard(), TELEPHONE)))
    for turn in report.turns:
        print(f"{turn.at:6.1f} s  {'Appelant' if turn.speaker == 'caller' else 'Agent'} : {turn.text}")
    if line.transferred:
        print(f"[Transfert : {line.transferred}]")
    return 0
