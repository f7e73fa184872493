"""The town's switchboard simulated with and without the agent, on its own figures where it has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from beffroi.phone.measured import Scenario, scenario
from beffroi.phone.simulate import sensitivity, simulate
from beffroi.web.phone.figures import FEWEST_CALLS, period
from beffroi.web.phone.models import phone_settings
from beffroi.web.platform.models import Tenant

Progress = Callable[[float, str], None]
DAYS, DAYS_VARIED = 40, 10
LOOK_BACK = timedelta(days=90)
NAMES = {
    "containment": "Part réglée par l'agent seul",
    "patience": "Patience des appelants [s]",
    "operators": "Personnes au standard",
    "lines": "Lignes",
    "served": "Part des transferts pris dans les services",
}


def simulated(tenant: Tenant, *, calls_per_day: int, operators: int, progress: Progress) -> dict[str, Any]:
    """Return the outcomes of both, and how they hang on what is supposed; JSON values."""
    own = _own_containment(tenant)
    with_agent = _scenario(calls_per_day, operators, agent=True, own=own)
    without = _scenario(calls_per_day, operators, agent=False, own=None)
    progress(0.1, "Sans l'agent")
    alone = simulate(without, days=DAYS)
    progress(0.4, "Avec l'agent")
    helped = simulate(with_agent, days=DAYS)
    progress(0.7, "Ce dont cela dépend")
    varied = sensitivity(with_agent, days=DAYS_VARIED)
    return {
        "calls_per_day": calls_per_day,
        "operators": operators,
        "days": DAYS,
        "own": own is not None,
        "contained": with_agent.contained,
        "without": asdict(alone),
        "with": asdict(helped),
        "varied": [
            {
                "name": NAMES.get(one.name, one.name),
                "value": one.value,
                "share": one.name in ("containment", "served"),
                "lost": one.outcome.lost,
                "lost_or_message": one.outcome.lost_or_message,
            }
            for one in varied
        ],
    }


def _scenario(calls_per_day: int, operators: int, *, agent: bool, own: float | None) -> Scenario:
    kept = phone_settings()
    made = scenario(calls_a_day=calls_per_day, operators=operators, agent=agent, lines=kept.lines)
    timed = replace(made, operator_seconds=float(kept.answer_seconds), patience=float(kept.patience_seconds))
    return timed if own is None else replace(timed, contained=own)


def _own_containment(tenant: Tenant) -> float | None:
    """Return the share that the agent settled in the town's last ninety days; None where there are too few calls."""
    today = timezone.localdate()
    found = period(tenant, first=today - LOOK_BACK, last=today).figures
    return found.contained if found.calls >= FEWEST_CALLS else None
