"""Rounds: from what the planning told to rows, and what the teams heard on their way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.web.platform.ledger import append_decision
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.water.models import Leak, LeakStatus, Round, StopOutcome, WaterRun
from beffroi.web.water.moves import Move, move, signal


class RoundDone(BadInput):
    """The results of this round are kept already."""


@dataclass(frozen=True)
class Heard:
    """What a team says of one pipe of its round."""

    outcome: StopOutcome
    note: str = ""


def keep_rounds(run: WaterRun, told: Iterable[Mapping[str, Any]]) -> int:
    """Put a week's rounds in the place of those planned before; rounds already walked stay. Return how many."""
    assert run.first is not None
    week = Round.objects.filter(day__gte=run.first, day__lt=run.first + timedelta(days=7))
    week.filter(done_at=None).delete()
    walked = set(week.values_list("day", "team"))
    rows = [_row(run, one) for one in told]
    return len(Round.objects.bulk_create(row for row in rows if (row.day, row.team) not in walked))


def _row(run: WaterRun, one: Mapping[str, Any]) -> Round:
    assert run.first is not None
    kept = {name: one[name] for name in ("team", "stops", "walked_m", "listened_m", "expected_year")}
    return Round(tenant=run.tenant, run=run, day=run.first + timedelta(days=one["day"] - 1), **kept)


@transaction.atomic
def keep_heard(tenant: Tenant, round_: Round, heard: Sequence[Heard], *, person: Person) -> list[Leak]:
    """Keep what a team heard, a pipe after another; a leak found is signalled and confirmed. Raises RoundDone.

    What was heard feeds the next ranking and the next rounds (``inputs.field_feedback``).
    """
    row: Round = Round.objects.select_for_update(of=("self",)).select_related("run__event").get(pk=round_.pk)
    if row.done_at:
        raise RoundDone("Les résultats de cette tournée sont déjà gardés : rechargez la page.")
    for stop, one in zip(row.stops, heard, strict=True):
        stop.update(outcome=one.outcome.value, note=one.note)
    row.done_at = timezone.now()
    row.save(update_fields=["stops", "done_at"])
    found = [_confirmed(tenant, row, stop, person) for stop in row.stops if stop["outcome"] == StopOutcome.FOUND]
    if row.run and row.run.event:
        subject = f"tournée du {row.day}, équipe {row.team}, {counted(len(found), 'fuite')}"
        append_decision(tenant, row.run.event, outcome=Outcome.ACCEPTED, person=person, subject=subject)
    return found


def _confirmed(tenant: Tenant, row: Round, stop: Mapping[str, Any], person: Person) -> Leak:
    note = f"Trouvée par la tournée du {row.day:%d/%m/%Y}, équipe {row.team}."
    place = (stop["note"] or stop["street"])[:200]
    made = signal(tenant, Leak(pipe=stop["pipe_id"], place=place), person=person, note=note)
    asked = Move(
        to=LeakStatus.CONFIRMED, found_pipe=stop["pipe_id"], place=place, day=min(row.day, timezone.localdate())
    )
    move(tenant, made, asked, person=person)
    return made
