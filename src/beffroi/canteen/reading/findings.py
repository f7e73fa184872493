"""What is only reported: gaps, zeros, excesses, dates to come. Nothing is changed here."""

from __future__ import annotations

from datetime import date

import pandas as pd

from beffroi.canteen.anomalies import Anomaly
from beffroi.territory.numbers import counted

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SCHOOL_MONTHS = {1, 2, 3, 4, 5, 6, 9, 10, 11, 12}
LONG_ZERO_DAYS = 100
EXCESS = 1.5

Found = list[Anomaly]


def report(frame: pd.DataFrame, enrolment: pd.DataFrame, strikes: frozenset[date], name: str) -> Found:
    """Return the findings on a repaired attendance."""
    return [
        *_missing_months(frame, name),
        *_zeros(frame, name),
        *_unknown(frame, name),
        *_excess(frame, enrolment, name),
        *_enrolment_gaps(frame, enrolment),
        *_two_kinds(frame, name),
        *_idle_strikes(strikes),
    ]


def _lines(frame: pd.DataFrame, chosen: pd.Series) -> tuple[int, ...]:
    return tuple(int(index) + 2 for index in frame.index[chosen])


def _missing_months(frame: pd.DataFrame, name: str) -> Found:
    served = frame.loc[frame["served"] > 0, "date"]
    if served.empty:
        return []
    present = set(served.dt.to_period("M"))
    span = pd.period_range(served.min(), served.max(), freq="M")
    missing = [month for month in span if month not in present and month.month in SCHOOL_MONTHS]
    return [
        Anomaly(
            "month_missing", name, f"Aucun repas en {MONTHS[month.month - 1]} {month.year}.", "Mois laissé inconnu."
        )
        for month in missing
    ]


def _zeros(frame: pd.DataFrame, name: str) -> Found:
    found = []
    zero = frame["served"] == 0
    if zero.any():
        text = f"{counted(int(zero.sum()), 'ligne')} à zéro repas servi."
        found.append(Anomaly("zero", name, text, "Tenues pour des jours de fermeture.", _lines(frame, zero)))
    year = frame["date"].dt.year - (frame["date"].dt.month < 8)
    groups = frame.assign(year=year, zero=zero).groupby(["site", "kind", "year"])["zero"].agg(["all", "size"])
    for (site, kind, first), row in groups[groups["all"] & (groups["size"] >= LONG_ZERO_DAYS)].iterrows():
        text = f"« {site} » ({kind}) : zéro repas toute l'année {first}-{first + 1}."
        found.append(Anomaly("zero_year", name, text, "Année tenue pour fermée ; vérifiez le fichier."))
        del row
    return found


def _unknown(frame: pd.DataFrame, name: str) -> Found:
    unknown = frame["served"].isna()
    if not unknown.any():
        return []
    text = f"{counted(int(unknown.sum()), 'ligne')} sans repas servis."
    return [Anomaly("served_unknown", name, text, "Laissées inconnues.", _lines(frame, unknown))]


def _excess(frame: pd.DataFrame, enrolment: pd.DataFrame, name: str) -> Found:
    first = frame["date"].dt.year - (frame["date"].dt.month < 8)
    keyed = frame.assign(school_year=first.astype(str) + "-" + (first + 1).astype(str), line=frame.index)
    joined = keyed.merge(enrolment, on=["school_year", "site", "kind"], how="left")
    over = joined[joined["served"] > EXCESS * joined["enrolled"]]
    if over.empty:
        return []
    example = over["site"].iloc[0]
    text = f"{counted(len(over), 'ligne')} où l'on sert plus d'une fois et demie l'effectif, par exemple « {example} »."
    lines = tuple(int(line) + 2 for line in over["line"])
    return [Anomaly("excess", name, text, "Gardées ; vérifiez l'effectif.", lines)]


def _enrolment_gaps(frame: pd.DataFrame, enrolment: pd.DataFrame) -> Found:
    unknown = enrolment["enrolled"].isna()
    found = []
    for year, count in enrolment.loc[unknown, "school_year"].value_counts().sort_index().items():
        text = f"{year} : effectif inconnu pour {counted(count, 'cantine')}."
        found.append(Anomaly("enrolment_unknown", "enrolment.csv", text, "Effectif de l'année la plus proche repris."))
    if not enrolment.empty and not frame.empty:
        first = frame["date"].dt.year - (frame["date"].dt.month < 8)
        used = {f"{year}-{year + 1}" for year in set(first)}
        for year in sorted(used - set(enrolment["school_year"])):
            text = f"{year} : aucun effectif."
            found.append(Anomaly("enrolment_year_missing", "enrolment.csv", text, "Année la plus proche reprise."))
    return found


def _two_kinds(frame: pd.DataFrame, name: str) -> Found:
    kinds = frame.groupby("site")["kind"].nunique()
    several = sorted(kinds.index[kinds > 1])
    if not several:
        return []
    names = counted(len(several), "nom porté")
    text = f"{names} par des cantines de sortes différentes : {', '.join(several[:5])}."
    return [Anomaly("two_kinds", name, text, "Tenues pour des cantines distinctes.")]


def _idle_strikes(strikes: frozenset[date]) -> Found:
    weekend = sorted(day for day in strikes if day.weekday() >= 5)
    if not weekend:
        return []
    days = counted(len(weekend), "jour de grève", "jours de grève")
    text = f"{days} un samedi ou un dimanche, dont le {weekend[0]:%d/%m/%Y}."
    return [Anomaly("strike_idle", "strikes.csv", text, "Sans effet.")]
