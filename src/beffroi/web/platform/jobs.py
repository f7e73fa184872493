"""Long work with a lease: started from a view or the schedule, run by a worker, committed once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_scopes import scope, scopes_disabled
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from beffroi.web.platform.models import Job, JobResult, Person, Tenant
from beffroi.web.platform.models.jobs import JobState

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


class JobCancelled(Exception):
    """A person asked for the job to stop."""


class LeaseLost(Exception):
    """Another worker took the job over: what was computed here is not committed."""


class Work:
    """What a job's function receives: its arguments, and the means to tell progress and to commit."""

    def __init__(self, job: Job) -> None:
        self.job, self.tenant = job, job.tenant
        self.arguments: Mapping[str, Any] = job.arguments

    @property
    def person(self) -> Person | None:
        """Who started it."""
        return self.job.person

    def progress(self, share: float, text: str = "") -> None:
        """Tell how far the work is (0 to 1) and renew the lease. Raises JobCancelled, LeaseLost."""
        now = timezone.now()
        mine = Job.objects.filter(pk=self.job.pk, lease=self.job.lease, state=JobState.RUNNING)
        fields = {"progress": share, "progress_text": text, "heartbeat_at": now, "lease_until": now + LEASE}
        if not mine.update(**fields):
            raise LeaseLost
        if mine.filter(cancel_asked=True).exists():
            raise JobCancelled

    @contextmanager
    def commit(self, value: Mapping[str, Any] | None = None) -> Iterator[None]:
        """Write the result in one transaction with the end of the job, if the lease is still ours."""
        with transaction.atomic():
            locked = Job.objects.select_for_update().get(pk=self.job.pk)
            if locked.lease != self.job.lease or locked.state != JobState.RUNNING:
                raise LeaseLost
            JobResult.objects.create(tenant=self.tenant, job=locked, key=locked.key, value=dict(value or {}))
            locked.state, locked.progress, locked.finished_at = JobState.DONE, 1.0, timezone.now()
            locked.lease, locked.lease_until = "", None
            locked.save()
            yield


WORKS: dict[str, Callable[[Work], None]] = {}


def works() -> dict[str, Callable[[Work], None]]:
    """Return every registered operation: each application tells its own in its module ``tasks``."""
    autodiscover_modules("tasks")
    return WORKS


def work(operation: str) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Register the function that does an operation, e.g. ``canteen.forecast``; it ends with ``commit``."""

    def register(function: Callable[[Work], None]) -> Callable[[Work], None]:
        WORKS[operation] = function
        return function

    return register


def start(
    tenant: Tenant, operation: str, *, key: str, title: str, arguments: Mapping[str, Any], person: Person | None = None
) -> Job:
    """Start a job, or return the one already open for this key."""
    with scope(tenant=tenant), transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        running: Job | None = Job.objects.filter(operation=operation, key=key, state__in=OPEN_STATES).first()
        if running:
            return running
        job: Job = Job.objects.create(
            tenant=tenant, operation=operation, key=key, title=title, arguments=dict(arguments), person=person
        )
        run_job.enqueue(job.pk)
    return job


@task()
def run_job(number: int) -> None:
    """Take the lease of a job and do it. What goes wrong is told on the job's row."""
    with scopes_disabled():
        job = _take(number)
        if job is None:
            return
        tenant = job.tenant
    with scope(tenant=tenant):
        _do(job)


def _take(number: int) -> Job | None:
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=number, attempt__lt=MOST_ATTEMPTS).update(
        state=JobState.RUNNING,
        lease=secrets.token_hex(16),
        lease_until=now + LEASE,
        heartbeat_at=now,
        started_at=now,
        attempt=F("attempt") + 1,
    )
    return Job.objects.select_related("tenant", "person").get(pk=number) if taken else None


def _do(job: Job) -> None:
    try:
        works()[job.operation](Work(job))
    except LeaseLost:
        return
    except JobCancelled:
        _end(job, JobState.CANCELLED, "Annulé à la demande.")
    except Exception as error:  # noqa: BLE001 - the border of all jobs: the message goes on the row
        _end(job, JobState.FAILED, str(error) or type(error).__name__)


def _end(job: Job, state: JobState, message: str) -> None:
    Job.objects.filter(pk=job.pk, lease=job.lease).update(
        state=state, message=message, finished_at=timezone.now(), lease="", lease_until=None
    )


def work_once() -> bool:
    """Do the next piece of work that waits in the queue; tell whether there was one."""
    if not DBTaskResult.objects.ready().exists():
        return False
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=secrets.token_hex(16),
    )
    worker.run()
    return True
