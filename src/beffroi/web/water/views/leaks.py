"""Leaks: the list, one leak and its moves, a leak that an agent signals, a search asked for."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.web.platform.access import WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.access import LEAK_MOVERS, LEAK_READERS
from beffroi.web.water.folders import water_settings
from beffroi.web.water.forms import LeakForm, MoveForm, PeriodForm
from beffroi.web.water.models import Leak, LeakStatus, LeakStep, RunKind, WaterRun
from beffroi.web.water.moves import Move, move, signal
from beffroi.web.water.starting import SERVICE, default_period, start_leaks

A_PAGE = 50
HOURS_A_YEAR = 24 * 365


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leaks(request: TenantRequest) -> HttpResponse:
    """List the leaks, those of one status where asked; closed ones only then."""
    asked = request.GET.get("etat", "")
    found = Leak.objects.filter(status=asked) if asked in LeakStatus else Leak.objects.exclude(status=LeakStatus.CLOSED)
    shown = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "asked": asked if asked in LeakStatus else "",
        "statuses": LeakStatus.choices,
        "search": WaterRun.objects.filter(kind=RunKind.LEAKS).first(),
    }
    return render(request, "water/leaks.html", shown)


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leak(request: TenantRequest, number: int) -> HttpResponse:
    """Show a leak: where, how much, since when, what people did, what may come next."""
    found = _leak(number)
    return _page(request, found, MoveForm(status=found.status))


def _leak(number: int) -> Leak:
    found: Leak = get_object_or_404(Leak.objects.select_related("event", "run"), pk=number)
    return found


def _page(request: TenantRequest, found: Leak, form: MoveForm) -> HttpResponse:
    euros = water_settings(request.tenant).euros_per_m3
    shown = {
        "leak": found,
        "steps": LeakStep.objects.filter(leak=found).select_related("person", "decision"),
        "form": form,
        "may_move": bool(request.roles & LEAK_MOVERS),
        "euros_year": None if found.flow_m3h is None else found.flow_m3h * HOURS_A_YEAR * euros,
    }
    return render(request, "water/leak.html", shown)


@require_POST
@members(LEAK_MOVERS, service=SERVICE)
def moved(request: TenantRequest, number: int) -> HttpResponse:
    """Move a leak; the ledger keeps the decision."""
    found = _leak(number)
    form = MoveForm(request.POST, status=found.status)
    if not form.is_valid():
        return _page(request, found, form)
    given = form.cleaned_data
    asked = Move(to=LeakStatus(given["to"]), note=given["note"], found_pipe=given["found_pipe"])
    step = move(request.tenant, found, asked, person=request.user)
    messages.success(request, f"{found} : « {step.get_after_display()} ». L'étape est gardée.")
    return redirect("water-leak", request.tenant.slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def signalled(request: TenantRequest) -> HttpResponse:
    """Add a leak that an agent saw."""
    form = LeakForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = signal(request.tenant, form.save(commit=False), person=request.user, note=form.cleaned_data["note"])
        messages.success(request, "La fuite est ajoutée à la liste.")
        return redirect("water-leak", request.tenant.slug, made.pk)
    return render(request, "water/leak_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def search(request: TenantRequest) -> HttpResponse:
    """Ask for a search between two days."""
    period = default_period()
    initial = {"first": period[0], "last": period[1]} if period else {}
    form = PeriodForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        job = start_leaks(request.tenant, **form.cleaned_data, person=request.user)
        return redirect("job", request.tenant.slug, job.pk)
    return render(request, "water/search.html", {"form": form, "period": period})
