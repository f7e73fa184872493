"""Religious feasts on which many families ask for leave, as a calendar fact of a whole town.

Public servants get leave for them by the circular of 10 February 2012 (NOR MFPF1202144C). Only the
town's total is adjusted; nothing is known or stored of any person. Lunar dates are estimates: a day
may shift by one, hence the two days of each feast.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

FAST_DAYS = 29


@lru_cache(maxsize=64)
def _lunar_feasts(year: int) -> dict[date, str]:
    found = holidays.country_holidays("DZ", years=[year, year + 1], language="fr")
    return {day: name for day, name in found.items() if "Fitr" in name or "Adha" in name}


def lunar_feast(day: date) -> str | None:
    """Return "fitr" or "adha" on the two days of Aïd el-Fitr or Aïd el-Adha, else None."""
    name = _lunar_feasts(day.year).get(day)
    return None if name is None else "fitr" if "Fitr" in name else "adha"


def lunar_fast(day: date) -> bool:
    """Tell whether the day falls in the month of fasting, the 29 days before Aïd el-Fitr."""
    return any(
        timedelta(0) < feast - day <= timedelta(days=FAST_DAYS)
        for feast, name in _lunar_feasts(day.year).items()
        if "Fitr" in name
    )
