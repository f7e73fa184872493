"""Jobs of a tenant: list, progress, cancel, run again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from beffroi.web.platform import jobs as running
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.estimates import show
from beffroi.web.platform.models import Job
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 100
UPKEEP = "platform."


@members(READERS)
def jobs(request: TenantRequest) -> HttpResponse:
    """Show the latest jobs; those of the platform itself only where asked for."""
    everything = "tout" in request.GET
    found = Job.objects.select_related("person")
    listed = found if everything else found.exclude(operation__startswith=UPKEEP)
    return render(request, "platform/jobs.html", {"shown": show(listed[:MOST_SHOWN]), "everything": everything})


@members(READERS)
def job(request: TenantRequest, number: int) -> HttpResponse:
    """Show one job, as a page or as a fragment that asks again while it is open."""
    found = _job(number)
    seen = {
        "shown": show([found])[0],
        "may_act": bool(request.roles & WORKERS),
        "may_run_again": found.state in {JobState.FAILED, JobState.CANCELLED},
    }
    template = "platform/_job.html" if request.htmx else "platform/job.html"  # type: ignore[attr-defined]
    return render(request, template, seen)


@members(WORKERS)
@require_POST
def cancel(request: TenantRequest, number: int) -> HttpResponse:
    """Cancel a job."""
    found = _job(number)
    if found.is_open:
        running.cancel(found)
        messages.success(request, "L'annulation est demandée.")
    else:
        messages.info(request, "Ce travail était déjà fini.")
    return redirect("job", request.tenant.slug, number)


@members(WORKERS)
@require_POST
def run_again(request: TenantRequest, number: int) -> HttpResponse:
    """Start the same work once more."""
    found = _job(number)
    if found.state not in {JobState.FAILED, JobState.CANCELLED}:
        messages.info(request, "Seul un travail échoué ou annulé se relance.")
        return redirect("job", request.tenant.slug, number)
    started = running.again(found, person=request.user)
    messages.success(request, "Le travail est relancé.")
    return redirect("job", request.tenant.slug, started.pk)


def _job(number: int) -> Job:
    found: Job = get_object_or_404(Job.objects.select_related("person", "tenant", "follows"), pk=number)
    return found
