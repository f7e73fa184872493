"""Dates and numbers as towns write them."""

from __future__ import annotations

import pandas as pd

FIRST_YEAR, LAST_YEAR = 1990, 2099
UNKNOWN = {"", "nc", "n.c.", "nd", "na", "n/a", "-", "?", "nan", "null", "none"}


def dates(text: pd.Series) -> pd.Series:
    """Read ISO and French dates; NaT where the text is no date between 1990 and 2099."""
    distinct = text.drop_duplicates()
    clean = distinct.str.strip().str.replace(r"[T ]\d{2}:\d{2}.*$", "", regex=True)
    iso = pd.to_datetime(clean.where(clean.str.match(r"^\d{4}-\d{2}-\d{2}$")), format="%Y-%m-%d", errors="coerce")
    french = clean.str.replace(r"[-. ]", "/", regex=True)
    long = pd.to_datetime(
        french.where(french.str.match(r"^\d{1,2}/\d{1,2}/\d{4}$")), format="%d/%m/%Y", errors="coerce"
    )
    short = pd.to_datetime(
        french.where(french.str.match(r"^\d{1,2}/\d{1,2}/\d{2}$")), format="%d/%m/%y", errors="coerce"
    )
    found = iso.fillna(long).fillna(short)
    found = found.where(found.dt.year.between(FIRST_YEAR, LAST_YEAR))
    return text.map(dict(zip(distinct, found, strict=True))).astype("datetime64[ns]")


def numbers(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read counts: values (NaN where unknown) and whether each text is neither empty nor a number."""
    distinct = text.drop_duplicates()
    clean = distinct.str.strip().str.replace("[\u00a0\u202f ]", "", regex=True).str.replace(",", ".", regex=False)
    values = pd.to_numeric(clean, errors="coerce")
    values = values.where(values.abs() < 1e9)
    wrong = values.isna() & ~clean.str.lower().isin(UNKNOWN)
    return text.map(dict(zip(distinct, values, strict=True))).astype(float), text.map(
        dict(zip(distinct, wrong, strict=True))
    ).astype(bool)
