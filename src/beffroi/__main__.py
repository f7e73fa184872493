"""The ``beffroi`` command: one sub-command per service."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from beffroi import __version__
from beffroi.catalogue import SERVICES
from beffroi.engines.documents.cli import add_commands as add_document_commands
from beffroi.engines.packs.cli import add_commands as add_pack_commands
from beffroi.settings import check_environment, home_folder, language_address, mail_server, packs_folder
from beffroi.territory.errors import BadInput, reason

DONE, FAILED, BAD_INPUT = 0, 1, 2


FRENCH = {
    "the following arguments are required:": "il manque",
    "unrecognized arguments:": "arguments inconnus :",
    "invalid choice:": "choix inconnu :",
    "choose from": "choix possibles :",
    "expected one argument": "il faut une valeur",
    "ambiguous option:": "option ambiguë :",
    "could match": "peut être",
    "invalid float value:": "nombre illisible :",
    "invalid int value:": "nombre entier illisible :",
    "argument ": "",
}


class _FrenchHelp(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "usage : " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, formatter_class=_FrenchHelp, **settings)
        self._positionals.title, self._optionals.title = "arguments", "options"
        self.add_argument("-h", "--help", action="help", help="Montrer cette aide.")

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, french in FRENCH.items():
            message = message.replace(english, french)
        print(f"{self.prog} : {message}", file=sys.stderr)
        print(f"Aide : {self.prog} --help", file=sys.stderr)
        sys.exit(BAD_INPUT)


def parser() -> argparse.ArgumentParser:
    """Build the whole command line. Imports no heavy library."""
    top = _Parser(prog="beffroi", description="Les services d'IA d'une collectivité, sur sa propre machine.")
    top.add_argument("--version", action="version", version=f"beffroi {__version__}", help="Dire la version.")
    top.set_defaults(packs_folder=lambda: packs_folder(os.environ))
    top.set_defaults(home_folder=lambda: home_folder(os.environ))
    top.set_defaults(phone_desk=_phone_desk)
    top.set_defaults(governance_facts=_governance_facts, governance_services=_governance_services)
    top.set_defaults(mail_server=lambda: mail_server(os.environ))
    top.set_defaults(language_address=lambda: language_address(os.environ))
    commands = top.add_subparsers(title="services et commandes", metavar="COMMANDE", required=True)
    for service in SERVICES:
        added = commands.add_parser(service.name, help=service.summary, description=service.summary)
        importlib.import_module(service.commands).add_commands(added)
    packs = commands.add_parser("packs", help="Lister, installer et vérifier les paquets de référence.")
    add_pack_commands(packs)
    documents = commands.add_parser("documents", help="Regarder ce qui est lu d'un document, mesurer la lecture.")
    add_document_commands(documents)
    for name in (
        "beffroi.checkup",
        "beffroi.demo",
        "beffroi.bench",
        "beffroi.web.commands",
        "beffroi.web.people_commands",
    ):
        importlib.import_module(name).add_command(commands)
    return top


def _phone_desk(siret: str) -> Any:
    """Return the telephone of a tenant of the workspace, for the service that holds its calls. Raises DeskMissing."""
    importlib.import_module("beffroi.web.preparing").load()
    return importlib.import_module("beffroi.web.phone.serving").desk_of(siret)


def _governance_facts(*, first: date, last: date, siret: str = "") -> Any:
    """Return the facts of each authority of the workspace over a period, for the frame. Raises BadInput."""
    surroundings = importlib.import_module("beffroi.web.governance.surroundings")
    machine = surroundings.machine_facts(os.environ, day=last)
    if not surroundings.instance_is_there(os.environ, siret=siret):
        return [machine]
    preparing = importlib.import_module("beffroi.web.preparing")
    preparing.load()
    with preparing.database_answers():
        gathering = importlib.import_module("beffroi.web.governance.gathering")
        return gathering.authorities(machine, first=first, siret=siret) or [machine]


def _governance_services() -> tuple[Any, ...]:
    """Return the services that the frame answers for: all but itself, which runs no model."""
    named = importlib.import_module("beffroi.governance.systems").Named
    return tuple(named(service.name, service.title) for service in SERVICES if service.name != "governance")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 done, 1 a check failed, 2 bad usage or bad input."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        return _run(arguments)
    except BadInput as error:
        print(str(error), file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print(
            f"Fichier impossible à lire ou à écrire : {error.filename or 'sortie'} ({reason(error)}).", file=sys.stderr
        )
        return BAD_INPUT


def _run(arguments: Sequence[str] | None) -> int:
    try:
        check_environment(os.environ)
        chosen = parser().parse_args(arguments)
        return int(chosen.run(chosen))
    finally:
        # what is still buffered may meet a closed pipe: better here than when the interpreter ends
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
