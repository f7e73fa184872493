"""``beffroi operator`` and ``unlock``: accounts from the machine itself. Imports no heavy library."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from beffroi.territory.errors import BadInput


class PersonUnknown(BadInput):
    """No account has this address."""


def add_command(commands: Any) -> None:
    """Add the commands."""
    operator = commands.add_parser("operator", help="Faire d'une personne un opérateur de l'instance.")
    operator.add_argument("email", metavar="COURRIEL", help="Son adresse ; le compte est créé s'il n'existe pas.")
    operator.set_defaults(run=_operator)
    unlock = commands.add_parser("unlock", help="Rouvrir un compte : second facteur ou mot de passe perdu.")
    unlock.add_argument("email", metavar="COURRIEL", help="L'adresse du compte.")
    unlock.set_defaults(run=_unlock)


def _operator(arguments: argparse.Namespace) -> int:
    from beffroi.web.preparing import prepare

    prepare()
    from beffroi.web.platform.accounts import make_operator

    link = make_operator(_address(arguments.email))
    print(f"{arguments.email} est opérateur. Pour choisir son mot de passe, pendant 24 heures :", file=sys.stderr)
    print(link)
    return 0


def _unlock(arguments: argparse.Namespace) -> int:
    from beffroi.web.preparing import prepare

    prepare()
    from beffroi.web.platform.accounts import unlock

    link = unlock(_address(arguments.email))
    if link is None:
        raise PersonUnknown(f"Aucun compte n'a l'adresse {arguments.email}.")
    print("Second facteur, sessions et suspension levés. Pour choisir un mot de passe :", file=sys.stderr)
    print(link)
    return 0


def _address(text: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(text)
    except ValidationError as error:
        raise PersonUnknown(f"« {text} » n'est pas une adresse de courriel.") from error
    return text.lower()
