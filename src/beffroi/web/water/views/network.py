"""Network and ranking of its pipes, search rounds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.folders import current
from beffroi.web.water.models import FileKind, Leak, LeakStatus, PipeRisk, Round, RunKind, WaterRun
from beffroi.web.water.starting import SERVICE, start_rank

MOST_SHOWN = 100


@require_safe
@members(READERS, service=SERVICE)
def network(request: TenantRequest) -> HttpResponse:
    """Show the files that describe the network, and the riskiest pipes of the last ranking."""
    shown = {
        "files": [(kind.label, current(kind)) for kind in (FileKind.NETWORK, FileKind.PIPES, FileKind.BREAKS)],
        "run": WaterRun.objects.filter(kind=RunKind.RANK).first(),
        "risks": PipeRisk.objects.all()[:MOST_SHOWN],
    }
    return render(request, "water/network.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def rank(request: TenantRequest) -> HttpResponse:
    """Rank the pipes for this year."""
    job = start_rank(request.tenant, year=timezone.localdate().year, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_safe
@members(READERS, service=SERVICE)
def rounds(request: TenantRequest) -> HttpResponse:
    """Show the leaks to visit, and the rounds planned."""
    shown = {
        "to_visit": Leak.objects.filter(status=LeakStatus.TO_VISIT),
        "rounds": Round.objects.defer("geojson")[:MOST_SHOWN],
    }
    return render(request, "water/rounds.html", shown)
