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
from beffroi.web.water.forms.files import PeriodForm
from beffroi.web.water.forms.leaks import LeakForm, MoveForm
from beffroi.web.water.leak_list import counts, listed, loss_of, open_loss, tally, with_losses
from beffroi.web.water.leak_map import candidates_of, known_pipes, leak_plan, leak_town
from beffroi.web.water.models import Leak, LeakStatus, LeakStep, RunKind, WaterRun
from beffroi.web.water.moves import Move, move, signal
from beffroi.web.water.plan_svg import svg_plan
from beffroi.web.water.sensor_charts import others_of, sensor_charts
from beffroi.web.water.starting import SERVICE, default_period, start_leaks

A_PAGE = 50


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leaks(request: TenantRequest) -> HttpResponse:
    """List the leaks, those of one status where asked, those that lose most first; closed ones only when asked."""
    asked = request.GET.get("etat", "")
    page = Paginator(listed(asked), A_PAGE).get_page(request.GET.get("page"))
    told = counts()
    shown = {
        "page": page,
        "rows": with_losses(request.tenant, page.object_list),
        "asked": asked if asked in LeakStatus else "",
        "statuses": [(status.value, status.label, told.get(status, 0)) for status in LeakStatus],
        "lost": open_loss(request.tenant),
        "tally": tally(),
        "search": WaterRun.objects.filter(kind=RunKind.LEAKS).first(),
    }
    return render(request, "water/leaks.html", shown)


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leak(request: TenantRequest, number: int) -> HttpResponse:
    """Show a leak: where, how much, since when, what sensors saw, what people did, what may come next."""
    found = leak_row(number)
    return _page(request, found, MoveForm(leak=found))


def leak_row(number: int) -> Leak:
    """Return a leak of the tenant in scope. Raises Http404."""
    found: Leak = get_object_or_404(Leak.objects.select_related("event", "run"), pk=number)
    return found


def _page(request: TenantRequest, found: Leak, form: MoveForm) -> HttpResponse:
    return render(request, "water/leak.html", {**told(request, found), "form": form})


def told(request: TenantRequest, found: Leak) -> dict[str, object]:
    """Return what the page of a leak and its sheet show."""
    plan, town = leak_plan(request.tenant, found), leak_town(request.tenant)
    return {
        "leak": found,
        "loss": loss_of(found.flow_m3h, euros_per_m3=water_settings(request.tenant).euros_per_m3),
        "map": plan,
        "plan": svg_plan(plan) if plan else None,
        "candidates": candidates_of(found, plan.drawing if plan else town.shown),
        "charts": sensor_charts(found, zone=request.tenant.time_zone),
        "moved": others_of(found),
        "steps": LeakStep.objects.filter(leak=found).select_related("person", "decision"),
        "may_move": bool(request.roles & LEAK_MOVERS),
    }


@require_POST
@members(LEAK_MOVERS, service=SERVICE)
def moved(request: TenantRequest, number: int) -> HttpResponse:
    """Move a leak; the ledger keeps the decision."""
    found = leak_row(number)
    form = MoveForm(request.POST, leak=found, pipes=known_pipes(leak_town(request.tenant)))
    if not form.is_valid():
        return _page(request, found, form)
    given = form.cleaned_data
    asked = Move(**{**given, "to": LeakStatus(given["to"])})
    step = move(request.tenant, found, asked, person=request.user)
    messages.success(request, f"{found} : « {step.get_after_display()} ». L'étape est gardée.")
    return redirect("water-leak", request.tenant.slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def signalled(request: TenantRequest) -> HttpResponse:
    """Add a leak that an agent saw."""
    pipes = known_pipes(leak_town(request.tenant))
    form = LeakForm(request.POST if request.method == "POST" else None, pipes=pipes)
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
