"""Long work: started from a view or the schedule, run by a worker, committed once.

Our row is the truth; the queue carries its number. ``leases`` says who may work on it, ``reaping`` takes up again
what a killed worker left, ``schedule`` starts what comes back every night.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_scopes import scope, scopes_disabled
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from beffroi.territory.errors import BadInput
from beffroi.web.platform import leases
from beffroi.web.platform.models import Job, JobResult, Person, Tenant
from beffroi.web.platform.models.jobs import OPEN_STATES, JobState
from beffroi.web.platform.shift import SHIFT, AtHand

LONGEST = timedelta(hours=2)
WAITS = (timedelta(seconds=15), timedelta(minutes=2))
LEAST_BETWEEN_WRITES = 0.2

logger = logging.getLogger("beffroi.jobs")
QUEUE = Worker(
    queue_names=["*"],
    excluded_queue_names=[],
    interval=0,
    batch=True,
    backend_name="default",
    startup_delay=False,
    max_tasks=None,
    worker_id="",
)


class JobCancelled(Exception):
    """A person asked for the job to stop."""


class LeaseLost(Exception):
    """Another worker took the job over: what was computed here is not committed."""


class WorkerStopping(Exception):
    """The worker is being stopped: the job waits for the next one."""


class MayPass(Exception):
    """Something outside failed that may work in a moment: the job is tried again."""


PASSING = (MayPass, OperationalError, InterfaceError, ConnectionError, TimeoutError, MemoryError)


class Work:
    """What a job's function receives: its arguments, and the means to tell progress and to commit."""

    def __init__(self, job: Job) -> None:
        self.job, self.tenant = job, job.tenant
        self.arguments: Mapping[str, Any] = job.arguments
        self.committed = False
        self._told, self._text = 0.0, ""

    @property
    def person(self) -> Person | None:
        """Who started it."""
        return self.job.person

    def progress(self, share: float, text: str = "") -> None:
        """Tell how far the work is (0 to 1) and renew the lease. Raises JobCancelled, LeaseLost, WorkerStopping."""
        if SHIFT.stop.is_set():
            raise WorkerStopping
        if text == self._text and time.monotonic() - self._told < LEAST_BETWEEN_WRITES:
            return
        self._told, self._text = time.monotonic(), text
        if not leases.renew(self.job, progress=min(max(share, 0.0), 1.0), progress_text=text[:160]):
            raise LeaseLost
        if leases.held(self.job).filter(cancel_asked=True).exists():
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
        self.committed = True


@dataclass(frozen=True)
class Operation:
    """The function that does an operation, and how long it may take before the worker is stopped."""

    function: Callable[[Work], None]
    longest: timedelta


def _gone(_work: Work) -> None:
    raise BadInput("Ce travail n'existe plus dans cette version de Beffroi.")


GONE = Operation(_gone, LONGEST)
WORKS: dict[str, Operation] = {}


def work(operation: str, *, longest: timedelta = LONGEST) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Register the function that does an operation, e.g. ``canteen.forecast``; it ends with ``commit``."""

    def register(function: Callable[[Work], None]) -> Callable[[Work], None]:
        WORKS[operation] = Operation(function, longest)
        return function

    return register


def works() -> Mapping[str, Operation]:
    """Return every registered operation: each application tells its own in its modules ``tasks`` and ``rounds``."""
    autodiscover_modules("tasks", "rounds")
    return WORKS


def start(
    tenant: Tenant,
    operation: str,
    *,
    key: str,
    title: str,
    arguments: Mapping[str, Any],
    person: Person | None = None,
    link: str = "",
    follows: Job | None = None,
) -> Job:
    """Start a job, or return the one already open for this key. link: the page that shows what it will make."""
    with scope(tenant=tenant), transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        running: Job | None = Job.objects.filter(operation=operation, key=key, state__in=OPEN_STATES).first()
        if running:
            return running
        job: Job = Job.objects.create(
            tenant=tenant,
            operation=operation,
            key=key,
            title=title,
            arguments=dict(arguments),
            person=person,
            link=link,
            follows=follows,
        )
        enqueue(job)
    return job


def again(job: Job, *, person: Person) -> Job:
    """Start the same work once more; the job that ended is kept as it is."""
    return start(
        job.tenant,
        job.operation,
        key=job.key,
        title=job.title,
        arguments=job.arguments,
        person=person,
        link=job.link,
        follows=job,
    )


def cancel(job: Job) -> None:
    """Cancel at once what waits; ask what runs to stop at its next step."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
    if not waiting.update(
        state=JobState.CANCELLED, message="Annulé avant d'avoir commencé.", finished_at=timezone.now()
    ):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked=True)


def enqueue(job: Job) -> None:
    """Put a waiting job in the queue, in the caller's transaction; the row keeps its ticket."""
    with scopes_disabled(), transaction.atomic():
        ticket = run_job.using(run_after=job.due_at).enqueue(job.pk).id
        same = Job.objects.filter(pk=job.pk, ticket=job.ticket, state=JobState.WAITING)
        if not same.update(ticket=ticket):
            transaction.set_rollback(True)


@task()
def run_job(number: int) -> None:
    """Take the lease of a job and do it. What goes wrong is told on the job's row."""
    job = leases.take(number, worker=SHIFT.name)
    if job is None:
        return
    operation = works().get(job.operation, GONE)
    SHIFT.at_hand = AtHand(job, time.monotonic(), operation.longest)
    try:
        with scope(tenant=job.tenant):
            _do(job, operation)
    finally:
        SHIFT.at_hand = None


def _do(job: Job, operation: Operation) -> None:
    try:
        if SHIFT.stop.is_set():
            raise WorkerStopping
        doing = Work(job)
        operation.function(doing)
        if not doing.committed:
            with doing.commit():
                pass
    except LeaseLost:
        logger.warning("lease lost", extra=facts(job))
    except WorkerStopping:
        lay_down(job, counted=False)
    except JobCancelled:
        leases.end(job, JobState.CANCELLED, "Annulé à la demande.")
    except BadInput as error:
        leases.end(job, JobState.FAILED, str(error))
    except PASSING:
        logger.warning("job failed, may pass", extra=facts(job), exc_info=True)
        _after_passing_failure(job)
    except Exception:
        logger.exception("job failed", extra=facts(job))
        leases.end(job, JobState.FAILED, unforeseen(job))


def _after_passing_failure(job: Job) -> None:
    if job.attempt >= leases.MOST_ATTEMPTS:
        leases.end(job, JobState.FAILED, unforeseen(job))
        return
    message = f"L'essai {job.attempt} sur {leases.MOST_ATTEMPTS} a rencontré une panne passagère : un autre suivra."
    lay_down(job, wait=WAITS[job.attempt - 1], message=message)


def lay_down(job: Job, *, wait: timedelta = timedelta(0), counted: bool = True, message: str = "") -> bool:
    """Let a job wait for another attempt, in the queue again; False when its lease was lost."""
    with transaction.atomic():
        laid = leases.lay_down(job, wait=wait, counted=counted, message=message)
        if laid:
            with scopes_disabled():
                enqueue(Job.objects.get(pk=job.pk))
    return laid


def unforeseen(job: Job) -> str:
    """Return what a person is told of an error that is not theirs; the details stand in the log."""
    return (
        f"Une erreur imprévue a arrêté le travail n° {job.pk}. Ce qui a été déposé est gardé : relancez le travail ; "
        "si l'erreur revient, donnez ce numéro à l'exploitant."
    )


def facts(job: Job) -> dict[str, Any]:
    """Return what the log says of a job: nothing personal."""
    return {"job": job.pk, "operation": job.operation, "attempt": job.attempt, "tenant": job.tenant.slug}


def work_once() -> bool:
    """Do the next piece of work that waits in the queue; tell whether there was one."""
    if not DBTaskResult.objects.ready().exists():
        return False
    with exclusive_transaction():
        ticket = DBTaskResult.objects.ready().get_locked()
        if ticket is not None:
            ticket.claim(SHIFT.name)
    if ticket is not None:
        QUEUE.run_task(ticket)
    return True
