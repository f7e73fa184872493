"""What the water service removes when it has outlived its retention."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from beffroi.web.platform.models import Tenant
from beffroi.web.platform.retention import purges
from beffroi.web.water.folders import current, remove
from beffroi.web.water.models import (
    FileKind,
    FileState,
    Leak,
    LeakStatus,
    Night,
    NightAlarm,
    PipeRisk,
    Round,
    SensorDay,
    VolumesYear,
    WaterFile,
    WaterRun,
)
from beffroi.web.water.starting import SERVICE


@purges(SERVICE)
def purge(tenant: Tenant, *, before: datetime) -> int:
    """Remove readings, nights, ended leaks, runs and files from before a moment.

    What stays: files in use (jobs need them), leaks that nobody has closed, runs that rows still come from.
    """
    day = timezone.localdate(before)
    old = [
        SensorDay.objects.filter(day__lt=day),
        Night.objects.filter(day__lt=day),
        Round.objects.filter(day__lt=day),
        NightAlarm.objects.filter(raised_at__lt=before),
        Leak.objects.filter(status=LeakStatus.CLOSED, moved_at__lt=before),
    ]
    gone = sum(int(rows.delete()[0]) for rows in old)
    return gone + _forget_files(tenant, before) + _forget_runs(before)


def _forget_files(tenant: Tenant, before: datetime) -> int:
    used = [file.pk for file in map(current, FileKind) if file]
    old = WaterFile.objects.filter(sent_at__lt=before).exclude(pk__in=used).exclude(state=FileState.PROPOSED)
    for file in old:
        remove(tenant, file)
    return int(old.delete()[0])


def _forget_runs(before: datetime) -> int:
    kept: set[int] = set()
    for model in (PipeRisk, VolumesYear, Round):
        kept |= set(model.objects.exclude(run=None).values_list("run", flat=True).distinct())
    return int(WaterRun.objects.filter(made_at__lt=before).exclude(pk__in=kept).delete()[0])
