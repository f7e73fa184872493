"""The home page of the service."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from beffroi.web.platform.access import DELEGATES, READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.access import LEAK_READERS
from beffroi.web.water.board import board
from beffroi.web.water.models import FileState, Sensor, WaterFile
from beffroi.web.water.starting import SERVICE


@require_safe
@members(LEAK_READERS, service=SERVICE)
def home(request: TenantRequest) -> HttpResponse:
    """Show what awaits a decision; a delegated operator goes to the leaks, all that is theirs."""
    if not request.roles & READERS and request.roles & DELEGATES:
        return redirect("water-leaks", request.tenant.slug)
    used = WaterFile.objects.filter(state__in=[FileState.ACCEPTED, FileState.PROPOSED])
    if not used.exists() and not Sensor.objects.exists():
        return render(request, "water/start.html", {"can_send": bool(request.roles & WORKERS)})
    return render(request, "water/home.html", {"board": board()})
