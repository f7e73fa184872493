"""Between the naive standard time of sensors' files and moments: standard time has no daylight saving."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

FORM = "%Y-%m-%d %H:%M:%S"


def moment_of(text: str, *, zone: str) -> datetime:
    """Return the moment of a naive standard time ("2026-07-01 03:00:00") in a zone. Raises ValueError."""
    naive = datetime.strptime(text, FORM)  # noqa: DTZ007 - the files have no zone
    return naive.replace(tzinfo=_standard(naive.replace(tzinfo=ZoneInfo(zone))))


def standard_text(moment: datetime, *, zone: str) -> str:
    """Return a moment as naive standard time."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.astimezone(_standard(local)):{FORM}}"


def _standard(local: datetime) -> tzinfo:
    return timezone((local.utcoffset() or timedelta(0)) - (local.dst() or timedelta(0)))
