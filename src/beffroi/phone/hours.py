"""When a service answers: its hours, public holidays, closures, the town's own clock; and how they are said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from beffroi.phone.town import Closure, Opening, Service, Town
from beffroi.territory.public_holidays import public_holiday

MAIN = ("accueil", "mairie")
LOOKED_AHEAD = 60
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
FIRST_HALF = ("janvier", "février", "mars", "avril", "mai", "juin")
MONTHS = (*FIRST_HALF, "juillet", "août", "septembre", "octobre", "novembre", "décembre")


def main_service(town: Town) -> Service | None:
    """Return the service whose hours are the town hall's: "accueil", "mairie", else the first."""
    named = (town.service(name) for name in MAIN)
    return next((service for service in named if service), town.services[0] if town.services else None)


def openings_on(town: Town, service: Service | None, day: date) -> tuple[Opening, ...]:
    """Return the openings of a day, earliest first: the service's own, else the town hall's; none when it is shut."""
    if closed_on(town, service, day):
        return ()
    main = main_service(town)
    openings = (service.openings if service else ()) or (main.openings if main else ())
    found = (one for one in openings if day.weekday() in one.days and _in_season(one, day))
    return tuple(sorted(found, key=lambda one: one.opens))


def _in_season(opening: Opening, day: date) -> bool:
    return (opening.first is None or opening.first <= day) and (opening.last is None or day <= opening.last)


def closed_on(town: Town, service: Service | None, day: date) -> str:
    """Return why the service is shut all day in spite of its hours: a closure or a public holiday; else nothing."""
    closure = next((one for one in town.closures if _covers(one, service, day)), None)
    return closure.reason if closure else public_holiday(day, town.region or "metropole") or ""


def _covers(closure: Closure, service: Service | None, day: date) -> bool:
    concerned = not closure.service or (service is not None and closure.service == service.name)
    return concerned and closure.first <= day <= closure.last


def local(town: Town, at: datetime) -> datetime:
    """Return the moment on the town's own clock."""
    return at.astimezone(ZoneInfo(town.timezone))


def is_open(town: Town, service: Service | None, at: datetime) -> bool:
    """Tell whether the service answers at that moment; a town that gave no hours at all is taken to be open."""
    main = main_service(town)
    if not (service and service.openings) and not (main and main.openings):
        return not closed_on(town, service, local(town, at).date())
    here = local(town, at)
    return any(one.opens <= here.time() < one.closes for one in openings_on(town, service, here.date()))


def reopening(town: Town, service: Service | None, at: datetime) -> datetime | None:
    """Return when the service opens next, on the town's clock, or None within sixty days."""
    here = local(town, at)
    for ahead in range(LOOKED_AHEAD):
        day = here.date() + timedelta(days=ahead)
        for one in openings_on(town, service, day):
            opens = datetime.combine(day, one.opens, here.tzinfo)
            if opens > here:
                return opens
    return None


def spoken_reopening(town: Town, service: Service | None, at: datetime) -> str:
    """Say when a service opens next: "demain à 9 heures", "lundi 16 novembre à 8 heures 30"; empty when unknown."""
    opens = reopening(town, service, at)
    if opens is None:
        return ""
    days = (opens.date() - local(town, at).date()).days
    named = {0: "aujourd'hui", 1: "demain"}.get(days) or spoken_day(opens.date())
    return f"{named} à {spoken_time(opens.time())}"


def spoken_day(day: date) -> str:
    """Say "lundi 1er juin"."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}"


def spoken_time(moment: time) -> str:
    """Say "9 heures", "midi", "13 heures 30"."""
    if (moment.hour, moment.minute) == (12, 0):
        return "midi"
    hour = f"{moment.hour} heure{'s' if moment.hour > 1 else ''}"
    return f"{hour} {moment.minute:02d}" if moment.minute else hour


def spoken_hours(town: Town, service: Service | None, at: datetime) -> str:
    """Say the week's hours in force, days of the same hours together, and today's exception where there is one."""
    here = local(town, at).date()
    weeks = _groups(town, service, here)
    said = " ; ".join(f"{_days(days)}, {_ranges(hours)}" for days, hours in weeks)
    reason = closed_on(town, service, here)
    return f"{said}. Aujourd'hui, fermé : {reason}" if reason and said else said


Hours = tuple[tuple[time, time], ...]


def _groups(town: Town, service: Service | None, here: date) -> list[tuple[list[int], Hours]]:
    main = main_service(town)
    openings = (service.openings if service else ()) or (main.openings if main else ())
    groups: list[tuple[list[int], Hours]] = []
    for day in range(7):
        own = (one for one in openings if day in one.days and _in_season(one, here))
        hours = tuple(sorted((one.opens, one.closes) for one in own))
        same = next((days for days, other in groups if other == hours), None)
        if same is not None:
            same.append(day)
        elif hours:
            groups.append(([day], hours))
    return groups


def _days(days: list[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"du {DAYS[days[0]]} au {DAYS[days[-1]]}"
    names = [f"le {DAYS[day]}" for day in days]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


def _ranges(hours: Hours) -> str:
    said = [f"de {spoken_time(opens)} à {spoken_time(closes)}" for opens, closes in hours]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"
