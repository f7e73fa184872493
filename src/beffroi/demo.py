"""``beffroi demo``: a made-up territory in the browser."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any


def add_command(commands: Any) -> None:
    """Add ``beffroi demo``."""
    parser = commands.add_parser("demo", help="Ouvrir l'espace de travail sur un territoire inventé.")
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="DOSSIER", help="Dossier de l'instance.")
    parser.add_argument("--port", type=int, metavar="PORT", help="Par défaut 8000, ou le suivant qui est libre.")
    parser.add_argument("--build-only", action="store_true", help="Fabriquer le territoire sans l'ouvrir.")
    parser.add_argument("--no-worker", action="store_true", help="Sans travaux : ils sont faits par beffroi work.")
    parser.add_argument("--town", help=argparse.SUPPRESS)
    parser.add_argument("--again", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--stream", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build the territory where it is not built yet, and open it."""
    os.environ["BEFFROI_HOME"] = str(arguments.out.resolve())
    os.environ.setdefault("BEFFROI_SECOND_FACTOR", "offered")
    from beffroi.web.preparing import load

    load()
    from beffroi.web.demo.building import build, forecast_for_ever, make_town, start_stream
    from beffroi.web.demo.telling import tell
    from beffroi.web.serve import serve

    if arguments.again:
        forecast_for_ever(arguments.town)
    if arguments.stream:
        from beffroi.web.demo.water_stream import stream_for_ever

        stream_for_ever()
        return 0
    if arguments.town:
        make_town(arguments.town)
        return 0
    build(arguments.out)
    if arguments.build_only:
        return 0

    def opened(address: str) -> None:
        tell(address)
        # its jobs would pile up where nobody does them
        if not arguments.no_worker:
            start_stream(arguments.out)

    return serve(port=arguments.port, worker=not arguments.no_worker, opened=opened)
