"""The volumes of a service, a year or a month a row, as it counts them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from beffroi.territory.numbers import counted
from beffroi.water.tables import Finding, ValuesUnreadable, lines_of, numbers, read_text_table

HEADINGS = {
    "period": ("annee", "mois", "exercice", "periode"),
    "produced": ("produit", "volume produit", "v1", "vp.059"),
    "bought": ("achete", "achete en gros", "importe", "v2", "vp.060"),
    "sold": ("vendu", "vendu en gros", "exporte", "v3", "vp.061"),
    "billed": ("comptabilise", "volume comptabilise", "v7"),
    "billed_households": ("comptabilise domestique", "domestique", "vp.063"),
    "billed_others": ("comptabilise non domestique", "non domestique", "vp.201"),
    "unmetered": ("sans comptage", "consomme sans comptage", "v8", "vp.221"),
    "service": ("volume de service", "v9", "vp.220"),
    "length_km": ("lineaire", "lineaire km", "km", "vp.077"),
    "drawn_in_zone": ("preleve en zre", "preleve zone de repartition"),
}
AMOUNTS = tuple(name for name in HEADINGS if name != "period")


@dataclass(frozen=True)
class Volumes:
    """``table``: index the first day of each period; m3, km; NaN where not given. ``monthly`` or a year a row."""

    table: pd.DataFrame
    monthly: bool
    findings: tuple[Finding, ...]


def read_volumes(path: Path) -> Volumes:
    """Read period (AAAA or AAAA-MM), produced, bought, sold, billed... [m3], length_km. Raises BadInput."""
    text = read_text_table(path, HEADINGS, ("period", "produced", "length_km"))
    found: list[Finding] = []
    monthly = bool(text["period"].str.fullmatch(r"\d{4}[-/]\d{1,2}|\d{1,2}/\d{4}").all())
    start = _starts(text["period"], path, monthly=monthly)
    table = pd.DataFrame({name: _amount(text[name], path, found) for name in AMOUNTS}).set_index(start)
    table["billed"] = table["billed"].fillna(table[["billed_households", "billed_others"]].sum(axis=1, min_count=1))
    if table["billed"].isna().all():
        raise ValuesUnreadable(f"{path.name} : il manque le volume comptabilisé (« billed » ou « comptabilise »).")
    doubled = table.index.duplicated(keep="last")
    if doubled.any():
        found.append(
            Finding(path.name, f"{counted(int(doubled.sum()), 'période')} en double.", "La dernière est gardée.")
        )
    table = table[~doubled].sort_index()
    found += _odd(table, path.name)
    return Volumes(table, monthly, tuple(found))


def _starts(text: pd.Series, path: Path, *, monthly: bool) -> pd.DatetimeIndex:
    parts = (
        text.str.extract(r"(?P<a>\d{1,4})(?:[-/](?P<b>\d{1,4}))?") if monthly else text.str.extract(r"^(?P<a>\d{4})$")
    )
    if monthly:
        swapped = parts["a"].str.len() <= 2
        year, month = parts["a"].where(~swapped, parts["b"]), parts["b"].where(~swapped, parts["a"])
        start = pd.to_datetime(year + "-" + month.str.zfill(2), format="%Y-%m", errors="coerce")
    else:
        start = pd.to_datetime(parts["a"], format="%Y", errors="coerce")
    if start.isna().any():
        line = lines_of(start.isna())[0]
        raise ValuesUnreadable(
            f"{path.name}, ligne {line} : période illisible ; écrivez 2023 partout, ou 2023-05 partout."
        )
    return pd.DatetimeIndex(start)


def _amount(text: pd.Series, path: Path, found: list[Finding]) -> pd.Series:
    values, wrong = numbers(text)
    for chosen, what in ((wrong, "nombre illisible"), (values < 0, "nombre négatif")):
        if chosen.any():
            message = f"{chosen.sum()} {what} dans « {text.name} »."
            found.append(Finding(path.name, message, "Tenu pour inconnu.", lines_of(chosen)))
    return values.where(values >= 0)


def _odd(table: pd.DataFrame, name: str) -> list[Finding]:
    entered = table["produced"].fillna(0) + table["bought"].fillna(0)
    distributed = entered - table["sold"].fillna(0)
    checks = (
        (table["billed"] > distributed, "plus d'eau comptabilisée que distribuée"),
        (table["sold"] > entered, "plus d'eau vendue en gros que produite et achetée"),
        (~(table["length_km"] > 0), "linéaire de réseau absent ou nul"),
        (entered / entered.median() > 100, "volume cent fois plus grand que les autres : autre unité ?"),
        (entered / entered.median() < 0.01, "volume cent fois plus petit que les autres : autre unité ?"),
    )
    return [
        Finding(name, f"{start:%Y-%m} : {what}.", "Vérifiez avant de déclarer.")
        for wrong, what in checks
        for start in table.index[wrong]
    ]
