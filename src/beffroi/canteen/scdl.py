"""Menus in the public schema "SCDL menus-collectifs" 1.2.3 of OpenDataFrance.

Source: https://schema.data.gouv.fr/scdl/menus-collectifs/
"""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

SCDL_DATE, SCDL_DISH, SCDL_MEAL = "menuDate", "menuPlatNom", "menuRepasType"
LUNCH = "déjeuner"
SCDL_COLUMNS = (
    "menuCollNom", "menuCollSiret", "menuEtablissementNom", "menuEtablissementSiret", "menuRestaurantNom",
    "menuRestaurantInsee", "menuRestaurantId", "menuRestaurantIdType", "menuRestaurantType", "menuRestaurantConvive",
    "menuDate", "menuRepasType", "menuPlatType", "menuPlatNom", "menuPlatCode", "menuPlatSiqo", "menuPlatLabel",
    "menuPlatPrecision", "menuPlatRegime", "menuPlatAllergene", "menuPlatTexture", "menuPlatNutriscore",
    "menuPlatPrix", "menuPublicationDate", "menuModificationDate", "menuModificationInfo",
)  # fmt: skip


def is_scdl(rows: pd.DataFrame) -> bool:
    """Tell whether a table of text follows the schema."""
    return {SCDL_DATE, SCDL_DISH} <= set(rows.columns)


def scdl_dishes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``date`` and ``dish`` (text) of the lunches, each dish of a day once for the town."""
    if SCDL_MEAL in rows:
        meal = rows[SCDL_MEAL].str.strip().str.lower()
        rows = rows[meal.isin({"", LUNCH, "dejeuner", "midi"})]
    return rows[[SCDL_DATE, SCDL_DISH]].set_axis(["date", "dish"], axis=1).drop_duplicates()


def as_scdl(menus: pd.DataFrame, *, town: str, siret: str, published: datetime | None = None) -> pd.DataFrame:
    """Return menus (``date``, ``dish``) as a table of the schema, for every canteen of the town."""
    stamp = (published or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S%z")
    constants = {
        "menuCollNom": town, "menuCollSiret": siret, "menuEtablissementNom": town, "menuRestaurantNom": "tous",
        "menuRestaurantIdType": "autre", "menuRestaurantType": "restaurant scolaire", "menuRestaurantConvive": "élève",
        "menuRepasType": LUNCH, "menuPlatType": "plat", "menuPublicationDate": stamp,
    }  # fmt: skip
    table = pd.DataFrame({SCDL_DATE: menus["date"].dt.strftime("%Y-%m-%d"), SCDL_DISH: menus["dish"]})
    return table.assign(**constants).reindex(columns=list(SCDL_COLUMNS), fill_value="")
