"""Builds the demo instance, the towns in parallel, then the forecast that the board shows."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NoReturn

from django.db import connections
from django.utils import timezone
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.web.canteen.starting import start_forecast, start_scenario
from beffroi.web.demo.towns import TOWNS, WATER, Town, make_territory
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Tenant
from beffroi.web.preparing import prepare

MARK = "demo"
AT_ONCE = 2


class DemoFailed(BadInput):
    """A town could not be made."""


def build(out: Path) -> bool:
    """Build the instance of BEFFROI_HOME (``out``) unless it is built; return whether it was built now.

    Raises DemoFailed.
    """
    home = prepare()
    mark = home / MARK
    if mark.exists():
        return False
    if not Tenant.objects.exists():
        make_territory()
    connections.close_all()
    print("Un territoire inventé : une agglomération, quatre communes, un syndicat des eaux.", flush=True)
    # those that take longest first: the largest town, the one whose telephone learns
    others = sorted(TOWNS[:-1], key=lambda town: (town.calls, town.population), reverse=True)
    _run_all([town.slug for town in (TOWNS[-1], others[0], WATER, *others[1:])], out)
    mark.write_text(f"{timezone.now():%Y-%m-%d}\n", encoding="ascii")
    return True


def _run_all(slugs: Iterable[str], out: Path) -> None:
    """Make the towns in child processes, two at once, the largest first."""
    waiting, running = list(slugs), dict[str, subprocess.Popen[bytes]]()
    while waiting or running:
        while waiting and len(running) < min(AT_ONCE, os.cpu_count() or 1):
            slug = waiting.pop(0)
            running[slug] = subprocess.Popen(
                [sys.executable, "-m", "beffroi", "demo", "--out", str(out), "--town", slug]
            )
        for slug, child in list(running.items()):
            if child.poll() is not None:
                del running[slug]
                if child.returncode:
                    raise DemoFailed(f"La ville inventée « {slug} » n'a pas pu être faite (détails ci-dessus).")
                print(f"   {_town(slug).name} : {'prêt' if slug == WATER.slug else 'prête'}", flush=True)
        time.sleep(0.1)


def make_town(slug: str, today: date | None = None) -> None:
    """Make one town's year and its coming weeks, with the jobs that an upload starts, or the water service's months."""
    town, tenant = _town(slug), Tenant.objects.get(slug=slug)
    # only the child that makes a town loads the heavy libraries
    if town == WATER:
        from beffroi.web.demo.water_service import make_service  # noqa: PLC0415

        make_service(tenant, town, today or timezone.localdate())
    if town.calls:
        from beffroi.web.demo.phones import make_calls  # noqa: PLC0415

        make_calls(tenant, town, timezone.now())
    if town.asks:
        from beffroi.web.demo.assistants import make_assistant  # noqa: PLC0415

        make_assistant(tenant)
    if not town.canteens:
        return
    from beffroi.web.demo.canteens import make_year  # noqa: PLC0415

    make_year(tenant, town, today or timezone.localdate())
    with scope(tenant=tenant):
        job = start_forecast(tenant)
    run_job.call(job.pk)


def _town(slug: str) -> Town:
    return next(town for town in (*TOWNS, WATER) if town.slug == slug)


def start_stream(out: Path) -> subprocess.Popen[bytes]:
    """Start the made-up sensors beside the workspace; they end with this process."""
    return subprocess.Popen([sys.executable, "-m", "beffroi", "demo", "--out", str(out), "--stream"])


def forecast_for_ever(slug: str) -> NoReturn:
    """Do one forecast after another: the load of a busy worker, for ``beffroi bench --pages``."""
    tenant = Tenant.objects.get(slug=slug)
    for number in count():
        with scope(tenant=tenant):
            strikes = [timezone.localdate() + timedelta(days=1 + (os.getpid() + number) % 50)]
            job = start_scenario(tenant, strikes=strikes, person=None)
        run_job.call(job.pk)
    raise AssertionError
