"""Which column is which, by the headings that towns use."""

from __future__ import annotations

import pandas as pd

from beffroi.canteen.dishes import plain
from beffroi.canteen.reading.errors import ColumnMissing
from beffroi.canteen.reading.files import TextTable
from beffroi.canteen.scdl import is_scdl

HEADINGS: dict[str, tuple[str, ...]] = {
    "date": ("date", "jour", "date du repas", "date repas"),
    "site": ("site", "ecole", "cantine", "restaurant", "site nom", "nom", "etablissement", "site_nom"),
    "kind": ("kind", "type", "site type", "niveau", "site_type"),
    "sector": ("sector", "secteur", "quartier"),
    "planned": ("planned", "prevus", "prevu", "prevision", "commandes", "commande", "repas prevus", "repas commandes"),
    "served": ("served", "servis", "reel", "repas servis", "frequentation", "frequentation reelle", "presents"),
    "school_year": ("school_year", "annee scolaire", "annee_scolaire", "annee"),
    "enrolled": ("enrolled", "effectif", "effectifs", "inscrits", "eleves"),
    "nursery": ("nursery", "maternelle", "effectif maternelle"),
    "primary": ("primary", "elementaire", "primaire", "effectif elementaire"),
    "dish": ("dish", "plat", "plats", "libelle", "menu"),
    "registered": ("registered", "reservations", "reserves", "inscriptions"),
    "start": ("start", "debut", "du"),
    "end": ("end", "fin", "au"),
    "value": ("value", "valeur"),
    "label": ("label", "libelle", "motif"),
}


def _heading(text: str) -> str:
    return " ".join(plain(text.strip().lstrip("\ufeff")).replace("_", " ").split())


def named(table: TextTable, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the columns under our names, "" where an optional one is absent. Raises ColumnMissing."""
    headings = {_heading(str(column)): column for column in reversed(table.rows.columns)}
    found = {
        name: next((headings[h] for h in map(_heading, HEADINGS[name]) if h in headings), None)
        for name in (*required, *optional)
    }
    missing = [name for name in required if found[name] is None]
    if missing:
        raise ColumnMissing(
            f"{table.name} : il manque la colonne {', '.join(f'« {name} »' for name in missing)} ; "
            f"colonnes trouvées : {', '.join(map(str, table.rows.columns[:12]))}."
        )
    columns = {name: table.rows[column] if column is not None else "" for name, column in found.items()}
    return pd.DataFrame(columns, index=table.rows.index).astype(str)


# In this order: a file of meals also has a date, which alone would make it a file of strikes.
SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("attendance", ("date", "site", "served")),
    ("enrolment", ("school_year", "site", "enrolled")),
    ("registrations", ("date", "site", "registered")),
    ("menus", ("date", "dish")),
    ("calendar", ("start", "end")),
    ("strikes", ("date",)),
)


def recognised(table: TextTable) -> str | None:
    """Return which file of a town's folder has these columns, or None."""
    if is_scdl(table.rows):
        return "menus"
    headings = {_heading(str(column)) for column in table.rows.columns}
    known = {name for name, words in HEADINGS.items() if headings & set(map(_heading, words))}
    return next((stem for stem, needed in SIGNS if known.issuperset(needed)), None)
