"""Night flow: sectors, alarms, what people did with them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.folders import water_settings
from beffroi.web.water.forms.nights import AlarmForm
from beffroi.web.water.models import NightAlarm
from beffroi.web.water.moves import judge_alarm
from beffroi.web.water.night_page import night_page
from beffroi.web.water.starting import SERVICE, start_night


@require_safe
@members(READERS, service=SERVICE)
def nights(request: TenantRequest) -> HttpResponse:
    """Show the alarms to judge first, then each sector's nights and what it loses."""
    shown = {"nights": night_page(request.tenant), "euros_per_m3": water_settings(request.tenant).euros_per_m3}
    return render(request, "water/nights.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def watch(request: TenantRequest) -> HttpResponse:
    """Watch the sectors again, now."""
    job = start_night(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_POST
@members(WORKERS, service=SERVICE)
def judged(request: TenantRequest, number: int) -> HttpResponse:
    """Decide of an alarm; the ledger keeps the decision."""
    alarm = get_object_or_404(NightAlarm.objects, pk=number)
    form = AlarmForm(request.POST)
    if form.is_valid():
        judge_alarm(request.tenant, alarm, form.judgement, person=request.user)
        messages.success(request, f"Alarme « {form.judgement.to.label} ». Le journal garde cette décision.")
    else:
        messages.error(request, "Choisissez ce que devient l'alarme.")
    return redirect("water-nights", request.tenant.slug)
