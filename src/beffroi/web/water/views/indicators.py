"""Indicators: the years against the law, what SISPEA still lacks, the files to take away, volumes typed by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.folders import water_settings
from beffroi.web.water.models import RunKind, WaterRun
from beffroi.web.water.starting import SERVICE, start_indicators
from beffroi.web.water.volume_form import VolumesForm
from beffroi.web.water.volumes_by_hand import as_numbers, known_rows, next_period, take
from beffroi.web.water.year_page import year_page, years_csv

CSV = "text/csv; charset=utf-8"


@require_safe
@members(READERS, service=SERVICE)
def indicators(request: TenantRequest) -> HttpResponse:
    """Show the last year against the legal threshold, then the others."""
    page = year_page(euros_per_m3=water_settings(request.tenant).euros_per_m3)
    return render(request, "water/indicators.html", {"page": page})


@require_POST
@members(WORKERS, service=SERVICE)
def compute(request: TenantRequest) -> HttpResponse:
    """Compute the indicators again."""
    job = start_indicators(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_safe
@members(READERS, service=SERVICE)
def declaration(_request: TenantRequest) -> HttpResponse:
    """Give the SISPEA declaration of the last year."""
    return _file(_kept("declaration"), CSV, "declaration.csv")


@require_safe
@members(READERS, service=SERVICE)
def plan(_request: TenantRequest) -> HttpResponse:
    """Give the frame of the action plan, where one is due."""
    return _file(_kept("plan"), "text/markdown; charset=utf-8", "plan-d-actions.md")


@require_safe
@members(READERS, service=SERVICE)
def years(_request: TenantRequest) -> HttpResponse:
    """Give the indicators of every year."""
    return _file(years_csv(), CSV, "indicateurs.csv")


def _kept(name: str) -> str:
    run = WaterRun.objects.filter(kind=RunKind.INDICATORS).first()
    text = str(run.result.get(name, "")) if run else ""
    if not text:
        raise Http404
    return text


def _file(text: str, kind: str, name: str) -> HttpResponse:
    # spreadsheets take a CSV without this mark for Latin-1
    mark = "\ufeff" if kind == CSV else ""
    response = HttpResponse(mark + text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def volumes(request: TenantRequest) -> HttpResponse:
    """Take the volumes of a year or a month typed by hand, and compute the indicators again."""
    rows = known_rows(request.tenant)
    initial = {"period": next_period(rows), "length_km": as_numbers(rows[-1])["length_km"] if rows else None}
    form = VolumesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, form)
        except BadInput as error:
            form.add_error(None, str(error))
    return render(request, "water/volumes.html", {"form": form, "rows": [as_numbers(row) for row in rows[::-1]]})


def _taken(request: TenantRequest, form: VolumesForm) -> HttpResponse:
    file = take(request.tenant, form.cleaned_data, person=request.user)
    job = start_indicators(request.tenant, person=request.user)
    messages.success(request, f"Volumes de {form.cleaned_data['period']} enregistrés : « {job.title} » se calcule.")
    for finding in file.report["findings"]:
        messages.warning(request, finding)
    return redirect("water-indicators", request.tenant.slug)
