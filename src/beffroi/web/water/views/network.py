"""Network and ranking of its pipes: page, map, table to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.folders import current
from beffroi.web.water.models import FileKind, PipeRisk, RunKind, WaterRun
from beffroi.web.water.network_map import COLOURINGS, chosen_colouring, network_plan
from beffroi.web.water.plan_geojson import as_geojson
from beffroi.web.water.plan_svg import svg_plan
from beffroi.web.water.risk_page import risk_page
from beffroi.web.water.spreadsheets import csv_file, geojson
from beffroi.web.water.starting import SERVICE, ranking_year, start_rank

MOST_SHOWN = 30
HEADS = ("rang", "conduite", "casses attendues par km et par an", "longueur m", "part du linéaire", "pourquoi")


@require_safe
@members(READERS, service=SERVICE)
def network(request: TenantRequest) -> HttpResponse:
    """Show the map, what the ranking promises and was worth, the riskiest pipes."""
    risks = list(PipeRisk.objects.all())
    run = WaterRun.objects.filter(kind=RunKind.RANK).first()
    asked = chosen_colouring(request.tenant, request.GET.get("couleur", ""))
    plan = network_plan(request.tenant, asked=asked)
    shown = {
        "files": [(kind.label, current(kind)) for kind in (FileKind.NETWORK, FileKind.PIPES, FileKind.BREAKS)],
        "run": run,
        "risks": risks[:MOST_SHOWN],
        "ranked": len(risks),
        "page": risk_page(risks, run),
        "map": plan,
        "plan": svg_plan(plan) if plan else None,
        "asked": asked,
        "colourings": COLOURINGS.items(),
    }
    return render(request, "water/network.html", shown)


@require_safe
@members(READERS, service=SERVICE)
def network_map(request: TenantRequest) -> HttpResponse:
    """Give the map's script what it draws."""
    asked = chosen_colouring(request.tenant, request.GET.get("couleur", ""))
    return geojson(as_geojson(network_plan(request.tenant, asked=asked)))


@require_safe
@members(READERS, service=SERVICE)
def ranking_file(request: TenantRequest) -> HttpResponse:
    """Give the whole ranking as a table."""
    rows = PipeRisk.objects.values_list("rank", "pipe", "expected_per_km_year", "length_m", "share", "reason")
    return csv_file("classement.csv", HEADS, rows.iterator(chunk_size=2000))


@require_POST
@members(WORKERS, service=SERVICE)
def rank(request: TenantRequest) -> HttpResponse:
    """Rank the pipes for the year to come."""
    job = start_rank(request.tenant, year=ranking_year(timezone.localdate()), person=request.user)
    return redirect("job", request.tenant.slug, job.pk)
