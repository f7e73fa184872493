"""A few workers for many calls: what is urgent first, what is no longer wanted not at all."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from heapq import heappop, heappush
from typing import Any, Generic, TypeVar

Worker = TypeVar("Worker")
Result = TypeVar("Result")
URGENT, FINAL, PAUSE, PARTIAL = range(4)  # ranks
RECENT = 0.1  # weight of the last time in the mean


class Pool(Generic[Worker]):
    """Threads, one a worker. guess: time of one piece of work [s] before any was measured."""

    def __init__(self, workers: Sequence[Worker], *, guess: float) -> None:
        self.workers = tuple(workers)
        self.mean = guess
        self._waiting: list[tuple[int, int, Callable[[Worker], Any], Future[Any]]] = []
        self._numbers = itertools.count()
        self._there = threading.Condition()
        self._busy, self._closed = 0, False
        for worker in self.workers:
            threading.Thread(target=self._serve, args=(worker,), daemon=True, name="speech").start()

    def submit(self, work: Callable[[Worker], Result], *, rank: int) -> Future[Result]:
        """Queue a piece of work; cancel its future when it is no longer wanted."""
        future: Future[Result] = Future()
        with self._there:
            heappush(self._waiting, (rank, next(self._numbers), work, future))
            self._there.notify()
        return future

    @property
    def wait(self) -> float:
        """Return how long new work is expected to wait [s]."""
        with self._there:
            wanted = sum(not future.cancelled() for *_, future in self._waiting)
            return (wanted + max(0, self._busy - len(self.workers) + 1)) * self.mean / max(1, len(self.workers))

    def close(self) -> None:
        """Let the threads end."""
        with self._there:
            self._closed = True
            self._there.notify_all()

    def _serve(self, worker: Worker) -> None:
        while (taken := self._take()) is not None:
            work, future = taken
            began = time.perf_counter()
            try:
                future.set_result(work(worker))
            except Exception as error:  # noqa: BLE001  # whoever waits is told
                future.set_exception(error)
            with self._there:
                self._busy -= 1
                self.mean += RECENT * (time.perf_counter() - began - self.mean)

    def _take(self) -> tuple[Callable[[Worker], Any], Future[Any]] | None:
        with self._there:
            while True:
                while not self._waiting and not self._closed:
                    self._there.wait()
                if self._closed:
                    return None
                _, _, work, future = heappop(self._waiting)
                if future.set_running_or_notify_cancel():
                    self._busy += 1
                    return work, future
