"""``beffroi canteen``: forecast, evaluate, orders, simulate, check."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.canteen.kitchen_commands import add_kitchen_commands
from beffroi.territory.numbers import counted

if TYPE_CHECKING:
    from beffroi.canteen.evaluate import Evaluation
    from beffroi.canteen.forecast import Forecast

HORIZONS = ("1w", "2w", "4w", "10w", "term")
MEAL_COST = "2.30"


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of the service."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    _add_forecast(commands)
    _add_evaluate(commands)
    _add_orders(commands)
    add_kitchen_commands(commands)
    _add_simulate(commands)
    check = commands.add_parser("check", help="Dire ce qui se lit dans un dossier et ce qui cloche.")
    check.add_argument("folder", metavar="DOSSIER", type=Path)
    check.add_argument("--json", action="store_true", help="Écrire le rapport en JSON.")
    check.set_defaults(run=run_check)


Commands = Any  # argparse gives its sub-parsers no public name


def _add_range(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DOSSIER", type=Path)
    parser.add_argument("--as-of", required=True, type=_day, metavar="DATE", help="Ce qui est daté avant est connu.")
    parser.add_argument("--from", dest="first", required=True, type=_day, metavar="DATE", help="Premier jour prévu.")
    parser.add_argument("--to", dest="last", required=True, type=_day, metavar="DATE", help="Dernier jour prévu.")
    parser.add_argument(
        "--strike", action="append", type=_day, default=[], metavar="DATE", help="Jour de grève annoncé ou supposé."
    )


def _add_forecast(commands: Commands) -> None:
    parser = commands.add_parser("forecast", help="Prévoir les repas par cantine et par jour.")
    _add_range(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FICHIER.csv")
    parser.add_argument("--total", type=Path, metavar="FICHIER.csv", help="Écrire aussi le total de la ville.")
    parser.add_argument("--explain", type=_day, metavar="DATE", help="Dire pourquoi ce jour-là.")
    parser.set_defaults(run=run_forecast)


def _add_evaluate(commands: Commands) -> None:
    parser = commands.add_parser("evaluate", help="Mesurer la prévision sur le passé de la ville.")
    parser.add_argument("folder", metavar="DOSSIER", type=Path)
    parser.add_argument("--from", dest="first", required=True, type=_day, metavar="DATE")
    parser.add_argument("--to", dest="last", required=True, type=_day, metavar="DATE")
    parser.add_argument("--horizon", required=True, choices=HORIZONS)
    parser.add_argument("--json", type=Path, metavar="FICHIER")
    parser.add_argument("--svg", type=Path, metavar="FICHIER", help="Dessiner la ville jour par jour.")
    parser.add_argument("--meal-cost", default=MEAL_COST, metavar="EUROS", help="Coût d'un repas en trop.")
    parser.set_defaults(run=run_evaluate)


def _add_orders(commands: Commands) -> None:
    parser = commands.add_parser("orders", help="Écrire les commandes de la cuisine et des cantines.")
    _add_range(parser)
    parser.add_argument("--service-level", type=float, metavar="PART", help="Probabilité d'avoir assez, ex. 0.8.")
    parser.add_argument("--cost-surplus", metavar="EUROS", help="Coût d'un repas en trop.")
    parser.add_argument("--cost-shortage", metavar="EUROS", help="Coût d'un repas manquant.")
    parser.add_argument("--out", required=True, type=Path, metavar="FICHIER.ods")
    parser.set_defaults(run=run_orders)


def _add_simulate(commands: Commands) -> None:
    parser = commands.add_parser("simulate", help="Inventer une ville pour essayer.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--canteens", type=int, default=12)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--zone", choices=("A", "B", "C"), default="B")
    parser.add_argument("--week", choices=("4", "4.5"), default="4", help="Jours de classe par semaine.")
    parser.add_argument("--last-year", type=int, default=2024, help="Année où commence la dernière année scolaire.")
    parser.add_argument("--registrations", action="store_true", help="Inventer aussi les réservations des familles.")
    parser.add_argument("--out", required=True, type=Path, metavar="DOSSIER")
    parser.set_defaults(run=run_simulate)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"date illisible : « {text} » ; écrivez AAAA-MM-JJ") from error


def run_forecast(arguments: argparse.Namespace) -> int:
    """Forecast and write CSV files."""
    from beffroi.canteen.explain import explain
    from beffroi.canteen.export import write_csv

    made = _forecast(arguments)
    write_csv(made.canteens, arguments.out)
    if arguments.total:
        write_csv(made.total, arguments.total)
    if arguments.explain:
        print("\n".join(explain(made, arguments.explain)))
    print(f"{len(made.canteens)} prévisions écrites dans {arguments.out}.", file=sys.stderr)
    return 0


def _forecast(arguments: argparse.Namespace, level: float | None = None) -> Forecast:
    from beffroi.canteen.forecast import check_range, forecast
    from beffroi.canteen.reading import read_folder

    check_range(arguments.as_of, arguments.first, arguments.last)
    history = read_folder(arguments.folder, as_of=arguments.as_of)
    _tell(f"{len(history.attendance)} lignes lues, {counted(len(history.anomalies), 'remarque')} ; calcul en cours…")
    made = forecast(
        history,
        as_of=arguments.as_of,
        first=arguments.first,
        last=arguments.last,
        strikes=arguments.strike,
        service_level=level,
    )
    for message in made.messages:
        _tell(message)
    return made


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Evaluate, print a table, write JSON and SVG."""
    from datetime import timedelta

    from beffroi.canteen.evaluate import evaluate
    from beffroi.canteen.figures import evaluation_lines
    from beffroi.canteen.reading import read_folder
    from beffroi.territory.money import parse_cents

    cents = parse_cents(arguments.meal_cost)
    history = read_folder(arguments.folder, as_of=arguments.last + timedelta(days=1))
    _tell(f"{len(history.attendance)} lignes lues ; chaque semaine est prévue avec ce qu'on savait alors…")
    made = evaluate(history, first=arguments.first, last=arguments.last, horizon=arguments.horizon)
    print("\n".join(evaluation_lines(made, meal_cents=cents)))
    _write_evaluation(made, arguments)
    return 0


def _write_evaluation(made: Evaluation, arguments: argparse.Namespace) -> None:
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(made.as_json(), indent=1) + "\n", encoding="utf-8")
    if arguments.svg:
        from beffroi.canteen.charts import town_chart

        town_chart(made.days, arguments.svg, title=f"Repas de la ville, prévus à l'horizon {made.horizon}")


def run_orders(arguments: argparse.Namespace) -> int:
    """Write the workbook of orders."""
    from beffroi.canteen.export import write_orders
    from beffroi.canteen.kitchen import read_kitchen

    level, kitchen = _level(arguments), read_kitchen(arguments.folder)
    made = _forecast(arguments, level)
    write_orders(made, arguments.out, level=level, kitchen=kitchen)
    _tell(f"Commandes écrites dans {arguments.out} (niveau de service {level:.2f}).")
    return 0


def _level(arguments: argparse.Namespace) -> float:
    from beffroi.canteen.orders import CostUnusable, check_level, service_level
    from beffroi.territory.money import parse_cents

    costs = (arguments.cost_surplus, arguments.cost_shortage)
    given = (arguments.service_level is not None, *(cost is not None for cost in costs))
    if given not in {(True, False, False), (False, True, True)}:
        raise CostUnusable("Donnez soit --service-level, soit --cost-surplus et --cost-shortage.")
    if arguments.service_level is not None:
        return check_level(arguments.service_level)
    return service_level(surplus_cents=parse_cents(costs[0]), shortage_cents=parse_cents(costs[1]))


def run_simulate(arguments: argparse.Namespace) -> int:
    """Simulate a town and write its folder."""
    from beffroi.canteen.simulate import simulate
    from beffroi.canteen.writing import write_folder

    town = simulate(
        seed=arguments.seed,
        canteens=arguments.canteens,
        years=arguments.years,
        zone=arguments.zone,
        wednesday=arguments.week == "4.5",
        last_year=arguments.last_year,
        registrations=arguments.registrations,
    )
    files = write_folder(town, arguments.out)
    print(f"{len(town.attendance)} lignes inventées dans {arguments.out} ({len(files)} fichiers).")
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Print what was read and what was found."""
    from beffroi.canteen.checking import check

    report = check(arguments.folder)
    print(json.dumps(report.as_json(), ensure_ascii=False) if arguments.json else "\n".join(report.lines()))
    return 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
