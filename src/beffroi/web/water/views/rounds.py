"""Search rounds: a week planned, each round with its sheet and its map, what the team heard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beffroi.territory.numbers import counted
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.forms.rounds import RestForm, RoundsForm, StopForm
from beffroi.web.water.models import Leak, LeakStatus, PipeRisk, Round, StopOutcome
from beffroi.web.water.plan_geojson import as_geojson, collection
from beffroi.web.water.plan_svg import svg_plan
from beffroi.web.water.round_keeping import Heard, keep_heard
from beffroi.web.water.round_map import round_features, round_plan, walked_drawing
from beffroi.web.water.spreadsheets import geojson, geojson_file
from beffroi.web.water.starting import SERVICE, start_rounds

MOST_SHOWN = 60


@require_safe
@members(READERS, service=SERVICE)
def rounds(request: TenantRequest) -> HttpResponse:
    """Show the leaks to visit, the rounds to walk and those walked."""
    today = timezone.localdate()
    form = RoundsForm(initial={"week": today + timedelta(days=7 - today.weekday()) if today.weekday() > 2 else today})
    return _page(request, form)


def _page(request: TenantRequest, form: RoundsForm) -> HttpResponse:
    shown = {
        "to_visit": Leak.objects.filter(status=LeakStatus.TO_VISIT),
        "waiting": Round.objects.filter(done_at=None).order_by("day", "team")[:MOST_SHOWN],
        "walked": [(one, _found(one)) for one in Round.objects.exclude(done_at=None)[:MOST_SHOWN]],
        "ranked": PipeRisk.objects.exists(),
        "form": form,
    }
    return render(request, "water/rounds.html", shown)


def _found(round_: Round) -> int:
    return sum(stop.get("outcome") == StopOutcome.FOUND for stop in round_.stops)


@require_POST
@members(WORKERS, service=SERVICE)
def planned(request: TenantRequest) -> HttpResponse:
    """Plan the rounds of a week."""
    form = RoundsForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    job = start_rounds(request.tenant, form.wish(), person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_safe
@members(READERS, service=SERVICE)
def round_page(request: TenantRequest, number: int) -> HttpResponse:
    """Show a round: its map, its pipes in order, what was heard or the form to tell it."""
    found = _round(number)
    return render(request, "water/round.html", _shown(request, found))


def _round(number: int) -> Round:
    found: Round = get_object_or_404(Round, pk=number)
    return found


def _shown(request: TenantRequest, found: Round) -> dict[str, Any]:
    plan = round_plan(request.tenant, found) if found.stops else None
    posted = request.POST if request.method == "POST" else None
    forms = [StopForm(posted, prefix=f"stop{place}") for place in range(len(found.stops))]
    outcomes = [StopOutcome(stop.get("outcome", "")).label for stop in found.stops]
    return {
        "round": found,
        "plan": svg_plan(plan) if plan else None,
        "map": plan,
        "stops": list(zip(found.stops, forms, outcomes, strict=True)),
        "streets": any(stop.get("street") for stop in found.stops),
        "found": _found(found),
        "rest": RestForm(posted)["rest"],
    }


@require_safe
@members(READERS, service=SERVICE)
def round_sheet(request: TenantRequest, number: int) -> HttpResponse:
    """Show the sheet that the team takes along."""
    return render(request, "water/round_sheet.html", _shown(request, _round(number)))


@require_safe
@members(READERS, service=SERVICE)
def round_map(request: TenantRequest, number: int) -> HttpResponse:
    """Give the map's script what it draws."""
    found = _round(number)
    return geojson(as_geojson(round_plan(request.tenant, found)))


@require_safe
@members(READERS, service=SERVICE)
def round_file(request: TenantRequest, number: int) -> HttpResponse:
    """Give the round as GeoJSON, for a telephone's map or a GIS."""
    found = _round(number)
    content = collection(walked_drawing(request.tenant, found), round_features(request.tenant, [found]))
    return geojson_file(f"tournee-{found.day}-equipe-{found.team}.geojson", content)


@require_POST
@members(WORKERS, service=SERVICE)
def heard(request: TenantRequest, number: int) -> HttpResponse:
    """Keep what the team heard."""
    found = _round(number)
    shown = _shown(request, found)
    forms = [form for _, form, _ in shown["stops"]]
    if not all(form.is_valid() for form in forms):
        return render(request, "water/round.html", shown)
    left = StopOutcome.NOTHING if request.POST.get("rest") else StopOutcome.SKIPPED
    given = [Heard(StopOutcome(form.cleaned_data["outcome"] or left), form.cleaned_data["note"]) for form in forms]
    leaks = keep_heard(request.tenant, found, given, person=request.user)
    told = f"{counted(len(leaks), 'fuite trouvée')} ; la liste est à jour." if leaks else "Aucune fuite trouvée."
    messages.success(request, f"Les résultats sont gardés. {told} Le prochain classement en tiendra compte.")
    return redirect("water-round", request.tenant.slug, number)
