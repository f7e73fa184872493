"""A few workers for many calls."""

import threading

import pytest

from beffroi.phone.calls.pool import FINAL, PARTIAL, URGENT, Pool


def test_what_is_urgent_is_done_before_what_waited_longer() -> None:
    pool: Pool[str] = Pool(["only"], guess=0.1)
    gate, done = threading.Event(), list[str]()
    first = pool.submit(lambda _: gate.wait(5), rank=FINAL)
    later = [pool.submit(lambda _, name=name: done.append(name), rank=rank) for name, rank in ORDER]  # type: ignore[misc]
    gate.set()
    first.result(5)
    for one in later:
        one.result(5)
    assert done == ["fire", "request", "so far"]
    pool.close()


ORDER = (("so far", PARTIAL), ("request", FINAL), ("fire", URGENT))


def test_what_is_no_longer_wanted_is_not_done() -> None:
    pool: Pool[str] = Pool(["only"], guess=0.1)
    gate, done = threading.Event(), list[str]()
    first = pool.submit(lambda _: gate.wait(5), rank=FINAL)
    dropped = pool.submit(lambda _: done.append("dropped"), rank=FINAL)
    kept = pool.submit(lambda _: done.append("kept"), rank=FINAL)
    assert dropped.cancel()
    gate.set()
    first.result(5)
    kept.result(5)
    assert done == ["kept"]
    pool.close()


def test_the_wait_that_is_expected_grows_with_what_waits() -> None:
    pool: Pool[str] = Pool(["one", "two"], guess=0.4)
    assert pool.wait == 0
    gate = threading.Event()
    waiting = [pool.submit(lambda _: gate.wait(5), rank=FINAL) for _ in range(10)]
    assert pool.wait >= 8 * 0.4 / 2
    gate.set()
    for one in waiting:
        one.result(5)
    pool.close()


def test_an_error_of_a_worker_reaches_who_waits_and_the_worker_goes_on() -> None:
    pool: Pool[str] = Pool(["only"], guess=0.1)
    failed = pool.submit(lambda _: 1 / 0, rank=FINAL)
    with pytest.raises(ZeroDivisionError):
        failed.result(5)
    assert pool.submit(str.upper, rank=FINAL).result(5) == "ONLY"
    pool.close()
