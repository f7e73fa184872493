"""Real workers killed at random moments: nothing is lost, nothing is done twice."""

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from web.instances import Instance, until

KILLS, JOBS = 50, 120
ZYGOTE = str(Path(__file__).with_name("zygote.py"))

SEED = f"""
tenant = Tenant.objects.create(slug="bourg", name="Bourg", siret="21010053300012")
for number in range({JOBS}):
    jobs.start(tenant, "test.count", key=str(number), title="Compter", arguments={{}})
told = True
"""
OPEN = "SELECT count(*) FROM platform_job WHERE state IN ('waiting', 'running')"
LOOK = """
from beffroi.web.platform.verification import verify_all
with scopes_disabled():
    told = {
        "jobs": list(Job.objects.order_by("pk").values("key", "state", "attempt", "message")),
        "results": list(JobResult.objects.order_by("pk").values_list("key", flat=True)),
        "events": list(Entry.objects.order_by("seq").values_list("subject", flat=True)),
        "chains": [verdict.whole for verdict in verify_all()],
        "seqs": list(Entry.objects.order_by("seq").values_list("seq", flat=True)),
    }
"""


@pytest.fixture
def working(instance: Instance) -> Instance:
    instance.script(SEED)
    return instance


def test_fifty_kills_lose_nothing_and_do_nothing_twice(working: Instance) -> None:
    chance = random.Random(11)
    with working.process(sys.executable, ZYGOTE, "1.5") as zygote:
        assert zygote.stdin is not None
        assert zygote.stdout is not None

        def fork() -> int:
            print(file=zygote.stdin, flush=True)
            return int(zygote.stdout.readline())  # type: ignore[union-attr]

        workers = [fork(), fork()]
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.6))
            os.kill(workers.pop(chance.randrange(2)), signal.SIGKILL)
            workers.append(fork())
        until(lambda: working.query(OPEN) == [(0,)])
        for worker in workers:
            os.kill(worker, signal.SIGTERM)
    seen = working.script(LOOK)
    interrupted = [job for job in seen["jobs"] if job["state"] == "failed"]
    done = [job["key"] for job in seen["jobs"] if job["state"] == "done"]
    assert len(seen["jobs"]) == JOBS
    assert len(done) + len(interrupted) == JOBS
    assert all(job["attempt"] == 3 and "trois fois" in job["message"] for job in interrupted)
    assert sorted(seen["results"]) == sorted(done)
    assert sorted(seen["events"]) == sorted(done)
    assert seen["chains"] == [True]
    assert seen["seqs"] == list(range(1, len(done) + 1))
    assert sum(job["attempt"] for job in seen["jobs"]) >= JOBS + 10, "the kills met no work"
