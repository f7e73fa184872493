"""Indicators: the years, what SISPEA still lacks, the declaration."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.models import RunKind, VolumesYear, WaterRun
from beffroi.web.water.starting import SERVICE, start_indicators


def _last() -> WaterRun | None:
    return WaterRun.objects.filter(kind=RunKind.INDICATORS).first()


@require_safe
@members(READERS, service=SERVICE)
def indicators(request: TenantRequest) -> HttpResponse:
    """Show the indicators of each year against the legal threshold."""
    return render(request, "water/indicators.html", {"years": VolumesYear.objects.all(), "run": _last()})


@require_POST
@members(WORKERS, service=SERVICE)
def compute(request: TenantRequest) -> HttpResponse:
    """Compute the indicators again."""
    job = start_indicators(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_safe
@members(READERS, service=SERVICE)
def declaration(request: TenantRequest) -> HttpResponse:
    """Give the SISPEA declaration of the last year."""
    run = _last()
    text = run.result.get("declaration", "") if run else ""
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="declaration.csv"'
    return response
