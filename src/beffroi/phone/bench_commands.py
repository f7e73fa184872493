"""``beffroi phone bench``: the delays of calls, measured on the loopback."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.phone.serve_commands import SPEECH, add_speech_options, station_of
from beffroi.territory.numbers import counted, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beffroi.engines.speech import Sound
    from beffroi.phone.calls.bench import Row
    from beffroi.phone.calls.station import Station

Commands = Any  # argparse gives its sub-parsers no public name


def add_bench_command(commands: Commands) -> None:
    """Add ``bench``."""
    parser = commands.add_parser("bench", help="Mesurer les délais des appels, sur la machine elle-même.")
    parser.add_argument("--lines", type=int, default=6, help="Appels à la fois (6).")
    parser.add_argument("--rounds", type=int, default=5, help="Questions, ou touches, de chaque appel (5).")
    parser.add_argument("--keypad", action="store_true", help="Appels aux touches seulement.")
    parser.add_argument("--engines", action="store_true", help="Les moteurs de parole seuls, sans appel.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire les mesures en JSON.")
    add_speech_options(parser)
    parser.set_defaults(run=run_bench)


def run_bench(arguments: argparse.Namespace) -> int:
    """Measure and print the table. Raises TelephonyError, PackMissing."""
    from beffroi.engines.speech import connect_voice
    from beffroi.engines.speech.rendering import Rendering
    from beffroi.phone.calls import bench

    station = station_of(arguments)
    voice = Rendering(connect_voice(station.voice, packs=station.packs), station.sounds / "callers")
    said = bench.callers(voice)
    if arguments.engines:
        return _engines(arguments, station, said.sentences)
    given = [(f"--{name}", getattr(arguments, name)) for name in ("town", *SPEECH)]
    command = [word for name, value in given if value is not None for word in (name, str(value))]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with bench.served(command, bench.free_port(), lines=arguments.lines + 2, folder=folder) as address:
            measuring = bench.measure(
                address, said, lines=arguments.lines, rounds=arguments.rounds, keypad=arguments.keypad
            )
            timed = asyncio.run(measuring)
        measured = bench.rows(timed, folder / "delays.jsonl")
    _print(measured, failed=timed.failed, lines=arguments.lines)
    if arguments.json:
        told = {"lines": arguments.lines, "failed": timed.failed, "rows": [asdict(row) for row in measured]}
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _engines(arguments: argparse.Namespace, station: Station, sounds: Sequence[Sound]) -> int:
    from beffroi.engines.speech import connect_activity, connect_recogniser, connect_voice
    from beffroi.phone.calls.engine_bench import engine_rows

    recogniser = connect_recogniser(station.recogniser, packs=station.packs)
    voice = connect_voice(station.voice, packs=station.packs)
    measured = engine_rows(recogniser, voice, connect_activity(station.activity), sounds)
    for one in measured:
        print(f"{one.what:46} {one.count:4}  médiane {one.median:7.4f}  95e centile {one.p95:7.4f}")
    if arguments.json:
        told = {"rows": [asdict(one) for one in measured]}
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _print(measured: list[Row], *, failed: int, lines: int) -> None:
    load = os.getloadavg()[0]
    print(f"{counted(lines, 'appel')} à la fois, {os.cpu_count()} cœurs, charge {format_number(load, decimals=1)}")
    for row in measured:
        print(f"{row.what:50} {row.count:4}  médiane {row.median:5.2f} s  95e centile {row.p95:5.2f} s")
    if failed:
        print(f"{counted(failed, 'échange')} sans réponse", file=sys.stderr)
