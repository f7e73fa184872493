"""The lease of a job: who may work on it, until when, and how it ends. Every change checks the lease.

A worker that lost its lease changes nothing: each update is one statement that names the lease it relies on.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

from beffroi.web.platform.models import Job
from beffroi.web.platform.models.jobs import JobState

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


def take(number: int, *, worker: str) -> Job | None:
    """Take the lease of a job that waits and is due; None when it is not to be had."""
    now = timezone.now()
    with scopes_disabled():
        due = Q(due_at=None) | Q(due_at__lte=now)
        taken = Job.objects.filter(due, pk=number, state=JobState.WAITING).update(
            state=JobState.RUNNING,
            lease=secrets.token_hex(16),
            lease_until=now + LEASE,
            worker=worker,
            heartbeat_at=now,
            started_at=now,
            attempt=F("attempt") + 1,
            progress=0.0,
            progress_text="",
            message="",
        )
        return Job.objects.select_related("tenant", "person").get(pk=number) if taken else None


def held(job: Job) -> QuerySet[Job]:
    """Return the row of a job, empty once the lease is another's."""
    rows: QuerySet[Job] = Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING)
    return rows


def renew(job: Job, **fields: Any) -> bool:
    """Renew the lease, and tell progress; False once it is lost."""
    now = timezone.now()
    with scopes_disabled():
        return bool(held(job).update(heartbeat_at=now, lease_until=now + LEASE, **fields))


def end(job: Job, state: JobState, message: str) -> bool:
    """End a job whose lease is ours; False when it is no longer."""
    with scopes_disabled():
        return bool(
            held(job).update(state=state, message=message, finished_at=timezone.now(), lease="", lease_until=None)
        )


def lay_down(job: Job, *, wait: timedelta = timedelta(0), counted: bool = True, message: str = "") -> bool:
    """Let a job wait for another attempt; an attempt that was stopped by us is not counted."""
    with scopes_disabled():
        return bool(
            held(job).update(
                state=JobState.WAITING,
                message=message,
                due_at=timezone.now() + wait,
                attempt=F("attempt") - (0 if counted else 1),
                lease="",
                lease_until=None,
            )
        )
