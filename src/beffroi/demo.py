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
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build the territory where it is not built yet, and open it."""
    os.environ["BEFFROI_HOME"] = str(arguments.out.resolve())
    os.environ.setdefault("BEFFROI_SECOND_FACTOR", "offered")
    from beffroi.web.preparing import load

    load()
    from beffroi.web.demo.building import build, forecast_for_ever, make_town
    from beffroi.web.demo.telling import tell
    from beffroi.web.serve import serve

    if arguments.again:
        forecast_for_ever(arguments.town)
    if arguments.town:
        make_town(arguments.town)
        return 0
    build(arguments.out)
    return 0 if arguments.build_only else serve(port=arguments.port, worker=not arguments.no_worker, opened=tell)
