"""What the simulation draws from (``data/measured.toml``): measured figures of the agent, suppositions on callers."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from beffroi.phone.dialogue import read_settings
from beffroi.phone.errors import CallsUnreadable

Profile = tuple[float, ...]


@dataclass(frozen=True)
class Scenario:
    """A town hall's telephone. Shares between 0 and 1, times in seconds, hours of the day in hours.
    profile: calls by equal part of the day.

    agent: whether one answers; contained: settled by the agent alone; wrong: answered beside the point;
    message: heard what there is to know, and offered a
    message by the topic itself; what remains wants a person, of a service in a share ``of_service``,
    where staff other than the operators answer in a share ``served``. lines: calls at the same time.
    """

    calls_a_day: float
    operators: int
    agent: bool
    contained: float
    wrong: float
    message: float
    emergencies: float
    complain: float
    leave_message: float
    again: float
    again_after: float
    patience: float
    operator_seconds: float
    answer_seconds: float
    transfer_seconds: float
    message_seconds: float
    opens: tuple[tuple[float, float], ...]
    profile: Profile
    of_service: float = 0.0
    served: float = 0.0
    lines: int = 6
    ring: float = 40.0

    def open_at(self, seconds: float) -> bool:
        """Tell whether operators answer at that time of the day [s]."""
        return any(first <= seconds / 3600 < last for first, last in self.opens)


def read_measured() -> dict[str, Any]:
    """Return the tables of the file."""
    return tomllib.loads(files("beffroi.phone").joinpath("data/measured.toml").read_text(encoding="utf-8"))


def read_rehearsal(place: Path) -> dict[str, float]:
    """Return the figures of ``beffroi phone rehearse --json``, as the file of measured figures has them.

    Raises CallsUnreadable where the rehearsal could not be judged: without what the switchboard did, nothing is right.
    """
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        found = {name: told["agent"][name] for name in ("answer", "transfer", "message", "person")}
        found |= {"asked": told["asked"], "right": told["agrees"], "asked_right": told["asked_right"]}
    except (ValueError, KeyError, TypeError) as error:
        raise CallsUnreadable(f"{place.name} : il faut ce qu'écrit « beffroi phone rehearse --json ».") from error
    if found["right"] is None:
        raise CallsUnreadable(f"{place.name} : rien n'y dit ce qu'il fallait faire ; ajoutez « did » ou « intent ».")
    return {name: float(value or 0.0) for name, value in found.items()}


def scenario(
    *, calls_a_day: float, operators: int, agent: bool, lines: int = 6, rehearsal: dict[str, float] | None = None
) -> Scenario:
    """Return the scenario that the measured figures make; a transfer rings as long as the dialogue lets it.

    rehearsal: figures of the agent, those that ship by default.
    """
    table, settings = read_measured(), read_settings()
    does, callers, lengths = rehearsal or table["rehearsal"], table["callers"], table["lengths"]
    acts = does["answer"] + does["transfer"] + does["message"]
    found = does["right"] + does["asked"] * does["asked_right"] / acts if acts else 0.0
    contained, message = does["answer"] * found * callers["satisfied"], does["message"] * found
    wrong = does["answer"] * (1 - does["right"])
    return Scenario(
        calls_a_day=calls_a_day,
        operators=operators,
        agent=agent,
        contained=contained,
        wrong=wrong,
        message=message,
        emergencies=callers["emergencies"],
        complain=callers["complain"],
        leave_message=callers["leave_message"],
        again=callers["again"],
        again_after=callers["again_after"],
        patience=callers["patience"],
        operator_seconds=callers["operator_seconds"],
        answer_seconds=lengths["answer"],
        transfer_seconds=lengths["transfer"],
        message_seconds=lengths["message"],
        opens=tuple((first, last) for first, last in table["day"]["open"]),
        profile=tuple(float(one) for one in table["day"]["profile"]),
        of_service=does["transfer"] * found / (1 - contained - wrong - message),
        served=callers["served"],
        lines=lines,
        ring=settings.transfer_wait * settings.transfer_waits,
    )
