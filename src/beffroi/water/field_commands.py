"""``beffroi water rounds``, ``feedback``, ``loggers`` and ``readings``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from beffroi.territory.numbers import counted

Commands = Any  # argparse gives its sub-parsers no public name
MONTHS_BEFORE_RETURN = 6


def add_field_commands(commands: Commands) -> None:
    """Add what goes to the field and comes back from it."""
    rounds = commands.add_parser("rounds", help="Préparer les tournées d'écoute de la semaine.")
    rounds.add_argument("--ranking", required=True, type=Path, metavar="FICHIER.csv", help="Sortie de rank.")
    rounds.add_argument("--pipes", required=True, type=Path, metavar="REGISTRE", help="Registre avec tracés.")
    rounds.add_argument("--feedback", type=Path, metavar="FICHIER.csv", help="Retours : ne pas revenir avant six mois.")
    rounds.add_argument("--teams", type=int, default=1, metavar="NOMBRE")
    rounds.add_argument("--days", type=int, default=5, metavar="NOMBRE")
    rounds.add_argument("--metres-a-day", type=float, default=4000.0, metavar="MÈTRES", help="Marche d'une équipe.")
    rounds.add_argument("--without", type=Path, metavar="FICHIER", help="Conduites à laisser, une par ligne.")
    rounds.add_argument("--json", type=Path, metavar="FICHIER", help="Coordonnées du registre.")
    rounds.add_argument("--geojson", type=Path, metavar="FICHIER")
    rounds.add_argument("--html", type=Path, metavar="FICHIER", help="Page à imprimer.")
    rounds.set_defaults(run=run_rounds)
    feedback = commands.add_parser("feedback", help="Apprendre des retours du terrain.")
    feedback.add_argument("feedback", type=Path, metavar="RETOURS.csv")
    feedback.add_argument("--breaks", type=Path, metavar="FICHIER.csv", help="Écrire les fuites pour rank.")
    feedback.add_argument("--history", metavar="CONDUITE", help="Dire ce qui s'est passé sur une conduite.")
    feedback.set_defaults(run=run_feedback)
    loggers = commands.add_parser("loggers", help="Dire quels prélocalisateurs acoustiques aller écouter.")
    loggers.add_argument("nights", type=Path, metavar="NUITS.csv")
    loggers.set_defaults(run=run_loggers)
    _add_readings(commands)


def _add_readings(commands: Commands) -> None:
    readings = commands.add_parser("readings", help="Recevoir des mesures par fichier ou par MQTT.")
    readings.add_argument("store", type=Path, metavar="MESURES.sqlite")
    readings.add_argument("--file", action="append", type=Path, default=[], metavar="FICHIER.csv")
    readings.add_argument("--mqtt", metavar="HÔTE:PORT")
    readings.add_argument("--topic", default="eau/+", metavar="SUJET")
    readings.add_argument("--seconds", type=float, default=60.0, metavar="SECONDES", help="Durée d'écoute.")
    readings.add_argument("--export", type=Path, metavar="FICHIER.csv", help="Écrire t et une colonne par capteur.")
    readings.set_defaults(run=run_readings)


def run_rounds(arguments: argparse.Namespace) -> int:
    """Plan rounds, print them, write the map and the page."""
    from datetime import date, timedelta

    from beffroi.water.feedback import read_feedback, visited_since
    from beffroi.water.registers import read_register
    from beffroi.water.rounds import plan_rounds, read_ranked_pipes
    from beffroi.water.rounds.writing import write_geojson, write_json, write_page

    pipes, findings = read_ranked_pipes(arguments.ranking, read_register(arguments.pipes))
    for finding in findings:
        print(finding.line(), file=sys.stderr)
    since = date.today() - timedelta(days=30 * MONTHS_BEFORE_RETURN)
    visited = visited_since(read_feedback(arguments.feedback), since) if arguments.feedback else frozenset()
    if arguments.without:
        visited |= frozenset(arguments.without.read_text(encoding="utf-8").splitlines())
    made = plan_rounds(
        pipes, teams=arguments.teams, days=arguments.days, metres_a_day=arguments.metres_a_day, visited=visited
    )
    for one in made:
        streets = ", ".join(dict.fromkeys(stop.street or stop.pipe_id for stop in one.stops[:6]))
        print(f"Jour {one.day}, équipe {one.team} : {one.walked_m:.0f} m, {len(one.stops)} conduites ({streets}…)")
    if arguments.json:
        write_json(made, arguments.json)
    for writer, path in ((write_geojson, arguments.geojson), (write_page, arguments.html)):
        if path and made:
            print(f"Écrit : {writer(made, path)}", file=sys.stderr)
    return 0


def run_feedback(arguments: argparse.Namespace) -> int:
    """Print what was learnt, write the breaks."""
    from beffroi.water.feedback import breaks_of, learnt_shift, read_feedback, works_history

    known = read_feedback(arguments.feedback)
    for finding in known.findings:
        print(finding.line(), file=sys.stderr)
    counts = known.table["outcome"].value_counts()
    words = {"confirmed": ("confirmée",), "not_found": ("non trouvée", "non trouvées"), "repaired": ("réparée",)}
    told = ", ".join(counted(int(counts.get(outcome, 0)), *word) for outcome, word in words.items())
    print(f"{told} ; probabilités à déplacer de {learnt_shift(known):+.2f} (log-cote).")
    if arguments.history:
        print("\n".join(works_history(known, arguments.history)) or "Rien sur cette conduite.")
    if arguments.breaks:
        arguments.breaks.parent.mkdir(parents=True, exist_ok=True)
        breaks_of(known).to_csv(arguments.breaks, index=False)
    return 0


def run_loggers(arguments: argparse.Namespace) -> int:
    """Print the loggers to go and listen to."""
    from beffroi.water.acoustic_loggers import read_loggers, to_listen

    table, findings = read_loggers(arguments.nights)
    for finding in findings:
        print(finding.line(), file=sys.stderr)
    print("\n".join(one.line() for one in to_listen(table)) or "Aucun bruit continu nouveau.")
    return 0


def run_readings(arguments: argparse.Namespace) -> int:
    """Take readings from files, then from a broker; export."""
    from beffroi.water.readings import ReadingStore, read_readings

    store = ReadingStore(arguments.store)
    for path in arguments.file:
        print(f"{path.name} : {store.take(read_readings(path)).line()}")
    if arguments.mqtt:
        print(f"{arguments.mqtt} : {_listen(arguments, store)}")
    if arguments.export:
        arguments.export.parent.mkdir(parents=True, exist_ok=True)
        store.table().to_csv(arguments.export)
    return 0


def _listen(arguments: argparse.Namespace, store: Any) -> str:
    from beffroi.water.mqtt import Listener, read_broker

    broker = read_broker(arguments.mqtt)
    listener = Listener(store, topic=arguments.topic, tell=lambda text: print(text, file=sys.stderr))
    return listener.listen(broker, seconds=arguments.seconds).line()
