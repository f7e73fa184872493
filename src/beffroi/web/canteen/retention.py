"""What the canteens remove when it has outlived its retention."""

from __future__ import annotations

import shutil
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from beffroi.web.canteen.folders import latest, originals, version
from beffroi.web.canteen.models import Expected, ExpectedTotal, Run, Upload
from beffroi.web.canteen.rows import forget
from beffroi.web.canteen.starting import SERVICE
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.retention import purges


@purges(SERVICE)
def purge(tenant: Tenant, *, before: datetime) -> int:
    """Remove days, forecasts and uploads from before a moment; the last accepted upload stays: forecasts need it."""
    gone = forget(tenant, timezone.localdate(before))
    known = latest()
    old = Upload.objects.filter(sent_at__lt=before).exclude(pk=known.pk if known else None)
    for upload in old:
        for folder in (originals(tenant, upload), version(tenant, upload)):
            shutil.rmtree(folder, ignore_errors=True)
    return gone + int(old.delete()[0]) + _forget_runs(before)


def _forget_runs(before: datetime) -> int:
    """Remove old forecasts that no day of the board comes from."""
    used = Exists(Expected.objects.filter(run=OuterRef("pk"))) | Exists(
        ExpectedTotal.objects.filter(run=OuterRef("pk"))
    )
    return int(Run.objects.filter(~used, made_at__lt=before).delete()[0])
