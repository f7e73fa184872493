"""What customers use while the town sleeps.

A household uses some 1.7 l/h at night between its own leaks and its cisterns (UK Water Industry Research,
"Managing leakage", 1994; taken up by IWA); large users (hospital, dairy, tank that fills) are counted apart.
"""

from __future__ import annotations

from pathlib import Path

from beffroi.water.tables import ValuesUnreadable, lines_of, numbers, read_text_table

LITRES_AN_HOUR = 1.7
HEADINGS = {
    "sector": ("secteur",),
    "subscribers": ("abonnes", "branchements"),
    "large_users_m3h": ("gros consommateurs", "gros consommateurs m3h"),
}


def read_legitimate(path: Path) -> dict[str, float]:
    """Read sector, subscribers, large_users_m3h; return the night use of each sector [m3/h]. Raises BadInput."""
    text = read_text_table(path, HEADINGS, ("sector", "subscribers"))
    subscribers, wrong = numbers(text["subscribers"])
    if (wrong | (subscribers < 0)).any():
        line = lines_of(wrong | (subscribers < 0))[0]
        raise ValuesUnreadable(f"{path.name}, ligne {line} : nombre d'abonnés illisible.")
    large = numbers(text["large_users_m3h"])[0].fillna(0.0)
    use = subscribers.fillna(0.0) * LITRES_AN_HOUR / 1000 + large
    return dict(zip(text["sector"], use, strict=True))
