"""Loads Django once, then forks a real worker at each line of its input and prints its number.

usage: zygote.py LEASE_SECONDS
"""

import os
import secrets
import sys
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.web.configuration")

import django

django.setup()

from beffroi.web.platform import jobs, leases, reaping, working  # noqa: E402
from beffroi.web.platform.ledger import Operation, append_event  # noqa: E402
from beffroi.web.platform.shift import SHIFT  # noqa: E402
from beffroi.web.worker import asked_to_stop  # noqa: E402

reaping.CLAIMED = timedelta(seconds=1)
leases.LEASE = timedelta(seconds=float(sys.argv[1]))
working.BEAT_SECONDS = 0.3
working.IDLE_SECONDS = 0.05


working.PATIENCE_CANCEL = working.PATIENCE_STOP = 1.0
STEP_SECONDS = 0.02


@jobs.work("test.count")
def count(doing: jobs.Work) -> None:
    for step in range(10):
        doing.progress(step / 10, f"pas {step}")
        time.sleep(STEP_SECONDS)
    with doing.commit({"steps": 10}):
        append_event(doing.tenant, Operation(service="test", operation="count", subject=str(doing.job.key)))


@jobs.work("test.deaf")
@jobs.work("test.endless", longest=timedelta(seconds=2))
def compute(doing: jobs.Work) -> None:
    """Long, and tells nothing before it ends."""
    time.sleep(doing.arguments["seconds"])
    with doing.commit():
        pass


ZYGOTE = os.getpid()


def main() -> None:
    jobs.works()
    for _line in sys.stdin:
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG) == (0, 0):
                    break
            except ChildProcessError:
                break
        number = os.fork()
        if number == 0:
            SHIFT.name = secrets.token_hex(16)
            asked_to_stop(SHIFT.stop)
            working.do_jobs(once=False, wanted=lambda: os.getppid() == ZYGOTE)
            os._exit(0)
        print(number, flush=True)


main()
