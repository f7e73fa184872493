"""``beffroi water leaks``, ``score``, ``evaluate`` and ``simulate``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.territory.numbers import counted

if TYPE_CHECKING:
    import pandas as pd

Commands = Any  # argparse gives its sub-parsers no public name


def add_leak_commands(commands: Commands) -> None:
    """Add the sub-commands on leaks."""
    _add_leaks(commands)
    _add_score(commands)
    _add_simulate(commands)
    evaluate = commands.add_parser("evaluate", help="Mesurer la recherche de fuites sur les jeux partagés.")
    evaluate.add_argument("--from", dest="first", type=_day, default=date(2019, 1, 1), metavar="DATE")
    evaluate.add_argument("--to", dest="last", type=_day, default=date(2019, 12, 31), metavar="DATE")
    evaluate.add_argument("--only", action="append", default=[], metavar="LIGNE", help="Ne mesurer que cette ligne.")
    evaluate.add_argument("--json", type=Path, metavar="FICHIER")
    evaluate.set_defaults(run=run_evaluate)


def _add_leaks(commands: Commands) -> None:
    parser = commands.add_parser("leaks", help="Trouver les fuites avec les capteurs de pression et le modèle.")
    parser.add_argument("--network", required=True, type=Path, metavar="RÉSEAU.inp")
    parser.add_argument("--scada", required=True, type=Path, metavar="FICHIER.csv", help="Pressions, débits, niveaux.")
    parser.add_argument("--amr", type=Path, metavar="FICHIER.csv", help="Total des compteurs télérelevés [l/h].")
    parser.add_argument("--known-leaks", type=Path, metavar="FICHIER.csv", help="Fuites réparées avant --from.")
    parser.add_argument("--from", dest="first", required=True, type=_day, metavar="DATE")
    parser.add_argument("--to", dest="last", required=True, type=_day, metavar="DATE")
    parser.add_argument("--json", required=True, type=Path, metavar="FICHIER")
    parser.set_defaults(run=run_leaks)


def _add_score(commands: Commands) -> None:
    parser = commands.add_parser("score", help="Juger des alarmes selon les règles du concours de fuites.")
    parser.add_argument("alarms", type=Path, metavar="ALARMES.json")
    parser.add_argument("--network", required=True, type=Path, metavar="RÉSEAU.inp")
    parser.add_argument("--leaks", required=True, type=Path, metavar="FUITES.csv", help="Colonnes link, start, end.")
    parser.add_argument("--flows", required=True, type=Path, metavar="DÉBITS.csv", help="Débit de chaque fuite [m3/h].")
    parser.add_argument("--from", dest="first", required=True, type=_day, metavar="DATE")
    parser.add_argument("--to", dest="last", required=True, type=_day, metavar="DATE")
    parser.add_argument("--json", type=Path, metavar="FICHIER")
    parser.set_defaults(run=run_score)


def _add_simulate(commands: Commands) -> None:
    parser = commands.add_parser("simulate", help="Simuler les mesures d'un réseau qui fuit.")
    parser.add_argument("--network", required=True, type=Path, metavar="RÉSEAU.inp")
    parser.add_argument("--out", required=True, type=Path, metavar="DOSSIER")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--start", type=_day, default=date(2018, 1, 1), metavar="DATE")
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--leaks", type=int, default=28, metavar="NOMBRE", help="Fuites tirées au hasard.")
    parser.add_argument(
        "--leaks-file", type=Path, metavar="FUITES.csv", help="Ces fuites-là (link, start, end, diameter, type, peak)."
    )
    parser.add_argument("--difficulty", choices=("easy", "hard"), default="easy", help="Écart au modèle et bruit.")
    parser.add_argument("--noise", type=float, metavar="M", help="Bruit des capteurs de pression.")
    parser.add_argument(
        "--sensors", metavar="NŒUDS", help="Nombre de capteurs, ou leurs nœuds séparés par des virgules."
    )
    parser.add_argument("--meters", default="", metavar="CONDUITES", help="Débitmètres, séparés par des virgules.")
    parser.set_defaults(run=run_simulate)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"date illisible : « {text} » ; écrivez AAAA-MM-JJ") from error


def _period(arguments: argparse.Namespace) -> tuple[pd.Timestamp, pd.Timestamp]:
    import pandas as pd

    from beffroi.water.leaks import PeriodWithoutReadings

    if arguments.last < arguments.first:
        raise PeriodWithoutReadings("La période finit avant de commencer : vérifiez --from et --to.")
    return pd.Timestamp(arguments.first), pd.Timestamp(arguments.last)


def run_leaks(arguments: argparse.Namespace) -> int:
    """Search for leaks and write the alarms."""
    from beffroi.water.known_leaks import ended_before, read_known_leaks
    from beffroi.water.leak_alarms import write_alarms
    from beffroi.water.leaks import locate_leaks

    first, last = _period(arguments)
    known = read_known_leaks(arguments.known_leaks) if arguments.known_leaks else ()
    report = locate_leaks(
        network=arguments.network,
        scada=arguments.scada,
        amr=arguments.amr,
        known=ended_before(known, first),
        first=first,
        last=last,
        tell=_tell,
    )
    write_alarms(report.alarms, arguments.json, messages=report.messages)
    if any(alarm.zone_only for alarm in report.alarms):
        _tell("Trop peu de capteurs de pression pour placer une fuite : seule la zone est donnée (zone_only).")
    _tell(f"{counted(len(report.alarms), 'alarme écrite')} dans {arguments.json}.")
    return 0


def run_score(arguments: argparse.Namespace) -> int:
    """Judge alarms, print the euros and, always, the blind cover's."""
    from beffroi.water.known_leaks import read_known_leaks
    from beffroi.water.network import read_network
    from beffroi.water.score_leaks import read_alarms, read_leaks, score

    first, last = _period(arguments)
    network = read_network(arguments.network)
    leaks = read_leaks(leaks=read_known_leaks(arguments.leaks), flows=arguments.flows, first=first, last=last)
    made = score(network, leaks, read_alarms(arguments.alarms, network))
    print("\n".join(made.lines()))
    _write(made.as_json(), arguments.json)
    return 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Measure the table of the issue on the shared data."""
    from beffroi.water.evaluate_leaks import evaluate_shared, table_lines

    first, last = _period(arguments)
    folder = Path(os.environ["BEFFROI_DATA"]) if os.environ.get("BEFFROI_DATA") else None
    rows = evaluate_shared(folder, first=first, last=last, only=tuple(arguments.only), tell=_tell)
    print("\n".join(table_lines(rows)))
    _write([row.as_json() for row in rows], arguments.json)
    return 0


def run_simulate(arguments: argparse.Namespace) -> int:
    """Simulate a leaking network and write its folder."""
    from beffroi.water.simulate_leaks import Wish, simulate_folder

    wish = Wish(
        seed=arguments.seed,
        start=arguments.start,
        days=arguments.days,
        leaks=arguments.leaks,
        leaks_file=arguments.leaks_file,
        difficulty=arguments.difficulty,
        noise=arguments.noise,
        sensors=arguments.sensors,
        meters=tuple(name for name in arguments.meters.split(",") if name),
    )
    _tell(simulate_folder(arguments.network, wish, arguments.out, tell=_tell))
    return 0


def _write(content: Any, path: Path | None) -> None:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
