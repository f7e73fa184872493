"""Search rounds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.web.platform.access import READERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.models import Leak, LeakStatus, Round
from beffroi.web.water.starting import SERVICE

MOST_SHOWN = 100


@require_safe
@members(READERS, service=SERVICE)
def rounds(request: TenantRequest) -> HttpResponse:
    """Show the leaks to visit, and the rounds planned."""
    shown = {"to_visit": Leak.objects.filter(status=LeakStatus.TO_VISIT), "rounds": Round.objects.all()[:MOST_SHOWN]}
    return render(request, "water/rounds.html", shown)
