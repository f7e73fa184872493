"""Accuracy, strike scenario, settings, the kitchen's workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.web.canteen.accuracy import accuracy_page
from beffroi.web.canteen.board import board, monday_of, within_reach
from beffroi.web.canteen.forms import SettingsForm, StrikeForm
from beffroi.web.canteen.models import Run, RunKind, Settings
from beffroi.web.canteen.scenario import compared
from beffroi.web.canteen.starting import SERVICE, start_evaluation, start_forecast, start_scenario
from beffroi.web.canteen.workbook import write_week
from beffroi.web.platform.access import LEADS, READERS, WORKERS, members
from beffroi.web.platform.models import Evaluation
from beffroi.web.platform.tenancy import TenantRequest

ODS = "application/vnd.oasis.opendocument.spreadsheet"


def posted(request: TenantRequest) -> QueryDict | None:
    """Return what was sent, None where the page is only read."""
    return request.POST if request.method == "POST" else None


@require_safe
@members(READERS, service=SERVICE)
def accuracy(request: TenantRequest) -> HttpResponse:
    """Show how good the forecast was on the town's own year, against agents and naive forecasts."""
    found = Evaluation.objects.filter(service=SERVICE).first()
    page = accuracy_page(found) if found else None
    return render(request, "canteen/accuracy.html", {"page": page, "can_ask": bool(request.roles & WORKERS)})


@require_POST
@members(WORKERS, service=SERVICE)
def evaluate(request: TenantRequest) -> HttpResponse:
    """Measure again."""
    job = start_evaluation(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def forecast(request: TenantRequest) -> HttpResponse:
    """Forecast again, now."""
    if request.method == "POST":
        job = start_forecast(request.tenant, person=request.user)
        return redirect("job", request.tenant.slug, job.pk)
    return render(request, "canteen/forecast.html")


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def scenarios(request: TenantRequest) -> HttpResponse:
    """Suppose a strike; show the scenarios already computed."""
    form = StrikeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not request.roles & WORKERS:
            raise Http404
        job = start_scenario(request.tenant, strikes=form.days(), person=request.user)
        return redirect("job", request.tenant.slug, job.pk)
    made = Run.objects.filter(kind=RunKind.SCENARIO).only("pk", "strikes", "made_at", "tenant")[:20]
    shown = {"form": form, "scenarios": made, "can_ask": bool(request.roles & WORKERS)}
    return render(request, "canteen/scenarios.html", shown)


@require_safe
@members(READERS, service=SERVICE)
def scenario(request: TenantRequest, number: int) -> HttpResponse:
    """Show a strike scenario beside the usual forecast."""
    run = get_object_or_404(Run.objects.filter(kind=RunKind.SCENARIO), pk=number)
    return render(request, "canteen/scenario.html", {"run": run, "days": compared(run)})


@require_http_methods(["GET", "HEAD", "POST"])
@members(LEADS, service=SERVICE)
def settings(request: TenantRequest) -> HttpResponse:
    """Choose how the town orders."""
    kept = Settings.objects.first() or Settings(tenant=request.tenant)
    form = SettingsForm(posted(request), instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        start_forecast(request.tenant, person=request.user)
        messages.success(request, "Réglages enregistrés ; la prévision se refait avec eux.")
        return redirect("canteen", request.tenant.slug)
    run = Run.objects.filter(kind=RunKind.CURRENT).only("curve", "service_level", "tenant").first()
    return render(request, "canteen/settings.html", {"form": form, "run": run})


@require_safe
@members(READERS, service=SERVICE)
def workbook(request: TenantRequest, monday: date) -> HttpResponse:
    """Give the week's orders as a spreadsheet."""
    if not within_reach(monday):
        raise Http404
    shown = board(monday_of(monday))
    if not shown.days:
        raise Http404
    with TemporaryDirectory() as folder:
        content = write_week(shown, Path(folder) / "commandes.ods").read_bytes()
    response = HttpResponse(content, content_type=ODS)
    response["Content-Disposition"] = f'attachment; filename="commandes-{shown.monday}.ods"'
    return response
