"""``beffroi serve``, ``work``, ``backup``, ``restore``, ``export`` and ``import``. Imports no heavy library."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_command(commands: Any) -> None:
    """Add the commands of the workspace."""
    serve = commands.add_parser("serve", help="Ouvrir l'espace de travail dans le navigateur.")
    serve.add_argument("--port", type=int, metavar="PORT", help="Par défaut 8000, ou le suivant qui est libre.")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADRESSE", help="Par défaut 127.0.0.1.")
    serve.add_argument("--threads", type=int, default=12, metavar="N", help="Requêtes servies à la fois.")
    serve.add_argument("--no-worker", action="store_true", help="Sans travaux : ils sont faits par beffroi work.")
    serve.set_defaults(run=_serve)
    work = commands.add_parser("work", help="Faire les travaux longs et le calendrier.")
    work.add_argument("--once", action="store_true", help="Faire ce qui attend, puis s'arrêter.")
    work.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    work.set_defaults(run=_work)
    export = commands.add_parser("export", help="Rendre tout d'une collectivité en formats ouverts.")
    export.add_argument("tenant", metavar="COLLECTIVITÉ", help="Le mot de son adresse.")
    export.add_argument("--out", type=Path, required=True, metavar="FICHIER.zip", help="Le fichier à écrire.")
    export.set_defaults(run=_export)
    bring = commands.add_parser("import", help="Reprendre l'export d'une collectivité venu d'une autre instance.")
    bring.add_argument("file", type=Path, metavar="FICHIER.zip", help="L'export.")
    bring.add_argument("--slug", default="", metavar="MOT", help="Un autre mot pour son adresse.")
    bring.set_defaults(run=_import)
    backup = commands.add_parser("backup", help="Écrire base, fichiers et secret dans une archive.")
    backup.add_argument("file", type=Path, metavar="FICHIER")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="Remettre en place ce qu'une archive contient.")
    restore.add_argument("file", type=Path, metavar="FICHIER")
    restore.add_argument("--force", action="store_true", help="Remplacer ce que l'instance contient déjà.")
    restore.set_defaults(run=_restore)


def _serve(arguments: argparse.Namespace) -> int:
    from beffroi.web.serve import serve

    return serve(host=arguments.host, port=arguments.port, threads=arguments.threads, worker=not arguments.no_worker)


def _work(arguments: argparse.Namespace) -> int:
    from beffroi.web.worker import watch, work

    return work(once=arguments.once) if arguments.once or arguments.child else watch()


def _export(arguments: argparse.Namespace) -> int:
    from beffroi.web.preparing import prepare

    prepare()
    from beffroi.web.platform.export import hand_over, tenant_called

    parts = hand_over(tenant_called(arguments.tenant), arguments.out)
    rows = sum(part.rows or 0 for part in parts if part.name.startswith("tables/"))
    print(f"{arguments.out} : {rows} lignes, {len(parts)} fichiers.", file=sys.stderr)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from beffroi.web.preparing import prepare

    prepare()
    from beffroi.web.platform.importing import bring_in

    tenant = bring_in(arguments.file, slug=arguments.slug)
    print(f"{tenant.name} est reprise sous /{tenant.slug}/, son journal est intact.", file=sys.stderr)
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from beffroi.web.backup import backup

    return backup(arguments.file)


def _restore(arguments: argparse.Namespace) -> int:
    from beffroi.web.backup import restore

    return restore(arguments.file, force=arguments.force)
