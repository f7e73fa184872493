"""``beffroi water night-flow`` and ``evaluate-night-flow``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Commands = Any  # argparse gives its sub-parsers no public name


def add_night_commands(commands: Commands) -> None:
    """Add the watch of night flows and its measure."""
    watch = commands.add_parser("night-flow", help="Repérer les fuites d'un secteur à son débit de nuit.")
    watch.add_argument("flows", metavar="DÉBITS.csv", type=Path, help="Colonnes t, puis une par secteur, en m3/h.")
    watch.add_argument("--customers", type=Path, metavar="FICHIER.csv", help="sector, subscribers, large_users_m3h.")
    watch.add_argument("--euros-per-m3", type=float, default=0.60, metavar="EUROS", help="Coût d'un m3 perdu.")
    watch.add_argument("--json", type=Path, metavar="FICHIER")
    watch.set_defaults(run=run_night_flow)
    measure = commands.add_parser("evaluate-night-flow", help="Mesurer le guet de nuit sur des fuites connues.")
    measure.add_argument("--network", required=True, type=Path, metavar="RÉSEAU.inp")
    measure.add_argument("--data", required=True, type=Path, metavar="DOSSIER", help="scada, leaks et leakflow.")
    measure.add_argument("--from", dest="first", required=True, type=_day, metavar="DATE")
    measure.add_argument("--to", dest="last", required=True, type=_day, metavar="DATE")
    measure.add_argument("--json", type=Path, metavar="FICHIER")
    measure.set_defaults(run=run_evaluate_night_flow)


def _day(text: str) -> pd.Timestamp:
    import pandas as pd

    try:
        return pd.Timestamp(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"date illisible : « {text} » ; écrivez AAAA-MM-JJ") from error


def run_night_flow(arguments: argparse.Namespace) -> int:
    """Watch the sectors, print alarms and losses, write JSON."""
    from beffroi.water.night_flow import read_flows, watch_sectors
    from beffroi.water.night_flow.legitimate import read_legitimate

    flows = read_flows(arguments.flows)
    known = read_legitimate(arguments.customers) if arguments.customers else None
    made = watch_sectors(flows, legitimate=known, euros_per_m3=arguments.euros_per_m3)
    for finding in made.findings:
        print(finding.line(), file=sys.stderr)
    print("\n".join([*(alarm.line() for alarm in made.alarms), *(loss.line() for loss in made.losses)]))
    _write(made.as_json(), arguments.json)
    return 0


def run_evaluate_night_flow(arguments: argparse.Namespace) -> int:
    """Judge the watch on a folder of known leaks."""
    import pandas as pd

    from beffroi.water.night_flow.contest_sets import evaluate_night_flow

    last = arguments.last + pd.Timedelta(days=1)
    made = evaluate_night_flow(arguments.network, arguments.data, first=arguments.first, last=last)
    print(made.line())
    _write(made.as_json(), arguments.json)
    return 0


def _write(content: dict[str, Any], path: Path | None) -> None:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
