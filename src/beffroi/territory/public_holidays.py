"""Public holidays of France, with those of Alsace-Moselle and of the overseas territories.

Source: the `holidays` library (MIT), which follows articles L3133-1, L3134-13 and L3422-2 of the
code du travail and the local laws of the territories that have their own.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

from beffroi.territory.errors import BadInput

REGIONS: Mapping[str, str | None] = {
    "metropole": None,
    "alsace-moselle": "57",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "reunion": "974",
    "mayotte": "976",
    "saint-barthelemy": "BL",
    "saint-martin": "MF",
    "saint-pierre-et-miquelon": "PM",
    "nouvelle-caledonie": "NC",
    "polynesie-francaise": "PF",
    "wallis-et-futuna": "WF",
}


class RegionUnknown(BadInput):
    """The region has no list of public holidays."""


@lru_cache(maxsize=512)
def public_holidays(year: int, region: str = "metropole") -> Mapping[date, str]:
    """Return the public holidays of one year: date to French name.

    Raises RegionUnknown when ``region`` is not a key of ``REGIONS``.
    """
    if region not in REGIONS:
        raise RegionUnknown(f"Région inconnue : « {region} » ; choisissez parmi {', '.join(REGIONS)}.")
    found = holidays.country_holidays("FR", subdiv=REGIONS[region], years=year, language="fr")
    return dict(found.items())


def public_holiday(day: date, region: str = "metropole") -> str | None:
    """Return the name of the public holiday that falls on ``day``, or None."""
    return public_holidays(day.year, region).get(day)
