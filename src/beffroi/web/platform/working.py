"""The life of a worker process: it does jobs; one thread keeps the lease of the one at hand, one makes the rounds."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, close_old_connections, connections
from django_scopes import scopes_disabled

from beffroi.web.platform import jobs, leases, schedule
from beffroi.web.platform.models import Job, WorkerBeat
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.reaping import beat, bury_the_dead, reap
from beffroi.web.platform.shift import SHIFT, AtHand

IDLE_SECONDS = 0.5
BEAT_SECONDS = 5.0
STOPPING_SECONDS = 0.2
PATIENCE_CANCEL = 30.0
PATIENCE_STOP = 8.0
AGAIN = 75
TOO_LONG = "Ce travail a dépassé le temps permis et a été arrêté. Ce qui a été déposé est gardé."

logger = logging.getLogger("beffroi.worker")
Done = TypeVar("Done")
BESIDE: dict[str, Callable[[], object]] = {}


def beside(name: str, step: Callable[[], object]) -> None:
    """Let each worker process do a step again and again in a thread of its own: it ends soon after ``SHIFT.stop``.

    A service registers it in its module ``rounds``. Several workers do it at once: the step claims what it takes.
    """
    BESIDE[name] = step


def do_jobs(*, once: bool, wanted: Callable[[], bool]) -> None:
    """Do jobs until ``SHIFT.stop``, until nobody wants it any more, or, once, until none waits."""
    # once, before the threads: two that import the same modules at once see them half made
    jobs.works()
    patiently(bury_the_dead)
    ended = threading.Event()
    threads = [
        threading.Thread(target=keep_alive, args=[ended], daemon=True),
        threading.Thread(target=make_rounds, daemon=True),
        *(threading.Thread(target=repeat, args=[step], daemon=True) for step in BESIDE.values() if not once),
    ]
    for thread in threads:
        thread.start()
    while not SHIFT.stop.is_set() and wanted():
        if not patiently(jobs.work_once):
            if once:
                break
            SHIFT.stop.wait(IDLE_SECONDS)
    SHIFT.stop.set()
    ended.set()
    for thread in threads:
        thread.join(BEAT_SECONDS)
    patiently(WorkerBeat.objects.filter(name=SHIFT.name).delete)
    connections.close_all()


def patiently(step: Callable[[], Done]) -> Done | None:
    """Do a step; a database that does not answer is logged, and asked again by the next step."""
    close_old_connections()
    try:
        return step()
    except DatabaseError as error:
        logger.error("the database did not answer: %s", (str(error).splitlines() or [""])[0])  # noqa: TRY400 - each second
        time.sleep(1)
        return None
    finally:
        close_old_connections()


def keep_alive(ended: threading.Event) -> None:
    """Say that this process lives and keep the lease of its job, every few seconds: nothing slow stands here."""
    patience = Patience()
    while not ended.is_set():
        _in_any_case(partial(beat, SHIFT.name))
        _in_any_case(patience.keep_lease)
        if not SHIFT.stop.wait(BEAT_SECONDS):
            continue
        ended.wait(STOPPING_SECONDS)
    connections.close_all()


def make_rounds() -> None:
    """Take up what others left, and what the schedule says; a night's upkeep may take minutes."""
    while not SHIFT.stop.is_set():
        _in_any_case(reap)
        _in_any_case(schedule.run_due)
        SHIFT.stop.wait(BEAT_SECONDS)
    connections.close_all()


def repeat(step: Callable[[], object]) -> None:
    """Do a step again and again, a pause between."""
    while not SHIFT.stop.is_set():
        _in_any_case(step)
        SHIFT.stop.wait(BEAT_SECONDS)
    connections.close_all()


def _in_any_case(step: Callable[[], object]) -> None:
    """Do a step of the upkeep: a failing one must not end its thread."""
    try:
        patiently(step)
    except Exception:
        logger.exception("upkeep failed")


class Patience:
    """Renews the lease of the job at hand; ends the process where the job neither listens nor comes to an end."""

    def __init__(self) -> None:
        self._asked: tuple[int, float] | None = None
        self._stopped: float | None = None

    def keep_lease(self) -> None:
        """Look once. The process that ends here is started again by the one that watches over it."""
        at_hand = SHIFT.at_hand
        if at_hand is None or not leases.renew(at_hand.job):
            return
        if time.monotonic() - at_hand.began > at_hand.longest.total_seconds():
            _leave(leases.end(at_hand.job, JobState.FAILED, TOO_LONG))
        if self._cancel_waits(at_hand) > PATIENCE_CANCEL:
            _leave(leases.end(at_hand.job, JobState.CANCELLED, "Annulé à la demande."))
        if self._stop_waits() > PATIENCE_STOP:
            _leave(jobs.lay_down(at_hand.job, counted=False))

    def _cancel_waits(self, at_hand: AtHand) -> float:
        with scopes_disabled():
            row: Job | None = leases.held(at_hand.job).filter(cancel_asked=True).first()
        if row is None:
            return 0.0
        if self._asked is None or self._asked[0] != row.pk:
            self._asked = row.pk, time.monotonic()
        return time.monotonic() - self._asked[1]

    def _stop_waits(self) -> float:
        if not SHIFT.stop.is_set():
            return 0.0
        self._stopped = self._stopped or time.monotonic()
        return time.monotonic() - self._stopped


def _leave(ours: bool) -> None:
    """End this process without waiting for its main thread, which no longer holds the job."""
    if ours:
        logger.warning("worker leaves a job that does not end")
        logging.shutdown()
        os._exit(0 if SHIFT.stop.is_set() else AGAIN)
