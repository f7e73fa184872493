"""What the demo says once it is open: addresses and accounts."""

from __future__ import annotations

from beffroi.web.demo import PASSWORD
from beffroi.web.demo.towns import ACCOUNTS, LEAD, OPERATOR, TOWNS, WATER


def tell(address: str) -> None:
    """Print where to look and under which name."""
    names = {town.slug: town.name for town in (LEAD, *TOWNS, WATER)}
    print(f"   registre public    {address}/les-tilleuls/registre/")
    print(f"   espace de travail  {address}/les-tilleuls/cantines/")
    print(f"   assistant          {address}/bremontel/assistant/public/")
    print(f"   téléphone          {address}/bremontel/telephone/ (par écrit : {address}/bremontel/telephone/ecrire/)")
    print(f"   réseau d'eau       {address}/{WATER.slug}/eau/ (un jour de mesures par minute, jusqu'à aujourd'hui)")
    print(f"   se connecter       {address}/connexion/ avec l'un de ces comptes :")
    for account in ACCOUNTS:
        print(f"   {account.email:32} {account.role.label}, {names[account.tenant]}")
    print(f"   {OPERATOR:32} Opérateur de l'instance")
    print(f"   mot de passe de tous les comptes : {PASSWORD}", flush=True)
