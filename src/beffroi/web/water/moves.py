"""What people do with leaks and alarms. Nothing else changes a status; each move is a decision of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from beffroi.territory.errors import BadInput
from beffroi.web.platform.ledger import append_decision
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.water.models import AlarmStatus, Leak, LeakSource, LeakStatus, LeakStep, NightAlarm

S = LeakStatus
MOVES: dict[LeakStatus, tuple[LeakStatus, ...]] = {
    S.SIGNAL: (S.TO_VISIT, S.CONFIRMED, S.NOT_FOUND, S.CLOSED),
    S.TO_VISIT: (S.CONFIRMED, S.NOT_FOUND, S.CLOSED, S.SIGNAL),
    S.CONFIRMED: (S.REPAIRED, S.TO_VISIT, S.CLOSED),
    S.NOT_FOUND: (S.TO_VISIT, S.CLOSED),
    S.REPAIRED: (S.CLOSED, S.CONFIRMED),
    S.CLOSED: (S.TO_VISIT,),
}
ALARM_SUBJECT = "alarme"
REJECTED_BY_CLOSING = {S.SIGNAL, S.TO_VISIT, S.NOT_FOUND}


class MoveRefused(BadInput):
    """The leak cannot go from where it stands to there."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a person says of a leak: the next status, why, where it was found, and the day of the visit or works.

    at: the moment told, now but in a demo's past.
    """

    to: LeakStatus
    note: str = ""
    found_pipe: str = ""
    at: datetime | None = None
    place: str = ""
    day: date | None = None


@transaction.atomic
def move(tenant: Tenant, leak: Leak, asked: Move, *, person: Person) -> LeakStep:
    """Move a leak for a person; the decision cites the run's event. Raises MoveRefused."""
    row: Leak = Leak.objects.select_for_update(of=("self",)).select_related("event").get(pk=leak.pk)
    before = LeakStatus(row.status)
    if asked.to not in MOVES[before]:
        raise MoveRefused(f"Cette fuite est « {before.label} » : elle ne peut pas devenir « {asked.to.label} ».")
    row.status, row.moved_at = asked.to, asked.at or timezone.now()
    row.found_pipe = asked.found_pipe or row.found_pipe
    row.place = asked.place or row.place
    row.save(update_fields=["status", "moved_at", "found_pipe", "place"])
    step = LeakStep(tenant=tenant, leak=row, person=person, at=row.moved_at, before=before, after=asked.to)
    step.note, step.day, step.place = asked.note, asked.day, asked.place
    if row.event:
        outcome = outcome_of(before, asked, told=row.pipe)
        subject = f"fuite {row.pk} {before}>{asked.to}"
        step.decision = append_decision(tenant, row.event, outcome=outcome, person=person, subject=subject, at=asked.at)
    step.save()
    return step


def outcome_of(before: LeakStatus, asked: Move, *, told: str) -> Outcome:
    """Return what a move says of the signal: found elsewhere is a correction, not found or closed unseen a refusal."""
    if asked.to is S.NOT_FOUND or (asked.to is S.CLOSED and before in REJECTED_BY_CLOSING):
        return Outcome.REJECTED
    if asked.found_pipe and asked.found_pipe != told:
        return Outcome.EDITED
    return Outcome.ACCEPTED


@transaction.atomic
def signal(tenant: Tenant, leak: Leak, *, person: Person, note: str = "") -> Leak:
    """Add a leak that a person saw or heard of; no run, so nothing to cite."""
    leak.tenant, leak.source, leak.status = tenant, LeakSource.AGENT, S.SIGNAL
    leak.raised_at = timezone.now()
    leak.onset = leak.onset or leak.raised_at
    leak.save(force_insert=True)
    LeakStep.objects.create(tenant=tenant, leak=leak, person=person, at=leak.raised_at, after=S.SIGNAL, note=note)
    return leak


ALARM_OUTCOMES = {
    AlarmStatus.FOLLOWED: Outcome.ACCEPTED,
    AlarmStatus.FOUND: Outcome.ACCEPTED,
    AlarmStatus.KNOWN_USE: Outcome.REJECTED,
    AlarmStatus.DISMISSED: Outcome.REJECTED,
}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a person says of an alarm of night flow, and why. at: now, but in a demo's past."""

    to: AlarmStatus
    reason: str = ""
    at: datetime | None = None


@transaction.atomic
def judge_alarm(tenant: Tenant, alarm: NightAlarm, asked: Judgement, *, person: Person) -> None:
    """Decide of an alarm of night flow; the decision cites the run's event. Raises MoveRefused."""
    row: NightAlarm = NightAlarm.objects.select_for_update(of=("self",)).select_related("event").get(pk=alarm.pk)
    if asked.to not in ALARM_OUTCOMES or row.status == asked.to:
        raise MoveRefused(f"Cette alarme est déjà « {row.get_status_display()} » : rechargez la page.")
    row.status = asked.to
    row.save(update_fields=["status"])
    if row.event:
        append_decision(
            tenant,
            row.event,
            outcome=ALARM_OUTCOMES[asked.to],
            person=person,
            reason=asked.reason,
            subject=f"{ALARM_SUBJECT} {row.pk} {asked.to}",
            at=asked.at,
        )
