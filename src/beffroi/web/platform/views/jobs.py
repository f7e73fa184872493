"""Jobs of a tenant: list, progress."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from beffroi.web.platform.access import READERS, members
from beffroi.web.platform.models import Job
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 100


@members(READERS)
def jobs(request: TenantRequest) -> HttpResponse:
    """Show the latest jobs."""
    return render(request, "platform/jobs.html", {"jobs": Job.objects.select_related("person")[:MOST_SHOWN]})


@members(READERS)
def job(request: TenantRequest, number: int) -> HttpResponse:
    """Show one job, as a page or as a fragment that asks again while it runs."""
    template = "platform/_job.html" if request.htmx else "platform/job.html"  # type: ignore[attr-defined]
    return render(request, template, {"job": get_object_or_404(Job.objects, pk=number)})
