"""What a town knows of its canteens: the tables that every other module takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from beffroi.canteen.anomalies import Anomaly

STRIKE_NOTICE = timedelta(days=5)


@dataclass(frozen=True)
class History:
    """The files of one town, read and cleaned.

    attendance: ``date`` (datetime64, midnight), ``site``, ``kind`` (str), ``sector`` (str, ""
        when unknown), ``planned``, ``served`` (float [meals], NaN when unknown); one row per
        (date, site, kind).
    enrolment: ``school_year`` ("2016-2017"), ``site``, ``kind``, ``enrolled``, ``nursery``,
        ``primary`` (float [pupils], NaN when unknown); one row per (school_year, site, kind).
    menus: ``date``, ``dish`` (str); one row per dish.
    strikes: days on which a strike touched the town's schools.
    calendar: local overrides: ``start``, ``end`` (datetime64, inclusive), ``kind`` ("zone",
        "weekdays", "closed", "open" or "holiday"), ``value`` (zone name, or weekdays such as
        "lun mar jeu ven"), ``label`` (str).
    registrations: families' bookings: ``date``, ``site``, ``kind``, ``registered`` (float).
    """

    attendance: pd.DataFrame
    enrolment: pd.DataFrame
    menus: pd.DataFrame
    strikes: frozenset[date]
    calendar: pd.DataFrame
    registrations: pd.DataFrame
    anomalies: tuple[Anomaly, ...] = field(default=())

    def known_at(self, as_of: date) -> History:
        """Return what is known on the morning of ``as_of``.

        Attendance before that day, strikes up to five days after it; enrolment, menus,
        the calendar and bookings whole.
        """
        attendance = self.attendance[self.attendance["date"] < pd.Timestamp(as_of)]
        strikes = frozenset(day for day in self.strikes if day <= as_of + STRIKE_NOTICE)
        return replace(self, attendance=attendance, strikes=strikes)
