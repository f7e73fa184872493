"""What keeps jobs from being lost: workers that say they live, leases that lapse, tickets that vanished."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from beffroi.web.platform import jobs, leases
from beffroi.web.platform.models import Job, WorkerBeat
from beffroi.web.platform.models.jobs import JobState

CLAIMED = timedelta(seconds=10)
SILENT = timedelta(seconds=60)
KEPT = timedelta(days=1)
INTERRUPTED = (
    "Interrompu trois fois sans finir (machine arrêtée, ou mémoire insuffisante). Ce qui a été déposé est gardé : "
    "relancez le travail, ou demandez à l'exploitant de regarder la machine."
)


def beat(worker: str) -> None:
    """Say that this process lives."""
    fields = {"host": socket.gethostname(), "pid": os.getpid(), "beat_at": timezone.now()}
    WorkerBeat.objects.update_or_create(name=worker, defaults=fields)


def living_workers() -> int:
    """Count the workers that spoke lately."""
    return WorkerBeat.objects.filter(beat_at__gt=timezone.now() - SILENT).count()


def bury_the_dead() -> None:
    """End at once the leases of workers of this machine whose process is gone, rather than when they lapse."""
    for worker in WorkerBeat.objects.filter(host=socket.gethostname()):
        if worker.pid == os.getpid() or not _lives(worker.pid):
            with scopes_disabled():
                Job.objects.filter(worker=worker.name, state=JobState.RUNNING).update(lease_until=timezone.now())
            worker.delete()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def reap() -> None:
    """Take up again jobs whose lease lapsed, and jobs that wait without a place in the queue."""
    now = timezone.now()
    with scopes_disabled():
        lapsed = Job.objects.select_related("tenant").filter(state=JobState.RUNNING, lease_until__lt=now)
        for job in lapsed[:100]:
            _take_up_again(job)
        for job in _without_place()[:100]:
            jobs.enqueue(job)


def _take_up_again(job: Job) -> None:
    if job.cancel_asked:
        leases.end(job, JobState.CANCELLED, "Annulé à la demande.")
    elif job.attempt >= leases.MOST_ATTEMPTS:
        leases.end(job, JobState.FAILED, INTERRUPTED)
    else:
        jobs.lay_down(job, message="Interrompu par l'arrêt d'une machine : le travail est repris.")


def _without_place() -> QuerySet[Job]:
    ticket = DBTaskResult.objects.filter(pk=OuterRef("ticket"))
    queued = Q(status=TaskResultStatus.READY)
    claimed = Q(status=TaskResultStatus.RUNNING, started_at__gt=timezone.now() - CLAIMED)
    lost: QuerySet[Job] = Job.objects.filter(~Exists(ticket.filter(queued | claimed)), state=JobState.WAITING)
    return lost


def sweep() -> None:
    """Remove rows of the queue and of workers that nobody needs any more."""
    old = timezone.now() - KEPT
    DBTaskResult.objects.filter(enqueued_at__lt=old).exclude(status=TaskResultStatus.READY).delete()
    WorkerBeat.objects.filter(beat_at__lt=old).delete()
