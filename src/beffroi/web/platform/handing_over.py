"""The export as a job: started by a button, kept a week for those who may fetch it."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from beffroi.web.platform.export import hand_over
from beffroi.web.platform.jobs import Work, start, work
from beffroi.web.platform.models import Job, JobResult, Person, Tenant

OPERATION = "platform.export"
KEPT = timedelta(days=7)


def folder(tenant: Tenant) -> Path:
    """Return where a tenant's exports wait to be fetched."""
    return Path(settings.HOME) / "exports" / str(tenant.pk)


def start_export(tenant: Tenant, person: Person) -> Job:
    """Start the export of everything, or return the one that runs."""
    link = reverse("rights", args=[tenant.slug])
    return start(tenant, OPERATION, key="all", title="Export complet", arguments={}, person=person, link=link)


@work(OPERATION)
def run_export(work: Work) -> None:
    """Write the ZIP; a job that is tried again writes another."""
    path = folder(work.tenant) / f"{work.job.pk}-{work.job.attempt}.zip"
    work.progress(0.1, "Écriture des tables et des fichiers")
    try:
        parts = hand_over(work.tenant, path, person=work.person)
        with work.commit({"file": path.name, "bytes": path.stat().st_size, "parts": len(parts)}):
            pass
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def exported(tenant: Tenant) -> list[tuple[Job, dict[str, object]]]:
    """Return the exports that can be fetched, the latest first; the scope is the tenant's. One query."""
    results = JobResult.objects.filter(job__operation=OPERATION).select_related("job__person").order_by("-pk")
    return [(row.job, row.value) for row in results if (folder(tenant) / str(row.value["file"])).is_file()]


def path_of(tenant: Tenant, number: int) -> Path | None:
    """Return the file of an export job of the tenant in scope, None where it is no longer kept."""
    result: JobResult | None = JobResult.objects.filter(job__operation=OPERATION, job=number).first()
    path = folder(tenant) / Path(str(result.value["file"])).name if result else None
    return path if path and path.is_file() else None


def forget_old() -> None:
    """Remove the exports of all tenants that have waited longer than a week."""
    limit = time.time() - KEPT.total_seconds()
    for path in (Path(settings.HOME) / "exports").glob("*/*.zip"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
