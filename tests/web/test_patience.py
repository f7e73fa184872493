"""Jobs that compute for long and tell nothing: their lease is kept, and they end when they must."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from beffroi.web.platform.working import TOO_LONG
from web.instances import Instance, until

ZYGOTE = str(Path(__file__).with_name("zygote.py"))


class Bench:
    """One worker with a lease of two seconds, and one job."""

    def __init__(self, instance: Instance, worker: int) -> None:
        self.instance, self.worker = instance, worker

    def start(self, operation: str, seconds: float) -> None:
        self.instance.script(
            "tenant = Tenant.objects.create(slug='bourg', name='Bourg', siret='21010053300010')\n"
            f"jobs.start(tenant, {operation!r}, key='1', title='x', arguments={{'seconds': {seconds}}})\ntold = True"
        )
        until(lambda: self.job()[0] != "waiting")

    def job(self) -> tuple[str, int, str]:
        """State, attempt, message."""
        (found,) = self.instance.query("SELECT state, attempt, message FROM platform_job")
        return found  # type: ignore[return-value]

    def is_gone(self) -> bool:
        status = Path(f"/proc/{self.worker}/stat")
        return not status.exists() or status.read_text(encoding="ascii").split()[2] == "Z"


@pytest.fixture
def bench(instance: Instance) -> Iterator[Bench]:
    with instance.process(sys.executable, ZYGOTE, "2") as zygote:
        assert zygote.stdin is not None
        assert zygote.stdout is not None
        print(file=zygote.stdin, flush=True)
        yield Bench(instance, int(zygote.stdout.readline()))


def test_the_lease_is_kept_while_a_long_computation_runs(bench: Bench) -> None:
    bench.start("test.deaf", 6)
    until(lambda: bench.job()[0] == "done")
    assert bench.job()[1] == 1


def test_a_job_that_does_not_listen_is_cancelled_with_its_process(bench: Bench) -> None:
    bench.start("test.deaf", 300)
    bench.instance.script("with scopes_disabled():\n    jobs.cancel(Job.objects.get())\ntold = True")
    until(bench.is_gone)
    assert bench.job() == ("cancelled", 1, "Annulé à la demande.")


def test_a_job_that_does_not_end_is_stopped_with_its_process(bench: Bench) -> None:
    bench.start("test.endless", 300)
    until(bench.is_gone)
    assert bench.job() == ("failed", 1, TOO_LONG)


def test_a_worker_asked_to_stop_lays_down_a_job_that_does_not_listen(bench: Bench) -> None:
    bench.start("test.deaf", 300)
    os.kill(bench.worker, signal.SIGTERM)
    until(bench.is_gone)
    assert bench.job() == ("waiting", 0, "")
