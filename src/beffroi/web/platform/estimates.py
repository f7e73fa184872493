"""How long a job will still take, from how long the same operation took before and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from beffroi.web.platform.models import Job
from beffroi.web.platform.models.jobs import JobState

REMEMBERED = 20
TOLD_FROM = 0.1


@dataclass(frozen=True)
class Shown:
    """A job as a page shows it. remaining: in words, empty where nobody knows."""

    job: Job
    remaining: str
    took: str


def show(jobs: Iterable[Job]) -> list[Shown]:
    """Return jobs of the tenant in scope with their times; one query whatever their number."""
    listed = list(jobs)
    usual = usual_durations({job.operation for job in listed if job.is_open})
    now = timezone.now()
    return [Shown(job, _words(remaining(job, usual=usual.get(job.operation), now=now)), _took(job)) for job in listed]


def usual_durations(operations: set[str]) -> Mapping[str, timedelta]:
    """Return the median duration of the latest jobs of each operation that ended well."""
    if not operations:
        return {}
    done = Job.objects.filter(state=JobState.DONE, operation__in=operations, started_at__isnull=False)
    latest = done.order_by("-finished_at").values_list("operation", "started_at", "finished_at")
    seconds: dict[str, list[float]] = {}
    for operation, began, ended in latest[: REMEMBERED * len(operations)]:
        seconds.setdefault(operation, []).append((ended - began).total_seconds())
    return {operation: timedelta(seconds=median(values)) for operation, values in seconds.items()}


def remaining(job: Job, *, usual: timedelta | None, now: datetime) -> timedelta | None:
    """Return the time left of a job that waits (without the queue before it) or runs; None where nobody knows.

    Where the job has told how far it is, its own pace counts as much as its share of progress.
    """
    if job.state == JobState.WAITING:
        return usual
    if job.state != JobState.RUNNING or job.started_at is None:
        return None
    elapsed, by_pace = now - job.started_at, None
    if job.progress >= TOLD_FROM:
        by_pace = elapsed * (1 / job.progress - 1)
    by_past = max(usual - elapsed, timedelta(0)) if usual is not None else None
    if by_pace is None or by_past is None:
        return by_pace if by_past is None else by_past
    return by_pace * job.progress + by_past * (1 - job.progress)


def _took(job: Job) -> str:
    return spoken(job.finished_at - job.started_at) if job.finished_at and job.started_at else ""


def _words(duration: timedelta | None) -> str:
    return "" if duration is None else spoken(duration)


def spoken(duration: timedelta) -> str:
    """Return "moins de 10 secondes", "40 secondes", "3 minutes", "1 h 20"."""
    seconds = duration.total_seconds()
    if seconds < 10:
        return "moins de 10 secondes"
    if seconds < 55:
        return f"{round(seconds, -1):.0f} secondes"
    minutes = round(seconds / 60)
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{minutes // 60} h {minutes % 60:02d}"
