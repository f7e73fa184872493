"""Sensors of the live feed, its settings, the meter of each sector."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.web.platform.access import LEADS, READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.feed import sector_meters, sensor_states
from beffroi.web.water.folders import water_settings
from beffroi.web.water.forms.sensors import FeedForm, SectorForm, SensorForm
from beffroi.web.water.models import Sector, Sensor
from beffroi.web.water.starting import SERVICE


@require_safe
@members(READERS, service=SERVICE)
def sensors(request: TenantRequest) -> HttpResponse:
    """Show the last reading of each sensor, the late ones first."""
    return _page(request, SectorForm())


def _page(request: TenantRequest, form: SectorForm) -> HttpResponse:
    states, meters = sensor_states(), sector_meters()
    shown = {
        "states": states,
        "late": sum(state.late for state in states),
        "sectors": [(sector, meters.get(sector.name, "")) for sector in Sector.objects.all()],
        "form": form,
        "sensor_form": SensorForm(names=[state.sensor.name for state in states]),
        "settings": water_settings(request.tenant),
    }
    return render(request, "water/sensors.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@members(LEADS, service=SERVICE)
def settings(request: TenantRequest) -> HttpResponse:
    """Choose the price of water and the broker of the live feed."""
    kept = water_settings(request.tenant)
    form = FeedForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Réglages enregistrés.")
        return redirect("water-sensors", request.tenant.slug)
    return render(request, "water/settings.html", {"form": form})


@require_POST
@members(WORKERS, service=SERVICE)
def sector(request: TenantRequest) -> HttpResponse:
    """Add a sector, or say which live sensor meters a known one."""
    known = Sector.objects.filter(name=request.POST.get("name", "").strip()).first()
    form = SectorForm(request.POST, instance=known or Sector(tenant=request.tenant))
    if not form.is_valid():
        return _page(request, form)
    form.save()
    messages.success(request, f"Secteur « {form.instance} » enregistré.")
    return redirect("water-sensors", request.tenant.slug)


@require_POST
@members(WORKERS, service=SERVICE)
def sensor(request: TenantRequest) -> HttpResponse:
    """Say what a sensor measures: totals of customers' meters are read apart from pressures and flows."""
    form = SensorForm(request.POST, names=list(Sensor.objects.values_list("name", flat=True)))
    if form.is_valid():
        Sensor.objects.filter(name=form.cleaned_data["sensor"]).update(kind=form.cleaned_data["kind"])
        messages.success(request, f"Capteur « {form.cleaned_data['sensor']} » enregistré.")
    else:
        messages.error(request, "Choisissez un capteur et ce qu'il mesure.")
    return redirect("water-sensors", request.tenant.slug)
